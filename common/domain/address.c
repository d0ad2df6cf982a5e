#include "domain/address.h"

#include <ctype.h>
#include <string.h>

#define TRAILING ".,;:!?'*_()/" /* marks behind an address */
#define LABEL_MAX 12            /* letters of the longest domain listed, with room */
#define SCHEME_MAX 16           /* of the longest scheme, likewise */

/* without a path, so that names of files are none */
static const char *const domains[] = { "ai", "app", "at", "au", "biz", "br", "ca", "ch",
	"click", "cloud", "club", "cn", "co", "com", "de", "dev", "edu", "es", "eu",
	"example", "fr", "gov", "info", "int", "invalid", "io", "jp", "link", "live",
	"mil", "mobi", "net", "nl", "online", "onion", "org", "pl", "pro", "ru", "se",
	"shop", "site", "space", "store", "tech", "test", "top", "tv", "uk", "us",
	"website", "xyz", NULL };

bool kx_address_byte(char c)
{
	return c > ' ' && c < 0x7f && !strchr("<>\"`|\\^{}[]", c);
}

static bool word_byte(char c)
{
	return isalnum((unsigned char)c);
}

/* small letters, or all capitals: "page.It" is a full stop without its space */
static bool listed(const char *s, size_t n)
{
	char low[LABEL_MAX];

	if (n >= sizeof(low))
		return false;
	for (size_t i = 0; i < n; i++) {
		if (!isalpha((unsigned char)s[i]) ||
			!islower((unsigned char)s[i]) != !islower((unsigned char)s[0]))
			return false;
		low[i] = (char)tolower((unsigned char)s[i]);
	}
	low[n] = '\0';
	for (const char *const *d = domains; *d; d++)
		if (!strcmp(*d, low))
			return true;
	return false;
}

/* bytes of the name of a host at s, two labels or more; 0: there is none. *last: where its
 * last label begins. */
static size_t host(const char *s, size_t n, size_t *last)
{
	size_t i = 0, labels = 0;

	while (i < n && word_byte(s[i])) {
		*last = i;
		while (i < n && (word_byte(s[i]) || s[i] == '-'))
			i++;
		labels++;
		if (i + 1 >= n || s[i] != '.' || !word_byte(s[i + 1]))
			break;
		i++;
	}
	return labels > 1 ? i : 0;
}

/* Bytes of a host in a listed domain, or of one in letters with a path; 0: none. */
static size_t bare(const char *s, size_t n)
{
	size_t last = 0, len = host(s, n, &last), i = last;

	if (!len)
		return 0;
	if (listed(s + last, len - last))
		return len < n && strchr(":/?#", s[len]) ? n : len;
	while (i < len && isalpha((unsigned char)s[i]))
		i++;
	return i == len && len - last > 1 && len < n && strchr("/?#", s[len]) ? n : 0;
}

/* bytes up to the end of an e-mail address; 0: none */
static size_t mail(const char *s, size_t n)
{
	size_t last, len;

	for (size_t i = 1; i < n; i++) {
		if (s[i] != '@' || !word_byte(s[i - 1]))
			continue;
		len = host(s + i + 1, n - i - 1, &last);
		if (len)
			return i + 1 + len;
	}
	return 0;
}

/* an address that is told by its shape alone: word[*at .. *end) */
static bool shaped(const char *s, size_t n, size_t *at, size_t *end)
{
	size_t len;

	for (*at = 0; *at < n && !word_byte(s[*at]);)
		++*at;
	len = mail(s + *at, n - *at);
	for (size_t i = *at; !len && i < n; i++) {
		if (!word_byte(s[i]) ||
			(i && (word_byte(s[i - 1]) || strchr(".-", s[i - 1]))))
			continue;
		len = bare(s + i, n - i);
		*at = i;
	}
	*end = *at + len;
	return len > 0;
}

static bool starts(const char *s, size_t n, const char *what)
{
	return n > strlen(what) && !strncasecmp(s, what, strlen(what));
}

/* Where an address with a scheme or www. begins; n: there is none. */
static size_t scheme(const char *s, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		size_t at = i;

		if (i && word_byte(s[i - 1]))
			continue;
		while (at < n && at - i < SCHEME_MAX &&
			(word_byte(s[at]) || (at > i && strchr("+.-", s[at]))))
			at++;
		if (at > i && starts(s + at, n - at, "://"))
			return i;
		if (starts(s + i, n - i, "www.") || starts(s + i, n - i, "mailto:") ||
			starts(s + i, n - i, "data:") ||
			starts(s + i, n - i, "javascript:"))
			return i;
	}
	return n;
}

/* bytes before a parenthesis that closes what was opened before the word */
static size_t inside(const char *s, size_t n)
{
	size_t open = 0;

	for (size_t i = 0; i < n; i++) {
		open += s[i] == '(';
		if (s[i] == ')' && !open--)
			return i;
	}
	return n;
}

bool kx_address_find(const char *word, size_t n, size_t *at, size_t *end)
{
	size_t from, first, to;

	while (n && strchr(TRAILING, word[n - 1]))
		n--;
	from = scheme(word, n);
	/* what stands before a scheme may be an address as well */
	if (shaped(word, from, &first, &to)) {
		if (to < from)
			n = to;
		from = first;
	}
	if (from >= n)
		return false;
	n = from + inside(word + from, n - from);
	while (n > from && strchr(TRAILING, word[n - 1]))
		n--;
	*at = from;
	*end = n;
	return n > from;
}

size_t kx_address_plain(const char *s, size_t n, char out[KX_ADDRESS_MAX])
{
	const char *p = NULL;

	for (size_t i = 0; i + 2 < n && !p && (word_byte(s[i]) || s[i] == ':'); i++)
		if (!memcmp(s + i, "://", 3))
			p = s + i + 3;
	if (!p && starts(s, n, "mailto:"))
		p = s + 7;
	if (p) {
		n -= (size_t)(p - s);
		s = p;
	}
	if (starts(s, n, "www.")) {
		s += 4;
		n -= 4;
	}
	while (n && s[n - 1] == '/')
		n--;
	if (n > KX_ADDRESS_MAX)
		n = KX_ADDRESS_MAX;
	for (size_t i = 0; i < n; i++)
		out[i] = (char)tolower((unsigned char)s[i]);
	return n;
}

void kx_address_each(const char *text, size_t n, kx_address_fn *fn, void *ctx)
{
	char plain[KX_ADDRESS_MAX];
	size_t at, end;

	for (size_t i = 0, len; i < n; i += len + 1) {
		for (len = 0; i + len < n && kx_address_byte(text[i + len]);)
			len++;
		for (size_t k = 0;
			k < len && kx_address_find(text + i + k, len - k, &at, &end);
			k += end)
			if (end - at <= KX_ADDRESS_MAX)
				fn(plain,
					kx_address_plain(
						text + i + k + at, end - at, plain),
					ctx);
	}
}
