#ifndef KX_DOMAIN_INGEST_WRITE_H
#define KX_DOMAIN_INGEST_WRITE_H
/* The writing half of an ingest: prepared articles into tables and index, one transaction
 * a batch, and the memory of what this run has seen. Used by ingest.c alone. */
#include "domain/ingest.h"
#include "domain/ingest_item.h"

#include <stdbool.h>
#include <stddef.h>

struct kx_writer;

/* `mix`: vectors of another model than the store's may go in. */
struct kx_writer *kx_writer_new(struct kx_db *db, bool mix);
void kx_writer_free(struct kx_writer *w);
/* Is there an article made of these raw bytes? Then it counts as seen. */
bool kx_writer_known(struct kx_writer *w, const struct kx_digest *raw);
/* Note that this run has the article; KX_EINPUT when it had it already. */
int kx_writer_claim(
	struct kx_writer *w, const char *source, const char *name, struct kx_err *e);
/* Note that it has the article of this id or of this file, whatever it says. */
int kx_writer_keep(
	struct kx_writer *w, const char *source, const char *name, struct kx_err *e);
/* Write the items that did not fail; the stats change only when it is committed. 1, and
 * nothing is written: one that was the same a moment ago has to be embedded after all. */
int kx_writer_write(struct kx_writer *w, const struct kx_ingest_item *items, size_t n,
	bool dry_run, struct kx_ingest_stats *st, struct kx_err *e);
/* Delete the articles of a source that were not seen. */
int kx_writer_prune(struct kx_writer *w, const char *source, bool dry_run,
	struct kx_ingest_stats *st, struct kx_err *e);

#endif
