#include "tool/filter.h"

#include "io/jsonl.h"
#include "tool/opt.h"
#include "tool/out.h"
#include "tool/progress.h"
#include "tool/say.h"
#include "tool/tool.h"

#include <stdio.h>
#include <string.h>

/* keep a bad line for another run; the file is opened at the first one */
static void reject(const char *line, size_t n)
{
	static FILE *f;

	if (!kx_shared.rejects)
		return;
	if (!f)
		f = fopen(kx_shared.rejects, "we");
	if (!f || fwrite(line, 1, n, f) != n || fputc('\n', f) == EOF ||
		fflush(f) == EOF)
		kx_die(KX_EIO, "cannot write '%s'", kx_shared.rejects);
}

void kx_filter_report(const char *file, size_t lineno, const struct kx_err *cause,
	const char *line, size_t n)
{
	struct kx_err e = *cause;
	static size_t told;

	kx_fail_in(&e, "%s:%zu", file, lineno);
	if (told < KX_FILTER_TOLD)
		kx_warn_err(&e);
	else if (told == KX_FILTER_TOLD)
		kx_warn("further bad records are counted, not named");
	told++;
	if (line)
		reject(line, n);
}

static bool blank(const char *line, size_t n)
{
	return strspn(line, " \t\r") == n;
}

static int one(struct kx_input *in, char *line, size_t n, const struct kx_filter *f,
	struct kx_arena *a, struct kx_err *e)
{
	struct kx_record r = { .line = line,
		.n = n,
		.file = kx_input_name(in),
		.lineno = kx_input_lineno(in),
		.arena = a };
	int rc;

	if (f->known && f->known(line, n, f->ctx))
		return 0;
	rc = kx_jsonl_parse(line, n, &r.json, e);
	if (!rc)
		rc = f->record(&r, f->ctx, e);
	json_object_put(r.json);
	kx_arena_reset(a);
	return rc;
}

/* what must not lie about while nobody knows when the next line comes */
static int before_wait(struct kx_input *in, const struct kx_filter *f, struct kx_err *e)
{
	if (!kx_input_would_block(in))
		return 0;
	kx_out_flush();
	return f->idle ? f->idle(f->ctx, e) : 0;
}

static int loop(struct kx_input *in, const struct kx_filter *f,
	struct kx_filter_result *r, struct kx_arena *a, struct kx_err *e)
{
	char *line;
	size_t n;
	int rc;

	for (;;) {
		if (kx_stop_wanted() || (f->enough && f->enough(f->ctx))) {
			r->stopped = true;
			return 0;
		}
		if (before_wait(in, f, e))
			return -1;
		line = NULL;
		n = 0;
		rc = kx_input_line(in, &line, &n, e);
		if (rc == 1)
			return 0;
		if (rc < 0 && kx_stop_wanted())
			continue;
		if (rc == 0 && blank(line, n))
			continue;
		if (rc == 0)
			rc = one(in, line, n, f, a, e);
		if (rc == 0) {
			r->records++;
		} else if (e->code != KX_EINPUT) {
			return -1;
		} else {
			r->failed++;
			kx_filter_report(
				kx_input_name(in), kx_input_lineno(in), e, line, n);
			if (kx_shared.strict) {
				r->stopped = true;
				return 0;
			}
		}
		kx_progress_set(kx_input_at(in), r->records);
	}
}

int kx_filter_input(struct kx_input *in, const struct kx_filter *f,
	struct kx_filter_result *r, struct kx_err *e)
{
	struct kx_arena a = { 0 };
	int rc;

	if (f->progress)
		kx_progress_begin(f->progress, kx_input_size(in));
	rc = loop(in, f, r, &a, e);
	kx_progress_end();
	kx_arena_release(&a);
	return rc;
}

int kx_filter_run(char *const *files, const struct kx_filter *f,
	struct kx_filter_result *r, struct kx_err *e)
{
	static char dash[] = "-";
	static char *const only_stdin[] = { dash, NULL };
	struct kx_input *in;
	int rc = 0;

	if (!*files)
		files = only_stdin;
	for (; *files && !rc && !r->stopped; files++) {
		if (kx_input_open(&in, *files, e)) {
			r->unread = true;
			kx_warn_err(e);
			continue;
		}
		rc = kx_filter_input(in, f, r, e);
		kx_input_close(in);
	}
	return rc;
}

int kx_filter(char *const *files, const struct kx_filter *f)
{
	struct kx_filter_result r = { 0 };
	struct kx_err e = { 0 };

	if (kx_filter_run(files, f, &r, &e))
		kx_die_err(&e);
	return kx_finish(r.unread ? KX_EIO : r.failed ? KX_ESOME : KX_OK);
}
