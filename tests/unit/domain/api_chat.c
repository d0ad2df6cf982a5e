/* Answers that no recorded case holds: cut anywhere, with fields missing, null, of another
 * type, over the limits. */
#include "domain/api_chat.h"

#include "../t.h"

#include <stdlib.h>

#define FLAGS (JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE)

static struct kx_completion c;
static struct kx_err e;

static int feed(const char *data)
{
	char *exact = malloc(strlen(data) + !*data);
	int rc;

	memcpy(exact, data, strlen(data));
	e = (struct kx_err){ 0 };
	rc = kx_api_chat_event(&c, exact, strlen(data), &e);
	free(exact);
	return rc;
}

/* an event with this delta */
static int delta(const char *json)
{
	char text[2048];

	snprintf(
		text, sizeof(text), "{\"choices\":[{\"index\":0,\"delta\":%s}]}", json);
	return feed(text);
}

static int whole(const char *body)
{
	e = (struct kx_err){ 0 };
	return kx_api_chat_read(&c, body, strlen(body), &e);
}

/* ---- a thought in front -------------------------------------------------------------- */

/* the text in two pieces, cut at each place */
static void think(const char *text, const char *want)
{
	struct json_object *o;
	char piece[256];

	for (size_t cut = 0; cut <= strlen(text); cut++) {
		for (int i = 0; i < 2; i++) {
			o = json_object_new_string_len(i ? text + cut : text,
				(int)(i ? strlen(text) - cut : cut));
			snprintf(piece, sizeof(piece), "{\"content\":%s}",
				json_object_to_json_string(o));
			json_object_put(o);
			T_INT(delta(piece), 0);
			/* nothing of a thought is ever shown */
			T_OK(strncmp(kx_buf_text(&c.text), want, c.text.len) == 0);
		}
		T_INT(feed("[DONE]"), 0);
		T_STR(kx_buf_text(&c.text), want);
		kx_completion_clear(&c);
	}
}

static void thoughts_are_left_out(void)
{
	think("<think>a < b</thin></think>\n\nYes.", "Yes.");
	think("\n <think></think> Yes. <think>", "Yes. <think>");
	think("<think>a</think>\n<think>b</think>c", "c");
	think("<thing>a", "<thing>a");
	think(" <", "<");
	think("<thin", "<thin");
	think("<think>never ends </think", "");
	think("</think>a", "</think>a");
	think("  Yes. ", "Yes. ");
	think("", "");
}

static void a_text_that_is_held_back_comes_with_the_finish(void)
{
	T_INT(delta("{\"content\":\"<th\"}"), 0);
	T_INT(c.text.len, 0);
	T_INT(feed("{\"choices\":[{\"delta\":{},\"finish_reason\":\"stop\"}]}"), 0);
	T_STR(kx_buf_text(&c.text), "<th");
	T_INT(feed("{\"choices\":[{\"delta\":{\"content\":\" <think>x\"}}]}"), 0);
	T_STR(kx_buf_text(&c.text), "<th <think>x");
	kx_completion_clear(&c);
}

/* ---- fields missing, null, of another type ------------------------------------------- */

