#include "tool/feed.h"

#include "base/arena.h"
#include "domain/convert.h"
#include "domain/source.h"
#include "io/file.h"
#include "io/walk.h"
#include "tool/feed_root.h"
#include "tool/filter.h"
#include "tool/opt.h"
#include "tool/progress.h"
#include "tool/say.h"
#include "tool/tool.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* counts with the options in every raw hash: a change of what is made of the same bytes
 * makes everything new */
#define PIPELINE 1

struct feed {
	struct kx_ingest *g;
	struct kx_db *db; /* NULL when chunks are only put out */
	const struct kx_feed_opts *o;
	struct kx_article_defaults defaults;
	struct kx_arena arena;
	bool unread;     /* an operand could not be opened */
	bool incomplete; /* something that may have been an article was lost */
	int64_t failed;  /* before the ingest saw it */
	size_t done;     /* bytes, for the progress bar */
	size_t files;
	struct kx_digest raw; /* of the line at hand */
	const char *hashed;   /* where that line is; NULL: none */
};

/* ---- hashes ------------------------------------------------------------------------ */

static void salt(const struct feed *f, struct kx_digester *d)
{
	kx_digest_begin(d);
	kx_digest_int(d, PIPELINE);
	kx_digest_int(d, f->o->words);
	kx_digest_str(d, f->o->model);
	kx_digest_str(d, f->defaults.source);
	kx_digest_str(d, f->defaults.locale);
	kx_digest_str(d, f->defaults.tags);
	kx_digest_int(d, f->defaults.visibility);
	kx_digest_int(d, f->defaults.format);
}

static void raw_record(
	const struct feed *f, const char *line, size_t n, struct kx_digest *raw)
{
	struct kx_digester d;

	salt(f, &d);
	kx_digest_add(&d, line, n);
	kx_digest_end(&d, raw);
}

static void raw_file(const struct feed *f, const char *name, const char *bytes,
	size_t n, struct kx_digest *raw)
{
	struct kx_digester d;

	salt(f, &d);
	kx_digest_str(&d, name);
	kx_digest_add(&d, bytes, n);
	kx_digest_end(&d, raw);
}

/* ---- records ----------------------------------------------------------------------- */

static bool record_known(const char *line, size_t n, void *ctx)
{
	struct feed *f = ctx;

	if (!f->db)
		return false;
	raw_record(f, line, n, &f->raw);
	f->hashed = line;
	return kx_ingest_known(f->g, &f->raw);
}

static int record(struct kx_record *r, void *ctx, struct kx_err *e)
{
	struct feed *f = ctx;
	struct kx_article a;

	if (kx_article_read(&a, r->json, &f->defaults, r->arena, e))
		return -1;
	if (f->hashed != r->line)
		raw_record(f, r->line, r->n, &f->raw);
	f->hashed = NULL;
	return kx_ingest_add(f->g, &a, &f->raw,
		kx_arena_printf(r->arena, "%s:%zu: article '%.100s'", r->file,
			r->lineno, a.name),
		e);
}

static int idle(void *ctx, struct kx_err *e)
{
	return kx_ingest_commit(((struct feed *)ctx)->g, e);
}

static int feed_records(struct feed *f, const char *path, struct kx_err *e)
{
	struct kx_filter filter = { .record = record,
		.known = record_known,
		.idle = idle,
		.ctx = f,
		.progress = "ingesting" };
	struct kx_filter_result r = { 0 };
	struct kx_input *in;
	int rc;

	if (kx_input_open(&in, path, e)) {
		f->unread = f->incomplete = true;
		kx_warn_err(e);
		return 0;
	}
	rc = kx_filter_input(in, &filter, &r, e);
	kx_input_close(in);
	f->failed += (int64_t)r.failed;
	f->incomplete |= r.failed || r.stopped || rc;
	return rc;
}

/* ---- files ------------------------------------------------------------------------- */

/* a file that is there but gave no article: said, counted, and what the store has of it
 * stays; a commit that failed is no fault of the file at hand */
static int lost(struct feed *f, const char *path, const char *name, struct kx_err *why,
	struct kx_err *e)
{
	if (kx_ingest_lost(f->g) || (why->code != KX_EINPUT && why->code != KX_EIO &&
					    why->code != KX_ECONFIG)) {
		*e = *why;
		return -1;
	}
	kx_fail_in(why, "%s", path);
	kx_warn_err(why);
	f->failed++;
	return kx_ingest_keep(f->g, f->defaults.source, name, e);
}

