#include "domain/vectors.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/mem.h"
#include "base/uuid.h"
#include "domain/store.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define SETTING "vectors"
#define HEX (2 * KX_VEC_GENERATION)
#define MODE 0600 /* as the store: it holds what customers may not see */

/* ---- the setting -------------------------------------------------------------------- */

/* 0: *v has generation and model; 1: the store has no vectors */
static int read_setting(struct kx_db *db, struct kx_vectors *v, struct kx_err *e)
{
	struct kx_arena a = { 0 };
	const char *s;
	int rc = kx_store_get(db, SETTING, &a, &s, e);

	if (!rc && s && (strlen(s) <= HEX + 1 || s[HEX] != ' '))
		rc = kx_fail(e, KX_EINPUT, "store '%s': setting '%s' is damaged",
			kx_db_place(db), SETTING);
	if (!rc && s) {
		memcpy(v->generation, s, HEX);
		v->generation[HEX] = '\0';
		snprintf(v->model, sizeof(v->model), "%s", s + HEX + 1);
	}
	kx_arena_release(&a);
	return rc ? -1 : s ? 0 : 1;
}

int kx_vectors_note(struct kx_db *db, const char *model, struct kx_err *e)
{
	struct kx_vectors old = { 0 };
	struct kx_buf b = { 0 };
	char id[KX_UUID_LEN];
	int rc;

	if (!model) {
		rc = read_setting(db, &old, e);
		if (rc)
			return rc < 0 ? -1 : 0;
		model = old.model;
	}
	kx_uuid_new(id);
	for (const char *p = id; *p; p++)
		if (*p != '-')
			kx_buf_char(&b, *p);
	kx_buf_printf(&b, " %s", model);
	rc = kx_store_set(db, SETTING, b.p, e);
	kx_buf_release(&b);
	return rc;
}

/* ---- making ------------------------------------------------------------------------- */

static void shape_of(const struct kx_vectors *v, struct kx_vec_shape *s)
{
	unsigned byte;

	memset(s, 0, sizeof(*s));
	for (size_t i = 0; i < KX_VEC_GENERATION; i++) {
		sscanf(v->generation + 2 * i, "%2x", &byte);
		s->generation[i] = (unsigned char)byte;
	}
	snprintf(s->model, sizeof(s->model), "%s", v->model);
}

static bool fits(const struct kx_vec_file *f, const struct kx_vectors *v)
{
	const struct kx_vec_shape *has = kx_vec_file_shape(f);
	struct kx_vec_shape want;

	shape_of(v, &want);
	return !memcmp(has->generation, want.generation, sizeof(want.generation)) &&
	       !strcmp(has->model, want.model);
}

/* row id and dimensions of the model, and the most rows there could be */
static int measure(struct kx_db *db, const char *model, int64_t *id,
	struct kx_vec_shape *shape, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db,
		"select id, dimensions, (select coalesce(sum(chunks), 0) from segment)"
		" from embed_model where name = $1",
		e);

	if (!s)
		return -1;
	kx_bind_text(s, 1, model);
	if (kx_db_step(s, e))
		return kx_fail(e, KX_EINPUT, "store '%s': it does not know model '%s'",
			kx_db_place(db), model);
	*id = kx_col_int(s, 0);
	shape->dimensions = (size_t)kx_col_int(s, 1);
	shape->rows = (size_t)kx_col_int(s, 2);
	kx_db_reset(s);
	return 0;
}

static int write_rows(struct kx_vec_writer *w, struct kx_db *db, int64_t model,
	size_t dimensions, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db,
		"select id, vector from chunk where model = $1 and vector is not null"
		" order by id",
		e);
	float *v = kx_calloc(dimensions, sizeof(*v));
	const void *p;
	size_t n;
	int rc = -1;

	if (s)
		kx_bind_int(s, 1, model);
	while (s && (rc = kx_db_step(s, e)) == 0) {
		p = kx_col_blob(s, 1, &n);
		/* one of another size cannot be compared: it is left out */
		if (n != dimensions * sizeof(*v))
			continue;
		memcpy(v, p, n);
		if (kx_vec_writer_add(w, kx_col_int(s, 0), v, NULL) == 0)
			continue;
	}
	free(v);
	return rc < 0 ? -1 : 0;
}

