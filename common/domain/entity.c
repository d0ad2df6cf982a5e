#include "domain/entity.h"

#include "base/arena.h"
#include "base/buf.h"
#include "base/map.h"
#include "base/mem.h"
#include "domain/stopword.h"

#include <stdlib.h>
#include <string.h>

#define LETTERS_MIN 4 /* of a name that counts when it is said */

/* what a key of the map leads to */
struct name {
	struct kx_entity is;
	bool head;      /* known by its front part only */
	bool ambiguous; /* several names have this key */
	bool told;      /* counts when it is said, not only when it is named */
};

struct kx_entities {
	struct kx_map keys; /* letters of a name -> struct name */
	struct kx_arena arena;
	size_t n;
	bool told; /* any of them may be said */
};

/* ---- letters ------------------------------------------------------------------------ */

/* a text's words without function words, one behind the other */
struct letters {
	const struct kx_stopwords *stop;
	const char *text;
	size_t max; /* words */
	size_t n;
	size_t at[KX_ENTITY_SAID + 1];
	struct {
		size_t at, end; /* bytes of the text */
	} word[KX_ENTITY_SAID];
	char p[KX_ENTITY_SAID * 16];
};

static bool take(const struct kx_token *t, void *ctx)
{
	struct letters *l = ctx;
	bool genitive = t->len == 1 && t->term[0] == 's' && t->at > 0 &&
			strchr("'\x99", l->text[t->at - 1]);

	/* letters may be spelled: "S. F. Zoo" */
	if (genitive || (t->len > 1 && kx_stopword(l->stop, t->term, t->len)))
		return true;
	if (l->n == l->max || l->at[l->n] + t->len > sizeof(l->p)) {
		l->max = 0; /* there was more */
		return false;
	}
	memcpy(l->p + l->at[l->n], t->term, t->len);
	l->at[l->n + 1] = l->at[l->n] + t->len;
	l->word[l->n].at = t->at;
	l->word[l->n].end = t->end;
	l->n++;
	return true;
}

/* folded, but not stemmed: a language that nobody has */
static void read_letters(struct letters *l, struct kx_tokenizer *k, const char *text,
	size_t n, size_t max)
{
	l->stop = kx_stopwords_find("en");
	l->text = text;
	l->max = max;
	l->n = l->at[0] = 0;
	kx_token_each(k, "und", text, n, take, l);
}

/* ---- names -------------------------------------------------------------------------- */

/* Names of things have capitals, except in scripts that have none; 'set-up' is said by
 * chance. */
static bool is_proper(const char *name)
{
	for (; *name; name++)
		if ((*name >= 'A' && *name <= 'Z') || (unsigned char)*name >= 0x80)
			return true;
	return false;
}

static void learn_key(struct kx_entities *x, struct letters *l, const struct name *new)
{
	size_t len = l->at[l->n];
	union kx_map_value *v;
	struct name *old;

	if (!l->max || !len || len > KX_ENTITY_BYTES)
		return;
	v = kx_map_put(&x->keys, l->p, len);
	old = v->ptr;
	if (!old || (old->head && !new->head)) {
		x->n += !old;
		v->ptr = old = kx_arena_alloc(&x->arena, sizeof(*old));
		*old = *new;
		old->told = l->n > 1 && len >= LETTERS_MIN && is_proper(old->is.name);
		x->told |= old->told;
	} else if (old->head == new->head) {
		old->ambiguous = true;
	}
}

/* bytes of the name in front of what tells it from its namesakes */
static size_t head(const char *name)
{
	static const char *const ends[] = { " - ", ", ", " (", ": " };
	size_t n = strlen(name);
	const char *p;

	for (size_t i = 0; i < sizeof(ends) / sizeof(*ends); i++) {
		p = strstr(name, ends[i]);
		if (p && (size_t)(p - name) < n)
			n = (size_t)(p - name);
	}
	return n;
}

static void learn(struct kx_entities *x, struct kx_tokenizer *k, struct letters *l,
	const char *text, bool is_source)
{
	struct name name = { .is = { kx_arena_strdup(&x->arena, text), is_source } };

	read_letters(l, k, text, strlen(text), KX_ENTITY_WORDS);
	learn_key(x, l, &name);
	if (!text[head(text)])
		return;
	name.head = true;
	read_letters(l, k, text, head(text), KX_ENTITY_WORDS);
	learn_key(x, l, &name);
}

/* Each distinct value by one look into the index, however many rows have it. How many
 * there are; -1 when it failed. */
