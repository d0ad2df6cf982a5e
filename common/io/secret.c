#include "io/secret.h"

#include "base/buf.h"
#include "base/mem.h"
#include "io/proc.h"
#include "io/secret_env.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#define COMMAND_MS 10000
#define COMMAND_OUT 65536u /* bytes a command may write; the first line alone counts */
#define NEWLINE_MAX 2

/* ---- memory ---- */
struct page {
	size_t size; /* of the mapping */
	char text[];
};

char *kx_secret_new(size_t n)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t size = (sizeof(struct page) + n + page) / page * page;
	struct page *p = mmap(
		NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (p == MAP_FAILED)
		kx_nomem();
	/* both may be forbidden or used up; the secret is needed all the same */
	(void)!mlock(p, size);
	(void)!madvise(p, size, MADV_DONTDUMP);
	p->size = size;
	return p->text;
}

void kx_secret_free(char *s)
{
	struct page *p;
	size_t size;

	if (!s)
		return;
	p = (struct page *)(void *)(s - offsetof(struct page, text));
	size = p->size;
	explicit_bzero(p, size);
	munmap(p, size);
}

/* ---- what was read ---- */
/* s[0..n), which becomes a string, is the caller's again when it is refused */
static int check(char *s, size_t n, struct kx_err *e)
{
	size_t i;

	if (n && s[n - 1] == '\n')
		n -= n > 1 && s[n - 2] == '\r' ? 2 : 1;
	s[n] = '\0';
	if (!n)
		return kx_fail(e, KX_ECONFIG, "empty");
	if (n > KX_SECRET_MAX)
		return kx_fail(e, KX_ECONFIG, "longer than %d bytes", KX_SECRET_MAX);
	for (i = 0; i < n; i++)
		if ((unsigned char)s[i] < 0x20 || s[i] == 0x7f)
			return kx_fail(
				e, KX_ECONFIG, "several lines or control characters");
	return 0;
}

static int copy(const char *text, size_t n, char **s, struct kx_err *e)
{
	size_t most = KX_SECRET_MAX + NEWLINE_MAX + 1;
	char *new;

	if (n > most)
		n = most;
	new = kx_secret_new(n);
	memcpy(new, text, n);
	if (!check(new, n, e)) {
		*s = new;
		return 0;
	}
	kx_secret_free(new);
	return -1;
}

/* ---- files ---- */
static const char *credentials(void)
{
	const char *dir = getenv("CREDENTIALS_DIRECTORY");

	return dir && *dir ? dir : NULL;
}

static bool is_credential(const char *path)
{
	const char *dir = credentials();
	char *real = dir ? realpath(dir, NULL) : NULL, *file = realpath(path, NULL);
	size_t n = real ? strlen(real) : 0;
	bool in = n && file && !strncmp(file, real, n) && file[n] == '/';

	free(real);
	free(file);
	return in;
}

static int check_rights(const char *path, const struct stat *st, struct kx_err *e)
{
	if (S_ISDIR(st->st_mode))
		return kx_fail(e, KX_ECONFIG, "a folder");
	if (!(st->st_mode & 077) || is_credential(path))
		return 0;
	kx_fail(e, KX_ECONFIG, "open to others than its owner (mode %04o)",
		(unsigned)st->st_mode & 07777);
	return kx_fail_hint(e, "chmod 600 '%s'", path);
}

static int read_fd(int fd, char *p, size_t room, size_t *len, struct kx_err *e)
{
	ssize_t n;

	for (*len = 0; *len < room; *len += (size_t)n) {
		n = read(fd, p + *len, room - *len);
		if (n < 0 && errno == EINTR)
			n = 0;
		else if (n < 0)
			return kx_fail(e, KX_ECONFIG, "%s", strerror(errno));
		else if (!n)
			break;
	}
	return 0;
}

static int from_file(const char *path, char **s, struct kx_err *e)
{
	/* a byte more than may be there tells that there is more */
	size_t room = KX_SECRET_MAX + NEWLINE_MAX + 1, n = 0;
	int fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY), rc;
	struct stat st;
	char *new;

	if (fd < 0)
		return kx_fail(e, KX_ECONFIG, "%s", strerror(errno));
	if (fstat(fd, &st)) {
		kx_fail(e, KX_ECONFIG, "%s", strerror(errno));
		close(fd);
		return -1;
	}
	new = kx_secret_new(room);
	rc = check_rights(path, &st, e);
	if (!rc)
		rc = read_fd(fd, new, room, &n, e);
	close(fd);
	if (!rc)
		rc = check(new, n, e);
	if (rc)
		kx_secret_free(new);
	else
		*s = new;
	return rc;
}

/* its path, or false when it is not there */
static bool credential_path(const char *name, struct kx_buf *path)
{
	struct stat st;

	if (!name || !credentials() || !*name || *name == '.' || strchr(name, '/'))
		return false;
	kx_buf_printf(path, "%s/%s", credentials(), name);
	return !stat(path->p, &st) || errno != ENOENT;
}

static int fail_credential(struct kx_err *e)
{
	if (!credentials())
		return kx_fail(e, KX_ECONFIG, "$CREDENTIALS_DIRECTORY is not set");
	return kx_fail(e, KX_ECONFIG, "not in $CREDENTIALS_DIRECTORY");
}

