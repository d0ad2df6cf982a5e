/* The yardstick of a call to a provider: a bare C program that links libcurl and posts one
 * file, reads the answer and ends.
 *
 *	post URL FILE [CAFILE]
 *
 * CAFILE is a bundle of certificates to trust instead of the one that libcurl was built
 * with. The status is 0 when the answer is 200 and not empty. */
#include <curl/curl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define BODY_MAX (16u << 20)

struct text {
	char *p;
	size_t n;
};

static size_t keep(char *p, size_t size, size_t n, void *to)
{
	struct text *t = to;
	char *more = size * n < BODY_MAX - t->n ? realloc(t->p, t->n + size * n) : NULL;

	if (!more)
		return 0;
	t->p = more;
	memcpy(t->p + t->n, p, size * n);
	t->n += size * n;
	return size * n;
}

static int fail(const char *what, const char *why)
{
	fprintf(stderr, "post: %s: %s\n", what, why);
	return 1;
}

int main(int argc, char **argv)
{
	static char body[BODY_MAX];
	struct curl_slist *heads;
	struct text answer = { 0 };
	long status = 0;
	CURLcode rc;
	size_t n;
	CURL *c;
	FILE *f;

	if (argc < 3 || argc > 4)
		return fail("used wrongly", "see tests/bench/post.c");
	f = fopen(argv[2], "r");
	if (!f)
		return fail("cannot read", argv[2]);
	n = fread(body, 1, sizeof(body), f);
	fclose(f);
	curl_global_init(CURL_GLOBAL_DEFAULT);
	c = curl_easy_init();
	if (!c)
		return fail("libcurl", "no memory");
	heads = curl_slist_append(NULL, "Content-Type: application/json");
	heads = curl_slist_append(heads, "Expect:");
	curl_easy_setopt(c, CURLOPT_URL, argv[1]);
	curl_easy_setopt(c, CURLOPT_HTTPHEADER, heads);
	curl_easy_setopt(c, CURLOPT_POSTFIELDS, body);
	curl_easy_setopt(c, CURLOPT_POSTFIELDSIZE_LARGE, (curl_off_t)n);
	curl_easy_setopt(c, CURLOPT_WRITEFUNCTION, keep);
	curl_easy_setopt(c, CURLOPT_WRITEDATA, &answer);
	if (argc > 3)
		curl_easy_setopt(c, CURLOPT_CAINFO, argv[3]);
	rc = curl_easy_perform(c);
	curl_easy_getinfo(c, CURLINFO_RESPONSE_CODE, &status);
	curl_easy_cleanup(c);
	curl_slist_free_all(heads);
	curl_global_cleanup();
	free(answer.p);
	if (rc != CURLE_OK)
		return fail(argv[1], curl_easy_strerror(rc));
	if (status != 200 || !answer.n)
		return fail(argv[1], "not the answer that was wanted");
	return 0;
}
