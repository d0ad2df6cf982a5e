#ifndef KX_DOMAIN_INDEX_GATHER_H
#define KX_DOMAIN_INDEX_GATHER_H
/* Terms and their postings while a segment is gathered in memory: a table of terms, each
 * with a growing list of compressed postings. Pure. */
#include "domain/index_page.h"

#include <stddef.h>
#include <stdint.h>

struct kx_gather;

struct kx_gather *kx_gather_new(void);
void kx_gather_free(struct kx_gather *g);
/* Bytes held. */
size_t kx_gather_bytes(const struct kx_gather *g);
/* The number of a term, from 0, made when it is new. `hash` is its kx_token_hash(); `len`
 * is 1..KX_TERM_MAX. */
uint32_t kx_gather_term(
	struct kx_gather *g, const char *term, size_t len, uint32_t hash);
/* Add to its frequency in a doc; docs ascend. It stops at 65535. */
void kx_gather_add(struct kx_gather *g, uint32_t term, uint32_t doc, uint32_t tf);
/* Write all terms in order. */
int kx_gather_write(
	const struct kx_gather *g, struct kx_page_writer *w, struct kx_err *e);

#endif
