#include "io/input.h"

#include "../t.h"
#include "base/buf.h"
#include "base/mem.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static char folder[] = "/tmp/kx-input-XXXXXX";
static struct kx_err e;

static void write_file(const char *name, const void *s, size_t n)
{
	int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);

	T_INT(write(fd, s, n), n);
	close(fd);
}

static void append_gz(const char *name, const char *s, size_t n)
{
	gzFile g = gzopen(name, "ab");

	T_INT(gzwrite(g, s, (unsigned)n), n);
	gzclose(g);
}

/* all lines in brackets, then why it ended; failures as (code) */
static char *lines(const char *name, int failures)
{
	struct kx_buf b = { 0 };
	struct kx_input *in;
	char *line;
	size_t n;
	int rc;

	T_INT(kx_input_open(&in, name, &e), 0);
	while ((rc = kx_input_line(in, &line, &n, &e)) != 1 && failures >= 0) {
		if (rc < 0) {
			kx_buf_printf(&b, "(%d)", e.code);
			failures--;
			continue;
		}
		T_INT(line[n], 0);
		kx_buf_char(&b, '[');
		kx_buf_add(&b, line, n);
		kx_buf_char(&b, ']');
	}
	T_INT(kx_input_line(in, &line, &n, &e), 1);
	kx_input_close(in);
	return kx_buf_give(&b);
}

static void same(const char *name, const char *want)
{
	char *got = lines(name, 1);

	T_STR(got, want);
	free(got);
}

static const struct {
	const char *bytes, *lines;
} files[] = { { "", "" }, { "\n", "[]" }, { "a", "[a]" }, { "a\n", "[a]" },
	{ "a\nb", "[a][b]" }, { "a\n\nb\n", "[a][][b]" }, { "a\r\nb\r\n", "[a][b]" },
	{ "a\rb\n", "[a\rb]" }, { "a\r\r\n", "[a\r]" }, { "\r\n\r\n", "[][]" },
	{ "\xef\xbb\xbf"
	  "a\nb",
		"[a][b]" },
	{ "\xef\xbb\xbf", "[]" },
	{ "\xef\xbb\xbf\r\n\xef\xbb\xbf"
	  "b\n",
		"[][\xef\xbb\xbf"
		"b]" },
	{ "\xef\xbb\n", "[\xef\xbb]" }, { "\xff\xfe\x01\n", "[\xff\xfe\x01]" } };

static void plain(void)
{
	for (size_t i = 0; i < sizeof(files) / sizeof(*files); i++) {
		write_file("f", files[i].bytes, strlen(files[i].bytes));
		same("f", files[i].lines);
		unlink("f");
		append_gz("f", files[i].bytes, strlen(files[i].bytes));
		same("f", files[i].lines);
	}
}

static void a_nul_is_a_byte(void)
{
	struct kx_input *in;
	char *line;
	size_t n;

	write_file("f", "a\0b\n\0\n", 6);
	T_INT(kx_input_open(&in, "f", &e), 0);
	T_INT(kx_input_line(in, &line, &n, &e), 0);
	T_INT(n, 3);
	T_OK(!memcmp(line, "a\0b", 4));
	T_INT(kx_input_line(in, &line, &n, &e), 0);
	T_INT(n, 1);
	T_INT(line[0], 0);
	T_INT(kx_input_line(in, &line, &n, &e), 1);
	kx_input_close(in);
}

static void numbers(void)
{
	struct kx_input *in;
	char *line;
	size_t n;

	write_file("f", "one\ntwo\n", 8);
	T_INT(kx_input_open(&in, "f", &e), 0);
	T_STR(kx_input_name(in), "f");
	T_INT(kx_input_size(in), 8);
	T_INT(kx_input_at(in), 0);
	T_INT(kx_input_line(in, &line, &n, &e), 0);
	T_INT(kx_input_lineno(in), 1);
	T_INT(kx_input_line(in, &line, &n, &e), 0);
	T_INT(kx_input_lineno(in), 2);
	T_INT(kx_input_at(in), 8);
	T_INT(kx_input_line(in, &line, &n, &e), 1);
	kx_input_close(in);
	kx_input_close(NULL);
}

static void what_cannot_be_opened(void)
{
	struct kx_input *in = (struct kx_input *)&e;

	T_INT(kx_input_open(&in, "nothing", &e), -1);
	T_STR(e.text, "cannot open 'nothing': No such file or directory");
	T_INT(e.code, KX_EIO);
	T_OK(in == NULL);
	T_INT(kx_input_open(&in, ".", &e), -1);
	T_STR(e.text, "'.' is a folder");
	T_INT(e.code, KX_EIO);
}

