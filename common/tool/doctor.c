#include "tool/doctor.h"

#include "domain/embed.h"
#include "domain/provider.h"
#include "domain/stats.h"
#include "domain/store.h"
#include "tool/out.h"
#include "tool/say.h"
#include "tool/settings.h"
#include "tool/siblings.h"
#include "tool/synonym_file.h"
#include "tool/tool.h"

#include <errno.h>
#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

enum health { OK, ABSENT, WRONG };

static bool wrong;

static void line(enum health h, const char *what, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));

static void line(enum health h, const char *what, const char *fmt, ...)
{
	static const char *const marks[] = { "ok", "--", "!!" };
	static const char *const names[] = { "ok", "absent", "wrong" };
	struct json_object *rec;
	char text[1024];
	va_list ap;

	va_start(ap, fmt);
	vsnprintf(text, sizeof(text), fmt, ap);
	va_end(ap);
	wrong |= h == WRONG;
	if (!kx_shared.json) {
		kx_printf("%s  %-20s %s\n", marks[h], what, text);
		return;
	}
	rec = json_object_new_object();
	json_object_object_add(rec, "check", json_object_new_string(what));
	json_object_object_add(rec, "state", json_object_new_string(names[h]));
	json_object_object_add(rec, "text", json_object_new_string(text));
	kx_emit(rec);
	json_object_put(rec);
}

/* false when it cannot be read; then nothing is known of what it says */
static bool settings(void)
{
	const struct kx_conf_key *k;
	const struct kx_conf *c;
	struct kx_err e;

	if (kx_settings_load(&e)) {
		if (kx_shared.config)
			kx_die_err(&e);
		line(WRONG, "configuration", "%s", e.text);
		return false;
	}
	c = kx_settings();
	line(*kx_conf_files(c) ? OK : ABSENT, "configuration", "%s",
		*kx_conf_files(c) ? kx_conf_files(c) : "no file; built-in values hold");
	/* names and places only: a value may be a secret */
	for (k = kx_settings_keys; k->name; k++)
		if (*kx_conf_where(c, k->name) &&
			strcmp(kx_conf_where(c, k->name), "built in") != 0)
			line(OK, k->name, "set by %s", kx_conf_where(c, k->name));
	return true;
}

static void store(void)
{
	struct json_object *rec = NULL, *v;
	const char *url;
	struct kx_db *db;
	struct kx_err e;

	if (kx_store_find(&url, &e)) {
		line(WRONG, "store", "%s", e.text);
		return;
	}
	if (kx_db_absent(url)) {
		line(ABSENT, "store", "%s is not there yet; kx-kb-ingest makes it",
			kx_db_absent(url));
		return;
	}
	if (kx_store_open(&db, url, KX_DB_READ, &e)) {
		line(WRONG, "store", "%s", e.text);
		return;
	}
	line(OK, "store", "%s (%s)", kx_db_place(db), kx_db_engine(db));
	if (kx_stats(db, &rec, &e)) {
		line(WRONG, "articles", "%s", e.text);
	} else {
		json_object_object_get_ex(rec, "articles", &v);
		line(json_object_get_int64(v) ? OK : ABSENT, "articles", "%lld",
			(long long)json_object_get_int64(v));
		json_object_object_get_ex(rec, "threshold", &v);
		line(v ? OK : ABSENT, "threshold", "%s",
			v ? json_object_get_string(v) : "not calibrated");
	}
	json_object_put(rec);
	kx_db_close(db);
}

static void synonyms(void)
{
	struct kx_synonyms *s;
	struct kx_err e;
	size_t bad;

	if (kx_synonym_file_read(&s, NULL, &bad, &e))
		line(WRONG, "synonyms", "%s", e.text);
	else if (!s)
		line(ABSENT, "synonyms", "no file is named");
	else
		line(bad ? WRONG : OK, "synonyms", "%s: %zu lines%s",
			kx_synonym_file_path(NULL), kx_synonyms_count(s),
			bad ? ", others are no good" : "");
	kx_synonyms_free(s);
}

