#include "base/err.h"
#include "../t.h"

#include <errno.h>

static void grows_from_the_cause_to_the_subject(void)
{
	struct kx_err e = { 0 };

	T_INT(kx_fail(&e, KX_EINPUT, "field '%s' is missing", "text"), -1);
	T_INT(e.code, KX_EINPUT);
	T_STR(e.text, "field 'text' is missing");
	T_STR(e.hint, "");
	T_INT(kx_fail_in(&e, "%s:%d", "stdin", 12), -1);
	T_STR(e.text, "stdin:12: field 'text' is missing");
	T_INT(kx_fail_hint(&e, "see %s", "kx-records(5)"), -1);
	T_STR(e.hint, "see kx-records(5)");
	errno = ENOENT;
	T_INT(kx_fail_errno(&e, KX_EIO, "cannot open '%s'", "a"), -1);
	T_STR(e.text, "cannot open 'a': No such file or directory");
	T_INT(e.code, KX_EIO);
	T_STR(e.hint, "");
}

static void needs_nobody_to_listen(void)
{
	T_INT(kx_fail(NULL, KX_EBUG, "x"), -1);
	T_INT(kx_fail_errno(NULL, KX_EBUG, "x"), -1);
	T_INT(kx_fail_in(NULL, "x"), -1);
	T_INT(kx_fail_hint(NULL, "x"), -1);
}

static void cuts_what_does_not_fit(void)
{
	struct kx_err e = { 0 };
	char longer[2000];

	memset(longer, 'x', sizeof(longer) - 1);
	longer[sizeof(longer) - 1] = '\0';
	kx_fail(&e, KX_EBUG, "%s", longer);
	T_INT(strlen(e.text), sizeof(e.text) - 1);
	kx_fail_in(&e, "%s", longer);
	T_INT(strlen(e.text), sizeof(e.text) - 1);
	errno = EIO;
	kx_fail_errno(&e, KX_EBUG, "%s", longer);
	T_INT(strlen(e.text), sizeof(e.text) - 1);
	kx_fail_hint(&e, "%s", longer);
	T_INT(strlen(e.hint), sizeof(e.hint) - 1);
}

int main(void)
{
	grows_from_the_cause_to_the_subject();
	needs_nobody_to_listen();
	cuts_what_does_not_fit();
	return T_END();
}
