#ifndef KX_DOMAIN_ENTITY_H
#define KX_DOMAIN_ENTITY_H
/* What a conversation is about: the names that part a knowledge base, its tags and
 * sources ("Orchard Garden Hotel"), found in what was said.
 *
 * A name is found by its letters and digits in a row, however they are parted, without
 * function words: "S. F. Citadel", "the orchard garden" in "Orchard Garden Hotel, Rooms"
 * for what stands before " - ", ", ", " (" or ": ". It must have two words or more, and
 * capitals. Measured: single words are said by chance (support articles of one product,
 * recognised questions: nDCG@10 .876 to .816), and mistakes in the letters of a name are
 * not worth looking for (of 46 recognised calls none more was understood, since an agent
 * repeats the name). */
#include "base/err.h"
#include "domain/token.h"
#include "io/db.h"

#include <stdbool.h>
#include <stddef.h>

#define KX_ENTITY_SETTING "names" /* "0": none that may be said; "1"; else not known */
#define KX_ENTITY_NAMES 2048      /* of a store; with more, its tags part nothing */
#define KX_ENTITY_WORDS 8         /* of a name; longer ones are not looked for */
#define KX_ENTITY_BYTES 96        /* letters of a name, likewise */
#define KX_ENTITY_TURNS 12        /* turns that are looked at, the latest */
#define KX_ENTITY_SEVERAL 8       /* names of one turn */
#define KX_ENTITY_SAID 1024       /* words of a turn, likewise */

/* A conversation. */
struct kx_talk {
	const char *const *turns; /* anybody's, the latest first */
	size_t nturns;
	const char *const *entities; /* named by the caller: what it is about */
	size_t nentities;
};

struct kx_entity {
	const char *name; /* as the store has it */
	bool is_source;   /* else a tag */
};

/* A name where it was said. */
struct kx_said {
	const struct kx_entity *entity;
	size_t at, end; /* bytes of the turn */
};

struct kx_entities; /* the names of a store, at one moment */

int kx_entities_read(struct kx_entities **x, struct kx_db *db, struct kx_tokenizer *k,
	struct kx_err *e);
void kx_entities_free(struct kx_entities *x);
/* How many names there are to look for. */
size_t kx_entities_count(const struct kx_entities *x);
/* Whether kx_entities_said() may find any of them. */
bool kx_entities_told(const struct kx_entities *x);
/* The names that a turn says, up to KX_ENTITY_SEVERAL, the last first; where one stands in
 * another, the longer. Returns how many. */
size_t kx_entities_said(const struct kx_entities *x, struct kx_tokenizer *k,
	const char *text, size_t n, struct kx_said out[KX_ENTITY_SEVERAL]);
/* The name that the whole text is, of whatever kind; NULL: none. */
const struct kx_entity *kx_entities_is(const struct kx_entities *x,
	struct kx_tokenizer *k, const char *text, size_t n);

#endif
