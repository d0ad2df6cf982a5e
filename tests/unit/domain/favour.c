#include "domain/favour.h"

#include "../kb.h"

#include <stdlib.h>

static struct kx_tokenizer *k;
static struct kx_index *x;
static struct kx_entities *names;
static struct kx_err e;
static struct kx_rank_opts o;

static struct kx_db *store(void)
{
	static const char *const hotels[] = { "Blue Inn", "Red Inn", "Green Inn" };
	struct kx_db *db = kb_new();
	struct kx_article a[7];
	char name[7][32], tags[7][32];
	size_t n = 0;

	for (size_t i = 0; i < 3; i++)
		for (size_t j = 0; j < 2; j++, n++) {
			snprintf(name[n], sizeof(name[n]), "%s %zu", hotels[i], j);
			snprintf(tags[n], sizeof(tags[n]), "[\"%s\"]", hotels[i]);
			a[n] = kb_article(name[n],
				j ? "Is there parking?" : "Breakfast",
				j ? "There is parking." : "From seven to ten.");
			a[n].tags = tags[n];
		}
	a[n] = kb_article("refund", "Refunds", "The refund of a deposit takes a week.");
	kb_put(db, a, n + 1);
	return db;
}

/* what is favoured, and the articles in order */
static const char *ask(const char *question, const struct kx_talk *talk)
{
	static char out[512];
	struct kx_query q;
	struct kx_favour f = { x, k, &q, talk, &names };
	struct kx_favoured to;
	struct kx_ranked *v;
	struct kx_ranker *r;
	size_t n;

	kx_query_parse(&q, k, NULL, question, strlen(question));
	T_INT(kx_favour_ask(&f, NULL, &e), 0);
	r = kx_ranker_new(x, &q);
	T_INT(kx_ranker_find(r, false, &e), 0);
	T_INT(kx_favour_pick(&f, question, r, &o, &to, &e), 0);
	T_INT(kx_favoured_top(&to, r, &o, &v, &n, &e), 0);
	snprintf(out, sizeof(out), "%s", to.entity ? to.entity : "-");
	T_OK(to.end <= strlen(question));
	for (size_t i = 0; i < n; i++) {
		T_OK(i == 0 || v[i - 1].score >= v[i].score);
		snprintf(out + strlen(out), sizeof(out) - strlen(out), " %u",
			v[i].article);
	}
	free(v);
	kx_favoured_release(&to);
	kx_ranker_free(r);
	kx_query_release(&q);
	return out;
}

static void said(void)
{
	static const char *const turns[] = { "fine", "take the green inn",
		"or the red inn", NULL };
	struct kx_talk none = { 0 }, talk = { .turns = turns, .nturns = 3 };

	o = (struct kx_rank_opts){ .k = 3 };
	T_STR(ask("is there parking", &none), "- 2 4 6");
	T_STR(ask("is there parking", &talk), "Green Inn 6 2 4");
	talk.turns++;
	talk.nturns--;
	T_STR(ask("is there parking", &talk), "Green Inn 6 2 4");
	talk.turns++;
	talk.nturns--;
	T_STR(ask("is there parking", &talk), "Red Inn 4 2 6");
	/* the question before the turns */
	T_STR(ask("is there parking at the green inn", &talk), "Green Inn 6 2 4");
	/* all that one turn says, the one that was said last gives the name */
	T_STR(ask("parking at the green inn or the red inn", &none), "Red Inn 4 6 2");
	/* nothing of it has a word of the question: the turn is passed over */
	T_STR(ask("how long does my deposit take", &talk), "- 7");
	/* k counts articles */
	o.k = 1;
	T_STR(ask("is there parking", &talk), "Red Inn 4");
}

static void named(void)
{
	static const char *const red[] = { "red inn" },
				 *const two[] = { "no such", "blue inn" },
				 *const deposit[] = { "deposit" };
	struct kx_talk talk = { .entities = red, .nentities = 1 };

	o = (struct kx_rank_opts){ .k = 3 };
	T_STR(ask("is there parking", &talk), "Red Inn 4 2 6");
	/* before what was said */
	T_STR(ask("is there parking at the green inn", &talk), "Red Inn 4 2 6");
	talk = (struct kx_talk){ .entities = two, .nentities = 2 };
	T_STR(ask("is there parking", &talk), "Blue Inn 2 4 6");
	/* no name of the store: its words */
	talk = (struct kx_talk){ .entities = deposit, .nentities = 1 };
	T_STR(ask("how long", &talk), "- 7");
}

/* a filter and the visibility hold for the favoured, too */
static void filtered(void)
{
	static const char *const red[] = { "red inn" };
	struct kx_talk talk = { .entities = red, .nentities = 1 };
	uint64_t allowed = 1 << 2 | 1 << 6;

	o = (struct kx_rank_opts){ .k = 3, .allowed = &allowed, .allowed_bits = 64 };
	T_STR(ask("is there parking", &talk), "- 2 6");
	allowed |= 1 << 4;
	T_STR(ask("is there parking", &talk), "Red Inn 4 2 6");
}

int main(void)
{
	struct kx_db *db;

	k = kx_tokenizer_new();
	db = store();
	T_INT(kx_index_open(&x, db, &e), 0);
	said();
	named();
	filtered();
	kx_entities_free(names);
	kx_index_close(x);
	kx_db_close(db);
	kx_tokenizer_free(k);
	return T_END();
}
