#include "domain/exchange.h"

int kx_exchange_add(struct kx_db *db, const struct kx_exchange *x, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db,
		"insert into exchange (message, provider, model, request, completion,"
		" sections, hits, query, settings)"
		" values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
		e);

	if (!s)
		return -1;
	kx_bind_text(s, 1, x->message);
	kx_bind_text(s, 2, x->provider);
	kx_bind_text(s, 3, x->model);
	kx_bind_text(s, 4, x->request);
	kx_bind_text(s, 5, x->completion);
	kx_bind_text(s, 6, x->sections);
	kx_bind_text(s, 7, x->hits);
	kx_bind_text(s, 8, x->query);
	kx_bind_text(s, 9, x->settings);
	return kx_db_run(s, e);
}

static void read_row(struct kx_stmt *s, struct kx_arena *a, struct kx_exchange *x,
	const char **answer)
{
	const char **to[] = { &x->message, &x->provider, &x->model, &x->request,
		&x->completion, &x->sections, &x->hits, &x->query, &x->settings,
		answer };

	for (int i = 0; i < (int)(sizeof(to) / sizeof(*to)); i++)
		*to[i] = kx_col_null(s, i) ? NULL
					   : kx_arena_strdup(a, kx_col_text(s, i));
}

/* 0, 1 there is none, -1 */
static int look(struct kx_stmt *s, const char *id, struct kx_arena *a,
	struct kx_exchange *x, const char **answer, struct kx_err *e)
{
	int rc;

	if (!s)
		return -1;
	kx_bind_text(s, 1, id);
	rc = kx_db_step(s, e);
	if (rc == 0)
		read_row(s, a, x, answer);
	kx_db_reset(s);
	return rc;
}

int kx_exchange_get(struct kx_db *db, const char *id, struct kx_arena *a,
	struct kx_exchange *x, const char **answer, struct kx_err *e)
{
	int rc = look(
		kx_db_stmt(db,
			"select x.message, x.provider, x.model, x.request,"
			" x.completion, x.sections, x.hits, x.query, x.settings,"
			" m.answer from exchange x join message m on m.id = x.message"
			" where x.message = $1",
			e),
		id, a, x, answer, e);

	if (rc != 1)
		return rc;
	return look(
		kx_db_stmt(db,
			"select x.message, x.provider, x.model, x.request,"
			" x.completion, x.sections, x.hits, x.query, x.settings,"
			" m.answer from message m join exchange x on x.message = m.id"
			" where m.conversation = $1 order by m.id desc limit 1",
			e),
		id, a, x, answer, e);
}
