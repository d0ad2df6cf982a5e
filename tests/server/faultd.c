/* A server that plays a provider of models, well or badly, as a test wants it: HTTP/1.1 on
 * 127.0.0.1, one process, any number of connections at once.
 *
 *	faultd [OPTIONS]
 *
 * The first line of its output is its address, "http://127.0.0.1:PORT"; with --port-file
 * that file holds it instead. It ends at SIGTERM, and by itself.
 *
 *	--port N	port (a free one)
 *	--port-file F	where the address goes
 *	--idle S	end after S seconds in which no byte came or went (60)
 *	--log F		append one JSON line per request, before it is answered: n, at_ms
 *			(monotonic), connection, method, target, path, query, headers (of a key
 *			only whether it is the right one), body, checked ("ok" or what is
 *			wrong with the request), answered (status; 0: by no whole head), entry
 *			(line of the script, 0: none), fault
 *	--refuse	nobody listens at the address	--mute	 take connections, say nothing
 *	--deaf		never take a connection: who connects waits
 *
 * Without a script it answers by itself: chat completions, embeddings, moderations, the list
 * of models. Requests are held against what OpenAI publishes; a wrong one gets its error.
 *
 *	--kind K	openai (fields that are not known are wrong), azure, or any other
 *	--key K		the key that must come	  --models A,B	 the models there are (any)
 *	--dimensions N	of a vector (64): words that two texts share make theirs alike
 *	--no-base64	refuse that encoding	  --ignore-base64  send numbers whatever is asked
 *	--max-inputs N	texts in a request	  --reject TEXT	 refuse a batch that holds it
 *	--flag TEXT	what moderation flags
 *	--answers F	JSON Lines: match? (part of the last message of the customer, or else of
 *			any message), and what to say: text, tool_calls [{name, arguments}],
 *			refusal, finish, chunks (how many, or their sizes in bytes; without:
 *			words), delay_ms between them. The first that matches is said.
 *	--stamp		each streamed piece of text gets "@NANOSECONDS " before its first word: the
 *			monotonic clock at its sending, 20 digits
 *
 *	--script F	JSON Lines, one object per request in order. The last goes on for good
 *			unless it says "once": true; behind it the server answers by itself.
 *	path, contains	only for requests whose path ends, whose body holds this
 *	times		how often (1)
 *	fault		a name of the table below: it stands for keys; those that stand beside
 *			it go before
 *	pass		the server's own answer (which is so whenever nothing else is said);
 *			also text, tool_calls ... as above
 *	status headers body body_json sse raw	  this instead: a status alone gets the error of
 *			OpenAI with type, code, message, param; sse: the data of events;
 *			raw: all that is sent
 *	done		[DONE] how often	eol		what ends a line of a stream
 *	comments	between the events	empty_choices	chunks that hold none
 *	pad		bytes more in one event	error_after	N chunks, then an error
 *	gzip bomb	packed; N MiB of zeros	length		N more in Content-Length
 *	framing		length chunked close	early		[statuses] 1xx before the head
 *	wait_ms		before the first byte	slice every_ms	N bytes at a time, how often
 *	stop		where it goes wrong: "start", "head" (behind it), "utf8" (in a
 *			character), "json" (in an event), N (events of a stream, or bytes)
 *	end		what then: "close", "reset", "stall"
 *	endless		"head", "body", "comments"
 *	vectors		"reverse", "short", "twice", "nan", "ragged" */
#include "faultd.h"

#include "base/mem.h"
#include "base/utf8.h"
#include "io/jsonl.h"

#include <arpa/inet.h>
#include <ctype.h>
#include <errno.h>
#include <fcntl.h>
#include <getopt.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>
#include <zlib.h>

#define HEAD_MAX (64u << 10)
#define BODY_MAX (64u << 20)
#define CONNS_MAX 1000
#define WRITES_AT_ONCE 64 /* of one connection, then the others' turn */
#define MS 1000000        /* nanoseconds */

