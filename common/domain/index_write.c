#include "domain/index.h"

#include "base/mem.h"
#include "domain/index_page.h"
#include "domain/index_segment.h"
#include "domain/varint.h"

#include <limits.h>
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

struct kx_indexer {
	struct kx_index_doc *docs;
	size_t n, docs_cap;
	uint64_t total; /* sum of lengths */
	struct term *terms;
	uint32_t nterms, terms_cap;
	uint32_t *slots; /* index + 1 into terms */
	size_t nslots;
	char *names;
	size_t names_len, names_cap;
	unsigned char **blocks;
	size_t nblocks;
	uint32_t block_used; /* of the last one */
	/* of the chunk being added */
	uint32_t length, weight;
};

struct kx_indexer *kx_indexer_new(void)
{
	return kx_alloc(sizeof(struct kx_indexer));
}

static void clear(struct kx_indexer *x)
{
	for (size_t i = 0; i < x->nblocks; i++)
		free(x->blocks[i]);
	free(x->blocks);
	free(x->docs);
	free(x->terms);
	free(x->slots);
	free(x->names);
	memset(x, 0, sizeof(*x));
}

void kx_indexer_free(struct kx_indexer *x)
{
	if (!x)
		return;
	clear(x);
	free(x);
}

size_t kx_indexer_bytes(const struct kx_indexer *x)
{
	return x->docs_cap * sizeof(*x->docs) + x->terms_cap * sizeof(*x->terms) +
	       x->nslots * sizeof(*x->slots) + x->names_cap +
	       x->nblocks * (BLOCK_SIZE + sizeof(*x->blocks));
}

static unsigned char *byte_at(const struct kx_indexer *x, uint32_t at)
{
	return x->blocks[at >> BLOCK_BITS] + (at & (BLOCK_SIZE - 1));
}

static uint32_t piece_size(unsigned level)
{
	return PIECE_FIRST << (level < PIECE_LEVELS ? level : PIECE_LEVELS);
}

static uint32_t piece_new(struct kx_indexer *x, uint32_t size)
{
	uint32_t at;

	if (!x->nblocks || x->block_used + size > BLOCK_SIZE) {
		if (x->nblocks == BLOCKS_MAX)
			kx_nomem();
		x->blocks = kx_realloc(x->blocks, x->nblocks + 1, sizeof(*x->blocks));
		x->blocks[x->nblocks++] = kx_alloc(BLOCK_SIZE);
		x->block_used = 0;
	}
	at = (uint32_t)(x->nblocks - 1) << BLOCK_BITS | x->block_used;
	x->block_used += size;
	return at;
}

static void put_byte(struct kx_indexer *x, struct term *t, unsigned char c)
{
	uint32_t next;

	if (!t->left) {
		next = piece_new(x, piece_size(t->level));
		if (t->n)
			memcpy(byte_at(x, t->at), &next, LINK);
		else
			t->head = next;
		t->at = next;
		t->left = piece_size(t->level) - LINK;
		t->level = (uint8_t)(t->level + (t->level < PIECE_LEVELS));
	}
	*byte_at(x, t->at) = c;
	t->at++;
	t->left--;
}

/* the open posting of a term moves to the pool */
static void close_posting(struct kx_indexer *x, struct term *t)
{
	unsigned char s[2 * KX_VARINT_MAX];
	size_t len = kx_varint_put((t->doc - t->base) << 1 | (t->tf == 1), s);

	if (t->tf != 1)
		len += kx_varint_put(t->tf, s + len);
	for (size_t i = 0; i < len; i++) {
		put_byte(x, t, s[i]);
		t->n += i == 0;
	}
	t->base = t->doc + 1;
}

static void grow_slots(struct kx_indexer *x)
{
	size_t mask, i;

	x->nslots = x->nslots ? x->nslots * 2 : SLOTS_FIRST;
	mask = x->nslots - 1;
	free(x->slots);
	x->slots = kx_calloc(x->nslots, sizeof(*x->slots));
	for (uint32_t t = 0; t < x->nterms; t++) {
		for (i = x->terms[t].hash & mask; x->slots[i]; i = (i + 1) & mask)
			;
		x->slots[i] = t + 1;
	}
}

static struct term *term_new(struct kx_indexer *x, const struct kx_token *k)
{
	struct term *t;

	if (x->nterms == x->terms_cap) {
		x->terms_cap = x->terms_cap ? x->terms_cap * 2 : SLOTS_FIRST / 2;
		x->terms = kx_realloc(x->terms, x->terms_cap, sizeof(*x->terms));
	}
	while (x->names_len + k->len > x->names_cap) {
		x->names_cap = x->names_cap ? x->names_cap * 2 : 8 * SLOTS_FIRST;
		x->names = kx_realloc(x->names, x->names_cap, 1);
	}
	t = &x->terms[x->nterms++];
	memset(t, 0, sizeof(*t));
	t->hash = k->hash;
	t->name = (uint32_t)x->names_len;
	t->len = (uint8_t)k->len;
	memcpy(x->names + x->names_len, k->term, k->len);
	x->names_len += k->len;
	return t;
}

