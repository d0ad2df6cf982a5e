#ifndef KX_BASE_ERR_H
#define KX_BASE_ERR_H
/* Errors travel up as int plus struct kx_err: 0 done, -1 failed with `e` filled, 1 end of
 * a sequence. The floor that notices says what failed; each floor above may put its
 * subject in front; only the tool prints. Text: lower case, no full stop, the subject in
 * single quotes, the cause last. Never a secret, never a customer's words. */

/* The exit statuses of every tool; see kx(7). */
enum kx_code {
	KX_OK = 0,
	KX_ESOME = 1,     /* ended, but some records failed */
	KX_ENOANSWER = 3, /* the knowledge base holds no answer (kx-search, kx-chat) */
	KX_EUSAGE = 64,   /* used wrongly */
	KX_EINPUT = 65,   /* the input is unusable */
	KX_EREFUSED = 69, /* a service refused for good */
	KX_EBUG = 70,     /* a bug, or no memory */
	KX_EIO = 74,      /* trouble with a file or a pipe */
	KX_EAGAIN = 75,   /* try again later */
	KX_ECONFIG = 78,  /* the configuration is wrong */
};

/* No allocation on the failure path: the words live in the struct. */
struct kx_err {
	enum kx_code code;
	char text[512];
	char hint[256]; /* "" or what the user can do */
};

/* Fill `e` (which may be NULL) and return -1, so that one can `return kx_fail(...)`. */
int kx_fail(struct kx_err *e, enum kx_code code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* The same, with ": strerror(errno)" behind the text. */
int kx_fail_errno(struct kx_err *e, enum kx_code code, const char *fmt, ...)
	__attribute__((format(printf, 3, 4)));
/* Put "subject: " in front of the text; returns -1. */
int kx_fail_in(struct kx_err *e, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));
/* Set the hint line; returns -1. */
int kx_fail_hint(struct kx_err *e, const char *fmt, ...)
	__attribute__((format(printf, 2, 3)));

#endif