/* JSON that json-c reads when it is not strict */
static const char *const faults[][2] = {
	{ "reset-start", "{'stop':'start','end':'reset'}" },
	{ "reset-head", "{'stop':'head','end':'reset'}" },
	{ "reset-middle", "{'stop':3,'end':'reset'}" },
	{ "close-start", "{'stop':'start','end':'close'}" },
	{ "close-head", "{'stop':'head','end':'close'}" },
	{ "late", "{'wait_ms':30000}" },
	{ "slow", "{'slice':1,'every_ms':20}" },
	{ "split", "{'slice':1}" },
	{ "stall-start", "{'stop':'start','end':'stall'}" },
	{ "stall-head", "{'stop':'head','end':'stall'}" },
	{ "stall", "{'stop':3,'end':'stall'}" },
	{ "cut", "{'stop':3,'end':'close','framing':'close'}" },
	{ "cut-chunked", "{'stop':3,'end':'close'}" },
	{ "cut-utf8", "{'stop':'utf8','end':'close','framing':'close',"
		      "'text':'You can pay in the caf\u00e9.'}" },
	{ "cut-json", "{'stop':'json','end':'close','framing':'close'}" },
	{ "no-end", "{'finish':null,'done':0}" },
	{ "no-done", "{'done':0}" },
	{ "two-done", "{'done':2}" },
	{ "crlf", "{'eol':'\\r\\n'}" },
	{ "cr", "{'eol':'\\r'}" },
	{ "comments", "{'comments':true}" },
	{ "empty-choices", "{'empty_choices':true}" },
	{ "big-event", "{'pad':1048576}" },
	{ "gzip", "{'gzip':true}" },
	{ "gzip-bomb", "{'bomb':200}" },
	{ "too-long", "{'length':100,'framing':'length'}" },
	{ "too-short", "{'length':-10,'framing':'length'}" },
	{ "html", "{'status':200,'headers':{'Content-Type':'text/html'},"
		  "'body':'<!doctype html><title>Sign in</title><p>Welcome'}" },
	{ "not-http", "{'raw':'This is no web server.\\r\\n\\r\\n'}" },
	{ "endless-head", "{'endless':'head'}" },
	{ "endless-body", "{'endless':'body'}" },
	{ "endless-comments", "{'endless':'comments','delay_ms':20}" },
	{ "early", "{'early':[102,103]}" },
	{ "error-middle", "{'error_after':3}" },
	{ "bad-tool", "{'text':null,'tool_calls':[{'name':'look_up',"
		      "'arguments':'{\"id\": 1,'}]}" },
	{ "empty", "{'text':''}" },
	{ "empty-body", "{'status':200,'body':''}" },
	{ "refusal", "{'refusal':'I cannot help with that.'}" },
	{ "filtered", "{'text':'','finish':'content_filter'}" },
	{ "length", "{'finish':'length'}" },
};

/* the keys of a script and of answers */
static const char *const keys[] = { "path", "contains", "times", "once", "fault",
	"pass", "status", "headers", "body", "body_json", "sse", "raw", "type", "code",
	"message", "param", "match", "text", "tool_calls", "refusal", "finish",
	"chunks", "delay_ms", "done", "eol", "comments", "empty_choices", "pad",
	"error_after", "gzip", "bomb", "length", "framing", "early", "wait_ms", "slice",
	"every_ms", "stop", "end", "endless", "vectors", NULL };

/* What goes out, and when. */
struct plan {
	struct kx_buf out;
	struct part *marks; /* in order of `at` */
	size_t n, next, sent;
	size_t slice;
	int64_t every_ms;
	size_t again; /* at the end go on from here, for ever; 0: no */
	enum { KEEP, CLOSE, RESET } end;
};

struct conn {
	int fd;
	long number;
	struct kx_buf in;
	size_t head; /* its bytes in `in`; 0: not whole yet */
	size_t at;   /* bytes of `in` that are read */
	size_t want; /* bytes of the body, or of this chunk of it */
	bool chunked;
	bool tail;    /* all chunks are read, but not yet the line behind them */
	bool busy;    /* an answer goes out */
	bool blocked; /* and waits for room */
	struct request r;
	struct plan plan;
	int64_t due; /* ns; nothing to do before */
	bool held;   /* for the mark where it stands */
};

struct options o = {
	.kind = "openai", .idle = 60, .dimensions = 64, .max_inputs = INPUTS_MAX
};
static struct conn *conns[CONNS_MAX];
static size_t nconns;
static long nrequests, nconnections;
static int64_t active; /* ns: when the last byte came or went */
static int log_fd = -1;
static struct kx_buf bomb;
static volatile sig_atomic_t stop;

static _Noreturn __attribute__((format(printf, 1, 2))) void die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	fputs("faultd: ", stderr);
	vfprintf(stderr, fmt, ap);
	fputc('\n', stderr);
	exit(64);
}

static int64_t now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 * MS + t.tv_nsec;
}

