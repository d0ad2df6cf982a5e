#include "domain/seen.h"

#include "base/mem.h"

#include <stdlib.h>
#include <string.h>

struct kx_seen {
	uint64_t *bits;
	size_t words;
	uint64_t *names; /* open addressing; 0: free */
	size_t cap, n;
};

struct kx_seen *kx_seen_new(void)
{
	struct kx_seen *s = kx_alloc(sizeof(*s));

	s->cap = 1024;
	s->names = kx_calloc(s->cap, sizeof(*s->names));
	return s;
}

void kx_seen_free(struct kx_seen *s)
{
	if (!s)
		return;
	free(s->bits);
	free(s->names);
	free(s);
}

bool kx_seen_row(struct kx_seen *s, int64_t id)
{
	size_t word = (size_t)id / 64, more;
	uint64_t bit = 1ull << (id & 63);

	if (word >= s->words) {
		more = word + word / 2 + 16;
		s->bits = kx_realloc(s->bits, more, sizeof(*s->bits));
		memset(s->bits + s->words, 0, (more - s->words) * sizeof(*s->bits));
		s->words = more;
	}
	if (s->bits[word] & bit)
		return false;
	s->bits[word] |= bit;
	return true;
}

/* FNV-1a over both, parted by a NUL, mixed; never 0 */
static uint64_t hash(const char *source, const char *name)
{
	uint64_t h = 0xcbf29ce484222325u;
	const char *p;

	for (p = source; *p; p++)
		h = (h ^ (unsigned char)*p) * 0x100000001b3u;
	h *= 0x100000001b3u;
	for (p = name; *p; p++)
		h = (h ^ (unsigned char)*p) * 0x100000001b3u;
	h ^= h >> 32;
	h *= 0xff51afd7ed558ccdu;
	h ^= h >> 29;
	return h ? h : 1;
}

static size_t slot(const struct kx_seen *s, uint64_t h)
{
	size_t i = (size_t)h & (s->cap - 1);

	while (s->names[i] && s->names[i] != h)
		i = (i + 1) & (s->cap - 1);
	return i;
}

static void grow(struct kx_seen *s)
{
	uint64_t *old = s->names;
	size_t i, n = s->cap;

	s->cap *= 2;
	s->names = kx_calloc(s->cap, sizeof(*s->names));
	for (i = 0; i < n; i++)
		if (old[i])
			s->names[slot(s, old[i])] = old[i];
	free(old);
}

bool kx_seen_name(struct kx_seen *s, const char *source, const char *name)
{
	uint64_t h = hash(source, name);
	size_t i;

	if (s->n * 2 >= s->cap)
		grow(s);
	i = slot(s, h);
	if (s->names[i])
		return false;
	s->names[i] = h;
	s->n++;
	return true;
}

bool kx_seen_has(
	const struct kx_seen *s, int64_t id, const char *source, const char *name)
{
	size_t word = (size_t)id / 64;

	return (word < s->words && (s->bits[word] >> (id & 63) & 1)) ||
	       s->names[slot(s, hash(source, name))] != 0;
}
