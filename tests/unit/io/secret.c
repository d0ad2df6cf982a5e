#include "io/secret.h"
#include "../t.h"
#include "io/file.h"

#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define MARK "m4rk-of-a-key"

static struct kx_err e;
static char *got;
static char dir[] = "/tmp/kx-test-XXXXXX";

static void put(const char *path, const char *text, size_t n, mode_t mode)
{
	remove(path);
	T_INT(kx_file_write(path, text, n, 0600, NULL), 0);
	T_INT(chmod(path, mode), 0);
}

static void put_str(const char *path, const char *text)
{
	put(path, text, strlen(text), 0600);
}

static int get(const struct kx_secret_from *from)
{
	kx_secret_free(got);
	got = NULL;
	memset(&e, 0, sizeof(e));
	return kx_secret_read(from, &got, &e);
}

/* whatever fails says its place and its cause, and nothing of the key */
static void refused(
	const struct kx_secret_from *from, const char *text, const char *hint)
{
	T_INT(get(from), -1);
	T_OK(!got);
	T_INT(e.code, KX_ECONFIG);
	T_STR(e.text, text);
	T_STR(e.hint, hint);
	T_OK(!strstr(e.text, MARK) && !strstr(e.hint, MARK));
}

static const char *where(const struct kx_secret_from *from)
{
	static char out[256];

	return kx_secret_where(from, out, sizeof(out)) ? out : "nowhere";
}

static const char *const say[] = { "sh", "-c", "echo from-command; echo more", NULL };
static const char *const names[] = { "KX_T_FIRST", "KX_T_SECOND", NULL };

static void takes_the_first_place_that_is_there(void)
{
	struct kx_secret_from f = { 0 };

	T_INT(get(&f), 0);
	T_OK(!got);
	T_STR(where(&f), "nowhere");
	f.env = names;
	T_INT(get(&f), 0);
	T_OK(!got);
	T_STR(where(&f), "nowhere");
	setenv("KX_T_SECOND", "second", 1);
	T_STR(where(&f), "$KX_T_SECOND");
	setenv("KX_T_FIRST", "first", 1);
	T_STR(where(&f), "$KX_T_FIRST");
	T_INT(get(&f), 0);
	T_STR(got, "first");
	f.command = say;
	T_STR(where(&f), "command 'sh'");
	T_INT(get(&f), 0);
	T_STR(got, "from-command");
	put_str("k", "from-file\n");
	f.file = "k";
	T_STR(where(&f), "file 'k'");
	T_INT(get(&f), 0);
	T_STR(got, "from-file");
	f.credential = "cred";
	unsetenv("CREDENTIALS_DIRECTORY");
	T_INT(get(&f), 0);
	T_STR(got, "from-file");
	setenv("CREDENTIALS_DIRECTORY", dir, 1);
	T_INT(get(&f), 0);
	T_STR(got, "from-file");
	put("cred", "from-systemd", 12, 0444);
	T_STR(where(&f), "credential 'cred'");
	T_INT(get(&f), 0);
	T_STR(got, "from-systemd");
	remove("cred");
	unsetenv("CREDENTIALS_DIRECTORY");
}

static void refuses_a_credential_that_is_nowhere(void)
{
	struct kx_secret_from f = { .credential = "gone" };

	T_STR(where(&f), "credential 'gone'");
	refused(&f, "credential 'gone': $CREDENTIALS_DIRECTORY is not set", "");
	T_INT(kx_secret_check(&f, &e), -1);
	setenv("CREDENTIALS_DIRECTORY", dir, 1);
	refused(&f, "credential 'gone': not in $CREDENTIALS_DIRECTORY", "");
	f.credential = "../k";
	refused(&f, "credential '../k': not in $CREDENTIALS_DIRECTORY", "");
	f.credential = "";
	refused(&f, "credential '': not in $CREDENTIALS_DIRECTORY", "");
	put_str("empty", "");
	f.credential = "empty";
	refused(&f, "credential 'empty': empty", "");
	unsetenv("CREDENTIALS_DIRECTORY");
}

