#ifndef KX_TOOL_TOOL_H
#define KX_TOOL_TOOL_H
/* Start and end of every main. */
#include "base/err.h"
#include "tool/opt.h"

#include <stdbool.h>

/* Name, signals, options, configuration; the index of the first operand. SIGPIPE gets its
 * default back (a parent may have ignored it), so that a reader who leaves ends us
 * quietly. */
int kx_start(int argc, char **argv, const struct kx_tool *t);

/* For tools that change the world: SIGINT and SIGTERM only ask to stop, so that the work
 * at hand ends well; SIGPIPE no longer ends the process. */
void kx_stop_gently(void);
/* True once such a signal came. */
bool kx_stop_wanted(void);
/* SIGINT came, and what it was to stop has stopped: the tool goes on, as a session does.
 * False when it was no SIGINT. */
bool kx_stop_forgiven(void);

/* Flush, and the status for exit: `code`, or 128 + the signal that asked to stop. Ends
 * with 74 when what was put out could not be written. */
int kx_finish(enum kx_code code);

/* The end of a main that may have opened large libraries: flush, and leave without running
 * the destructors of some 35 shared objects, which is a twentieth of a short run. Returns
 * in builds that count lines or leaks at exit. */
int kx_leave(int status);

/* The store that --store, KX_STORE, DATABASE_URL, the configuration or the default name;
 * lives as long as the process. kx_store_url() ends the tool with 78 when none does. */
int kx_store_find(const char **url, struct kx_err *e);
const char *kx_store_url(void);

#endif
