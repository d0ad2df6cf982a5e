#include "domain/explain.h"

#include "../kb.h"
#include "../t.h"

#include <math.h>

static struct kx_arena arena;
static struct kx_err e;

static double sum_of(struct json_object *o)
{
	struct json_object *terms = json_object_object_get(o, "terms");
	double sum = 0;

	for (size_t i = 0; i < json_object_array_length(terms); i++)
		sum += json_object_get_double(json_object_object_get(
			json_object_array_get_idx(terms, i), "score"));
	return sum;
}

static void adds_up(
	struct kx_search *s, const char *text, const char *locale, const char *context)
{
	struct kx_request r = { .text = text,
		.locale = locale,
		.context = context,
		.k = 20,
		.per_article = 3 };
	struct json_object *o;
	struct kx_found f;

	T_INT(kx_search_run(s, &r, &arena, &f, &e), 0);
	T_OK(f.n > 0);
	for (size_t i = 0; i < f.n; i++) {
		o = kx_explain(s, &f, &f.hits[i]);
		/* four digits of each term */
		if (fabs(sum_of(o) - f.hits[i].words) > 0.0001 * (double)(f.q.n + 1))
			T_STR(kb_text(o), f.hits[i].text);
		T_INT(json_object_array_length(json_object_object_get(o, "terms")),
			f.q.n);
		T_OK(json_object_object_get(o, "signals"));
		T_OK(json_object_get_int(json_object_object_get(o, "length")) > 0);
		T_OK(json_object_get_double(json_object_object_get(o, "mean_length")) >
			0);
		json_object_put(o);
	}
	kx_found_release(&f);
}

int main(void)
{
	struct kx_article a[] = {
		kb_article("1", "Refunds",
			"Refunds are easy.\n\n# By card\n\nA refund to a card "
			"takes five days, and the refund is free."),
		kb_article("2", "Cards", "Cards, cards and more cards: add a card."),
		kb_article(
			"3", "Erstattung", "Erstattungen auf die Karte dauern lange."),
		kb_article("4", "\xe9\x80\x80\xe6\xac\xbe",
			"\xe5\xa6\x82\xe4\xbd\x95\xe9\x80\x80"
			"\xe6\xac\xbe\xe9\x80\x80\xe6\xac\xbe"),
		kb_article("5", "", "No title, but a card."),
	};
	struct kx_db *db = kb_new();
	struct kx_search *s = NULL;

	a[2].locale = "de";
	a[3].locale = "zh";
	kb_put(db, a, 5);
	T_INT(kx_search_open(&s, db, false, &e), 0);
	adds_up(s, "refund card", "en", NULL);
	adds_up(s, "how do I get refunds by cards", "en", NULL);
	adds_up(s, "Erstattung Karte", "de", NULL);
	adds_up(s, "\xe9\x80\x80\xe6\xac\xbe", "zh", NULL);
	adds_up(s, "the card", "en", "a refund\n");
	adds_up(s, "card xyzzy", "en", NULL);
	kx_search_close(s);
	kx_db_close(db);
	kx_arena_release(&arena);
	return T_END();
}