/* the text packed in its place, or so many MiB of zeros */
static void pack(struct kx_buf *text, long zeros_mib)
{
	static char zeros[1u << 20];
	struct kx_buf out = { 0 };
	z_stream z = { 0 };
	bool last;

	if (deflateInit2(
		    &z, zeros_mib ? 9 : 6, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY))
		kx_nomem();
	do {
		z.next_in = (Bytef *)(zeros_mib ? zeros : text->p);
		z.avail_in = zeros_mib ? sizeof(zeros) : (uInt)text->len;
		last = --zeros_mib <= 0;
		do {
			kx_buf_room(&out, 64u << 10);
			z.next_out = (Bytef *)out.p + out.len;
			z.avail_out = 64u << 10;
			deflate(&z, last ? Z_FINISH : Z_NO_FLUSH);
			out.len += (64u << 10) - z.avail_out;
		} while (!z.avail_out);
	} while (!last);
	deflateEnd(&z);
	kx_buf_release(text);
	*text = out;
}

/* ---- the script ----------------------------------------------------------------------- */

/* the keys that a fault stands for, beside those that are there */
static bool expand(struct json_object *entry)
{
	const char *name = str(entry, "fault");
	struct json_object *more = NULL;

	for (size_t i = 0; name && i < sizeof(faults) / sizeof(*faults); i++) {
		if (!strcmp(faults[i][0], name))
			more = json_tokener_parse(faults[i][1]);
	}
	if (!more)
		return !name;
	json_object_object_foreach(more, key, value)
	{
		if (!has(entry, key))
			json_object_object_add(entry, key, json_object_get(value));
	}
	json_object_put(more);
	return true;
}

static void load(struct list *list, const char *name)
{
	FILE *f = fopen(name, "r");
	char *line = NULL;
	size_t room = 0;
	struct kx_err e;

	if (!f)
		die("cannot open '%s'", name);
	for (ssize_t n; (n = getline(&line, &room, f)) > 0;) {
		struct json_object *v;

		n -= line[n - 1] == '\n';
		line[n] = 0;
		if (list->n == ENTRIES_MAX)
			die("'%s' has too many lines", name);
		if (kx_jsonl_parse(line, (size_t)n, &v, &e))
			die("%s:%zu: %s", name, list->n + 1, e.text);
		if (!expand(v))
			die("%s:%zu: no fault '%s'", name, list->n + 1,
				str(v, "fault"));
		json_object_object_foreach(v, key, unused)
		{
			(void)unused;
			if (!one_of(key, keys))
				die("%s:%zu: no key '%s'", name, list->n + 1, key);
		}
		if (has(v, "bomb") && !bomb.len)
			pack(&bomb, num(v, "bomb", 0));
		list->v[list->n++] = (struct entry){ v, num(v, "times", 1) };
	}
	free(line);
	fclose(f);
}

static bool meant(struct json_object *entry, const struct request *r)
{
	const char *path = str(entry, "path"), *part = str(entry, "contains");

	return (!path || ends(r->path, path)) &&
	       (!part || strstr(kx_buf_text(&r->body), part));
}

/* the entry for a request; 0: none, else its number from 1 */
static size_t choose(const struct request *r)
{
	size_t last = 0;

	for (size_t i = 0; i < o.script.n; i++) {
		struct entry *x = &o.script.v[i];

		if (!meant(x->o, r))
			continue;
		if (x->left > 0) {
			x->left--;
			return i + 1;
		}
		last = get(x->o, "once") ? 0 : i + 1;
	}
	return last;
}

/* ---- from the answer to bytes --------------------------------------------------------- */

static void mark(struct plan *p, int64_t wait_ms, size_t stamp)
{
	p->marks = kx_realloc(p->marks, p->n + 1, sizeof(*p->marks));
	p->marks[p->n++] = (struct part){ p->out.len, wait_ms, stamp };
}

/* how many bytes of the body come before all goes wrong */
static size_t stops_at(const struct reply *a)
{
	const char *where = str(a->with, "stop");
	size_t n = (size_t)num(a->with, "stop", (long)a->body.len), i = a->body.len;

	if (!has(a->with, "stop"))
		return a->body.len;
	if (ONE_OF(where, "utf8")) {
		while (i && (a->body.p[i - 1] & 0xc0) != 0xc0)
			i--;
		return i ? i : a->body.len / 2;
	}
	if (ONE_OF(where, "json"))
		return a->n > 2
			       ? (a->parts[a->n / 2].at + a->parts[a->n / 2 + 1].at) / 2
			       : a->body.len / 2;
	if (where)
		return 0;
	if (a->sse)
		return n < a->n ? a->parts[n].at : a->body.len;
	return n < a->body.len ? n : a->body.len;
}