static int learn_all(struct kx_entities *x, struct kx_db *db, struct kx_tokenizer *k,
	bool is_source, struct letters *l, struct kx_err *e)
{
	struct kx_stmt *s = kx_db_stmt(db,
		is_source ? "select min(source) from article where source > $1"
			  : "select min(tag) from article_tag where tag > $1",
		e);
	struct kx_buf last = { 0 };
	int n = 0, rc = s ? 0 : -1;

	while (!rc && n <= KX_ENTITY_NAMES) {
		kx_bind_text(s, 1, kx_buf_text(&last));
		rc = kx_db_step(s, e);
		if (rc || kx_col_null(s, 0))
			break;
		kx_buf_clear(&last);
		kx_buf_str(&last, kx_col_text(s, 0));
		kx_db_reset(s);
		learn(x, k, l, last.p, is_source);
		n++;
	}
	if (s)
		kx_db_reset(s);
	kx_buf_release(&last);
	return rc < 0 ? -1 : n;
}

static void forget(struct kx_entities *x)
{
	kx_map_release(&x->keys);
	x->n = 0;
}

static int learn_both(struct kx_entities *x, struct kx_db *db, struct kx_tokenizer *k,
	struct letters *l, struct kx_err *e)
{
	/* sources first: what a tag is called, too, is the tag */
	int n = learn_all(x, db, k, true, l, e);

	if (n == 1) /* a single source parts nothing */
		forget(x);
	if (n >= 0)
		n = learn_all(x, db, k, false, l, e);
	if (n > KX_ENTITY_NAMES)
		forget(x);
	return n < 0 ? -1 : 0;
}

int kx_entities_read(struct kx_entities **out, struct kx_db *db, struct kx_tokenizer *k,
	struct kx_err *e)
{
	struct kx_entities *x = kx_alloc(sizeof(*x));
	struct letters *l = kx_alloc(sizeof(*l));
	int rc = learn_both(x, db, k, l, e);

	free(l);
	if (rc) {
		kx_entities_free(x);
		return -1;
	}
	*out = x;
	return 0;
}

void kx_entities_free(struct kx_entities *x)
{
	if (!x)
		return;
	kx_map_release(&x->keys);
	kx_arena_release(&x->arena);
	free(x);
}

size_t kx_entities_count(const struct kx_entities *x)
{
	return x->n;
}

bool kx_entities_told(const struct kx_entities *x)
{
	return x->told;
}

/* ---- what was said ------------------------------------------------------------------ */

static const struct name *at(
	const struct kx_entities *x, const struct letters *l, size_t from, size_t to)
{
	size_t len = l->at[to] - l->at[from];
	const union kx_map_value *v;
	const struct name *name;

	if (!len || len > KX_ENTITY_BYTES)
		return NULL;
	v = kx_map_get(&x->keys, l->p + l->at[from], len);
	name = v ? v->ptr : NULL;
	return name && !name->ambiguous ? name : NULL;
}

/* the longest name that ends at a word, and where it begins */
static const struct name *ending(
	const struct kx_entities *x, const struct letters *l, size_t to, size_t *from)
{
	/* a name may have been heard in more words than it has */
	const size_t widest = KX_ENTITY_WORDS + 2;
	const struct name *name;

	for (*from = to > widest ? to - widest : 0; *from < to; ++*from) {
		name = at(x, l, *from, to);
		if (name && name->told)
			return name;
	}
	return NULL;
}

size_t kx_entities_said(const struct kx_entities *x, struct kx_tokenizer *k,
	const char *text, size_t n, struct kx_said out[KX_ENTITY_SEVERAL])
{
	struct letters *l;
	const struct name *name;
	size_t to, from, count = 0;

	if (!x->n)
		return 0;
	l = kx_alloc(sizeof(*l));
	read_letters(l, k, text, n, KX_ENTITY_SAID);
	for (to = l->n; to > 0 && count < KX_ENTITY_SEVERAL; to--) {
		name = ending(x, l, to, &from);
		if (!name)
			continue;
		out[count++] = (struct kx_said){ &name->is, l->word[from].at,
			l->word[to - 1].end };
		to = from + 1;
	}
	free(l);
	return count;
}

const struct kx_entity *kx_entities_is(
	const struct kx_entities *x, struct kx_tokenizer *k, const char *text, size_t n)
{
	struct letters *l = kx_alloc(sizeof(*l));
	const struct name *name = NULL;

	read_letters(l, k, text, n, KX_ENTITY_WORDS + 2);
	if (x->n && l->max)
		name = at(x, l, 0, l->n);
	free(l);
	return name ? &name->is : NULL;
}