static void provider(void *ctx, const char *name, const char *text, bool good)
{
	line(good ? OK : WRONG, "provider", "%s: %s", name, text);
	*(bool *)ctx = true;
}

/* one model that a key of the configuration names; those that need no provider are let
 * pass */
static void model(struct kx_providers *p, const char *key, const char *name,
	enum kx_capability cap, bool local)
{
	const struct kx_provider *of;
	const char *model;
	struct kx_err e;

	if (local || !strcmp(name, "extract") || !strncmp(name, "replay:", 7))
		return;
	if (kx_provider_find(p, name, cap, &of, &model, &e))
		line(WRONG, key, "%s", e.text);
	else if (kx_provider_lacks_key(p, of, cap))
		line(WRONG, key, "%s:%s: provider '%s' has no key", of->name, model,
			of->name);
	else
		line(OK, key, "%s:%s", of->name, model);
}

static void chat_models(struct kx_providers *p)
{
	const char *s = kx_conf_str(kx_settings(), "chat.model");
	char name[256];
	size_t n;

	do {
		s += strspn(s, " \t");
		n = strcspn(s, ",");
		snprintf(name, sizeof(name), "%.*s", (int)n, s);
		while (*name && strchr(" \t", name[strlen(name) - 1]))
			name[strlen(name) - 1] = '\0';
		model(p, "chat.model", name, KX_CAP_CHAT, false);
		s += n;
	} while (*s++);
}

static void models(struct kx_providers *p)
{
	const char *embed = kx_conf_str(kx_settings(), "embed.model");
	const char *moderation = kx_conf_str(kx_settings(), "chat.moderation");
	const struct kx_embedder *m;

	chat_models(p);
	model(p, "embed.model", embed, KX_CAP_EMBED,
		!kx_embedder_find(&m, embed, NULL));
	if (moderation)
		model(p, "chat.moderation", moderation, KX_CAP_MODERATION, false);
}

static void certificates(void)
{
	const char *ca = kx_conf_str(kx_settings(), "ca");
	char *path;

	if (!ca)
		return;
	path = kx_conf_path(kx_conf_where(kx_settings(), "ca"), ca);
	if (access(path, R_OK))
		line(WRONG, "ca", "%s: %s", path, strerror(errno));
	free(path);
}

/* no connection is opened, no key is read */
static void providers(void)
{
	struct kx_providers *p;
	bool any = false;
	struct kx_err e;

	if (kx_providers_open(&p, kx_settings(), &e)) {
		line(WRONG, "provider", "%s", e.text);
		return;
	}
	kx_providers_each(p, provider, &any);
	if (!any)
		line(ABSENT, "provider", "no service of models is configured");
	models(p);
	certificates();
	kx_providers_close(p);
}

static bool in_path(const char *program)
{
	const char *path = getenv("PATH"), *p, *end;
	char file[PATH_MAX];

	for (p = path ? path : ""; *p; p = *end ? end + 1 : end) {
		end = strchrnul(p, ':');
		snprintf(file, sizeof(file), "%.*s/%s", (int)(end - p), p, program);
		if (!access(file, X_OK))
			return true;
	}
	return false;
}

static void helpers(void)
{
	static const char *const programs[][2] = { { "pdftotext", "reads .pdf" },
		{ "pandoc", "reads .docx .odt .rtf .epub .rst" } };
	char path[PATH_MAX];
	const char *const *t;
	size_t i;

	for (t = kx_siblings; *t; t += 2) {
		kx_sibling_path(t[0], path, sizeof(path));
		line(strchr(path, '/') || in_path(path) ? OK : WRONG, t[0], "%s", t[1]);
	}
	for (i = 0; i < sizeof(programs) / sizeof(*programs); i++)
		line(in_path(programs[i][0]) ? OK : ABSENT, programs[i][0], "%s%s",
			programs[i][1],
			in_path(programs[i][0]) ? "" : " (not installed)");
}

int kx_doctor(void)
{
	if (!kx_shared.json)
		kx_printf("kx %s\n", KX_VERSION);
	if (settings()) {
		store();
		synonyms();
		providers();
	}
	helpers();
	return kx_finish(wrong ? KX_ECONFIG : KX_OK);
}