static void head(const struct reply *a, struct plan *p, const char *framing)
{
	struct json_object *more = get(a->with, "headers"),
			   *early = get(a->with, "early");
	bool typed = false;

	for (size_t i = 0; early && i < json_object_array_length(early); i++)
		kx_buf_printf(&p->out, "HTTP/1.1 %d Early\r\nLink: </a>\r\n\r\n",
			json_object_get_int(json_object_array_get_idx(early, i)));
	kx_buf_printf(&p->out, "HTTP/1.1 %d %s\r\nx-request-id: req_%ld\r\n", a->status,
		a->status < 300 ? "OK" : "Not so", nrequests);
	if (json_object_is_type(more, json_type_object)) {
		json_object_object_foreach(more, name, value)
		{
			kx_buf_printf(&p->out, "%s: %s\r\n", name,
				json_object_get_string(value));
			typed |= !strcasecmp(name, "content-type");
		}
	}
	if (!typed)
		kx_buf_printf(&p->out, "Content-Type: %s\r\n", a->type);
	if (has(a->with, "gzip") || has(a->with, "bomb"))
		kx_buf_str(&p->out, "Content-Encoding: gzip\r\n");
	if (!strcmp(framing, "length"))
		kx_buf_printf(&p->out, "Content-Length: %ld\r\n",
			(long)a->body.len + num(a->with, "length", 0));
	else if (!strcmp(framing, "chunked"))
		kx_buf_str(&p->out, "Transfer-Encoding: chunked\r\n");
	if (p->end == CLOSE)
		kx_buf_str(&p->out, "Connection: close\r\n");
	kx_buf_str(&p->out, "\r\n");
}

/* no end: of the head, of the body, or of a stream that says nothing */
static void endless(const struct reply *a, struct plan *p, const char *of)
{
	struct kx_buf more = { 0 };

	p->end = CLOSE;
	if (!strcmp(of, "head")) {
		kx_buf_str(&p->out, "HTTP/1.1 200 OK\r\n");
		kx_buf_printf(&more, "X-More: %0900d\r\n", 0);
	} else if (!strcmp(of, "comments")) {
		head(a, p, "close");
		mark(p, num(a->with, "delay_ms", 20), 0);
		kx_buf_str(&more, ": wait\n\n");
	} else if (a->sse && a->n > 2) {
		head(a, p, "close");
		kx_buf_add(&more, a->body.p + a->parts[1].at,
			a->parts[2].at - a->parts[1].at);
	} else {
		head(a, p, "close");
		kx_buf_str(&p->out, "{\"object\":\"");
		kx_buf_printf(&more, "%016000d", 0);
	}
	p->again = p->out.len;
	kx_buf_add(&p->out, more.p, more.len);
	kx_buf_release(&more);
}

static void body(const struct reply *a, struct plan *p, bool chunked, size_t until)
{
	for (size_t i = 0; i < a->n && a->parts[i].at < until; i++) {
		size_t from = a->parts[i].at, stamp = a->parts[i].stamp;
		size_t to = i + 1 < a->n ? a->parts[i + 1].at : a->body.len;

		mark(p, a->parts[i].wait_ms, 0);
		if (chunked)
			kx_buf_printf(&p->out, "%zx\r\n", to - from);
		if (stamp)
			p->marks[p->n - 1].stamp = p->out.len + stamp - from;
		kx_buf_add(&p->out, a->body.p + from, (to < until ? to : until) - from);
		if (chunked && to <= until)
			kx_buf_str(&p->out, "\r\n");
	}
	if (chunked && !has(a->with, "stop"))
		kx_buf_str(&p->out, "0\r\n\r\n");
}

static void frame(struct reply *a, struct plan *p)
{
	struct json_object *with = a->with, *raw = get(with, "raw");
	const char *framing = a->sse ? "chunked" : "length", *end = str(with, "end");

	if (str(with, "framing"))
		framing = str(with, "framing");
	if (has(with, "bomb")) {
		kx_buf_clear(&a->body);
		kx_buf_add(&a->body, bomb.p, bomb.len);
		a->n = 1;
	} else if (has(with, "gzip")) {
		pack(&a->body, 0);
		a->n = 1;
		a->parts[0].stamp = 0;
	}
	p->slice = (size_t)num(with, "slice", 0);
	p->every_ms = num(with, "every_ms", 0);
	if (has(with, "stop") || !strcmp(framing, "close") || has(with, "length") ||
		raw)
		p->end = CLOSE;
	if (has(with, "wait_ms"))
		mark(p, num(with, "wait_ms", 0), 0);
	if (str(with, "endless")) {
		endless(a, p, str(with, "endless"));
	} else if (raw) {
		kx_buf_add(&p->out, json_object_get_string(raw),
			(size_t)json_object_get_string_len(raw));
	} else if (!ONE_OF(str(with, "stop"), "start")) {
		head(a, p, framing);
		body(a, p, !strcmp(framing, "chunked"), stops_at(a));
	}
	if (ONE_OF(end, "stall"))
		mark(p, -1, 0);
	if (ONE_OF(end, "reset")) {
		/* a reset overtakes what the other side has not read yet */
		mark(p, ONE_OF(str(with, "stop"), "start") ? 0 : 50, 0);
		p->end = RESET;
	}
}

