#include "domain/index_gather.h"

#include "base/mem.h"
#include "domain/token.h"
#include "domain/varint.h"

#include <stdlib.h>
#include <string.h>

/* Postings grow in pieces of a pool, each twice the one before; the last bytes of a
 * piece hold the address of the next. An address is block << BLOCK_BITS | offset. */
#define BLOCK_BITS 16
#define BLOCK_SIZE (1u << BLOCK_BITS)
#define BLOCKS_MAX (1u << (32 - BLOCK_BITS))
#define PIECE_FIRST 12
#define PIECE_LEVELS 7
#define LINK 4
#define SLOTS_FIRST 4096

struct term {
	uint32_t hash;
	uint32_t name; /* in names */
	uint32_t head; /* first piece, once there is more than the open posting */
	uint32_t at;   /* where the next byte goes */
	uint32_t left; /* bytes left before the link */
	uint32_t n;    /* postings in the pool */
	uint32_t base; /* last doc in the pool + 1 */
	uint32_t doc;  /* the open posting */
	uint16_t tf;
	uint8_t len;
	uint8_t level;
};

struct kx_gather {
	struct term *terms;
	uint32_t nterms, terms_cap;
	uint32_t *slots; /* index + 1 into terms */
	size_t nslots;
	char *names;
	size_t names_len, names_cap;
	unsigned char **blocks;
	size_t nblocks;
	uint32_t block_used; /* of the last one */
};

struct kx_gather *kx_gather_new(void)
{
	return kx_alloc(sizeof(struct kx_gather));
}

void kx_gather_free(struct kx_gather *g)
{
	if (!g)
		return;
	for (size_t i = 0; i < g->nblocks; i++)
		free(g->blocks[i]);
	free(g->blocks);
	free(g->terms);
	free(g->slots);
	free(g->names);
	free(g);
}

size_t kx_gather_bytes(const struct kx_gather *g)
{
	return g->terms_cap * sizeof(*g->terms) + g->nslots * sizeof(*g->slots) +
	       g->names_cap + g->nblocks * (BLOCK_SIZE + sizeof(*g->blocks));
}

static unsigned char *byte_at(const struct kx_gather *g, uint32_t at)
{
	return g->blocks[at >> BLOCK_BITS] + (at & (BLOCK_SIZE - 1));
}

static uint32_t piece_size(unsigned level)
{
	return PIECE_FIRST << (level < PIECE_LEVELS ? level : PIECE_LEVELS);
}

static uint32_t piece_new(struct kx_gather *g, uint32_t size)
{
	uint32_t at;

	if (!g->nblocks || g->block_used + size > BLOCK_SIZE) {
		if (g->nblocks == BLOCKS_MAX)
			kx_nomem();
		g->blocks = kx_realloc(g->blocks, g->nblocks + 1, sizeof(*g->blocks));
		g->blocks[g->nblocks++] = kx_alloc(BLOCK_SIZE);
		g->block_used = 0;
	}
	at = (uint32_t)(g->nblocks - 1) << BLOCK_BITS | g->block_used;
	g->block_used += size;
	return at;
}

static void put_byte(struct kx_gather *g, struct term *t, unsigned char c)
{
	uint32_t next;

	if (!t->left) {
		next = piece_new(g, piece_size(t->level));
		if (t->n)
			memcpy(byte_at(g, t->at), &next, LINK);
		else
			t->head = next;
		t->at = next;
		t->left = piece_size(t->level) - LINK;
		t->level = (uint8_t)(t->level + (t->level < PIECE_LEVELS));
	}
	*byte_at(g, t->at) = c;
	t->at++;
	t->left--;
}

/* the open posting of a term moves to the pool */
static void close_posting(struct kx_gather *g, struct term *t)
{
	unsigned char s[2 * KX_VARINT_MAX];
	size_t len = kx_varint_put((t->doc - t->base) << 1 | (t->tf == 1), s);

	if (t->tf != 1)
		len += kx_varint_put(t->tf, s + len);
	for (size_t i = 0; i < len; i++) {
		put_byte(g, t, s[i]);
		t->n += i == 0;
	}
	t->base = t->doc + 1;
}

static void grow_slots(struct kx_gather *g)
{
	size_t mask, i;

	g->nslots = g->nslots ? g->nslots * 2 : SLOTS_FIRST;
	mask = g->nslots - 1;
	free(g->slots);
	g->slots = kx_calloc(g->nslots, sizeof(*g->slots));
	for (uint32_t t = 0; t < g->nterms; t++) {
		for (i = g->terms[t].hash & mask; g->slots[i]; i = (i + 1) & mask)
			;
		g->slots[i] = t + 1;
	}
}

