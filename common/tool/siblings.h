#ifndef KX_TOOL_SIBLINGS_H
#define KX_TOOL_SIBLINGS_H
/* The other tools of kx: beside this program's own file, or in PATH. */
#include <stddef.h>

/* Name, one line; name, one line; …; NULL. */
extern const char *const kx_siblings[];

/* The path of a tool beside this program; a bare name (for PATH) when it is not there. */
void kx_sibling_path(const char *tool, char *path, size_t size);
/* Become kx-NAME: argv[at] is the name, the options in front of it and the words behind it
 * are passed on. Ends with 64 when there is no such tool. */
_Noreturn void kx_sibling_exec(const char *name, char **argv, int at);

#endif
