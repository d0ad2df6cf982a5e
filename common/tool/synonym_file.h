#ifndef KX_TOOL_SYNONYM_FILE_H
#define KX_TOOL_SYNONYM_FILE_H
/* The synonyms file that an option, KX_SYNONYMS or the configuration names; there is none
 * without a name, so that no file counts that happens to lie about. A name in a
 * configuration file belongs to the folder of that file. */
#include "base/err.h"
#include "domain/synonym.h"

/* The path, which lives as long as the process; NULL: none is named. `flag` is the value
 * of --synonyms, or NULL. */
const char *kx_synonym_file_path(const char *flag);
/* Read it. Lines that are no good are told on stderr, now or when a question in their
 * language comes, and left out; their number is in *bad (may be NULL). *s is NULL when
 * no file is named. KX_ECONFIG when a setting names a file that cannot be read. */
int kx_synonym_file_read(
	struct kx_synonyms **s, const char *flag, size_t *bad, struct kx_err *e);

#endif
