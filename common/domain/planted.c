#include "domain/planted.h"

#include "domain/wording.h"

static const char *const orders[] = {
	"ignore|disregard|forget|overlook "
	"all|any|your|previous|prior|earlier|every|above|whatever * "
	"instruction|instructions|prompt|prompts|guidelines|rules",
	"ignore|disregard|forget|overlook the previous|prior|earlier|above|other|system * "
	"instruction|instructions|prompt|prompts|guidelines|rules",
	"your|hidden|initial system prompt|message|instructions",
	"in|to|into|of|from|augment|change|enhance|modify|with|use|provide your "
	"response|responses|answer|answers|reply",
	"in|to|into|of|from your next|final|whole|entire response|answer|reply",
	"insert|add|put|include * in|to your|every|each response|answer|reply",
	"tell the|every|all|any|each user|users|customer|customers|caller|callers",
	"you are now a|an",
	"as an ai",
	"ignoriere|ignorieren|vergiss|missachte alle|deine|ihre|vorherigen|bisherigen * "
	"anweisungen|anweisung|regeln",
	"in deiner|ihrer antwort",
	"ignora|ignore|olvida|olvide todas|tus|sus|las * instrucciones|reglas",
	"en tu|su respuesta",
	"ignore|ignorez|oublie|oubliez toutes|tes|vos|les * instructions|consignes|regles",
	"dans ta|votre reponse",
	NULL,
};

bool kx_planted(const char *s, size_t n)
{
	struct kx_wording w;

	kx_wording_read(&w, s, n);
	return kx_wording_has(&w, orders);
}
