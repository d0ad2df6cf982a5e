/* What is kept of an answer's head. */
#include "base/clock.h"
#include "io/http_call.h"

#include <string.h>
#include <strings.h>

/* the header's value, blanks at both ends taken away; false: another header */
static bool value_of(
	const char *line, size_t n, const char *name, const char **v, size_t *len)
{
	size_t at = strlen(name);

	if (n <= at || strncasecmp(line, name, at) != 0 || line[at] != ':')
		return false;
	for (at++; at < n && (line[at] == ' ' || line[at] == '\t');)
		at++;
	while (n > at && (unsigned char)line[n - 1] <= ' ')
		n--;
	*v = line + at;
	*len = n - at;
	return true;
}

static void keep(char *to, size_t size, const char *v, size_t n)
{
	size_t len = 0;

	for (size_t i = 0; i < n && len + 1 < size; i++)
		if (v[i] >= 0x20 && v[i] < 0x7f)
			to[len++] = v[i];
	to[len] = '\0';
}

static void keep_type(struct kx_http_reply *r, const char *v, size_t n)
{
	size_t len = 0;

	while (len < n && v[len] != ';' && v[len] != ' ' && v[len] != '\t')
		len++;
	keep(r->type, sizeof(r->type), v, len);
	for (char *s = r->type; *s; s++)
		if (*s >= 'A' && *s <= 'Z')
			*s = (char)(*s - 'A' + 'a');
}

static void keep_wait(struct kx_http_call *c, const char *v, size_t n, bool exact)
{
	char text[64];
	int64_t ms;

	keep(text, sizeof(text), v, n);
	ms = exact ? kx_http_decimal(text) : kx_http_retry_after(text, kx_clock_now());
	if (ms < 0 || (c->exact && !exact))
		return;
	c->exact = exact;
	c->r->retry_after_ms = ms;
}

static void keep_flag(struct kx_http_reply *r, const char *v, size_t n)
{
	if (n == 4 && strncasecmp(v, "true", n) == 0)
		r->should_retry = 1;
	else if (n == 5 && strncasecmp(v, "false", n) == 0)
		r->should_retry = 0;
}

/* another head begins: that of an interim answer (1xx) says nothing about the real one */
static void begin(struct kx_http_call *c, const char *line, size_t n)
{
	struct kx_http_reply *r = c->r;
	size_t at = 0;
	int status = 0;

	while (at < n && line[at] != ' ')
		at++;
	while (at < n && line[at] == ' ')
		at++;
	for (; at < n && line[at] >= '0' && line[at] <= '9' && status < 1000; at++)
		status = status * 10 + (line[at] - '0');
	r->status = status / 100 == 1 ? 0 : status;
	r->type[0] = r->request_id[0] = '\0';
	r->retry_after_ms = -1;
	r->should_retry = -1;
	c->exact = c->headed = false;
}

void kx_http_head_line(struct kx_http_call *c, const char *line, size_t n)
{
	struct kx_http_reply *r = c->r;
	const char *v;
	size_t len;

	if (c->first || !n)
		return; /* behind the body */
	if (n > 5 && memcmp(line, "HTTP/", 5) == 0)
		begin(c, line, n);
	else if (*line == '\r' || *line == '\n')
		c->headed = true;
	else if (value_of(line, n, "content-type", &v, &len))
		keep_type(r, v, len);
	else if (value_of(line, n, "x-request-id", &v, &len))
		keep(r->request_id, sizeof(r->request_id), v, len);
	else if (value_of(line, n, "retry-after-ms", &v, &len))
		keep_wait(c, v, len, true);
	else if (value_of(line, n, "retry-after", &v, &len))
		keep_wait(c, v, len, false);
	else if (value_of(line, n, "x-should-retry", &v, &len))
		keep_flag(r, v, len);
}
