/* A store whose index is damaged in one place: which row in 2 bytes (the top bit: merge,
 * too), then what stands there instead. Asked, checked, killed in and merged it gives
 * answers or says that it is damaged. */
#include "base/mem.h"
#include "domain/index_page.h"
#include "domain/rank.h"
#include "domain/store.h"
#include "domain/varint.h"
#include "fuzz.h"

#include "../unit/index_term.h"

#include <string.h>

const unsigned fuzz_rounds = 1500;

#define SEGMENTS 3
#define DOCS 400 /* of each */
#define ROWS_MAX 1024
#define MERGE 0x8000u

struct row {
	int64_t segment;
	const char *sql; /* what puts the bytes there */
	char term[KX_TERM_MAX];
	size_t len;
	int part;
	struct kx_buf blob;
};

static struct kx_db *db;
static struct kx_tokenizer *k;
static struct row rows[ROWS_MAX];
static size_t nrows;

/* a list in slices of a block each, as only far more docs would have one */
static void add_slices(int64_t segment)
{
	struct kx_err e = { 0 };
	struct kx_stmt *s = kx_db_stmt(db,
		"insert into posting (segment, term, part, page) values ($1, x'7a7a', $2, $3)",
		&e);
	unsigned char row[1 + 2 * KX_VARINT_MAX + KX_BLOCK_MAX];
	struct kx_block_postings p = { .n = KX_BLOCK_POSTINGS };
	uint32_t base = 0;
	size_t len;

	FUZZ_MUST(s);
	for (int part = 0; part < 3; part++) {
		for (uint32_t i = 0; i < KX_BLOCK_POSTINGS; i++) {
			p.doc[i] = base + i;
			p.tf[i] = (uint16_t)(1 + i % 5);
		}
		row[0] = part < 2 ? KX_PAGE_SLICE : KX_PAGE_SLICE_LAST;
		len = 1 + kx_varint_put(KX_BLOCK_POSTINGS, row + 1);
		len += kx_varint_put(base, row + len);
		len += kx_block_put(&p, base, 0, row + len);
		kx_bind_int(s, 1, segment);
		kx_bind_int(s, 2, part);
		kx_bind_blob(s, 3, row, len);
		FUZZ_MUST(!kx_db_run(s, &e));
		base += KX_BLOCK_POSTINGS;
	}
}

static void fill(void)
{
	struct kx_indexer *x = kx_indexer_new();
	uint64_t r = fuzz_start(3);
	struct kx_buf text = { 0 };
	struct kx_err e = { 0 };
	int64_t gone[] = { 30, 70, 71 };

	for (int64_t id = 1; id <= SEGMENTS * DOCS; id++) {
		kx_buf_clear(&text);
		for (uint32_t i = 2 + fuzz_rnd(&r, 20); i; i--)
			kx_buf_printf(&text, "%s%u ", fuzz_rnd(&r, 9) ? "account" : "b",
				fuzz_rnd(&r, 1u << fuzz_rnd(&r, 8)));
		kx_indexer_add(x, k, id + id / 90, id / 3, (int)(id % 2), "en", "Title",
			text.p);
		if (id % DOCS == 0)
			FUZZ_MUST(!kx_indexer_flush(x, db, &e));
	}
	for (int64_t segment = 1; segment <= SEGMENTS; segment++)
		add_slices(segment);
	FUZZ_MUST(!kx_index_kill(db, gone, 3, &e));
	kx_indexer_free(x);
	kx_buf_release(&text);
}

static void keep(struct kx_stmt *s, int column, const char *sql)
{
	struct row *r = &rows[nrows];
	const void *p;
	size_t n;

	if (nrows == ROWS_MAX)
		return;
	nrows++;
	*r = (struct row){ .segment = kx_col_int(s, 0), .sql = sql };
	p = kx_col_blob(s, column, &n);
	kx_buf_str(&r->blob, "");
	if (n)
		kx_buf_add(&r->blob, p, n);
	if (column != 3)
		return;
	p = kx_col_blob(s, 1, &r->len);
	memcpy(r->term, p, r->len);
	r->part = (int)kx_col_int(s, 2);
}

static void list_rows(void)
{
	struct kx_err e = { 0 };
	struct kx_stmt *s =
		kx_db_stmt(db, "select id, docs, dead from segment order by id", &e);

	while (!kx_db_step(s, &e)) {
		keep(s, 1, "update segment set docs = $1 where id = $2");
		keep(s, 2, "update segment set dead = $1 where id = $2");
	}
	s = kx_db_stmt(db,
		"select segment, term, part, page from posting "
		"order by segment, term, part",
		&e);
	while (!kx_db_step(s, &e))
		keep(s, 3,
			"update posting set page = $1 where segment = $2 and term = $3"
			" and part = $4");
}