/* ---- the log -------------------------------------------------------------------------- */

static struct json_object *shown(const struct conn *c)
{
	const struct request *r = &c->r;
	struct json_object *v;
	const char *key = standin_key(r);
	size_t n, bad;
	char *s;

	if (key) {
		v = json_object_new_object();
		json_object_object_add(v, "present", json_object_new_boolean(true));
		json_object_object_add(v, "key_ok",
			o.key ? json_object_new_boolean(!strcmp(key, o.key)) : NULL);
		json_object_object_add(r->headers,
			str(r->headers, "authorization") ? "authorization" : "api-key",
			v);
	}
	if (r->json)
		return json_object_get(r->json);
	s = kx_utf8_repair(r->body.len ? r->body.p : "", r->body.len, &n, &bad);
	v = json_object_new_string_len(s, (int)n);
	free(s);
	return v;
}

static void note(const struct conn *c, const struct reply *a, size_t entry)
{
	const struct request *r = &c->r;
	struct json_object *v;
	struct kx_buf line = { 0 };

	if (log_fd < 0)
		return;
	v = json_object_new_object();
	set_int(v, "n", r->n);
	set_int(v, "at_ms", now() / MS);
	set_int(v, "connection", c->number);
	set(v, "method", r->method);
	set(v, "target", r->target);
	set(v, "path", r->path);
	set(v, "query", r->query);
	json_object_object_add(v, "body", shown(c));
	json_object_object_add(v, "headers", json_object_get(r->headers));
	if (json_object_array_length(r->reasons))
		json_object_object_add(v, "checked", json_object_get(r->reasons));
	else
		set(v, "checked", "ok");
	set_int(v, "answered",
		ONE_OF(str(a->with, "stop"), "start") || has(a->with, "raw")
			? 0
			: a->status);
	set_int(v, "entry", (int64_t)entry);
	set(v, "fault", str(a->with, "fault"));
	kx_jsonl_put(&line, v);
	if (write(log_fd, line.p, line.len) != (ssize_t)line.len)
		die("cannot write the log");
	kx_buf_release(&line);
	json_object_put(v);
}

/* ---- connections ---------------------------------------------------------------------- */

static void forget(struct conn *c)
{
	json_object_put(c->r.headers);
	json_object_put(c->r.json);
	json_object_put(c->r.reasons);
	kx_buf_release(&c->r.body);
	kx_buf_release(&c->plan.out);
	free(c->plan.marks);
	free(c->r.head);
	free(c->r.target);
	c->r = (struct request){ 0 };
	c->plan = (struct plan){ 0 };
}

static void drop(struct conn *c, bool reset)
{
	struct linger now_or_never = { 1, 0 };

	if (reset)
		setsockopt(c->fd, SOL_SOCKET, SO_LINGER, &now_or_never,
			sizeof(now_or_never));
	close(c->fd);
	forget(c);
	kx_buf_release(&c->in);
	for (size_t i = 0; i < nconns; i++) {
		if (conns[i] == c)
			conns[i--] = conns[--nconns];
	}
	free(c);
}

static void take(int listener)
{
	int fd = accept4(listener, NULL, NULL, SOCK_NONBLOCK | SOCK_CLOEXEC), on = 1;

	if (fd < 0)
		return;
	if (nconns == CONNS_MAX) {
		close(fd);
		return;
	}
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof(on));
	conns[nconns] = kx_alloc(sizeof(struct conn));
	conns[nconns]->fd = fd;
	conns[nconns++]->number = ++nconnections;
}

