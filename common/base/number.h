#ifndef KX_BASE_NUMBER_H
#define KX_BASE_NUMBER_H
/* Numbers as text, where printf(3) takes too long: a vector has 1,536 of them. */

#define KX_FLOAT_LEN 20 /* bytes of a float's text with its NUL */

/* The text of "%.9g", which brings a float32 back to the bit; returns its length. */
int kx_float_text(char out[KX_FLOAT_LEN], float v);

#endif