/* The file at `path`, from the store; 1 when another process is writing it. */
static int make(struct kx_db *db, const struct kx_vectors *v, const char *path,
	struct kx_err *e)
{
	struct kx_vec_writer *w;
	struct kx_vec_shape shape;
	int64_t model = 0;
	int rc;

	shape_of(v, &shape);
	if (measure(db, v->model, &model, &shape, e))
		return -1;
	rc = kx_vec_writer_begin(&w, path, &shape, MODE, e);
	if (rc)
		return rc;
	if (write_rows(w, db, model, shape.dimensions, e)) {
		kx_vec_writer_drop(w);
		return -1;
	}
	return kx_vec_writer_finish(w, e);
}

/* ---- opening ------------------------------------------------------------------------ */

/* beside the store; NULL when it is no file */
static char *path_of(struct kx_db *db)
{
	struct kx_buf b = { 0 };

	if (!kx_db_file(db))
		return NULL;
	kx_buf_printf(&b, "%s-vectors", kx_db_file(db));
	return kx_buf_give(&b);
}

/* 0: v->file fits; 1: there is none that does */
static int look(struct kx_vectors *v, const char *path)
{
	struct kx_err e;

	if (kx_vec_file_open(&v->file, path, &e)) {
		v->file = NULL;
		return 1;
	}
	if (fits(v->file, v))
		return 0;
	kx_vec_file_close(v->file);
	v->file = NULL;
	return 1;
}

/* a file of our own, gone from its folder before anybody sees it */
static int make_own(struct kx_vectors *v, struct kx_db *db, struct kx_err *e)
{
	const char *folder = getenv("TMPDIR");
	struct kx_buf b = { 0 };
	char id[KX_UUID_LEN];
	int rc;

	kx_uuid_new(id);
	kx_buf_printf(&b, "%s/kx-vectors-%s", folder && *folder ? folder : "/tmp", id);
	rc = make(db, v, b.p, e);
	if (!rc)
		rc = kx_vec_file_open(&v->file, b.p, e);
	unlink(b.p);
	kx_buf_release(&b);
	return rc ? -1 : 0;
}

int kx_vectors_open(struct kx_vectors *v, struct kx_db *db, struct kx_err *e)
{
	char *path;
	int rc = read_setting(db, v, e);

	if (rc || (v->file && fits(v->file, v))) {
		if (rc)
			kx_vectors_close(v);
		return rc < 0 ? -1 : 0;
	}
	kx_vectors_close(v);
	path = path_of(db);
	rc = path ? look(v, path) : 1;
	if (rc && path && !make(db, v, path, NULL))
		rc = look(v, path);
	if (rc)
		rc = make_own(v, db, e);
	free(path);
	return rc;
}

void kx_vectors_close(struct kx_vectors *v)
{
	if (v->file)
		kx_vec_file_close(v->file);
	v->file = NULL;
}

int kx_vectors_refresh(struct kx_db *db, struct kx_err *e)
{
	struct kx_vectors v = { 0 };
	char *path;
	int rc = read_setting(db, &v, e);

	if (rc)
		return rc < 0 ? -1 : 0;
	path = path_of(db);
	if (path && look(&v, path) && kx_db_read_begin(db, e) == 0) {
		/* another moment than that of the setting would be a lie */
		rc = read_setting(db, &v, e);
		if (!rc)
			make(db, &v, path, NULL);
		kx_db_read_end(db);
	}
	kx_vectors_close(&v);
	free(path);
	return rc < 0 ? -1 : 0;
}
