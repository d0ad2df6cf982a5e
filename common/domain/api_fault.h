#ifndef KX_DOMAIN_API_FAULT_H
#define KX_DOMAIN_API_FAULT_H
/* An error object in any of its shapes, taken apart: see kx_api_error(). */
#include "io/jscan.h"

#include <stdbool.h>
#include <stddef.h>

#define KX_API_NAME_MAX 64

/* Names are cut to what kx_api_error() lets through; "" when missing. */
struct kx_api_fault {
	char type[KX_API_NAME_MAX], code[KX_API_NAME_MAX], param[KX_API_NAME_MAX];
	char reason[KX_API_NAME_MAX]; /* a finer code: Azure's, OpenRouter's */
	int number;                   /* a code that is a status: 400 to 599; or 0 */
	bool flagged;                 /* by a moderation in front of the model */
	struct kx_jtext
		message; /* as it stands in the body: to look at, never to show */
};

/* false: the body is no error; *t is then empty. A body that is cut off counts with what
 * was read of it. */
bool kx_api_fault_read(struct kx_api_fault *t, const char *body, size_t n);

#endif