static void what_is_of_another_type_is_left_out(void)
{
	static const char *const odd[] = { "{}", "{\"choices\":null}",
		"{\"choices\":{}}", "{\"choices\":[]}",
		"{\"choices\":[null,1,\"x\",[]]}", "{\"choices\":[{}]}",
		"{\"choices\":[{\"delta\":null}]}", "{\"choices\":[{\"delta\":\"x\"}]}",
		"{\"choices\":[{\"delta\":[]}]}",
		"{\"choices\":[{\"delta\":{\"content\":{\"text\":\"x\"}}}]}",
		"{\"choices\":[{\"delta\":{\"content\":7}}]}",
		"{\"choices\":[{\"delta\":{\"content\":[1,{\"type\":\"image\"}]}}]}",
		"{\"choices\":[{\"delta\":{\"refusal\":{}}}]}",
		"{\"choices\":[{\"delta\":{\"tool_calls\":null}}]}",
		"{\"choices\":[{\"delta\":{\"tool_calls\":{}}}]}",
		"{\"choices\":[{\"delta\":{\"tool_calls\":[null,1,{},[]]}}]}",
		"{\"choices\":[{\"delta\":{\"tool_calls\":[{\"function\":1}]}}]}",
		"{\"choices\":[{\"delta\":{\"function_call\":null}}]}",
		"{\"choices\":[{\"delta\":{},\"finish_reason\":{}}]}",
		"{\"choices\":[{\"delta\":{},\"finish_reason\":7}]}",
		"{\"choices\":[{\"delta\":{},\"finish_reason\":\"\"}]}",
		"{\"choices\":[{\"index\":1,\"delta\":{\"content\":\"other\"},"
		"\"finish_reason\":\"stop\"}]}",
		"{\"usage\":7,\"id\":7,\"model\":[]}",
		"{\"usage\":{\"prompt_tokens\":\"1\"}}",
		"{\"usage\":{\"prompt_tokens\":-1,\"completion_tokens\":1e99}}",
		"{\"error\":null}", "{\"error\":\"\"}", "{\"error\":false}",
		"{\"type\":\"ping\"}", "  ", "" };

	for (size_t i = 0; i < sizeof(odd) / sizeof(*odd); i++) {
		T_INT(feed(odd[i]), 0);
		T_STR(e.text, "");
	}
	T_INT(c.text.len + c.refusal.len + c.ncalls, 0);
	T_STR(c.finish, "");
	T_OK(c.usage.input == -1 && c.usage.output == -1 && c.usage.cached == -1);
	T_INT(kx_api_chat_end(&c, &e), -1);
	T_INT(e.code, KX_EAGAIN);
	kx_completion_clear(&c);
}

static void parts_of_text_are_text(void)
{
	T_INT(delta("{\"content\":[{\"type\":\"thinking\",\"thinking\":\"no\"},"
		    "{\"type\":\"text\",\"text\":\"a\"},{\"text\":\"b\"}]}"),
		0);
	T_STR(kx_buf_text(&c.text), "ab");
	kx_completion_clear(&c);
}

/* beside its pieces, a stream repeats all that it said */
static void a_sum_beside_the_pieces_is_not_added(void)
{
	T_INT(feed("{\"choices\":[{\"message\":{\"content\":\"a\"},"
		   "\"delta\":{\"content\":\"a\"}}]}"),
		0);
	T_INT(feed("{\"choices\":[{\"message\":{\"content\":\"ab\"},"
		   "\"delta\":{\"content\":\"b\"}}]}"),
		0);
	T_INT(feed("{\"choices\":[{\"message\":{\"content\":\"ab\"},"
		   "\"finish_reason\":\"stop\"}]}"),
		0);
	T_STR(kx_buf_text(&c.text), "ab");
	kx_completion_clear(&c);
	/* and an answer all at once, where a stream was asked for */
	T_INT(feed("{\"choices\":[{\"message\":{\"content\":\"ab\"},"
		   "\"finish_reason\":\"stop\"}]}"),
		0);
	T_STR(kx_buf_text(&c.text), "ab");
	T_INT(kx_api_chat_end(&c, &e), 0);
	kx_completion_clear(&c);
}

static void a_reason_is_a_word(void)
{
	T_INT(feed("{\"choices\":[{\"finish_reason\":\"\\u001b[31m\"}]}"), 0);
	T_STR(c.finish, "");
	T_INT(feed("{\"choices\":[{\"finish_reason\":\"end_turn now\"}]}"), 0);
	T_STR(c.finish, "end_turn");
	T_INT(feed("{\"choices\":[{\"finish_reason\":"
		   "\"a_reason_of_more_than_thirty_two_letters\"}]}"),
		0);
	T_INT(strlen(c.finish), sizeof(c.finish) - 1);
	kx_completion_clear(&c);
}

