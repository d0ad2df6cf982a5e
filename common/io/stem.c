#include "io/stem.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

/* libstemmer's public function names every algorithm in every encoding, and so brings
 * 340 KB of tables that the dynamic loader must relocate at each start, which doubles the
 * start of a small tool. The generated functions below it are named alike in every
 * release of Snowball; linked one by one they cost a tenth of that. */
struct SN_env {
	unsigned char *p; /* the word, changed in place */
	int c;
	int l; /* its length now */
};

int SN_set_current(struct SN_env *z, int size, const unsigned char *s);

#define SNOWBALL(name)                                                                 \
	struct SN_env *name##_UTF_8_create_env(void);                                  \
	void name##_UTF_8_close_env(struct SN_env *);                                  \
	int name##_UTF_8_stem(struct SN_env *);
SNOWBALL(danish)
SNOWBALL(dutch)
SNOWBALL(finnish)
SNOWBALL(french)
SNOWBALL(german)
SNOWBALL(hungarian)
SNOWBALL(italian)
SNOWBALL(norwegian)
SNOWBALL(porter)
SNOWBALL(portuguese)
SNOWBALL(romanian)
SNOWBALL(russian)
SNOWBALL(spanish)
SNOWBALL(swedish)
SNOWBALL(turkish)

struct algorithm {
	const char *name;
	struct SN_env *(*open)(void);
	void (*close)(struct SN_env *);
	int (*stem)(struct SN_env *);
};

#define ROW(name)                                                                      \
	{                                                                              \
#name, name##_UTF_8_create_env, name##_UTF_8_close_env,                \
			name##_UTF_8_stem                                              \
	}
static const struct algorithm algorithms[] = { ROW(danish), ROW(dutch), ROW(finnish),
	ROW(french), ROW(german), ROW(hungarian), ROW(italian), ROW(norwegian),
	ROW(porter), ROW(portuguese), ROW(romanian), ROW(russian), ROW(spanish),
	ROW(swedish), ROW(turkish) };

struct kx_stem {
	const struct algorithm *a;
	struct SN_env *z;
};

struct kx_stem *kx_stem_open(const char *algorithm)
{
	struct kx_stem *s;
	size_t i;

	for (i = 0; i < sizeof(algorithms) / sizeof(*algorithms); i++) {
		if (strcmp(algorithms[i].name, algorithm) != 0)
			continue;
		s = kx_alloc(sizeof(*s));
		s->a = &algorithms[i];
		s->z = s->a->open();
		if (!s->z)
			kx_nomem();
		return s;
	}
	return NULL;
}

void kx_stem_close(struct kx_stem *s)
{
	if (!s)
		return;
	s->a->close(s->z);
	free(s);
}

const char *kx_stem_word(struct kx_stem *s, const char *word, size_t n, size_t *len)
{
	if (SN_set_current(s->z, (int)n, (const unsigned char *)word) ||
		s->a->stem(s->z) < 0) {
		*len = n;
		return word;
	}
	*len = (size_t)s->z->l;
	return (const char *)s->z->p;
}
