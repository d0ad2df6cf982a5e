#include "domain/spell.h"

#include "../t.h"
#include "domain/store.h"

#include <stdlib.h>
#include <string.h>

static int far(const char *a, const char *b, int max)
{
	return kx_spell_distance(a, strlen(a), b, strlen(b), max);
}

static void distances(void)
{
	T_INT(far("refund", "refund", 2), 0);
	T_INT(far("refnud", "refund", 2), 1);
	T_INT(far("refnd", "refund", 2), 1);
	T_INT(far("reffund", "refund", 2), 1);
	T_INT(far("rafund", "refund", 2), 1);
	T_INT(far("erfnud", "refund", 2), 2);
	T_INT(far("ca", "abc", 3), 3);
	T_INT(far("parcel", "refund", 2), 3);
	T_INT(far("", "ab", 2), 2);
	T_INT(far("", "abc", 2), 3);
	/* letters, not bytes */
	T_INT(far("заказ", "закас", 2), 1);
}

static struct kx_db *store(struct kx_tokenizer *k)
{
	static const char *const texts[] = { "refund money order", "refund order",
		"parcel delivery", "defend castle" };
	struct kx_indexer *x = kx_indexer_new();
	struct kx_db *db;
	struct kx_err e;
	size_t i;

	T_INT(kx_store_open(&db, "sqlite::memory:", KX_DB_CREATE, &e), 0);
	for (i = 0; i < 4; i++)
		kx_indexer_add(
			x, k, (int64_t)i + 1, (int64_t)i + 1, 0, NULL, "", texts[i]);
	T_INT(kx_db_begin(db, &e), 0);
	T_INT(kx_indexer_flush(x, db, &e), 0);
	T_INT(kx_db_commit(db, &e), 0);
	kx_indexer_free(x);
	return db;
}

static void ask(struct kx_index *x, struct kx_tokenizer *k, const char *question,
	struct kx_query *q, size_t *guesses)
{
	struct kx_rank_opts o = { .k = 10 };
	struct kx_ranked *r;
	struct kx_err e;
	size_t n;

	kx_query_parse(q, k, NULL, question, strlen(question));
	T_INT(kx_rank(x, q, &o, &r, &n, &e), 0);
	free(r);
	T_INT(kx_spell(x, q, guesses, &e), 0);
}

static void guesses(void)
{
	struct kx_tokenizer *k = kx_tokenizer_new();
	struct kx_db *db = store(k);
	struct kx_index *x;
	struct kx_query q;
	struct kx_err e;
	size_t n;

	T_INT(kx_index_open(&x, db, &e), 0);
	ask(x, k, "refnud of an order", &q, &n);
	T_OK(n >= 1);
	T_STR(q.terms[2].term, "refund");
	T_OK(q.terms[2].weight == 0.8);
	T_INT(q.terms[2].guess_of, 1);
	kx_query_release(&q);

	ask(x, k, "refund order", &q, &n);
	T_INT(n, 0); /* nothing unknown */
	kx_query_release(&q);

	ask(x, k, "xyz 12345x quetzalcoatl", &q, &n);
	T_INT(n, 0); /* too short, a number, nothing near */
	kx_query_release(&q);

	ask(x, k, "refnud refund", &q, &n);
	T_INT(n, 0); /* asked for already */
	kx_query_release(&q);

	kx_index_close(x);
	kx_db_close(db);
	kx_tokenizer_free(k);
}

int main(void)
{
	distances();
	guesses();
	return T_END();
}