static void nothing_is_taken_of_what_is_no_json(void)
{
	static const char *const bad[] = { "{",
		"{\"choices\":[{\"delta\":{\"content\":\"x\"}}]",
		"{\"choices\":[{\"delta\":{\"content\":\"x\"}}]}}", "[DONE", "[1]", "7",
		"{\"choices\":[{\"delta\":{\"content\":\"\xff\"}}]}", "null", "data" };

	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		T_INT(feed(bad[i]), -1);
		T_INT(e.code, KX_EAGAIN);
		T_STR(e.text, "the answer is cut off or garbled");
		T_INT(c.text.len, 0);
		T_INT(whole(bad[i]), -1);
		T_INT(e.code, KX_EAGAIN);
		T_OK(!c.done);
		kx_completion_clear(&c);
	}
	T_INT(whole(""), -1);
	T_STR(e.text, "the answer is empty");
	T_INT(whole(" \n<html>"), -1);
	T_STR(e.text, "the answer is a web page, not JSON");
	T_INT(whole("{\"choices\":[{\"delta\":{\"content\":\"x\"},"
		    "\"finish_reason\":\"stop\"}]}"),
		0);
	T_STR(kx_buf_text(&c.text), "x");
	kx_completion_clear(&c);
}

/* ---- calls --------------------------------------------------------------------------- */

static void calls_are(const char *want)
{
	struct json_object *all;
	struct kx_buf got = { 0 };

	T_INT(feed("[DONE]"), 0);
	all = kx_completion_calls(&c);
	for (size_t i = 0; i < json_object_array_length(all); i++) {
		struct json_object *o = json_object_array_get_idx(all, i), *f;

		json_object_object_get_ex(o, "function", &f);
		kx_buf_printf(&got, "%s=%s(%s) ",
			json_object_get_string(json_object_object_get(o, "id")),
			json_object_get_string(json_object_object_get(f, "name")),
			json_object_get_string(json_object_object_get(f, "arguments")));
	}
	T_STR(kx_buf_text(&got), want);
	kx_buf_release(&got);
	json_object_put(all);
	kx_completion_clear(&c);
}

#define CALL(s) delta("{\"tool_calls\":[" s "]}")

static void pieces_find_their_call(void)
{
	/* the id alone, then the name, then what it is called with */
	CALL("{\"index\":0,\"id\":\"a\"}");
	CALL("{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":null}}");
	CALL("{\"index\":0,\"function\":{\"arguments\":\"{}\"}}");
	calls_are("a=f({}) ");
	/* two that are mixed, the second first; numbers that begin with 3 */
	CALL("{\"index\":4,\"id\":\"b\",\"function\":{\"name\":\"g\",\"arguments\":\"1\"}}");
	CALL("{\"index\":3,\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"2\"}}");
	CALL("{\"index\":4,\"function\":{\"arguments\":\"3\"}},"
	     "{\"index\":3,\"function\":{\"arguments\":\"4\"}}");
	calls_are("b=g(13) a=f(24) ");
	/* no index: by id, else the last one */
	CALL("{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"1\"}}");
	CALL("{\"function\":{\"arguments\":\"2\"}}");
	CALL("{\"id\":\"b\",\"function\":{\"name\":\"f\",\"arguments\":\"3\"}}");
	CALL("{\"id\":\"a\",\"function\":{\"name\":\"f\",\"arguments\":\"4\"}}");
	CALL("{\"function\":{\"name\":null,\"arguments\":\"5\"}}");
	calls_are("a=f(124) b=f(35) ");
	/* neither index nor id: a name begins another; made-up ids are not twice there */
	CALL("{\"function\":{\"name\":\"f\"}},{\"function\":{\"name\":\"f\"}},"
	     "{\"id\":\"call_1\",\"function\":{\"name\":\"g\",\"arguments\":{\"x\":[1]}}}");
	calls_are("call_0=f() call_2=f() call_1=g({\"x\":[1]}) ");
	/* one index for all, by name */
	CALL("{\"index\":0,\"function\":{\"name\":\"f\",\"arguments\":\"1\"}},"
	     "{\"index\":0,\"function\":{\"name\":\"g\",\"arguments\":\"2\"}}");
	calls_are("call_0=f(1) call_1=g(2) ");
	/* the old form beside the new says the same again */
	delta("{\"tool_calls\":[{\"index\":0,\"id\":\"a\",\"function\":{\"name\":\"f\","
	      "\"arguments\":\"1\"}}],\"function_call\":{\"name\":\"f\","
	      "\"arguments\":\"1\"}}");
	calls_are("a=f(1) ");
	/* an index that is none */
	CALL("{\"index\":-7,\"id\":\"a\",\"function\":{\"name\":\"f\"}},"
	     "{\"index\":\"0\",\"id\":\"b\",\"function\":{\"name\":\"f\"}}");
	calls_are("a=f() b=f() ");
}