/* one line of the head, without its end */
static void header(struct request *r, char *line)
{
	char *value = line + strcspn(line, ":");
	struct json_object *before;
	struct kx_buf all = { 0 };

	if (!*value)
		return;
	*value++ = 0;
	value += strspn(value, " \t");
	for (char *p = line; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	before = get(r->headers, line);
	if (before)
		kx_buf_printf(&all, "%s, ", json_object_get_string(before));
	kx_buf_str(&all, value);
	set(r->headers, line, all.p);
	kx_buf_release(&all);
}

static int head_read(struct conn *c)
{
	struct request *r = &c->r;
	char *rest, *line, *target;
	const char *s;

	r->headers = json_object_new_object();
	r->head = rest = kx_strndup(c->in.p, c->head - 2);
	line = strsep(&rest, "\n");
	r->method = strsep(&line, " ");
	target = strsep(&line, " ");
	if (!rest || !line || strncmp(line, "HTTP/1.", 7))
		return -1;
	r->target = kx_strdup(target);
	/* a proxy is given a whole address */
	s = strstr(target, "://");
	if (*target != '/' && s)
		target = (char *)s + 3 + strcspn(s + 3, "/");
	r->path = strsep(&target, "?");
	r->query = target ? target : "";
	while ((line = strsep(&rest, "\n"))) {
		line[strcspn(line, "\r")] = 0;
		header(r, line);
	}
	s = str(r->headers, "transfer-encoding");
	c->chunked = s && !strcasecmp(s, "chunked");
	s = str(r->headers, "content-length");
	c->want = s && !c->chunked ? strtoul(s, NULL, 10) : 0;
	c->at = c->head;
	s = str(r->headers, "expect");
	if (s && !strcasecmp(s, "100-continue") && c->in.len == c->head)
		send(c->fd, "HTTP/1.1 100 Continue\r\n\r\n", 25, MSG_NOSIGNAL);
	return 0;
}

/* 0 the request is whole, 1 more must come, -1 it is none */
static int request_read(struct conn *c)
{
	const char *end;
	size_t n;

	if (!c->head) {
		end = c->in.len ? memmem(c->in.p, c->in.len, "\r\n\r\n", 4) : NULL;
		if (!end)
			return c->in.len > HEAD_MAX ? -1 : 1;
		c->head = (size_t)(end - c->in.p) + 4;
		if (head_read(c))
			return -1;
	}
	for (;;) {
		n = c->in.len - c->at < c->want ? c->in.len - c->at : c->want;
		kx_buf_add(&c->r.body, c->in.p + c->at, n);
		c->at += n;
		c->want -= n;
		if (c->want)
			return c->r.body.len > BODY_MAX ? -1 : 1;
		if (c->tail)
			kx_buf_cut(&c->r.body, c->r.body.len - 2);
		if (!c->chunked || c->tail)
			return 0;
		/* "\r\n" of the chunk before, then the size of the next */
		n = c->at > c->head ? 2 : 0;
		if (c->in.len < c->at + n + 3)
			return 1;
		end = memmem(c->in.p + c->at + n, c->in.len - c->at - n, "\r\n", 2);
		if (!end)
			return 1;
		c->want = strtoul(c->in.p + c->at + n, NULL, 16);
		c->tail = !c->want;
		c->at = (size_t)(end - c->in.p) + 2;
		c->want += c->tail ? 2 : 0;
	}
}

static void respond(struct conn *c, bool good)
{
	struct request *r = &c->r;
	struct reply a = { 0 };
	struct kx_err e;
	size_t entry;

	r->n = ++nrequests;
	if (!good) {
		r->method = r->path = r->query = "";
		c->plan.end = CLOSE;
		c->at = c->in.len;
	}
	if (!r->headers)
		r->headers = json_object_new_object();
	if (r->body.len && kx_jsonl_parse(r->body.p, r->body.len, &r->json, &e))
		r->json = NULL;
	if (ONE_OF(str(r->headers, "connection"), "close"))
		c->plan.end = CLOSE;
	standin_check(r);
	entry = choose(r);
	a.with = entry ? json_object_get(o.script.v[entry - 1].o)
		       : json_object_new_object();
	standin_answer(r, &a);
	frame(&a, &c->plan);
	note(c, &a, entry);
	c->busy = true;
	c->in.len -= c->at;
	memmove(c->in.p, c->in.p + c->at, c->in.len);
	c->head = c->at = c->want = 0;
	c->chunked = c->tail = false;
	json_object_put(a.with);
	kx_buf_release(&a.body);
	free(a.parts);
}

/* Is it time to go on? Passes the marks that the answer has come to. */
static bool waited(struct conn *c)
{
	struct plan *p = &c->plan;
	char digits[24];

	if (now() < c->due)
		return false;
	for (; p->next < p->n && p->marks[p->next].at == p->sent; p->next++) {
		const struct part *m = &p->marks[p->next];

		if (m->wait_ms && !c->held) {
			c->held = true;
			c->due = m->wait_ms < 0 ? INT64_MAX : now() + m->wait_ms * MS;
			return false;
		}
		c->held = false;
		if (m->stamp) {
			snprintf(digits, sizeof(digits), "%020lld", (long long)now());
			memcpy(p->out.p + m->stamp, digits, 20);
		}
	}
	return true;
}

/* Send what may be sent now; -1: the answer is over, and the connection with it. */
static int go_on(struct conn *c)
{
	struct plan *p = &c->plan;

	c->blocked = false;
	for (int i = 0; i < WRITES_AT_ONCE && waited(c); i++) {
		size_t until = p->next < p->n ? p->marks[p->next].at : p->out.len;
		size_t n = until - p->sent;
		ssize_t sent;

		if (!n && p->again) {
			p->sent = p->again;
			for (p->next = 0;
				p->next < p->n && p->marks[p->next].at < p->again;)
				p->next++;
			continue;
		}
		if (!n) {
			c->busy = false;
			return p->end == KEEP ? (forget(c), 0) : -1;
		}
		sent = send(c->fd, p->out.p + p->sent,
			p->slice && p->slice < n ? p->slice : n, MSG_NOSIGNAL);
		if (sent < 0 && errno == EAGAIN) {
			c->blocked = true;
			return 0;
		}
		if (sent < 0)
			return -1;
		active = now();
		p->sent += (size_t)sent;
		if (p->every_ms)
			c->due = active + p->every_ms * MS;
	}
	return 0;
}

/* Take in what came; -1: the other side is gone. */
static int come_in(struct conn *c)
{
	ssize_t n;

	kx_buf_room(&c->in, 64u << 10);
	n = recv(c->fd, c->in.p + c->in.len, 64u << 10, 0);
	if (n < 0)
		return errno == EAGAIN ? 0 : -1;
	active = now();
	if (!n)
		return -1;
	c->in.len += o.mute ? 0 : (size_t)n;
	return 0;
}

/* All that can be done for a connection now; false: it is over. */
static bool serve(struct conn *c, short events)
{
	int r = 0;

	if (events & (POLLIN | POLLHUP | POLLERR) && come_in(c)) {
		drop(c, false);
		return false;
	}
	while (!r && !o.mute) {
		if (c->busy && go_on(c)) {
			drop(c, c->plan.end == RESET);
			return false;
		}
		if (c->busy)
			break;
		r = request_read(c);
		if (r <= 0)
			respond(c, !r);
		r = r > 0;
	}
	return true;
}

/* ---- start and end -------------------------------------------------------------------- */

static int listener_open(struct sockaddr_in *at)
{
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0), on = 1;
	socklen_t n = sizeof(*at);

	*at = (struct sockaddr_in){ .sin_family = AF_INET,
		.sin_port = htons((uint16_t)o.port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof(on));
	if (fd < 0 || bind(fd, (struct sockaddr *)at, n) ||
		(!o.refuse && listen(fd, o.deaf ? 0 : 512)) ||
		getsockname(fd, (struct sockaddr *)at, &n))
		die("cannot listen: %s", strerror(errno));
	/* connections of our own fill the queue: the next one waits */
	for (int i = 0; o.deaf && i < 3; i++) {
		int full =
			socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

		if (connect(full, (struct sockaddr *)at, n) && errno != EINPROGRESS)
			die("cannot fill the queue: %s", strerror(errno));
	}
	return fd;
}

/* Whoever waits for the address may go on as soon as it is there. */
static void tell(const struct sockaddr_in *at)
{
	char other[4096];
	FILE *f = stdout;

	if (o.port_file) {
		snprintf(other, sizeof(other), "%s.new", o.port_file);
		f = fopen(other, "w");
	}
	if (!f || fprintf(f, "http://127.0.0.1:%d\n", ntohs(at->sin_port)) < 0 ||
		fflush(f) || (o.port_file && (fclose(f) || rename(other, o.port_file))))
		die("cannot say the address: %s", strerror(errno));
	if (!freopen("/dev/null", "w", stdout))
		die("cannot open '/dev/null'");
}

static long number(const char *s)
{
	char *end;
	long v = strtol(s, &end, 10);

	if (!*s || *end || v < 0)
		die("'%s' is no number", s);
	return v;
}

static void options(int argc, char **argv)
{
	static const struct option list[] = { { "port", 1, 0, 'p' },
		{ "port-file", 1, 0, 'f' }, { "idle", 1, 0, 'i' }, { "log", 1, 0, 'l' },
		{ "refuse", 0, 0, 'r' }, { "mute", 0, 0, 'm' }, { "deaf", 0, 0, 'd' },
		{ "kind", 1, 0, 'k' }, { "key", 1, 0, 'K' }, { "models", 1, 0, 'M' },
		{ "dimensions", 1, 0, 'D' }, { "no-base64", 0, 0, 'n' },
		{ "ignore-base64", 0, 0, 'g' }, { "max-inputs", 1, 0, 'x' },
		{ "reject", 1, 0, 'R' }, { "flag", 1, 0, 'F' },
		{ "answers", 1, 0, 'a' }, { "stamp", 0, 0, 't' },
		{ "script", 1, 0, 's' }, { 0 } };
	const char **strings[] = { ['f'] = &o.port_file,
		['l'] = &o.log,
		['k'] = &o.kind,
		['K'] = &o.key,
		['M'] = &o.models,
		['R'] = &o.reject,
		['F'] = &o.flag };
	bool *flags[] = { ['r'] = &o.refuse,
		['m'] = &o.mute,
		['d'] = &o.deaf,
		['n'] = &o.no_base64,
		['g'] = &o.ignore_base64,
		['t'] = &o.stamp };
	long port = 0, *numbers[] = { ['p'] = &port,
		['i'] = &o.idle,
		['D'] = &o.dimensions,
		['x'] = &o.max_inputs };

	for (int c; (c = getopt_long(argc, argv, "", list, NULL)) != -1;) {
		size_t i = (size_t)c;

		if (c == '?')
			exit(64);
		if (c == 'a' || c == 's')
			load(c == 'a' ? &o.answers : &o.script, optarg);
		else if (i < sizeof(strings) / sizeof(*strings) && strings[i])
			*strings[i] = optarg;
		else if (i < sizeof(numbers) / sizeof(*numbers) && numbers[i])
			*numbers[i] = number(optarg);
		else
			*flags[i] = true;
	}
	if (optind < argc || port > 65535 || !o.dimensions ||
		o.dimensions > DIMENSIONS_MAX)
		die("no such use: see the head of tests/server/faultd.c");
	o.port = (int)port;
}

static void on_term(int sig)
{
	(void)sig;
	stop = 1;
}

/* until SIGTERM, or until nothing has happened for long enough */
static void loop(int listener, const sigset_t *signals)
{
	static struct pollfd fds[CONNS_MAX + 1];

	while (!stop) {
		int64_t until = active + o.idle * 1000 * MS, left;
		size_t n = nconns;
		struct timespec wait;

		fds[n] = (struct pollfd){ o.refuse || o.deaf ? -1 : listener, POLLIN,
			0 };
		for (size_t i = 0; i < n; i++) {
			fds[i] = (struct pollfd){ conns[i]->fd, POLLIN, 0 };
			if (conns[i]->blocked)
				fds[i].events |= POLLOUT;
			else if (conns[i]->busy && conns[i]->due < until)
				until = conns[i]->due;
		}
		left = until > now() ? until - now() : 0;
		wait = (struct timespec){ left / (1000 * MS), left % (1000 * MS) };
		if (ppoll(fds, n + 1, &wait, signals) < 0)
			continue;
		if (now() >= active + o.idle * 1000 * MS)
			return;
		/* from the end: whoever is dropped is replaced by the last */
		for (size_t i = n; i-- > 0;)
			serve(conns[i], fds[i].revents);
		if (fds[n].revents)
			take(listener);
	}
}

int main(int argc, char **argv)
{
	struct sigaction act = { .sa_handler = on_term };
	sigset_t held, free_set;
	struct sockaddr_in at;
	int listener;

	options(argc, argv);
	if (o.log)
		log_fd = open(o.log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
	if (o.log && log_fd < 0)
		die("cannot open '%s'", o.log);
	sigemptyset(&held);
	sigaddset(&held, SIGTERM);
	sigaddset(&held, SIGINT);
	sigprocmask(SIG_BLOCK, &held, &free_set);
	sigaction(SIGTERM, &act, NULL);
	sigaction(SIGINT, &act, NULL);
	signal(SIGPIPE, SIG_IGN);
	listener = listener_open(&at);
	active = now();
	tell(&at);
	loop(listener, &free_set);
	while (nconns)
		drop(conns[0], false);
	return 0;
}
