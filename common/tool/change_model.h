#ifndef KX_TOOL_CHANGE_MODEL_H
#define KX_TOOL_CHANGE_MODEL_H
/* kx-kb-ingest --reembed: another model for all vectors of the store, told as it goes. */
#include "base/err.h"
#include "domain/embed.h"

#include <stdbool.h>

struct kx_models;

/* `m` NULL: no vectors. Ends the tool when it cannot be done; otherwise the summary is said,
 * and the status is KX_OK, or KX_ESOME when the model refused some texts. */
enum kx_code kx_change_model(
	const struct kx_embedder *m, struct kx_models *models, bool dry_run);

#endif
