#ifndef KX_TOOL_STREAM_H
#define KX_TOOL_STREAM_H
/* Text to stdout while it is written, each piece at once. On a terminal it is wrapped at
 * words: one that grows over the edge is taken back and goes on in the next line. Elsewhere
 * it is passed on as it is. */
#include <stdbool.h>
#include <stddef.h>

struct kx_stream {
	int column;     /* of the cursor */
	int word;       /* columns of the word that is being written */
	char tail[256]; /* its bytes, */
	size_t len;     /* and how many */
	bool too_long;  /* it has more, and stays where it is */
	bool began;
};

/* For kx_models_text; `ctx` is a struct kx_stream, zeroed at the start. */
void kx_stream_text(void *ctx, const char *p, size_t n);
/* The end of the text; the line is ended if it is not. */
void kx_stream_end(struct kx_stream *s);
/* The reader of stdout has gone. */
bool kx_stream_gone(void);

#endif
