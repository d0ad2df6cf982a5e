#ifndef KX_IO_SECRET_ENV_H
#define KX_IO_SECRET_ENV_H
/* Variables that hold secrets. Only for secret*.c. */
#include <stdbool.h>

/* The value of a variable, taken out of the environment now or before; NULL when it is not
 * set or empty. Borrowed until the variable is asked for again. */
const char *kx_secret_env(const char *name);
/* Is there one? Leaves it where it is. */
bool kx_secret_env_set(const char *name);

#endif
