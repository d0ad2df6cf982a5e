/* The yardstick of a filter: every line of stdin is parsed and printed again by json-c, and
 * nothing else is done. The parser is made once, stdout has a large buffer. */
#include <json-c/json.h>
#include <stdio.h>
#include <stdlib.h>

#define OUT_SIZE (256u << 10)

int main(void)
{
	struct json_tokener *tok = json_tokener_new();
	struct json_object *rec;
	char *line = NULL;
	size_t room = 0, n;
	const char *s;
	ssize_t got;

	setvbuf(stdout, NULL, _IOFBF, OUT_SIZE);
	while ((got = getline(&line, &room, stdin)) > 0) {
		json_tokener_reset(tok);
		rec = json_tokener_parse_ex(tok, line, (int)got);
		if (!rec) {
			fprintf(stderr, "jsonc_loop: %s\n",
				json_tokener_error_desc(json_tokener_get_error(tok)));
			return 65;
		}
		s = json_object_to_json_string_length(rec,
			JSON_C_TO_STRING_PLAIN | JSON_C_TO_STRING_NOSLASHESCAPE, &n);
		if (fwrite(s, 1, n, stdout) != n || putchar('\n') == EOF)
			return 74;
		json_object_put(rec);
	}
	json_tokener_free(tok);
	free(line);
	return fflush(stdout) ? 74 : 0;
}
