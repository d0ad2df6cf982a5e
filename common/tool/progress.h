#ifndef KX_TOOL_PROGRESS_H
#define KX_TOOL_PROGRESS_H
/* A progress bar on stderr: only on a terminal and not under -q; redrawn a few times a
 * second; gone when a message is printed or the work is done. */
#include <stddef.h>

/* `what` names the work; `total` 0 when the end is unknown (a count is shown instead). */
void kx_progress_begin(const char *what, size_t total);
/* How far: `done` of `total` in any unit, `count` the things finished. */
void kx_progress_set(size_t done, size_t count);
/* Take the bar away until the next kx_progress_set(). */
void kx_progress_hide(void);
void kx_progress_end(void);

#endif
