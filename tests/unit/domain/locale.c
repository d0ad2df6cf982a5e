#include "domain/locale.h"

#include "../kb.h"
#include "../t.h"

static struct kx_err e;

static void put(struct kx_db *db, const char *locale, int n)
{
	static int number;
	struct kx_article a;
	char name[16];

	while (n--) {
		snprintf(name, sizeof(name), "%d", number++);
		a = kb_article(name, "", "words");
		a.locale = locale;
		kb_put(db, &a, 1);
	}
}

/* the tags, parted by spaces */
static const char *tags(struct kx_db *db)
{
	static char out[1024];
	struct kx_locales l = { .n = 99 };
	size_t at = 0;

	T_INT(kx_locales_note(db, &e), 0);
	T_INT(kx_locales_read(db, &l, &e), 0);
	out[0] = '\0';
	for (size_t i = 0; i < l.n; i++)
		at += (size_t)snprintf(
			out + at, sizeof(out) - at, "%s%s", i ? " " : "", l.tag[i]);
	return out;
}

static void counted(void)
{
	struct kx_db *db = kb_new();
	struct kx_locales l = { .n = 99 };

	T_INT(kx_locales_read(db, &l, &e), 0);
	T_INT(l.n, 0);
	T_STR(tags(db), "");
	put(db, "fr", 1);
	put(db, "DE", 3);
	put(db, NULL, 2);
	T_STR(tags(db), "de en fr");
	put(db, "fr", 3);
	T_STR(tags(db), "fr de en");
	/* what is no language tag at all */
	put(db, "a-very-long-thing", 1);
	put(db, "", 1);
	T_OK(!strncmp(tags(db), "fr de en", 8));
	kx_db_close(db);
}

/* of all Englishes together there are most */
static void parts_of_one_language(void)
{
	struct kx_db *db = kb_new();

	put(db, "de", 3);
	put(db, "en-US", 2);
	put(db, "en-GB", 2);
	T_STR(tags(db), "en de");
	kx_db_close(db);
}

static void many(void)
{
	struct kx_db *db = kb_new();
	struct kx_locales l;
	char tag[4] = "aa";

	for (int i = 0; i < 2 * KX_LOCALES_MAX; i++) {
		tag[0] = (char)('a' + i / 26);
		tag[1] = (char)('a' + i % 26);
		put(db, tag, 1);
	}
	T_INT(kx_locales_note(db, &e), 0);
	T_INT(kx_locales_read(db, &l, &e), 0);
	T_INT(l.n, KX_LOCALES_MAX);
	/* a setting that somebody has spoilt */
	T_INT(kx_store_set(db, "locales",
		      "  aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa de\n", &e),
		0);
	T_INT(kx_locales_read(db, &l, &e), 0);
	T_OK(l.n >= 1 && l.n <= KX_LOCALES_MAX);
	kx_db_close(db);
}

static void guess(const struct kx_locales *l, const char *text, const char *want)
{
	const char *got = kx_locale_guess(l, text, strlen(text));

	if (!got || strcmp(got, want) != 0)
		T_STR(got, text);
	else
		T_OK(true);
}

static void guesses(void)
{
	const struct kx_locales none = { .n = 0 }, one = { { "fr" }, 1 };
	const struct kx_locales three = { { "en", "de", "es" }, 3 };
	const struct kx_locales wide = { { "en", "zh", "ko", "ru", "el" }, 5 };

	T_OK(kx_locale_guess(&none, "how do I", 8) == NULL);
	guess(&one, "how do I change my plan", "fr");
	guess(&three, "how do I change my plan", "en");
	guess(&three, "Wie kann ich das \xc3\xa4ndern?", "de");
	guess(&three,
		"\xc2\xbf"
		"C\xc3\xb3mo puedo cambiar esto?",
		"es");
	guess(&three, "", "en");
	guess(&three, "xyzzy", "en");
	guess(&three, "?!., \n", "en");
	guess(&wide, "\xe5\xa6\x82\xe4\xbd\x95\xe9\x80\x80\xe6\xac\xbe", "zh");
	guess(&wide, "\xed\x99\x98\xeb\xb6\x88", "ko");
	guess(&wide, "\xd0\x9a\xd0\xb0\xd0\xba", "ru");
	guess(&wide, "\xce\xa0\xcf\x8e\xcf\x82", "el");
	/* a script that no language of the list has */
	guess(&three, "\xd0\x9a\xd0\xb0\xd0\xba", "en");
	/* rubbish */
	guess(&three, "\xff\xfe\x80\xc3", "en");
}

/* Kana tell Japanese, wherever they stand; characters that both share do not */
static void japanese(void)
{
	const struct kx_locales l = { { "zh", "ja" }, 2 };

	guess(&l, "\xe3\x81\xa7\xe3\x81\x8d\xe3\x82\x8b", "ja");
	guess(&l,
		"\xe8\xbf\x94\xe5\x93\x81\xe3\x81\xa7\xe3\x81\x8d\xe3\x81\xbe\xe3\x81\x99"
		"\xe3\x81\x8b",
		"ja");
	guess(&l, "\xe9\x80\x80\xe6\xac\xbe", "zh");
}

int main(void)
{
	counted();
	parts_of_one_language();
	many();
	guesses();
	japanese();
	return T_END();
}