static void term_new(struct kx_gather *g, const char *name, size_t len, uint32_t hash)
{
	struct term *t;

	if (g->nterms == g->terms_cap) {
		g->terms_cap = g->terms_cap ? g->terms_cap * 2 : SLOTS_FIRST / 2;
		g->terms = kx_realloc(g->terms, g->terms_cap, sizeof(*g->terms));
	}
	while (g->names_len + len > g->names_cap) {
		g->names_cap = g->names_cap ? g->names_cap * 2 : 8 * SLOTS_FIRST;
		g->names = kx_realloc(g->names, g->names_cap, 1);
	}
	t = &g->terms[g->nterms++];
	memset(t, 0, sizeof(*t));
	t->hash = hash;
	t->name = (uint32_t)g->names_len;
	t->len = (uint8_t)len;
	memcpy(g->names + g->names_len, name, len);
	g->names_len += len;
}

uint32_t kx_gather_term(
	struct kx_gather *g, const char *name, size_t len, uint32_t hash)
{
	struct term *t;
	size_t mask, i;

	if (g->nterms >= g->nslots / 2)
		grow_slots(g);
	mask = g->nslots - 1;
	for (i = hash & mask; g->slots[i]; i = (i + 1) & mask) {
		t = &g->terms[g->slots[i] - 1];
		if (t->hash == hash && t->len == len &&
			memcmp(g->names + t->name, name, len) == 0)
			return g->slots[i] - 1;
	}
	term_new(g, name, len, hash);
	g->slots[i] = g->nterms;
	return g->nterms - 1;
}

void kx_gather_add(struct kx_gather *g, uint32_t term, uint32_t doc, uint32_t tf)
{
	struct term *t = &g->terms[term];

	if (t->tf && t->doc != doc) {
		close_posting(g, t);
		t->tf = 0;
	}
	t->doc = doc;
	tf += t->tf;
	t->tf = (uint16_t)(tf < UINT16_MAX ? tf : UINT16_MAX);
}

/* Writing. */
struct sorted {
	uint64_t prefix; /* first 8 bytes, as a number that sorts like them */
	const struct term *term;
	const char *name;
};

static int by_name(const void *a, const void *b)
{
	const struct sorted *s = a, *t = b;
	size_t n = s->term->len < t->term->len ? s->term->len : t->term->len;
	int order;

	if (s->prefix != t->prefix)
		return s->prefix < t->prefix ? -1 : 1;
	order = memcmp(s->name, t->name, n);
	return order ? order : (int)s->term->len - (int)t->term->len;
}

static struct sorted *sort_terms(const struct kx_gather *g)
{
	struct sorted *all = kx_calloc(g->nterms, sizeof(*all));

	for (uint32_t i = 0; i < g->nterms; i++) {
		const struct term *t = &g->terms[i];

		all[i].term = t;
		all[i].name = g->names + t->name;
		for (unsigned c = 0; c < 8; c++)
			all[i].prefix =
				all[i].prefix << 8 |
				(c < t->len ? (unsigned char)all[i].name[c] : 0);
	}
	qsort(all, g->nterms, sizeof(*all), by_name);
	return all;
}

/* reads back what put_byte wrote */
struct pool_reader {
	const struct kx_gather *g;
	uint32_t at, left;
	unsigned level;
};

static unsigned char get_byte(struct pool_reader *r)
{
	if (!r->left) {
		if (r->level)
			memcpy(&r->at, byte_at(r->g, r->at), LINK);
		r->left = piece_size(r->level) - LINK;
		r->level += r->level < PIECE_LEVELS;
	}
	r->left--;
	return *byte_at(r->g, r->at++);
}

static uint32_t get_number(struct pool_reader *r)
{
	unsigned char c = get_byte(r);
	uint32_t v = c & 0x7f;

	for (unsigned shift = 7; c & 0x80; shift += 7) {
		c = get_byte(r);
		v |= (uint32_t)(c & 0x7f) << shift;
	}
	return v;
}

static int write_term(struct kx_page_writer *w, const struct kx_gather *g,
	const struct sorted *s, struct kx_err *e)
{
	const struct term *t = s->term;
	struct pool_reader r = { .g = g, .at = t->head };
	uint32_t base = 0, v, tf;

	if (kx_page_writer_term(w, s->name, t->len, e))
		return -1;
	for (uint32_t i = 0; i < t->n; i++) {
		v = get_number(&r);
		tf = v & 1 ? 1 : get_number(&r);
		base += v >> 1;
		if (kx_page_writer_add(w, base++, (uint16_t)tf, e))
			return -1;
	}
	/* without an open posting it was asked for and is in no doc */
	return t->tf ? kx_page_writer_add(w, t->doc, t->tf, e) : 0;
}

int kx_gather_write(
	const struct kx_gather *g, struct kx_page_writer *w, struct kx_err *e)
{
	struct sorted *all = sort_terms(g);
	int rc = 0;

	for (uint32_t i = 0; i < g->nterms && !rc; i++)
		rc = write_term(w, g, &all[i], e);
	free(all);
	return rc;
}