/* ---- commands ---- */
/* What a command writes to stderr may be the secret itself: only how it ended is told. */
static int fail_command(const char *name, struct kx_err *e)
{
	char *text = e->text, *end;
	size_t n = strlen(name);

	if (e->code != KX_EINPUT)
		return -1;
	e->code = KX_ECONFIG;
	if (text[0] == '\'' && !strncmp(text + 1, name, n) &&
		!strncmp(text + 1 + n, "' ", 2))
		memmove(text, text + n + 3, strlen(text + n + 3) + 1);
	end = strstr(text, ": ");
	if (!end)
		return -1;
	*end = '\0';
	return kx_fail_hint(e, "run it yourself to see what it says");
}

static int from_command(const char *const *argv, char **s, struct kx_err *e)
{
	struct kx_proc p = { .argv = argv, .out_max = COMMAND_OUT, .ms = COMMAND_MS };
	struct kx_buf out = { 0 };
	const char *end;
	int rc;

	/* room at once: a buffer that grows leaves copies behind */
	kx_buf_room(&out, COMMAND_OUT);
	rc = kx_proc_run(&p, &out, e);
	if (rc) {
		fail_command(argv[0], e);
	} else {
		end = out.len ? memchr(out.p, '\n', out.len) : NULL;
		rc = copy(out.p, end ? (size_t)(end + 1 - out.p) : out.len, s, e);
	}
	explicit_bzero(out.p, out.cap);
	kx_buf_release(&out);
	return rc;
}

/* ---- the places, in their order ---- */
enum place { NOWHERE, CREDENTIAL, PLAIN_FILE, COMMAND, VARIABLE, NO_CREDENTIAL };

/* *what: path, argv[0] or name */
static enum place find(
	const struct kx_secret_from *f, struct kx_buf *path, const char **what)
{
	const char *const *v;

	if (credential_path(f->credential, path)) {
		*what = f->credential;
		return CREDENTIAL;
	}
	if (f->file) {
		*what = f->file;
		return PLAIN_FILE;
	}
	if (f->command && f->command[0]) {
		*what = f->command[0];
		return COMMAND;
	}
	for (v = f->env; v && *v; v++)
		if (kx_secret_env_set(*v)) {
			*what = *v;
			return VARIABLE;
		}
	*what = f->credential;
	return f->credential ? NO_CREDENTIAL : NOWHERE;
}

/* a key where the path of its file should be must not be shown */
static bool is_key(const char *path)
{
	const char *name = strrchr(path, '/');

	name = name ? name + 1 : path;
	return !strncmp(name, "sk-", 3) || strlen(name) >= 40;
}

static void tell(enum place p, const char *what, char *out, size_t size)
{
	static const char *const kinds[] = { [CREDENTIAL] = "credential",
		[NO_CREDENTIAL] = "credential",
		[PLAIN_FILE] = "file",
		[COMMAND] = "command" };

	if (p == VARIABLE)
		snprintf(out, size, "$%s", what);
	else if (p == PLAIN_FILE && is_key(what))
		snprintf(out, size, "file whose name looks like a key");
	else if (p != NOWHERE)
		snprintf(out, size, "%s '%s'", kinds[p], what);
	else if (size)
		out[0] = '\0';
}

static int fail_in(enum place p, const char *what, struct kx_err *e)
{
	char place[PATH_MAX];

	tell(p, what, place, sizeof(place));
	return kx_fail_in(e, "%s", place);
}

bool kx_secret_where(const struct kx_secret_from *from, char *out, size_t size)
{
	struct kx_buf path = { 0 };
	const char *what = NULL;
	enum place p = find(from, &path, &what);

	tell(p, what, out, size);
	kx_buf_release(&path);
	return p != NOWHERE;
}

int kx_secret_check(const struct kx_secret_from *from, struct kx_err *e)
{
	struct kx_buf path = { 0 };
	const char *what = NULL, *file;
	enum place p = find(from, &path, &what);
	struct stat st;
	int rc = 0;

	file = p == CREDENTIAL   ? kx_buf_text(&path)
	       : p == PLAIN_FILE ? from->file
				 : NULL;
	if (p == NO_CREDENTIAL)
		rc = fail_credential(e);
	else if (file && (stat(file, &st) || access(file, R_OK)))
		rc = kx_fail(e, KX_ECONFIG, "%s", strerror(errno));
	else if (file)
		rc = check_rights(file, &st, e);
	if (rc)
		fail_in(p, what, e);
	kx_buf_release(&path);
	return rc;
}

int kx_secret_read(const struct kx_secret_from *from, char **s, struct kx_err *e)
{
	struct kx_buf path = { 0 };
	const char *what = NULL, *v;
	enum place p = find(from, &path, &what);
	struct kx_err own;
	int rc = 0;

	*s = NULL;
	if (!e)
		e = &own;
	if (p == CREDENTIAL) {
		rc = from_file(path.p, s, e);
	} else if (p == PLAIN_FILE) {
		rc = from_file(from->file, s, e);
	} else if (p == COMMAND) {
		rc = from_command(from->command, s, e);
	} else if (p == VARIABLE) {
		v = kx_secret_env(what);
		rc = copy(v, strlen(v), s, e);
	} else if (p == NO_CREDENTIAL) {
		rc = fail_credential(e);
	}
	if (rc)
		fail_in(p, what, e);
	kx_buf_release(&path);
	return rc;
}
