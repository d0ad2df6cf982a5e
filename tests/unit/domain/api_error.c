#include "domain/api_error.h"

#include "../t.h"

static struct kx_failure f;

static void of(int status, const char *body)
{
	struct kx_http_reply r = {
		.status = status, .retry_after_ms = -1, .should_retry = -1
	};

	kx_buf_str(&r.body, body);
	kx_api_failure(&f, &r);
	kx_buf_release(&r.body);
}

/* ---- a status and nothing else ------------------------------------------------------- */

static void each_status_has_its_class(void)
{
	static const struct {
		int status;
		enum kx_failure_class class;
		bool retry, elsewhere, breaks;
	} all[] = {
		{ 200, KX_FAILS_NOT, false, false, false },
		{ 204, KX_FAILS_NOT, false, false, false },
		{ 301, KX_FAILS_REQUEST, false, true, false },
		{ 400, KX_FAILS_REQUEST, false, true, false },
		{ 401, KX_FAILS_AUTH, false, true, false },
		{ 402, KX_FAILS_QUOTA, false, true, false },
		{ 403, KX_FAILS_AUTH, false, true, false },
		{ 404, KX_FAILS_MODEL, false, true, false },
		{ 405, KX_FAILS_REQUEST, false, true, false },
		{ 408, KX_FAILS_SERVER, true, true, true },
		{ 409, KX_FAILS_SERVER, true, true, true },
		{ 413, KX_FAILS_CONTEXT, false, true, false },
		{ 415, KX_FAILS_REQUEST, false, true, false },
		{ 422, KX_FAILS_REQUEST, false, true, false },
		{ 425, KX_FAILS_SERVER, true, true, true },
		{ 429, KX_FAILS_RATE, true, true, true },
		{ 500, KX_FAILS_SERVER, true, true, true },
		{ 502, KX_FAILS_SERVER, true, true, true },
		{ 503, KX_FAILS_SERVER, true, true, true },
		{ 504, KX_FAILS_SERVER, true, true, true },
		{ 529, KX_FAILS_SERVER, true, true, true },
	};
	static const char *const bodies[] = { "", "<html>429 Too Many Requests</html>",
		"{}", "null", "[]", "\xff\xfe", "{\"error\":null}",
		"{\"error\":{\"mess" };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++)
		for (size_t j = 0; j < sizeof(bodies) / sizeof(*bodies); j++) {
			of(all[i].status, bodies[j]);
			T_INT(f.class, all[i].class);
			T_INT(f.retry, all[i].retry);
			T_INT(f.elsewhere, all[i].elsewhere);
			T_INT(f.breaks, all[i].breaks);
			T_INT(f.after_ms, -1);
			T_INT(f.why.code, !f.class  ? 0
					  : f.retry ? KX_EAGAIN
						    : KX_EREFUSED);
		}
	of(301, "");
	T_STR(f.why.hint, "the address has moved: check base_url");
	of(500, "");
	T_STR(f.why.text, "the server failed: status 500");
}

static void each_class_has_its_name(void)
{
	static const char *const names[] = { "none", "dead", "server", "rate", "quota",
		"auth", "model", "context", "content", "request", "garbled",
		"stopped" };

	for (size_t i = 0; i < sizeof(names) / sizeof(*names); i++)
		T_STR(kx_failure_name((enum kx_failure_class)i), names[i]);
}

/* ---- no whole answer ----------------------------------------------------------------- */

static void each_fault_has_its_class(void)
{
	static const struct {
		enum kx_http_fault fault;
		enum kx_failure_class class;
		bool retry, breaks;
		int code;
	} all[] = {
		{ KX_HTTP_DNS, KX_FAILS_DEAD, true, true, KX_EAGAIN },
		{ KX_HTTP_CONNECT, KX_FAILS_DEAD, true, true, KX_EAGAIN },
		{ KX_HTTP_TLS, KX_FAILS_DEAD, false, true, KX_EAGAIN },
		{ KX_HTTP_RESET, KX_FAILS_SERVER, true, true, KX_EAGAIN },
		{ KX_HTTP_TIMEOUT_FIRST, KX_FAILS_DEAD, false, true, KX_EAGAIN },
		{ KX_HTTP_TIMEOUT_IDLE, KX_FAILS_SERVER, true, true, KX_EAGAIN },
		{ KX_HTTP_TIMEOUT_TOTAL, KX_FAILS_SERVER, false, true, KX_EAGAIN },
		{ KX_HTTP_TOO_LARGE, KX_FAILS_GARBLED, false, true, KX_EREFUSED },
		{ KX_HTTP_GARBLED, KX_FAILS_GARBLED, true, true, KX_EAGAIN },
		{ KX_HTTP_REFUSED, KX_FAILS_GARBLED, true, true, KX_EAGAIN },
		{ KX_HTTP_STOPPED, KX_FAILS_STOPPED, false, false, KX_EAGAIN },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		struct kx_http_reply r = { .fault = all[i].fault,
			.why = { KX_EIO, "host 'h': it broke", "" },
			.retry_after_ms = -1,
			.should_retry = -1 };

		kx_api_failure(&f, &r);
		T_INT(f.class, all[i].class);
		T_INT(f.retry, all[i].retry);
		T_INT(f.breaks, all[i].breaks);
		T_INT(f.elsewhere, f.class != KX_FAILS_STOPPED);
		T_INT(f.why.code, all[i].code);
		T_STR(f.why.text, "host 'h': it broke");
	}
}

