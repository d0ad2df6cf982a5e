#include "io/rec.h"

#include "../t.h"

static struct json_object *rec;
static struct kx_err e;

/* every field of another type than the reader wants, and null, and none at all */
static const char record[] =
	"{\"s\":\"text\",\"empty\":\"\",\"i\":-7,\"big\":9223372036854775807,"
	"\"over\":18446744073709551615,\"r\":2.5,\"t\":true,\"null\":null,"
	"\"a\":[1],\"strings\":[\"x\",\"y\"],\"mixed\":[\"x\",1],\"nulls\":[null],"
	"\"none\":[],\"o\":{\"k\":1}}";

static void strings(void)
{
	const char *v = record;

	T_INT(kx_rec_str(rec, "s", &v, &e), 0);
	T_STR(v, "text");
	T_INT(kx_rec_str(rec, "empty", &v, &e), 0);
	T_STR(v, "");
	T_INT(kx_rec_str(rec, "null", &v, &e), 0);
	T_OK(v == NULL);
	v = record;
	T_INT(kx_rec_str(rec, "nothing", &v, &e), 0);
	T_OK(v == NULL);
	T_INT(kx_rec_str(rec, "i", &v, &e), -1);
	T_INT(e.code, KX_EINPUT);
	T_STR(e.text, "field 'i' is of type int, wanted string");
	T_INT(kx_rec_str(rec, "a", &v, &e), -1);
	T_INT(kx_rec_str(rec, "o", &v, NULL), -1);
}

static void needed(void)
{
	const char *v;

	T_INT(kx_rec_need(rec, "s", &v, &e), 0);
	T_STR(v, "text");
	T_INT(kx_rec_need(rec, "nothing", &v, &e), -1);
	T_STR(e.text, "field 'nothing' is missing");
	T_INT(kx_rec_need(rec, "null", &v, &e), -1);
	T_STR(e.text, "field 'null' is missing");
	T_INT(kx_rec_need(rec, "empty", &v, &e), -1);
	T_STR(e.text, "field 'empty' is empty");
	T_INT(kx_rec_need(rec, "r", &v, &e), -1);
	T_STR(e.text, "field 'r' is of type double, wanted string");
}

static void ids(void)
{
	static const char *const wrong[] = { "r", "t", "a", "o", "null", "nothing",
		"empty" };
	const char *v;
	size_t i;

	T_INT(kx_rec_id(rec, "s", &v, &e), 0);
	T_STR(v, "text");
	T_INT(kx_rec_id(rec, "i", &v, &e), 0);
	T_STR(v, "-7");
	T_INT(kx_rec_id(rec, "big", &v, &e), 0);
	T_STR(v, "9223372036854775807");
	T_INT(kx_rec_id(rec, "over", &v, &e), -1);
	T_INT(e.code, KX_EINPUT);
	for (i = 0; i < sizeof(wrong) / sizeof(*wrong); i++) {
		T_INT(kx_rec_id(rec, wrong[i], &v, &e), -1);
		T_INT(e.code, KX_EINPUT);
	}
}

/* two numbers that differ must not become the same id */
static void ids_beyond_64_bits(void)
{
	struct json_object *o = json_tokener_parse(
		"{\"a\":100000000000000000000,\"b\":200000000000000000000}");
	const char *a = "", *b = "";
	int rc = kx_rec_id(o, "a", &a, &e) || kx_rec_id(o, "b", &b, &e);

	T_OK(rc || strcmp(a, b) != 0);
	json_object_put(o);
}

static void numbers(void)
{
	int64_t n = 42;
	double d = 4.5;
	bool b = true;

	T_INT(kx_rec_int(rec, "nothing", 0, 9, &n, &e), 0);
	T_INT(kx_rec_int(rec, "null", 0, 9, &n, &e), 0);
	T_INT(n, 42);
	T_INT(kx_rec_int(rec, "i", -7, -7, &n, &e), 0);
	T_INT(n, -7);
	T_INT(kx_rec_int(rec, "i", -6, 9, &n, &e), -1);
	T_STR(e.text, "field 'i' is -7, wanted -6 to 9");
	T_INT(kx_rec_int(rec, "i", -9, -8, &n, &e), -1);
	T_INT(kx_rec_int(rec, "r", 0, 9, &n, &e), -1);
	T_STR(e.text, "field 'r' is of type double, wanted integer");
	T_INT(kx_rec_int(rec, "s", 0, 9, &n, &e), -1);
	T_INT(n, -7);
	T_INT(kx_rec_int(rec, "big", 0, INT64_MAX, &n, &e), 0);
	T_INT(n, INT64_MAX);
	n = 1;
	/* 2^64 - 1 lies outside of what was asked for */
	T_INT(kx_rec_int(rec, "over", 0, INT64_MAX, &n, &e), -1);
	T_INT(n, 1);

	T_INT(kx_rec_real(rec, "nothing", &d, &e), 0);
	T_OK(d == 4.5);
	T_INT(kx_rec_real(rec, "r", &d, &e), 0);
	T_OK(d == 2.5);
	T_INT(kx_rec_real(rec, "i", &d, &e), 0);
	T_OK(d == -7);
	T_INT(kx_rec_real(rec, "s", &d, &e), -1);
	T_STR(e.text, "field 's' is of type string, wanted number");
	T_OK(d == -7);

	T_INT(kx_rec_bool(rec, "null", &b, &e), 0);
	T_OK(b);
	b = false;
	T_INT(kx_rec_bool(rec, "t", &b, &e), 0);
	T_OK(b);
	T_INT(kx_rec_bool(rec, "i", &b, &e), -1);
	T_STR(e.text, "field 'i' is of type int, wanted boolean");
}

static void groups(void)
{
	struct json_object *v = rec;

	T_INT(kx_rec_array(rec, "nothing", &v, &e), 0);
	T_OK(v == NULL);
	T_INT(kx_rec_array(rec, "none", &v, &e), 0);
	T_INT(json_object_array_length(v), 0);
	T_INT(kx_rec_array(rec, "o", &v, &e), -1);
	T_STR(e.text, "field 'o' is of type object, wanted array");
	T_INT(kx_rec_object(rec, "null", &v, &e), 0);
	T_OK(v == NULL);
	T_INT(kx_rec_object(rec, "o", &v, &e), 0);
	T_INT(json_object_object_length(v), 1);
	T_INT(kx_rec_object(rec, "a", &v, &e), -1);
	T_STR(e.text, "field 'a' is of type array, wanted object");

	T_INT(kx_rec_strings(rec, "nothing", &v, &e), 0);
	T_OK(v == NULL);
	T_INT(kx_rec_strings(rec, "strings", &v, &e), 0);
	T_INT(json_object_array_length(v), 2);
	T_INT(kx_rec_strings(rec, "s", &v, &e), 0);
	T_STR(json_object_get_string(v), "text");
	T_INT(kx_rec_strings(rec, "none", &v, &e), 0);
	T_INT(kx_rec_strings(rec, "mixed", &v, &e), -1);
	T_STR(e.text, "field 'mixed' holds something that is no string");
	T_INT(kx_rec_strings(rec, "nulls", &v, &e), -1);
	T_INT(kx_rec_strings(rec, "i", &v, &e), -1);
	T_INT(e.code, KX_EINPUT);
}

int main(void)
{
	rec = json_tokener_parse(record);
	strings();
	needed();
	ids();
	ids_beyond_64_bits();
	numbers();
	groups();
	json_object_put(rec);
	return T_END();
}
