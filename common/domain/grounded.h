#ifndef KX_DOMAIN_GROUNDED_H
#define KX_DOMAIN_GROUNDED_H
/* A model's answer, checked sentence by sentence while it streams: citations resolved,
 * sentences compared with the sections they cite, refusals recognised. What comes out does
 * not depend on how the text was cut into pieces. Pure.
 *
 *   [n]      of an article that supports the sentence stays where it is, inside it, before
 *            or behind its full stop; of another that was given, it is replaced by the one
 *            that does; else it goes. [1, 2], [1-2] and 【1】 become [1][2] and [1]
 *   none     a sentence without a citation that one article supports gets its [n]; those
 *            of the same article that follow in the paragraph get one behind the last
 *   marked   an unsupported sentence gets " [?]" behind it (policy mark), or is left out
 *            (policy drop, which holds each sentence back until it is whole)
 *   links    of an address that no section has, only the text stays; the address itself
 *            becomes "[?]" where it stands alone. The sentence counts as unsupported; where
 *            that is its last word, it gets no second mark
 *   tables   a row is a sentence; its citations and its mark stand in its last cell. A first
 *            row over a line of dashes is neutral
 *   code     is judged as a whole; its mark stands on a line of its own
 *   declined the answer is the word KX_DECLINED, or says at its start that the articles do
 *            not hold the answer, and no article supports any of it; nothing is put out
 *            then when it is known in time, else all of it
 *
 * Control bytes, marks that turn the direction of writing, and invisible letters go; bytes
 * that are no UTF-8 become U+FFFD.
 *
 * With policy mark words go out as soon as they end (any may yet be the beginning of an
 * address) but for what may yet be a citation ("[1"), a link, the beginning of a refusal, the
 * "|" of a row, or the white space and citations at the end. */
#include "base/arena.h"
#include "domain/answer.h"
#include "domain/excerpt.h"
#include "domain/support.h"

#include <stdbool.h>
#include <stddef.h>

#define KX_DECLINED "NOT_IN_ARTICLES" /* what the prompt tells the model to write */
#define KX_UNSUPPORTED_MARK " [?]"

enum kx_policy { KX_POLICY_MARK, KX_POLICY_DROP };

struct kx_grounder; /* heap */

/* Text that is fit to be seen, in pieces; they join to kx_grounded.text. */
typedef void kx_grounder_out(void *ctx, const char *p, size_t n);

struct kx_grounder *kx_grounder_new(const struct kx_excerpts *s, struct kx_tokenizer *k,
	const char *locale, enum kx_policy policy, kx_grounder_out *out, void *ctx);
void kx_grounder_free(struct kx_grounder *g);
void kx_grounder_feed(struct kx_grounder *g, const char *p, size_t n);

struct kx_grounded {
	const char *text; /* all that was put out */
	const struct kx_cite
		*cites; /* one per passage that supports a sentence, in order of
					the text; [n] that stays in the text is always here */
	size_t ncites;
	size_t supported, unsupported, neutral; /* sentences; dropped ones count, too */
	bool declined;
};

/* The end of the text; `whole` false: it was cut off, the last sentence is not judged and
 * not marked. All memory is the arena's. */
void kx_grounder_end(
	struct kx_grounder *g, bool whole, struct kx_arena *a, struct kx_grounded *r);

#endif
