#include "domain/vectors.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/uuid.h"
#include "domain/store.h"
#include "domain/vectors_make.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define SETTING "vectors"
#define PAST "vectors_past"
#define HEX (2 * KX_VEC_GENERATION)
#define WAIT_MS 10000 /* for another process that makes the file */
#define RETRY_MS 10

/* ---- the settings ------------------------------------------------------------------- */

static bool is_setting(const char *s)
{
	size_t n = strlen(s);

	return strspn(s, "0123456789abcdef") == HEX && s[HEX] == ' ' && n > HEX + 1 &&
	       n <= HEX + 1 + KX_VEC_MODEL_MAX;
}

int kx_vectors_look(struct kx_vectors *v, struct kx_db *db, struct kx_err *e)
{
	struct kx_arena a = { 0 };
	const char *s;
	int rc = kx_store_get(db, SETTING, &a, &s, e);

	if (!rc && s && !is_setting(s))
		rc = kx_fail(e, KX_EINPUT, "store '%s': setting '%s' is damaged",
			kx_db_place(db), SETTING);
	if (!rc && s) {
		memcpy(v->generation, s, HEX);
		v->generation[HEX] = '\0';
		memcpy(v->model, s + HEX + 1, strlen(s + HEX + 1) + 1);
	}
	rc = rc ? -1 : !s;
	kx_arena_release(&a);
	return rc;
}

/* a generation is a word of the list */
static int note_past(struct kx_db *db, const char *generation, struct kx_err *e)
{
	const size_t max = KX_VECTORS_PAST * (HEX + 1) - 1;
	struct kx_arena a = { 0 };
	struct kx_buf b = { 0 };
	const char *past;
	int rc = kx_store_get(db, PAST, &a, &past, e);

	if (!rc) {
		kx_buf_printf(
			&b, "%s%s%s", generation, past ? " " : "", past ? past : "");
		if (b.len > max)
			b.p[max] = '\0';
		rc = kx_store_set(db, PAST, b.p, e);
	}
	kx_buf_release(&b);
	kx_arena_release(&a);
	return rc;
}

int kx_vectors_note(struct kx_db *db, const char *model, struct kx_err *e)
{
	struct kx_vectors old = { 0 };
	struct kx_buf b = { 0 };
	char id[KX_UUID_LEN];
	int rc = kx_vectors_look(&old, db, e);

	if (rc < 0 || (rc && !model))
		return rc < 0 ? -1 : 0;
	if (model && strlen(model) > KX_VEC_MODEL_MAX)
		return kx_fail(e, KX_EINPUT,
			"the name of model '%.40s...' has more than %d bytes", model,
			KX_VEC_MODEL_MAX);
	if (!rc && note_past(db, old.generation, e))
		return -1;
	kx_uuid_new(id);
	for (const char *p = id; *p; p++)
		if (*p != '-')
			kx_buf_char(&b, *p);
	kx_buf_printf(&b, " %s", model ? model : old.model);
	rc = kx_store_set(db, SETTING, b.p, e);
	kx_buf_release(&b);
	return rc;
}

int kx_vectors_renew(struct kx_db *db, const char *model, struct kx_err *e)
{
	if (kx_db_exec(db,
		    "delete from setting where key in ('" SETTING "', '" PAST "')", e))
		return -1;
	return model ? kx_vectors_note(db, model, e) : 0;
}

/* Was the store once of the file's generation? */
static bool was(struct kx_db *db, const struct kx_vec_file *f)
{
	const struct kx_vec_shape *shape = kx_vec_file_shape(f);
	struct kx_arena a = { 0 };
	struct kx_buf b = { 0 };
	const char *past;
	bool yes = false;

	for (size_t i = 0; i < KX_VEC_GENERATION; i++)
		kx_buf_printf(&b, "%02x", shape->generation[i]);
	if (!kx_store_get(db, PAST, &a, &past, NULL) && past)
		yes = strstr(past, b.p) != NULL;
	kx_buf_release(&b);
	kx_arena_release(&a);
	return yes;
}

static bool fits(const struct kx_vec_file *f, const struct kx_vectors *v)
{
	const struct kx_vec_shape *has = kx_vec_file_shape(f);
	unsigned char want[KX_VEC_GENERATION];

	kx_vectors_generation(v, want);
	return !memcmp(has->generation, want, sizeof(want)) &&
	       !strcmp(has->model, v->model);
}

/* ---- the file beside the store ------------------------------------------------------ */

struct place {
	char *path; /* NULL: the store is no file */
	unsigned mode;
	struct kx_vec_file *base; /* one of an earlier generation; NULL: none */
};

static void settle_place(struct place *p, struct kx_db *db)
{
	struct kx_buf b = { 0 };
	struct stat st;

	if (!kx_db_file(db))
		return;
	kx_buf_printf(&b, "%s-vectors", kx_db_file(db));
	p->path = kx_buf_give(&b);
	/* it holds what the store holds: for the same eyes */
	p->mode = stat(kx_db_file(db), &st) ? 0600 : (unsigned)st.st_mode & 0666;
}

static void leave_place(struct place *p)
{
	kx_vec_file_close(p->base);
	free(p->path);
}

/* a file that does not fit: is it good for copying from? */
static void keep(struct place *p, struct kx_db *db, struct kx_vec_file *f)
{
	if (!p->base && was(db, f))
		p->base = f;
	else
		kx_vec_file_close(f);
}

/* 0: v->file fits; 1: there is none that does */
static int look(struct kx_vectors *v, struct kx_db *db, struct place *p)
{
	struct kx_vec_file *f;

	if (!p->path || kx_vec_file_open(&f, p->path, NULL))
		return 1;
	if (!fits(f, v)) {
		keep(p, db, f);
		return 1;
	}
	v->file = f;
	return 0;
}