/* one time-out is enough; a refusal is quick and may pass */
static void silence_is_not_asked_again(void)
{
	struct kx_http_reply r = { .fault = KX_HTTP_CONNECT,
		.retry_after_ms = -1,
		.should_retry = -1,
		.total_ms = 3 };

	kx_api_failure(&f, &r);
	T_OK(f.retry);
	T_STR(f.why.text, "nobody answers");
	T_OK(f.why.hint[0] != '\0');
	r.total_ms = 10000;
	kx_api_failure(&f, &r);
	T_OK(!f.retry && f.class == KX_FAILS_DEAD);
}

static void headers_are_obeyed(void)
{
	struct kx_http_reply r = {
		.status = 429, .retry_after_ms = 1500, .should_retry = 0
	};

	kx_api_failure(&f, &r);
	T_OK(!f.retry && f.class == KX_FAILS_RATE);
	T_INT(f.after_ms, 1500);
	r.status = 400;
	r.should_retry = 1;
	kx_api_failure(&f, &r);
	T_OK(f.retry && f.class == KX_FAILS_REQUEST);
	/* a budget that fills again is none that is used up */
	r.status = 402;
	r.should_retry = -1;
	kx_api_failure(&f, &r);
	T_OK(f.retry && f.class == KX_FAILS_RATE);
}

/* ---- what a body says ---------------------------------------------------------------- */

static void names_and_words_tell_more(void)
{
	static const struct {
		int status;
		const char *body;
		enum kx_failure_class class;
	} all[] = {
		{ 429, "{\"error\":{\"code\":\"insufficient_quota\"}}",
			KX_FAILS_QUOTA },
		{ 429, "{\"error\":{\"type\":\"insufficient_quota\"}}",
			KX_FAILS_QUOTA },
		{ 429, "[{\"error\":{\"code\":429,\"status\":\"RESOURCE_EXHAUSTED\"}}]",
			KX_FAILS_RATE },
		{ 400, "{\"error\":{\"code\":\"content_policy_violation\"}}",
			KX_FAILS_CONTENT },
		{ 400,
			"{\"error\":{\"code\":400,\"innererror\":{\"code\":"
			"\"ResponsibleAIPolicyViolation\"}}}",
			KX_FAILS_CONTENT },
		{ 400, "{\"error\":\"prompt is too long\"}", KX_FAILS_CONTEXT },
		{ 500, "{\"error\":\"the Context Size is exceeded\"}",
			KX_FAILS_CONTEXT },
		{ 422, "{\"detail\":[{\"msg\":\"maximum context length\"}]}",
			KX_FAILS_CONTEXT },
		{ 500, "{\"error\":{\"type\":\"model_not_found\"}}", KX_FAILS_MODEL },
		/* words only where the status says nothing better */
		{ 429, "{\"error\":\"context length of a minute\"}", KX_FAILS_RATE },
		{ 401, "{\"error\":\"context length\"}", KX_FAILS_AUTH },
		{ 404, "{\"error\":\"context length\"}", KX_FAILS_MODEL },
		{ 400, "{\"error\":{\"message\":{\"odd\":\"input is too long\"}}}",
			KX_FAILS_CONTEXT },
		{ 503, "{\"error\":true,\"message\":\"context window\"}",
			KX_FAILS_CONTEXT },
		/* cut off in the middle of the words: what came before counts */
		{ 400, "{\"error\":{\"code\":\"context_length_exceeded\",\"message\":\"y",
			KX_FAILS_CONTEXT },
	};

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		of(all[i].status, all[i].body);
		if (f.class != all[i].class)
			printf("%s\n", all[i].body);
		T_INT(f.class, all[i].class);
	}
}

