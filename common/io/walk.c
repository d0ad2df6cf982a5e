#include "io/walk.h"

#include "base/buf.h"
#include "base/mem.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>

/* the folders from the root down to here */
struct level {
	const struct level *up;
	dev_t dev;
	ino_t ino;
	int depth;
};

struct walker {
	struct kx_walk *w;
	struct kx_buf path;
	size_t rel; /* where the part below the root begins in path */
	size_t entries;
	struct kx_err *e;
};

struct names {
	char **v;
	size_t n, cap;
};

static int by_bytes(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

static void names_release(struct names *l)
{
	while (l->n)
		free(l->v[--l->n]);
	free(l->v);
}

static void names_add(struct names *l, const char *name)
{
	if (l->n == l->cap) {
		l->cap = l->cap ? l->cap * 2 : 64;
		l->v = kx_realloc(l->v, l->cap, sizeof(*l->v));
	}
	l->v[l->n++] = kx_strdup(name);
}

/* all names first, then close: a deep tree must not use up the descriptors */
static int list(struct walker *k, struct names *l, struct kx_err *why)
{
	DIR *d = opendir(k->path.p);
	struct dirent *de;
	int bad;

	if (!d)
		return kx_fail_errno(why, KX_EIO, "cannot read '%s'", k->path.p);
	while (errno = 0, (de = readdir(d)))
		if (de->d_name[0] != '.' && k->entries++ < KX_WALK_MAX)
			names_add(l, de->d_name);
	bad = errno;
	closedir(d);
	errno = bad;
	if (bad)
		kx_fail_errno(why, KX_EIO, "cannot read '%s'", k->path.p);
	if (l->n)
		qsort(l->v, l->n, sizeof(*l->v), by_bytes);
	return bad ? -1 : 0;
}

static void lost(struct walker *k, const struct kx_err *why)
{
	k->w->complete = false;
	if (k->w->error)
		k->w->error(k->path.p, why, k->w->ctx);
}

static int folder(struct walker *k, const struct level *here);

static int entry(struct walker *k, const struct level *up)
{
	struct level here = { .up = up, .depth = up->depth + 1 };
	const struct level *l;
	struct kx_err why;
	struct stat st;

	if (stat(k->path.p, &st)) {
		kx_fail_errno(&why, KX_EIO, "cannot read '%s'", k->path.p);
		return lost(k, &why), 0;
	}
	if (S_ISREG(st.st_mode)) {
		k->w->files++;
		return k->w->file(k->path.p, k->path.p + k->rel, &st, k->w->ctx, k->e);
	}
	if (!S_ISDIR(st.st_mode))
		return 0;
	for (l = up; l; l = l->up)
		if (l->dev == st.st_dev && l->ino == st.st_ino)
			return 0;
	if (here.depth > KX_WALK_DEPTH) {
		kx_fail(&why, KX_EIO, "cannot read '%s': more than %d folders deep",
			k->path.p, KX_WALK_DEPTH);
		return lost(k, &why), 0;
	}
	here.dev = st.st_dev;
	here.ino = st.st_ino;
	return folder(k, &here);
}

static int folder(struct walker *k, const struct level *here)
{
	size_t keep = k->path.len, i;
	struct names l = { 0 };
	struct kx_err why;
	int rc = 0;

	if (list(k, &l, &why)) {
		if (here->up)
			lost(k, &why);
		else if (k->e)
			*k->e = why;
		if (!here->up)
			rc = -1;
	}
	if (!rc && k->entries > KX_WALK_MAX)
		rc = kx_fail(k->e, KX_EINPUT, "more than %d entries", KX_WALK_MAX);
	for (i = 0; !rc && i < l.n; i++) {
		if (keep && k->path.p[keep - 1] != '/')
			kx_buf_char(&k->path, '/');
		kx_buf_str(&k->path, l.v[i]);
		rc = entry(k, here);
		kx_buf_cut(&k->path, keep);
	}
	names_release(&l);
	return rc;
}

int kx_walk(struct kx_walk *w, const char *root, struct kx_err *e)
{
	struct walker k = { .w = w, .e = e };
	struct level top = { 0 };
	struct stat st;
	int rc;

	w->complete = false;
	w->files = 0;
	if (stat(root, &st))
		return kx_fail_errno(e, KX_EIO, "cannot read '%s'", root);
	if (!S_ISDIR(st.st_mode))
		return kx_fail(e, KX_EIO, "cannot read '%s': it is no folder", root);
	top.dev = st.st_dev;
	top.ino = st.st_ino;
	kx_buf_str(&k.path, root);
	k.rel = k.path.len + (k.path.p[k.path.len - 1] != '/');
	w->complete = true;
	rc = folder(&k, &top);
	if (rc)
		w->complete = false;
	kx_buf_release(&k.path);
	return rc;
}