static int read_source(const char *path, enum kx_file_kind kind, const struct feed *f,
	enum kx_format *format, struct kx_buf *b, struct kx_err *e)
{
	if (kind == KX_FILE_CONVERTED)
		return kx_convert(path, f->o->converters, b, format, e);
	return kx_file_read(path, KX_DOC_MAX, b, e);
}

static int feed_document(struct feed *f, const char *path, const char *name,
	enum kx_file_kind kind, enum kx_format format, struct kx_err *e)
{
	struct kx_buf b = { 0 };
	struct kx_article a;
	struct kx_digest raw;
	struct kx_err why;
	int rc = 0;

	if (read_source(path, kind, f, &format, &b, &why)) {
		kx_buf_release(&b);
		return lost(f, path, name, &why, e);
	}
	f->done += b.len;
	raw_file(f, name, kx_buf_text(&b), b.len, &raw);
	if (!f->db || !kx_ingest_known(f->g, &raw)) {
		if (kx_article_file(&a, name, kx_buf_text(&b), b.len, format,
			    &f->defaults, &f->arena, &why))
			rc = lost(f, path, name, &why, e);
		else if (kx_ingest_add(f->g, &a, &raw, path, &why))
			rc = lost(f, path, name, &why, e);
	}
	kx_buf_release(&b);
	kx_arena_reset(&f->arena);
	kx_progress_set(f->done, ++f->files);
	return rc;
}

static enum kx_file_kind kind_of(
	const struct feed *f, const char *path, enum kx_format *format)
{
	*format = f->defaults.format;
	if (!f->o->from || !strcmp(f->o->from, "auto"))
		return kx_convert_kind(path, f->o->converters, format);
	return strcmp(f->o->from, "json") ? KX_FILE_DOCUMENT : KX_FILE_RECORDS;
}

/* ---- folders ----------------------------------------------------------------------- */

static int count_bytes(const char *path, const char *rel, const struct stat *st,
	void *ctx, struct kx_err *e)
{
	(void)path;
	(void)rel;
	(void)e;
	*(size_t *)ctx += (size_t)st->st_size;
	return 0;
}

static int walk_file(const char *path, const char *rel, const struct stat *st,
	void *ctx, struct kx_err *e)
{
	struct feed *f = ctx;
	enum kx_format format;
	enum kx_file_kind kind;

	(void)st;
	if (kx_stop_wanted())
		return kx_fail(e, KX_EAGAIN, "interrupted");
	kind = kx_convert_kind(rel, f->o->converters, &format);
	if (kind == KX_FILE_OTHER || kind == KX_FILE_RECORDS) {
		kx_debug("%s: skipped, it is no document", path);
		return 0;
	}
	if (f->o->from && strcmp(f->o->from, "auto") != 0)
		kx_format_parse(f->o->from, &format);
	return feed_document(f, path, rel, kind, format, e);
}

static void walk_error(const char *path, const struct kx_err *why, void *ctx)
{
	struct feed *f = ctx;

	(void)path;
	kx_warn_err(why);
	f->failed++;
}

static int feed_folder(struct feed *f, const char *path, struct kx_err *e)
{
	struct kx_walk w = { .file = count_bytes };
	size_t bytes = 0;
	int rc;

	w.ctx = &bytes;
	if (isatty(2))
		kx_walk(&w, path, e);
	w = (struct kx_walk){ .file = walk_file, .error = walk_error, .ctx = f };
	kx_progress_begin("ingesting", bytes);
	rc = kx_walk(&w, path, e);
	kx_progress_end();
	f->incomplete |= !w.complete;
	if (rc && kx_stop_wanted())
		return 0;
	return rc;
}

/* ---- what may go ------------------------------------------------------------------- */

/* an emptied folder is more often a disk that is not mounted than a company without help */
static int prune_folder(struct feed *f, const char *root, struct kx_err *e)
{
	int64_t n;

	if (f->files == 0 && !f->o->prune) {
		if (kx_source_count(f->db, f->defaults.source, &n, e))
			return -1;
		if (n)
			kx_warn("folder '%s' holds no document: nothing was deleted; "
				"--prune deletes its %lld articles",
				root, (long long)n);
		return 0;
	}
	return kx_ingest_prune(f->g, f->defaults.source, e);
}