static bool error(const char *body)
{
	return kx_api_error(&f, 200, body, strlen(body));
}

static void errors_with_status_200(void)
{
	static const struct {
		const char *body;
		enum kx_failure_class class;
	} all[] = {
		{ "{\"error\":{\"message\":\"x\"}}", KX_FAILS_SERVER },
		{ "{\"error\":\"x\"}", KX_FAILS_SERVER },
		{ "{\"error\":true}", KX_FAILS_SERVER },
		{ "{\"object\":\"error\"}", KX_FAILS_SERVER },
		{ "{\"detail\":\"x\"}", KX_FAILS_SERVER },
		{ "{\"message\":\"x\",\"code\":429}", KX_FAILS_RATE },
		{ "{\"error\":{\"code\":\"401\"}}", KX_FAILS_AUTH },
		{ "{\"error\":{\"code\":599}}", KX_FAILS_SERVER },
		{ "{\"error\":{\"code\":1234}}", KX_FAILS_SERVER },
		{ "{\"error\":{\"code\":null,\"type\":\"invalid_request_error\"}}",
			KX_FAILS_REQUEST },
		{ "{\"choices\":[],\"error\":{\"code\":502}}", KX_FAILS_SERVER },
		{ "[{\"error\":{\"code\":404}}]", KX_FAILS_MODEL },
	};
	static const char *const none[] = { "", "{}", "[]", "7", "null", "\"error\"",
		"{\"error\":null}", "{\"error\":false}", "{\"error\":\"\"}",
		"{\"error\":{}}", "{\"error\":[]}", "{\"error\":0}",
		"{\"object\":\"chat.completion\"}", "{\"code\":500}",
		"{\"choices\":[],\"message\":\"x\"}", "{\"data\":[],\"detail\":\"x\"}",
		"<html>error</html>", "{\"id\":\"error\"}" };

	for (size_t i = 0; i < sizeof(all) / sizeof(*all); i++) {
		T_OK(error(all[i].body));
		T_INT(f.class, all[i].class);
		T_INT(f.after_ms, -1);
	}
	for (size_t i = 0; i < sizeof(none) / sizeof(*none); i++) {
		f = (struct kx_failure){ .after_ms = 42 };
		if (error(none[i]))
			printf("%s\n", none[i]);
		T_OK(!error(none[i]));
		T_INT(f.after_ms, 42);
	}
}

/* a customer's words and a key go nowhere, names only in letters that are harmless */
static void nothing_of_a_message_is_shown(void)
{
	of(400, "{\"error\":{\"message\":\"You said: my name is Bond, sk-12345\","
		"\"type\":\"a b\\u001b[31m\",\"code\":\"sk-12345\","
		"\"param\":\"messages.[0].content\"}}");
	T_STR(f.why.text, "the request is refused: status 400, type 'a', "
			  "param 'messages.[0].content'");
	of(400, "{\"error\":{\"type\":{\"a\":1},\"code\":[\"b\"],\"param\":7}}");
	T_STR(f.why.text, "the request is refused: status 400");
	of(400, "{\"error\":{\"code\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
		"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}}");
	T_INT(strlen(f.why.text),
		strlen("the request is refused: status 400, code ''") + 63);
}

static void the_wait_grows(void)
{
	T_INT(kx_retry_delay(1, -1, 1), 500);
	T_INT(kx_retry_delay(1, -1, 0), 375);
	T_INT(kx_retry_delay(2, -1, 1), 1000);
	T_INT(kx_retry_delay(4, -1, 0.5), 3500);
	T_INT(kx_retry_delay(5, -1, 1), 8000);
	T_INT(kx_retry_delay(1000000, -1, 1), 8000);
	T_INT(kx_retry_delay(0, -1, 7), 500);
	T_INT(kx_retry_delay(1, -1, -7), 375);
	T_INT(kx_retry_delay(1, 100, 1), 500);
	T_INT(kx_retry_delay(1, 20000, 0), 20000);
}

int main(void)
{
	each_status_has_its_class();
	each_class_has_its_name();
	each_fault_has_its_class();
	silence_is_not_asked_again();
	headers_are_obeyed();
	names_and_words_tell_more();
	errors_with_status_200();
	nothing_of_a_message_is_shown();
	the_wait_grows();
	return T_END();
}
