#include "tool/page.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "tool/out.h"

#include <string.h>

#define SNIPPET 300 /* bytes of a hit's text that are shown */
#define INDENT 3    /* columns in front of what belongs to a hit */
#define MARK_ON "\033[1;33m"
#define MARK_OFF "\033[0m"

void kx_page_style(const char *style, const char *s)
{
	const char *on = !strcmp(style, "bold")  ? "\033[1m"
			 : !strcmp(style, "dim") ? "\033[2m"
						 : "\033[36m";

	if (kx_out_color())
		kx_puts(on);
	kx_put_text(s, strlen(s));
	if (kx_out_color())
		kx_puts(MARK_OFF);
}

struct marks {
	const struct kx_query *q;
	size_t (*v)[2];
	size_t n, cap;
};

static bool mark(const struct kx_token *t, void *ctx)
{
	struct marks *m = ctx;
	size_t i;

	for (i = 0; i < m->q->n && m->n < m->cap; i++)
		if (m->q->terms[i].len == t->len &&
			!memcmp(m->q->terms[i].term, t->term, t->len)) {
			m->v[m->n][0] = t->at;
			m->v[m->n++][1] = t->end;
			break;
		}
	return true;
}

/* the SNIPPET bytes that hold the most marks, from the start of a word */
static size_t best_start(const struct marks *m, const char *text, size_t n)
{
	size_t i, j, best = 0, most = 0, at;

	if (n <= SNIPPET)
		return 0;
	for (i = 0; i < m->n; i++) {
		for (j = i; j < m->n && m->v[j][1] < m->v[i][0] + SNIPPET; j++)
			;
		if (j - i > most) {
			most = j - i;
			best = m->v[i][0];
		}
	}
	at = best > 40 ? best - 40 : 0;
	while (at > 0 && at < best && text[at - 1] != ' ' && text[at - 1] != '\n')
		at++;
	return kx_utf8_cut(text, n, at);
}

/* a snippet is one paragraph: line ends become spaces, headings get a mark behind them */
static void put_flat(struct kx_buf *b, const char *s, size_t n)
{
	size_t i;

	for (i = 0; i < n; i++) {
		if (s[i] == '\n' && i && !strchr(".!?:;,|\n", s[i - 1]))
			kx_buf_str(b, i + 1 < n && s[i + 1] == '\n' ? " ·" : "");
		kx_buf_char(b, s[i] == '\n' || s[i] == '\t' ? ' ' : s[i]);
	}
}

static bool marked(const struct marks *m, size_t from, size_t to)
{
	size_t k;

	for (k = 0; k < m->n; k++)
		if (m->v[k][0] < to && m->v[k][1] > from)
			return true;
	return false;
}

/* text[from .. to) word by word, wrapped on a terminal, the words of the question marked */
static void put_marked(const char *text, size_t from, size_t to, const struct marks *m)
{
	int width = kx_out_tty() ? kx_out_width() : 1 << 30, at = INDENT;
	bool color = kx_out_color(), mark_it;
	size_t i = from, end;

	while (i < to) {
		while (i < to && text[i] == ' ')
			i++;
		for (end = i; end < to && text[end] != ' '; end++)
			;
		if (end == i)
			break;
		if (at > INDENT && at + 1 + kx_out_columns(text + i, end - i) > width) {
			kx_printf("\n%*s", INDENT, "");
			at = INDENT;
		} else if (at > INDENT) {
			kx_puts(" ");
			at++;
		}
		mark_it = color && marked(m, i, end);
		kx_puts(mark_it ? MARK_ON : "");
		kx_put_text(text + i, end - i);
		kx_puts(mark_it ? MARK_OFF : "");
		at += kx_out_columns(text + i, end - i);
		i = end;
	}
}

static void snippet(const struct kx_hit *h, const struct kx_query *q,
	const char *locale, struct kx_tokenizer *k, struct kx_arena *a)
{
	size_t n = strlen(h->text), from, to;
	struct marks m = { .q = q, .cap = n / 2 + 1 };
	struct kx_buf b = { 0 };

	put_flat(&b, h->text, n);
	m.v = kx_arena_alloc(a, m.cap * sizeof(*m.v));
	kx_token_each(k, *h->locale ? h->locale : locale, kx_buf_text(&b), n, mark, &m);
	from = best_start(&m, kx_buf_text(&b), n);
	to = kx_utf8_cut(kx_buf_text(&b), n, from + SNIPPET);
	while (to < n && to > from + SNIPPET / 2 && b.p[to] != ' ')
		to--;
	kx_puts(from ? "   … " : "   ");
	put_marked(kx_buf_text(&b), from, to, &m);
	kx_puts(to < n ? " …\n" : "\n");
	kx_buf_release(&b);
}