static void start(void)
{
	struct kx_err e = { 0 };

	if (db)
		return;
	FUZZ_MUST(!kx_store_open(&db, "sqlite::memory:", KX_DB_CREATE, &e));
	k = kx_tokenizer_new();
	fill();
	list_rows();
	FUZZ_MUST(nrows > 20);
}

static void replace(const struct row *r, const void *p, size_t n)
{
	struct kx_err e = { 0 };
	struct kx_stmt *s = kx_db_stmt(db, r->sql, &e);

	FUZZ_MUST(s);
	kx_bind_blob(s, 1, p, n);
	kx_bind_int(s, 2, r->segment);
	if (r->len) {
		kx_bind_blob(s, 3, r->term, r->len);
		kx_bind_int(s, 4, r->part);
	}
	FUZZ_MUST(!kx_db_run(s, &e));
}

/* done, or said to be damaged */
static bool done(int rc, struct kx_err *e)
{
	FUZZ_MUST(rc >= 0 || (e->code == KX_EINPUT && e->text[0]));
	memset(e, 0, sizeof(*e));
	return rc >= 0;
}

static void ask(struct kx_index *x, const char *text)
{
	struct kx_rank_opts o = { .k = 5, .per_article = 2, .visibility = 1 };
	struct kx_ranked *hits;
	struct kx_err e = { 0 };
	struct kx_query q;
	size_t n;

	kx_query_parse(&q, k, "en", text, strlen(text));
	if (done(kx_rank(x, &q, &o, &hits, &n, &e), &e)) {
		FUZZ_MUST(n <= o.k * o.per_article);
		for (size_t i = 0; i < n; i++)
			FUZZ_MUST(hits[i].score > 0 && hits[i].doc < kx_index_size(x) &&
				  !kx_index_dead(x, hits[i].doc) &&
				  (!i || hits[i].score <= hits[i - 1].score));
		free(hits);
	}
	kx_query_release(&q);
}

static void a_word(const char *term, size_t len, size_t df, void *ctx)
{
	size_t *sum = ctx;

	FUZZ_MUST(len && len <= KX_TERM_MAX);
	*sum += df + (unsigned char)term[len - 1];
}

static void read_all(void)
{
	struct kx_postings p;
	struct kx_err e = { 0 };
	struct kx_index *x;
	size_t sum = 0;
	uint32_t doc;

	if (!done(kx_index_open(&x, db, &e), &e))
		return;
	ask(x, "account account1 b2 title");
	ask(x, "b17 account200 zz");
	if (done(postings_of(x, "account", 7, &p, &e), &e)) {
		for (size_t i = 0; i < p.n; i++)
			FUZZ_MUST(p.doc[i] < kx_index_size(x) && p.tf[i]);
		kx_postings_release(&p);
	}
	done(kx_index_vocabulary(x, a_word, &sum, &e), &e);
	for (int64_t id = 1; id < SEGMENTS * DOCS; id += 50)
		if (kx_index_doc_of(x, id, &doc))
			FUZZ_MUST(kx_index_chunk(x, doc) == id);
	kx_index_close(x);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const int64_t ids[] = { 5, 500, 501, 1 << 20 };
	struct kx_err e = { 0 };
	uint32_t at = fuzz_take(&data, &size, 2);

	start();
	FUZZ_MUST(!kx_db_begin(db, &e));
	replace(&rows[at % MERGE % nrows], data, size);
	read_all();
	/* without any chunks it is never sound */
	FUZZ_MUST(!done(kx_index_check(db, &e), &e));
	if (at & MERGE &&
		done(kx_index_kill(db, ids, sizeof(ids) / sizeof(*ids), &e), &e) &&
		done(kx_index_settle(db, &e), &e))
		read_all();
	kx_db_rollback(db);
	return 0;
}

void fuzz_seed(uint32_t number, struct kx_buf *b)
{
	uint32_t n, row;

	start();
	n = (uint32_t)nrows;
	row = number % n;
	/* a row's own bytes, now and then in the place of another */
	fuzz_put(b, (number % 8 ? row : number / 8 % n) | (number % 3 ? 0 : MERGE), 2);
	kx_buf_add(b, rows[row].blob.p, rows[row].blob.len);
}
