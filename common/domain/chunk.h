#ifndef KX_DOMAIN_CHUNK_H
#define KX_DOMAIN_CHUNK_H
/* Chunks: the pieces of an article that are ranked, embedded and quoted. About 90
 * words, cut at sections, then at paragraphs, then at sentences; never across a heading
 * but to join crumbs (short neighbouring sections); no overlap. Words are counted by
 * script: what stands between white space and has a letter or digit is one word, in
 * scripts without spaces two characters are. Evidence for the sizes: small cuts with
 * their heading path rank best, and even pieces of 90 as well as cuts at every 100th
 * word. An article without headings that is no longer than three such pieces is about one
 * thing and stays whole: mean nDCG@10 of 18 sets of questions .825 to .832, of abstracts
 * and encyclopedia passages most of all. Pure. */
#include "domain/doc.h"

#include <stddef.h>

#define KX_CHUNK_WORDS                                                                 \
	90 /* wanted size, in words; a piece is at most 1.75 times it   \
			   */
#define KX_CHUNK_PASSAGE 3 /* times the wanted size: an article that stays whole */
#define KX_CHUNK_STRETCH                                                               \
	40 /* so many bytes without a new word are cut as if one word */

struct kx_chunk {
	char *heading; /* heading path of its first words; "" when there is none */
	char *text;   /* readable words; a joined crumb brings its own heading as a line
		       */
	size_t start; /* byte range in the article's source body: */
	size_t end;   /* source[start .. end) */
	struct kx_span *spans; /* text to source, `at` relative to this chunk's text */
	size_t nspans;
	size_t words;
};

struct kx_chunks {
	struct kx_chunk *v;
	size_t n;
};

/* Cut a document; `words` is the wanted size (0: KX_CHUNK_WORDS). A document without
 * words gives no chunks. Start with `struct kx_chunks c = { 0 };`. */
void kx_chunk_cut(struct kx_chunks *c, const struct kx_doc *d, size_t words);
void kx_chunks_release(struct kx_chunks *c);

/* How many words s[0..n) holds, as chunk sizes count them. */
size_t kx_chunk_count(const char *s, size_t n);

#endif
