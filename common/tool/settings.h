#ifndef KX_TOOL_SETTINGS_H
#define KX_TOOL_SETTINGS_H
/* Every key of the configuration (kx-config(5)) in one table, and the values of this run.
 * The files are read at the first question, so a tool that asks nothing opens nothing. */
#include "io/conf.h"

extern const struct kx_conf_key kx_settings_keys[];

/* Read it now; -1 when it is broken. */
int kx_settings_load(struct kx_err *e);
/* The configuration; a broken one ends the tool with 78. */
const struct kx_conf *kx_settings(void);
/* Put a flag's value above everything else; ends the tool with 64 when it does not fit. */
void kx_settings_flag(const char *key, const char *value, const char *flag);

#endif