static void refuses_what_others_may_use(void)
{
	static const struct {
		mode_t mode;
		const char *text;
	} open[] = {
		{ 0644, "file 'k': open to others than its owner (mode 0644)" },
		{ 0640, "file 'k': open to others than its owner (mode 0640)" },
		{ 0602, "file 'k': open to others than its owner (mode 0602)" },
		{ 0610, "file 'k': open to others than its owner (mode 0610)" },
	};
	struct kx_secret_from f = { .file = "k" };
	size_t i;

	for (i = 0; i < sizeof(open) / sizeof(open[0]); i++) {
		put("k", MARK, strlen(MARK), open[i].mode);
		refused(&f, open[i].text, "chmod 600 'k'");
		T_INT(kx_secret_check(&f, &e), -1);
		T_STR(e.text, open[i].text);
	}
	/* the service manager gives credentials rights of its own */
	setenv("CREDENTIALS_DIRECTORY", ".", 1);
	T_INT(get(&f), 0);
	T_STR(got, MARK);
	T_INT(kx_secret_check(&f, &e), 0);
	unsetenv("CREDENTIALS_DIRECTORY");
	put("k", MARK, strlen(MARK), 0400);
	T_INT(get(&f), 0);
	T_INT(kx_secret_check(&f, &e), 0);
}

static void refuses_a_file_that_is_no_good(void)
{
	struct kx_secret_from f = { .file = "none", .env = names };

	setenv("KX_T_FIRST", MARK, 1);
	refused(&f, "file 'none': No such file or directory", "");
	T_INT(kx_secret_check(&f, &e), -1);
	T_STR(e.text, "file 'none': No such file or directory");
	f.file = ".";
	refused(&f, "file '.': a folder", "");
	f.file = "k";
	put_str("k", "");
	refused(&f, "file 'k': empty", "");
	put_str("k", "\n");
	refused(&f, "file 'k': empty", "");
	put_str("k", MARK "\nmore\n");
	refused(&f, "file 'k': several lines or control characters", "");
	put_str("k", MARK "\n\n");
	refused(&f, "file 'k': several lines or control characters", "");
	put_str("k", MARK "\x1b[2J");
	refused(&f, "file 'k': several lines or control characters", "");
	put_str("k", MARK "\x7f");
	refused(&f, "file 'k': several lines or control characters", "");
	put("k", MARK "\0x", strlen(MARK) + 2, 0600);
	refused(&f, "file 'k': several lines or control characters", "");
	put_str("k", MARK "\r\n");
	T_INT(get(&f), 0);
	T_STR(got, MARK);
	put_str("k", MARK "\r");
	refused(&f, "file 'k': several lines or control characters", "");
	f.file = "/dev/zero";
	T_INT(get(&f), -1);
	T_INT(kx_secret_read(&f, &got, NULL), -1);
}

static void holds_to_its_longest(void)
{
	struct kx_secret_from f = { .file = "k" };
	char text[KX_SECRET_MAX + 100];

	memset(text, 'x', sizeof(text));
	put("k", text, KX_SECRET_MAX, 0600);
	T_INT(get(&f), 0);
	T_INT(strlen(got), KX_SECRET_MAX);
	put("k", text, KX_SECRET_MAX + 1, 0600);
	refused(&f, "file 'k': longer than 8192 bytes", "");
	put("k", text, sizeof(text), 0600);
	refused(&f, "file 'k': longer than 8192 bytes", "");
	text[KX_SECRET_MAX] = '\r';
	text[KX_SECRET_MAX + 1] = '\n';
	put("k", text, KX_SECRET_MAX + 2, 0600);
	T_INT(get(&f), 0);
	T_INT(strlen(got), KX_SECRET_MAX);
	memset(text, 'x', sizeof(text));
	text[sizeof(text) - 1] = '\0';
	setenv("KX_T_FIRST", text, 1);
	f = (struct kx_secret_from){ .env = names };
	refused(&f, "$KX_T_FIRST: longer than 8192 bytes", "");
}