static int prune(struct feed *f, const char *root, struct kx_err *e)
{
	if (!f->db || (!root && !f->o->prune))
		return 0;
	if (f->incomplete || f->unread || kx_stop_wanted()) {
		if (!kx_stop_wanted())
			kx_warn("the listing of source '%s' is not complete: nothing was "
				"deleted",
				f->defaults.source);
		return 0;
	}
	return root ? prune_folder(f, root, e)
		    : kx_ingest_prune(f->g, f->defaults.source, e);
}

/* ---- operands ---------------------------------------------------------------------- */

static bool is_folder(const char *path)
{
	struct stat st;

	return strcmp(path, "-") != 0 && !stat(path, &st) && S_ISDIR(st.st_mode);
}

void kx_feed_source(struct kx_feed_opts *o, char *const *operands)
{
	static char real[PATH_MAX];
	char *base;

	if (o->source)
		return;
	o->source = "default";
	if (!operands[0] || operands[1] || !is_folder(operands[0]) ||
		!realpath(operands[0], real))
		return;
	base = strrchr(real, '/');
	if (base && base[1])
		o->source = base + 1;
}

static int feed_one(struct feed *f, const char *path, struct kx_err *e)
{
	enum kx_format format;
	enum kx_file_kind kind;
	struct stat st;

	if (!strcmp(path, "-"))
		return feed_records(f, path, e);
	if (stat(path, &st)) {
		kx_fail_errno(e, KX_EIO, "cannot open '%s'", path);
		kx_warn_err(e);
		f->unread = true;
		return 0;
	}
	if (S_ISDIR(st.st_mode))
		return feed_folder(f, path, e);
	kind = kind_of(f, path, &format);
	if (kind == KX_FILE_RECORDS || S_ISFIFO(st.st_mode))
		return feed_records(f, path, e);
	if (kind == KX_FILE_OTHER) {
		kx_warn("%s: not a kind of file that is known; --from says what it is",
			path);
		f->failed++;
		f->incomplete = true;
		return 0;
	}
	return feed_document(f, path, path, kind, format, e);
}

void kx_feed_check(const struct kx_feed_opts *o)
{
	enum kx_format format;

	if (o->from && strcmp(o->from, "auto") != 0 && strcmp(o->from, "json") != 0 &&
		kx_format_parse(o->from, &format))
		kx_die(KX_EUSAGE,
			"option '--from': '%s' is none of auto, json, markdown, html, text",
			o->from);
}

static void set_up(struct feed *f, struct kx_ingest *g, struct kx_db *db,
	const struct kx_feed_opts *o)
{
	*f = (struct feed){ .g = g, .db = db, .o = o };
	f->defaults = (struct kx_article_defaults){ .source = o->source,
		.locale = o->locale,
		.tags = o->tags,
		.visibility = o->visibility };
	if (o->from)
		kx_format_parse(o->from, &f->defaults.format);
}

static enum kx_code status(const struct feed *f, struct kx_ingest_stats *st)
{
	*st = *kx_ingest_stats(f->g);
	st->failed += f->failed;
	return f->unread ? KX_EIO : st->failed ? KX_ESOME : KX_OK;
}

int kx_feed(struct kx_ingest *g, struct kx_db *db, char *const *operands,
	const struct kx_feed_opts *o, struct kx_ingest_stats *st, enum kx_code *code,
	struct kx_err *e)
{
	bool folder = operands[0] && !operands[1] && is_folder(operands[0]);
	char root[PATH_MAX];
	struct feed f;
	int rc = 0;

	set_up(&f, g, db, o);
	if (kx_feed_root(o, operands, folder, root, e) ||
		kx_feed_root_check(db, o, folder, root, e))
		return -1;
	if (!*operands)
		rc = feed_records(&f, "-", e);
	for (; *operands && !rc && !kx_stop_wanted(); operands++)
		rc = feed_one(&f, *operands, e);
	/* what was asked for while a file was read is no failure of that file */
	if (rc && kx_stop_wanted())
		rc = 0;
	rc = rc || kx_ingest_commit(g, e) || prune(&f, folder ? root : NULL, e);
	if (!rc && *root && db && !f.incomplete && !o->dry_run)
		rc = kx_feed_root_note(db, o, folder, root, e);
	kx_arena_release(&f.arena);
	*code = status(&f, st);
	return rc ? -1 : 0;
}