/* a line of `len` bytes between two short ones, ended by `end` */
static void write_long(const char *name, size_t len, const char *end, bool gz)
{
	size_t n = len + 16;
	char *p = kx_alloc(n);

	memcpy(p, "a\n", 2);
	memset(p + 2, 'x', len);
	n = 2 + len + (size_t)snprintf(p + 2 + len, 14, "%s", end);
	unlink(name);
	if (gz)
		append_gz(name, p, n);
	else
		write_file(name, p, n);
	free(p);
}

static void a_long_line_is_skipped(void)
{
	char *got;

	write_long("f", KX_LINE_MAX, "\nb\n", false);
	got = lines("f", 0);
	T_INT(strlen(got), KX_LINE_MAX + 8);
	free(got);
	write_long("f", KX_LINE_MAX + 1, "\nb\n", false);
	same("f", "[a](65)[b]");
	T_STR(e.text, "the line is longer than 16 MiB");
	write_long("f", KX_LINE_MAX + 1, "", false);
	same("f", "[a](65)");
	write_long("f", 3 * KX_LINE_MAX, "\r\nb\r\n", false);
	same("f", "[a](65)[b]");
	write_long("f", 3 * KX_LINE_MAX, "\nb", true);
	same("f", "[a](65)[b]");
}

static void counts_skipped_lines(void)
{
	struct kx_input *in;
	char *line;
	size_t n;

	write_long("f", KX_LINE_MAX + 1, "\nb\n", false);
	T_INT(kx_input_open(&in, "f", &e), 0);
	T_INT(kx_input_line(in, &line, &n, &e), 0);
	T_INT(kx_input_line(in, &line, &n, &e), -1);
	T_INT(kx_input_lineno(in), 2);
	T_INT(kx_input_line(in, &line, &n, &e), 0);
	T_INT(kx_input_lineno(in), 3);
	kx_input_close(in);
}

static void several_members(void)
{
	unlink("f");
	append_gz("f", "a\nb", 3);
	append_gz("f", "", 0);
	append_gz("f", "c\nd\n", 4);
	append_gz("f", "e", 1);
	same("f", "[a][bc][d][e]");
}

/* wherever it is cut: whole lines, one failure, and no line that is but a part of one */
static void a_cut_gzip_file(void)
{
	static const char text[] = "first line\nsecond line\nthird line\nfourth line\n";
	size_t n, halves = 0;
	char gz[512], *got;
	int fd;

	unlink("f");
	append_gz("f", text, sizeof(text) - 1);
	fd = open("f", O_RDONLY);
	n = (size_t)read(fd, gz, sizeof(gz));
	close(fd);
	while (n-- > 2) {
		write_file("f", gz, n);
		got = lines("f", 1);
		T_OK(strstr(got, "(65)"));
		halves += !strstr(got, "(65)") || strstr(got, "(65)")[4] != '\0';
		free(got);
		T_OK(strstr(e.text, "the gzip file is cut off"));
	}
	T_INT(halves, 0);
}

static void a_broken_gzip_file(void)
{
	unlink("f");
	append_gz("f", "a\nb\n", 4);
	int fd = open("f", O_WRONLY | O_APPEND);

	T_INT(write(fd, "rubbish", 7), 7);
	close(fd);
	free(lines("f", 1));
	T_OK(strstr(e.text, "broken gzip data"));
	T_INT(e.code, KX_EINPUT);
}

/* a pipe in which each write is read on its own; the end to write to in *to */
static struct kx_input *open_pipe(int *to)
{
	struct kx_input *in = NULL;
	char path[32];
	int fd[2];

	T_INT(pipe2(fd, O_DIRECT | O_CLOEXEC), 0);
	T_OK(fcntl(fd[1], F_SETPIPE_SZ, 1 << 20) >= 1 << 19);
	snprintf(path, sizeof(path), "/dev/fd/%d", fd[0]);
	T_INT(kx_input_open(&in, path, &e), 0);
	close(fd[0]);
	*to = fd[1];
	return in;
}