static struct term *term_of(struct kx_indexer *x, const struct kx_token *k)
{
	struct term *t;
	size_t mask, i;

	if (x->nterms >= x->nslots / 2)
		grow_slots(x);
	mask = x->nslots - 1;
	for (i = k->hash & mask; x->slots[i]; i = (i + 1) & mask) {
		t = &x->terms[x->slots[i] - 1];
		if (t->hash == k->hash && t->len == k->len &&
			memcmp(x->names + t->name, k->term, k->len) == 0)
			return t;
	}
	t = term_new(x, k);
	x->slots[i] = x->nterms;
	return t;
}

static bool add_token(const struct kx_token *k, void *ctx)
{
	struct kx_indexer *x = ctx;
	uint32_t doc = (uint32_t)x->n, tf;
	struct term *t;

	if (k->stop)
		return true;
	t = term_of(x, k);
	if (t->tf && t->doc != doc) {
		close_posting(x, t);
		t->tf = 0;
	}
	t->doc = doc;
	tf = t->tf + x->weight;
	t->tf = (uint16_t)(tf < UINT16_MAX ? tf : UINT16_MAX);
	x->length += x->weight;
	return true;
}

void kx_indexer_add(struct kx_indexer *x, struct kx_tokenizer *k, int64_t id,
	int64_t article, int visibility, const char *locale, const char *title,
	const char *text)
{
	if (x->n == x->docs_cap) {
		x->docs_cap = x->docs_cap ? x->docs_cap * 2 : 256;
		x->docs = kx_realloc(x->docs, x->docs_cap, sizeof(*x->docs));
	}
	x->length = 0;
	x->weight = KX_INDEX_TITLE_WEIGHT;
	kx_token_each(k, locale, title, strlen(title), add_token, x);
	x->weight = 1;
	kx_token_each(k, locale, text, strlen(text), add_token, x);
	if (x->length > UINT16_MAX)
		x->length = UINT16_MAX;

	x->docs[x->n++] = (struct kx_index_doc){ .id = id,
		.article = (uint32_t)article,
		.length = (uint16_t)x->length,
		.visibility = (uint8_t)visibility };
	x->total += x->length;
}

/* Flushing. */
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

static struct sorted *sort_terms(const struct kx_indexer *x)
{
	struct sorted *all = kx_calloc(x->nterms, sizeof(*all));

	for (uint32_t i = 0; i < x->nterms; i++) {
		const struct term *t = &x->terms[i];

		all[i].term = t;
		all[i].name = x->names + t->name;
		for (unsigned c = 0; c < 8; c++)
			all[i].prefix =
				all[i].prefix << 8 |
				(c < t->len ? (unsigned char)all[i].name[c] : 0);
	}
	qsort(all, x->nterms, sizeof(*all), by_name);
	return all;
}

/* reads back what put_byte wrote */
struct pool_reader {
	const struct kx_indexer *x;
	uint32_t at, left;
	unsigned level;
};

static unsigned char get_byte(struct pool_reader *r)
{
	if (!r->left) {
		if (r->level)
			memcpy(&r->at, byte_at(r->x, r->at), LINK);
		r->left = piece_size(r->level) - LINK;
		r->level += r->level < PIECE_LEVELS;
	}
	r->left--;
	return *byte_at(r->x, r->at++);
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

static int write_term(struct kx_page_writer *w, const struct kx_indexer *x,
	const struct sorted *s, struct kx_err *e)
{
	const struct term *t = s->term;
	struct pool_reader r = { .x = x, .at = t->head };
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
	return kx_page_writer_add(w, t->doc, t->tf, e);
}

int kx_indexer_flush(struct kx_indexer *x, struct kx_db *db, struct kx_err *e)
{
	struct kx_segment_out out;
	struct kx_page_writer *w;
	struct sorted *all;
	int rc;

	if (!x->n)
		return 0;
	if (kx_segment_begin(&out, db, x->docs, x->n, x->total, e))
		return -1;
	all = sort_terms(x);
	w = kx_page_writer_new(x->docs, kx_segment_row, &out);
	rc = 0;
	for (uint32_t i = 0; i < x->nterms && !rc; i++)
		rc = write_term(w, x, &all[i], e);
	if (!rc)
		rc = kx_page_writer_end(w, e);
	kx_page_writer_free(w);
	free(all);
	if (!rc)
		clear(x);
	return rc;
}
