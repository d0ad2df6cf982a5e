#include "domain/passage.h"

#include "base/utf8.h"

#define SHORT_LIST 60 /* words of a list that is quoted whole */

size_t kx_passage_words(const char *s, size_t n)
{
	size_t words = 0, wide = 0;
	bool in = false;

	for (size_t i = 0; i < n;) {
		uint32_t c;

		i += kx_utf8_next(s + i, n - i, &c);
		if (c >= 0x2e80 && c < 0xfb00 && !(c >= 0xac00 && c < 0xd7b0)) {
			wide++;
			in = false;
		} else if (c == ' ' || c == '\n' || c == '\t' || c == '\r' ||
			   c == 0x3000) {
			in = false;
		} else if (!in) {
			in = true;
			words++;
		}
	}
	return words + (wide + 1) / 2;
}

static void unit_add(struct kx_passages *p, struct kx_unit u)
{
	double sum = 0, best = 0;
	size_t n = 0;

	if (u.lead == u.stem)
		u.lead = u.stem = u.from;
	for (size_t i = u.from; i < u.to; i++) {
		double w = p->pieces[i].worth;

		sum += w;
		best = w > best ? w : best;
		n++;
	}
	if (n == 0)
		return;
	u.worth = (best + sum / (double)n) / 2;
	/* code that nobody introduces, steps without the ones before them */
	if (p->pieces[u.lead].s.kind == KX_SENTENCE_CODE ||
		p->pieces[u.lead].s.number > 1)
		u.worth /= 2;
	p->units[p->nunits++] = u;
}

static size_t words_of(const struct kx_passages *p, size_t from, size_t to)
{
	size_t words = 0;

	for (; from < to; from++)
		words += p->pieces[from].words;
	return words;
}

static bool is_part(const struct kx_piece *e)
{
	return e->s.kind == KX_SENTENCE_ITEM || e->s.kind == KX_SENTENCE_ROW ||
	       e->s.kind == KX_SENTENCE_CODE;
}

/* Where the list, table or code that begins at piece i ends. What stands between two
 * steps (a remark, a command) belongs to the steps. */
static size_t group_end(const struct kx_passages *p, size_t i, size_t end)
{
	const struct kx_sentence *first = &p->pieces[i].s;
	unsigned number = first->number;
	size_t last = i + 1;

	for (size_t j = i + 1; j < end; j++) {
		const struct kx_sentence *s = &p->pieces[j].s;

		if (s->kind == KX_SENTENCE_HEADING || (s->number == 1 && number > 1))
			break;
		number = s->number ? s->number : number;
		if (s->kind == first->kind &&
			(j == last || s->ordered == first->ordered))
			last = j + 1;
		else if (!(first->ordered && first->kind == KX_SENTENCE_ITEM))
			break;
		else if (s->kind == KX_SENTENCE_PROSE && j - last >= 3)
			break;
	}
	return last;
}

/* The longest beginning of a procedure, in whole items, that fits. */
static size_t fitting(const struct kx_passages *p, size_t from, size_t to, size_t words)
{
	size_t fit = from;

	for (size_t i = from; i < to; i++) {
		if (p->pieces[i].words > words)
			break;
		words -= p->pieces[i].words;
		if (i + 1 == to || p->pieces[i + 1].s.block != p->pieces[i].s.block)
			fit = i + 1;
	}
	return fit;
}

static size_t same_block(const struct kx_passages *p, size_t i, size_t end)
{
	size_t j = i + 1;

	while (j < end && p->pieces[j].s.block == p->pieces[i].s.block)
		j++;
	return j;
}

/* The units of pieces [from, to), a list, table or code; [lead, from) leads to it. */
static void add_group(
	struct kx_passages *p, size_t lead, size_t from, size_t to, size_t words)
{
	const struct kx_sentence *s = &p->pieces[from].s;
	size_t total = words_of(p, lead, to), head = from;
	bool steps = s->kind == KX_SENTENCE_ITEM && s->ordered;

	if (total < words && (total <= SHORT_LIST || steps)) {
		unit_add(p, (struct kx_unit){ .from = lead, .to = to });
		return;
	}
	if (s->kind == KX_SENTENCE_CODE)
		return;
	if (steps) {
		size_t used = words_of(p, lead, from) + 1;
		size_t fit = fitting(p, from, to, words > used ? words - used : 0);

		if (fit > from)
			unit_add(p, (struct kx_unit){
					    .from = lead, .to = fit, .cut = true });
		return;
	}
	/* the first row of a table names its columns */
	if (s->kind == KX_SENTENCE_ROW)
		head = from + 1;
	for (size_t i = head, j; i < to; i = j) {
		j = same_block(p, i, to);
		unit_add(p, (struct kx_unit){
				    .from = i, .to = j, .lead = lead, .stem = head });
	}
}

void kx_passage_units(struct kx_passages *p, size_t words)
{
	for (size_t i = 0, j; i < p->npieces; i = j) {
		const struct kx_piece *e = &p->pieces[i];
		size_t end = i + 1, to;

		while (end < p->npieces && p->pieces[end].hit == e->hit)
			end++;
		j = i + 1;
		if (e->s.kind == KX_SENTENCE_HEADING || e->s.question)
			continue;
		if (is_part(e)) {
			j = group_end(p, i, end);
			add_group(p, i, i, j, words);
			continue;
		}
		/* what stands right before a list, a table or code leads to it */
		if (j < end && is_part(&p->pieces[j])) {
			to = group_end(p, j, end);
			add_group(p, i, j, to, words);
			if (!e->s.intro)
				unit_add(p, (struct kx_unit){ .from = i, .to = j });
			j = to;
			continue;
		}
		if (e->s.intro && j < end && p->pieces[j].s.kind == KX_SENTENCE_PROSE) {
			unit_add(p, (struct kx_unit){ .from = i, .to = j + 1 });
			continue;
		}
		if (!e->s.intro)
			unit_add(p, (struct kx_unit){ .from = i, .to = j });
	}
}
