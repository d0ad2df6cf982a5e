/* A rival in search: Xapian, the library, as its manual says to use it.
 *
 *	xapian index DB <ARTICLES	JSON Lines with id, title and body: a document each,
 *					English stems without positions, in one transaction.
 *					Counted: reading, parsing by json-c, indexing,
 *					committing.
 *	xapian positions DB <ARTICLES	the same as its manual's example does it: words with
 *					positions, and stems
 *	xapian ask DB WORDS		the ten best documents that hold any of the words, by
 *					BM25: rank, score, id, title and text, with tabs between
 *	xapian ask DB <QUESTIONS	the same for every line
 *	xapian json DB [WORDS]		the same as JSON, printed by json-c
 *	xapian talk DB			the same, and each answer is written out before the next
 *					line is read
 *	xapian count DB [WORDS]		found and fetched, but not printed
 *	xapian nothing			what a start with the library costs
 *
 * The data of a document is its id, title and text, with NUL between. */
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <iostream>
#include <json-c/json.h>
#include <string>
#include <xapian.h>

static const int TOP = 10;
static const char *const KIND = "kind"; /* metadata: which terms the index holds */

static std::string field(struct json_object *rec, const char *name)
{
	struct json_object *v;

	return json_object_object_get_ex(rec, name, &v) ? json_object_get_string(v)
							: "";
}

static int fill(const char *path, bool positions)
{
	Xapian::WritableDatabase db(path, Xapian::DB_CREATE | Xapian::DB_BACKEND_GLASS);
	Xapian::TermGenerator words;
	struct json_tokener *tok = json_tokener_new();
	struct json_object *rec;
	char *line = NULL;
	size_t room = 0;
	ssize_t n;

	words.set_stemmer(Xapian::Stem("english"));
	if (!positions)
		words.set_stemming_strategy(Xapian::TermGenerator::STEM_ALL);
	db.begin_transaction();
	db.set_metadata(KIND, positions ? "positions" : "stems");
	while ((n = getline(&line, &room, stdin)) > 0) {
		json_tokener_reset(tok);
		rec = json_tokener_parse_ex(tok, line, (int)n);
		if (!rec)
			throw std::string("a line is no JSON");
		Xapian::Document doc;
		std::string title = field(rec, "title"), body = field(rec, "body");
		words.set_document(doc);
		if (positions) {
			words.index_text(title);
			words.increase_termpos();
			words.index_text(body);
		} else {
			words.index_text_without_positions(title);
			words.index_text_without_positions(body);
		}
		doc.set_data(field(rec, "id") + '\0' + title + '\0' + body);
		db.add_document(doc);
		json_object_put(rec);
	}
	db.commit_transaction();
	db.commit();
	json_tokener_free(tok);
	free(line);
	return 0;
}

static void print(const Xapian::MSetIterator &hit, const std::string &data, bool json,
	unsigned line)
{
	const char *id = data.c_str(), *title = id + strlen(id) + 1;
	const char *text = title + strlen(title) + 1;
	std::string query = "q" + std::to_string(line);
	struct json_object *o;

	if (!json) {
		printf("%u\t%.4f\t%s\t%s\t%s\n", hit.get_rank() + 1, hit.get_weight(),
			id, title, text);
		return;
	}
	o = json_object_new_object();
	json_object_object_add(o, "query_id", json_object_new_string(query.c_str()));
	json_object_object_add(o, "rank", json_object_new_int((int)hit.get_rank() + 1));
	json_object_object_add(o, "score", json_object_new_double(hit.get_weight()));
	json_object_object_add(o, "article_id", json_object_new_string(id));
	json_object_object_add(o, "title", json_object_new_string(title));
	json_object_object_add(o, "text", json_object_new_string(text));
	puts(json_object_to_json_string_ext(o, JSON_C_TO_STRING_PLAIN));
	json_object_put(o);
}

static int ask(const char *path, const std::string &how, const char *question)
{
	Xapian::Database db(path);
	Xapian::QueryParser parser;
	Xapian::Enquire enquire(db);
	char *line = NULL;
	size_t room = 0, bytes = 0;
	unsigned nline = 0;
	ssize_t n = 0;

	parser.set_database(db);
	parser.set_stemmer(Xapian::Stem("english"));
	parser.set_stemming_strategy(db.get_metadata(KIND) == "stems"
					     ? Xapian::QueryParser::STEM_ALL
					     : Xapian::QueryParser::STEM_SOME);
	while (question || (n = getline(&line, &room, stdin)) > 0) {
		std::string words = question ? question : std::string(line, (size_t)n);
		/* no operators are in the questions */
		enquire.set_query(parser.parse_query(words, 0));
		Xapian::MSet hits = enquire.get_mset(0, TOP);
		for (Xapian::MSetIterator i = hits.begin(); i != hits.end(); ++i) {
			std::string data = i.get_document().get_data();
			bytes += data.size();
			if (how != "count")
				print(i, data, how != "ask", nline);
		}
		nline++;
		if (how == "talk")
			fflush(stdout);
		if (question)
			break;
	}
	free(line);
	return fflush(stdout) || !bytes;
}

static int run(int argc, char **argv)
{
	std::string verb = argc > 1 ? argv[1] : "";

	if (argc == 3 && (verb == "index" || verb == "positions"))
		return fill(argv[2], verb == "positions");
	if (argc == 3 && verb == "talk")
		return ask(argv[2], verb, NULL);
	if ((argc == 3 || argc == 4) &&
		(verb == "ask" || verb == "json" || verb == "count"))
		return ask(argv[2], verb, argv[3]);
	if (argc == 2 && verb == "nothing")
		return Xapian::major_version() ? 0 : 1;
	std::cerr << "usage: xapian index|positions DB | ask|json|count DB [WORDS] | "
		     "talk DB | nothing\n";
	return 64;
}

int main(int argc, char **argv)
{
	try {
		return run(argc, argv);
	} catch (const Xapian::Error &e) {
		std::cerr << "xapian: " << e.get_description() << "\n";
	} catch (const std::string &e) {
		std::cerr << "xapian: " << e << "\n";
	}
	return 1;
}