/* 0: v->file fits; 1: it cannot be made there */
static int make(struct kx_vectors *v, struct kx_db *db, struct place *p)
{
	const struct timespec pause = { .tv_nsec = RETRY_MS * 1000000L };
	int rc = p->path ? 1 : -1;

	for (int waited = 0; rc == 1 && waited <= WAIT_MS; waited += RETRY_MS) {
		if (waited) {
			nanosleep(&pause, NULL);
			if (!look(v, db, p))
				return 0;
		}
		rc = kx_vectors_make(db, v, p->path, p->mode, p->base, NULL, NULL);
	}
	return rc ? 1 : look(v, db, p);
}

int kx_vectors_open(struct kx_vectors *v, struct kx_db *db, struct kx_err *e)
{
	struct place p = { 0 };
	int rc = kx_vectors_look(v, db, e);

	if (rc || (v->file && fits(v->file, v))) {
		if (rc)
			kx_vectors_close(v);
		return rc < 0 ? -1 : 0;
	}
	settle_place(&p, db);
	if (v->file)
		keep(&p, db, v->file);
	v->file = NULL;
	rc = look(v, db, &p) && make(v, db, &p);
	if (rc)
		rc = kx_vectors_make(db, v, NULL, 0, p.base, &v->file, e);
	leave_place(&p);
	return rc;
}

void kx_vectors_close(struct kx_vectors *v)
{
	kx_vec_file_close(v->file);
	v->file = NULL;
}

/* ---- at the end of an ingest -------------------------------------------------------- */

/* of a store that has no vectors any more; what is not ours stays */
static void take_away(const struct place *p)
{
	struct kx_vec_file *f;

	if (!p->path || kx_vec_file_open(&f, p->path, NULL))
		return;
	kx_vec_file_close(f);
	unlink(p->path);
}

static int refresh(struct kx_db *db, bool all, struct kx_err *e)
{
	struct kx_vectors v = { 0 };
	struct place p = { 0 };
	int rc;

	/* another moment than that of the setting would be a lie */
	if (kx_db_read_begin(db, e))
		return -1;
	rc = kx_vectors_look(&v, db, e);
	settle_place(&p, db);
	if (!rc && p.path && (all || look(&v, db, &p)))
		kx_vectors_make(db, &v, p.path, p.mode, p.base, NULL, NULL);
	if (rc == 1)
		take_away(&p);
	kx_db_read_end(db);
	kx_vectors_close(&v);
	leave_place(&p);
	return rc < 0 ? -1 : 0;
}

int kx_vectors_refresh(struct kx_db *db, struct kx_err *e)
{
	return refresh(db, false, e);
}

int kx_vectors_remake(struct kx_db *db, struct kx_err *e)
{
	return refresh(db, true, e);
}

/* ---- checking ----------------------------------------------------------------------- */

/* a chunk of the store against row *at of the file, which may lack what holds no numbers */
static int compare_row(struct kx_vec_file *f, const int64_t *ids, size_t *at,
	int64_t id, const float *v, struct kx_err *e)
{
	const struct kx_vec_shape *shape = kx_vec_file_shape(f);
	int same;

	if (*at < shape->rows && ids[*at] < id)
		return kx_fail(e, KX_EINPUT, "chunk %lld is not in the store",
			(long long)ids[*at]);
	if (*at < shape->rows && ids[*at] == id)
		same = kx_vec_file_is(f, (*at)++, v, e);
	else
		same = !kx_vec_file_finite(v, shape->dimensions);
	if (same < 0)
		return -1;
	return same ? 0
		    : kx_fail(e, KX_EINPUT, "chunk %lld is not as in the store",
			      (long long)id);
}

static int compare(struct kx_vec_file *f, struct kx_stmt *s, struct kx_err *e)
{
	size_t n = kx_vec_file_shape(f)->dimensions, rows = kx_vec_file_shape(f)->rows;
	float *v = kx_calloc(n, sizeof(*v));
	const int64_t *ids;
	size_t at = 0;
	int64_t id;
	int rc;

	rc = kx_vec_file_ids(f, &ids, e);
	while (!rc && (rc = kx_vectors_row(s, n, &id, v, e)) == 0)
		rc = compare_row(f, ids, &at, id, v, e);
	kx_db_reset(s);
	free(v);
	if (rc == 1 && at < rows)
		return kx_fail(e, KX_EINPUT, "chunk %lld is not in the store",
			(long long)ids[at]);
	return rc < 0 ? -1 : 0;
}

static int check(
	struct kx_vectors *v, struct kx_db *db, const char *path, struct kx_err *e)
{
	size_t dimensions;
	struct kx_stmt *s;
	int64_t model;

	if (kx_vectors_model(db, v->model, &model, &dimensions, e))
		return -1;
	s = kx_vectors_rows(db, model, 0, e);
	if (!s)
		return -1;
	if (!kx_vec_file_check(v->file, e)) {
		if (!compare(v->file, s, e))
			return 0;
		kx_fail_in(e, "'%s'", path);
	}
	e->code = KX_EIO;
	return kx_fail_hint(e, "delete that file: the next search makes it anew");
}

int kx_vectors_check(struct kx_db *db, struct kx_err *e)
{
	struct kx_vectors v = { 0 };
	struct place p = { 0 };
	int rc;

	if (kx_db_read_begin(db, e))
		return -1;
	rc = kx_vectors_look(&v, db, e);
	settle_place(&p, db);
	if (!rc && !look(&v, db, &p))
		rc = check(&v, db, p.path, e);
	kx_db_read_end(db);
	kx_vectors_close(&v);
	leave_place(&p);
	return rc < 0 ? -1 : 0;
}
