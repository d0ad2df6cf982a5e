#ifndef KX_DOMAIN_PHRASE_H
#define KX_DOMAIN_PHRASE_H
/* The few sentences that kx says of its own accord, in the customer's language. */

enum kx_phrase_id {
	KX_PHRASE_UNKNOWN, /* the articles do not answer this */
	KX_PHRASE_ASK,     /* is it one of these? */
	KX_PHRASE_REFUSED, /* this is not answered here */
};

/* The sentence for a locale ("de-AT"); English when there is none. */
const char *kx_phrase(enum kx_phrase_id id, const char *locale);

#endif