/* ---- limits -------------------------------------------------------------------------- */

static void an_answer_has_an_end(void)
{
	static char big[70000];
	int rc = 0, n;

	memset(big, 'x', sizeof(big));
	memcpy(big, "{\"choices\":[{\"delta\":{\"content\":\"", 33);
	memcpy(big + sizeof(big) - 7, "\"}}]}", 6);
	for (n = 0; n < 20 && !rc; n++)
		rc = feed(big);
	T_INT(rc, -1);
	T_INT(n, 15);
	T_INT(e.code, KX_EAGAIN);
	T_STR(e.text, "the answer is longer than 1048576 bytes");
	T_INT(c.text.len, KX_COMPLETION_MAX);
	kx_completion_clear(&c);
	for (n = 0, rc = 0; n < 100 && !rc; n++)
		rc = CALL("{\"function\":{\"name\":\"f\"}}");
	T_INT(n, KX_TOOL_CALLS_MAX + 1);
	T_STR(e.text, "the answer calls more than 32 functions");
	T_INT(c.ncalls, KX_TOOL_CALLS_MAX);
	kx_completion_clear(&c);
}

/* ---- the record ---------------------------------------------------------------------- */

static const char *const records[] = {
	"{\"id\":\"1\",\"model\":\"m\",\"finish\":\"stop\",\"text\":\"a\\nb\","
	"\"usage\":{\"input\":1,\"cached\":0,\"output\":3}}",
	"{\"id\":\"\",\"model\":\"\",\"finish\":\"tool_calls\",\"text\":\"\","
	"\"refusal\":\"no\",\"tool_calls\":[{\"id\":\"a\",\"type\":\"function\","
	"\"function\":{\"name\":\"f\",\"arguments\":\"{\\\"x\\\":1}\"}}],"
	"\"usage\":null}",
};

static void a_record_comes_back(void)
{
	static const char *const bad[] = { "{\"id\":1}", "{\"text\":{}}",
		"{\"usage\":[]}", "{\"tool_calls\":{}}", "{\"tool_calls\":[1]}",
		"{\"tool_calls\":[{\"function\":{\"name\":1}}]}",
		"{\"finish\":\"a_reason_of_more_than_thirty_two_letters\"}",
		"{\"usage\":{\"input\":-1}}" };
	struct json_object *rec, *again;

	for (size_t i = 0; i < sizeof(records) / sizeof(*records); i++) {
		rec = json_tokener_parse(records[i]);
		T_INT(kx_completion_from(&c, rec, &e), 0);
		T_OK(c.done && !kx_api_chat_end(&c, &e));
		again = kx_completion_json(&c);
		T_STR(json_object_to_json_string_ext(again, FLAGS), records[i]);
		json_object_put(rec);
		json_object_put(again);
		kx_completion_clear(&c);
	}
	for (size_t i = 0; i < sizeof(bad) / sizeof(*bad); i++) {
		rec = json_tokener_parse(bad[i]);
		T_INT(kx_completion_from(&c, rec, &e), -1);
		T_INT(e.code, KX_EINPUT);
		json_object_put(rec);
	}
	T_STR(e.text,
		"field 'usage': field 'input' is -1, wanted 0 to 9223372036854775807");
}

int main(void)
{
	thoughts_are_left_out();
	a_text_that_is_held_back_comes_with_the_finish();
	what_is_of_another_type_is_left_out();
	parts_of_text_are_text();
	a_sum_beside_the_pieces_is_not_added();
	a_reason_is_a_word();
	nothing_is_taken_of_what_is_no_json();
	pieces_find_their_call();
	an_answer_has_an_end();
	a_record_comes_back();
	return T_END();
}