static void would_block_on_a_pipe(void)
{
	struct kx_input *in;
	char *line;
	size_t n;
	int fd;

	in = open_pipe(&fd);
	T_INT(kx_input_size(in), 0);
	T_OK(kx_input_would_block(in));
	T_INT(write(fd, "a\nb\nc", 5), 5);
	T_OK(!kx_input_would_block(in));
	T_INT(kx_input_line(in, &line, &n, &e), 0);
	T_STR(line, "a");
	T_OK(!kx_input_would_block(in));
	T_INT(kx_input_line(in, &line, &n, &e), 0);
	T_STR(line, "b");
	/* half a line is none */
	T_OK(kx_input_would_block(in));
	T_INT(write(fd, "d\n", 2), 2);
	T_OK(!kx_input_would_block(in));
	T_INT(kx_input_line(in, &line, &n, &e), 0);
	T_STR(line, "cd");
	T_OK(kx_input_would_block(in));
	close(fd);
	T_OK(!kx_input_would_block(in));
	T_INT(kx_input_line(in, &line, &n, &e), 1);
	kx_input_close(in);
}

/* how a writer parts its bytes tells nothing: not the two that say gzip, not a mark */
static void bytes_that_come_one_by_one(void)
{
	struct kx_input *in;
	char gz[128], *line;
	size_t n, len;
	int fd, file;

	unlink("f");
	append_gz("f", "a\nb\n", 4);
	file = open("f", O_RDONLY);
	len = (size_t)read(file, gz, sizeof(gz));
	close(file);
	in = open_pipe(&fd);
	for (size_t i = 0; i < len; i++)
		T_INT(write(fd, gz + i, 1), 1);
	close(fd);
	T_INT(kx_input_line(in, &line, &n, &e), 0);
	T_INT(n, 1);
	T_OK(n && line[0] == 'a');
	kx_input_close(in);

	in = open_pipe(&fd);
	for (size_t i = 0; i < 6; i++)
		T_INT(write(fd,
			      "\xef\xbb\xbf"
			      "a\r\n" +
				      i,
			      1),
			1);
	close(fd);
	T_INT(kx_input_line(in, &line, &n, &e), 0);
	T_STR(line, "a");
	kx_input_close(in);
}

static int peek(const char *s, size_t n)
{
	struct kx_input *in;
	char *line;
	size_t len;
	int c;

	write_file("f", s, n);
	T_INT(kx_input_open(&in, "f", &e), 0);
	c = kx_input_peek(in);
	T_INT(kx_input_peek(in), c);
	/* nothing was taken */
	if (n)
		T_INT(kx_input_line(in, &line, &len, &e), 0);
	T_INT(kx_input_lineno(in), n > 0);
	kx_input_close(in);
	return c;
}

static void peeks(void)
{
	T_INT(peek("{}", 2), '{');
	T_INT(peek(" \t\r\n\n {}", 8), '{');
	T_INT(peek("\xef\xbb\xbf {", 5), '{');
	T_INT(peek("x", 1), 'x');
	T_INT(peek("", 0), -1);
	T_INT(peek(" \n ", 3), -1);
	T_INT(peek("\xff", 1), 0xff);
	/* no white space: a NUL, and a letter whose first byte the mark has, too */
	T_INT(peek("\0{", 2), 0);
	T_INT(peek("\xef\xbd\x9b", 3), 0xef);
}

/* also behind lines that were given, and over what comes in several reads */
static void peeks_later(void)
{
	struct kx_input *in;
	char *line;
	size_t n;
	int fd;

	in = open_pipe(&fd);
	T_INT(write(fd, "a\n  ", 4), 4);
	T_INT(write(fd, " \n", 2), 2);
	T_INT(write(fd, " {\n", 3), 3);
	close(fd);
	T_INT(kx_input_peek(in), 'a');
	T_INT(kx_input_line(in, &line, &n, &e), 0);
	T_STR(line, "a");
	T_INT(kx_input_peek(in), '{');
	T_INT(kx_input_line(in, &line, &n, &e), 0);
	T_STR(line, "   ");
	T_INT(kx_input_line(in, &line, &n, &e), 0);
	T_STR(line, " {");
	T_INT(kx_input_peek(in), -1);
	kx_input_close(in);
}

int main(void)
{
	if (!mkdtemp(folder) || chdir(folder))
		return 1;
	plain();
	a_nul_is_a_byte();
	numbers();
	what_cannot_be_opened();
	a_long_line_is_skipped();
	counts_skipped_lines();
	several_members();
	a_cut_gzip_file();
	a_broken_gzip_file();
	would_block_on_a_pipe();
	bytes_that_come_one_by_one();
	peeks();
	peeks_later();
	unlink("f");
	T_INT(chdir("/"), 0);
	T_INT(rmdir(folder), 0);
	return T_END();
}