static void tells_of_a_command_only_how_it_ended(void)
{
	static const struct {
		const char *const argv[5];
		const char *text, *hint;
	} bad[] = {
		{ { "sh", "-c", "echo " MARK "; echo " MARK " >&2; exit 3" },
			"command 'sh': ended with status 3",
			"run it yourself to see what it says" },
		{ { "sh", "-c", "echo " MARK "; kill -9 $$" },
			"command 'sh': ended by signal 9", "" },
		{ { "true" }, "command 'true': empty", "" },
		{ { "echo" }, "command 'echo': empty", "" },
		{ { "printf", MARK "\\t" },
			"command 'printf': several lines or control characters", "" },
		{ { "head", "-c", "9000", "/dev/zero" },
			"command 'head': longer than 8192 bytes", "" },
		{ { "head", "-c", "100000", "/dev/zero" },
			"command 'head': wrote more than 65536 bytes", "" },
		{ { "./no-such-program", MARK },
			"command './no-such-program': program './no-such-program' not "
			"found",
			"install it, or name another in the configuration" },
	};
	struct kx_secret_from f = { 0 };
	static const char *const crlf[] = { "printf", "k\\r\\nmore", NULL };
	size_t i;

	for (i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		f.command = bad[i].argv;
		refused(&f, bad[i].text, bad[i].hint);
		T_INT(kx_secret_check(&f, &e), 0);
	}
	f.command = crlf;
	T_INT(get(&f), 0);
	T_STR(got, "k");
}

/* what a program that is started now finds of a variable */
static int child_sees(const char *name)
{
	int status = 0;
	pid_t pid = fork();

	if (!pid) {
		execlp("printenv", "printenv", name, (char *)NULL);
		_exit(99);
	}
	waitpid(pid, &status, 0);
	return WIFEXITED(status) && WEXITSTATUS(status) == 0;
}

static void takes_a_variable_out_of_the_environment(void)
{
	struct kx_secret_from f = { .env = names };
	static const char *const other[] = { "KX_T_OTHER", NULL };
	const char *raw;

	setenv("KX_T_SECOND", "", 1);
	setenv("KX_T_FIRST", MARK "\n", 1);
	raw = getenv("KX_T_FIRST");
	T_INT(get(&f), 0);
	T_STR(got, MARK);
	T_OK(!getenv("KX_T_FIRST"));
	T_STR(raw, "");
	T_OK(!child_sees("KX_T_FIRST"));
	T_INT(get(&f), 0);
	T_STR(got, MARK);
	T_STR(where(&f), "$KX_T_FIRST");
	setenv("KX_T_FIRST", "newer", 1);
	T_INT(get(&f), 0);
	T_STR(got, "newer");
	setenv("KX_T_FIRST", "bad\tkey", 1);
	refused(&f, "$KX_T_FIRST: several lines or control characters", "");
	setenv("KX_T_FIRST", "", 1);
	T_STR(where(&f), "nowhere");
	T_INT(get(&f), 0);
	T_OK(!got);
	f.env = other;
	setenv("KX_T_OTHER", MARK, 1);
	kx_secret_hide(other);
	kx_secret_hide(NULL);
	T_OK(!getenv("KX_T_OTHER"));
	T_STR(where(&f), "$KX_T_OTHER");
	T_INT(get(&f), 0);
	T_STR(got, MARK);
}

static void keeps_secrets_in_pages_of_their_own(void)
{
	char *a = kx_secret_new(0), *b = kx_secret_new(100000);

	T_STR(a, "");
	T_INT(b[100000], 0);
	memset(b, 'x', 100000);
	T_INT(b[100000], 0);
	kx_secret_free(a);
	kx_secret_free(b);
	kx_secret_free(NULL);
}

int main(void)
{
	static const char *const made[] = { "k", "empty" };
	size_t i;

	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	takes_the_first_place_that_is_there();
	refuses_a_credential_that_is_nowhere();
	refuses_what_others_may_use();
	refuses_a_file_that_is_no_good();
	holds_to_its_longest();
	tells_of_a_command_only_how_it_ended();
	takes_a_variable_out_of_the_environment();
	keeps_secrets_in_pages_of_their_own();
	kx_secret_free(got);
	for (i = 0; i < sizeof(made) / sizeof(made[0]); i++)
		remove(made[i]);
	T_INT(rmdir(dir), 0);
	return T_END();
}