void kx_page_hit(const struct kx_hit *h, const struct kx_query *q, const char *locale,
	struct kx_tokenizer *k, struct kx_arena *a)
{
	kx_printf("%d. ", h->rank);
	kx_page_style("bold", *h->title ? h->title : h->article_id);
	if (*h->heading) {
		kx_puts(" > ");
		kx_put_text(h->heading, strlen(h->heading));
	}
	kx_puts("\n");
	snippet(h, q, locale, k, a);
	kx_puts("   ");
	kx_page_style("dim", *h->url ? h->url : h->article_id);
	kx_puts("\n\n");
}

/* how a hit writes a term */
struct surface {
	const struct kx_query_term *t;
	const char *text;
	size_t at, end;
};

static bool find_surface(const struct kx_token *t, void *ctx)
{
	struct surface *s = ctx;

	if (t->len != s->t->len || memcmp(t->term, s->t->term, t->len) != 0)
		return true;
	s->at = t->at;
	s->end = t->end;
	return false;
}

static bool surface(const struct kx_found *f, struct kx_tokenizer *k, struct surface *s)
{
	const char *texts[2];
	size_t i, j;

	for (i = 0; i < f->n; i++) {
		texts[0] = f->hits[i].text;
		texts[1] = f->hits[i].title;
		for (j = 0; j < 2; j++) {
			s->text = texts[j];
			s->end = 0;
			kx_token_each(k,
				*f->hits[i].locale ? f->hits[i].locale : f->locale,
				texts[j], strlen(texts[j]), find_surface, s);
			if (s->end)
				return true;
		}
	}
	return false;
}

void kx_page_guesses(const struct kx_found *f, struct kx_tokenizer *k)
{
	const char *lead = "Searched for ";
	size_t i;

	for (i = 0; i < f->q.n; i++) {
		struct surface s = { .t = &f->q.terms[i] };

		if (!s.t->guess_of || !surface(f, k, &s))
			continue;
		kx_puts(lead);
		kx_put_text(s.text + s.at, s.end - s.at);
		lead = ", ";
	}
	if (*lead == ',')
		kx_puts(" too: no article has the word as it was typed.\n\n");
}

/* does an article have a word of it? */
static bool known(const struct kx_query *q, size_t synonym)
{
	for (size_t i = 0; i < q->n; i++)
		if (q->terms[i].syn_of == synonym + 1 && q->terms[i].df)
			return true;
	return false;
}

void kx_page_synonyms(const struct kx_found *f)
{
	const char *lead = "Also searched for ";

	for (size_t i = 0; i < f->q.nsynonyms; i++) {
		const char *text = f->q.synonyms[i].text;

		if (!known(&f->q, i))
			continue;
		kx_puts(lead);
		kx_put_text(text, strlen(text));
		lead = ", ";
	}
	if (*lead == ',')
		kx_puts(".\n\n");
}

void kx_page_entity(const struct kx_found *f)
{
	if (!f->entity)
		return;
	kx_puts("Articles about ");
	kx_put_text(f->entity, strlen(f->entity));
	kx_puts(" come first.\n\n");
}

void kx_page_explain(struct json_object *x)
{
	struct json_object *terms, *t, *v;
	size_t i;

	json_object_object_get_ex(x, "terms", &terms);
	for (i = 0; i < json_object_array_length(terms); i++) {
		t = json_object_array_get_idx(terms, i);
		json_object_object_get_ex(t, "term", &v);
		kx_printf("   %-20s", json_object_get_string(v));
		if (json_object_object_get_ex(t, "for", &v))
			kx_printf(" for '%s'", json_object_get_string(v));
		if (json_object_object_get_ex(t, "synonym", &v))
			kx_printf(" by '%s'", json_object_get_string(v));
		json_object_object_get_ex(t, "tf", &v);
		kx_printf(" tf %-3d", json_object_get_int(v));
		json_object_object_get_ex(t, "idf", &v);
		kx_printf(" idf %-8.4f", json_object_get_double(v));
		json_object_object_get_ex(t, "score", &v);
		kx_printf(" score %.4f\n", json_object_get_double(v));
	}
	json_object_object_get_ex(x, "signals", &v);
	kx_printf("   confidence from %s\n\n",
		json_object_to_json_string_ext(v, JSON_C_TO_STRING_PLAIN));
	json_object_put(x);
}
