#include "io/staged.h"
#include "../t.h"
#include "io/file.h"

#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static bool holds(const char *path, const char *want, size_t n)
{
	struct kx_buf b = { 0 };
	bool is = !kx_file_read(path, 0, &b, NULL) && b.len == n &&
		  !memcmp(kx_buf_text(&b), want, n);

	kx_buf_release(&b);
	return is;
}

static unsigned mode_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) ? 0 : (unsigned)st.st_mode & 07777;
}

static void appears_at_the_end(void)
{
	struct kx_staged s;
	struct kx_err e = { 0 };
	char buf[4];

	T_INT(kx_staged_begin(&s, "f", 0640, &e), 0);
	T_INT(kx_staged_write(&s, 6, "end", 3, &e), 0);
	T_INT(kx_staged_write(&s, 0, "begin", 5, &e), 0);
	T_INT(kx_staged_read(&s, 5, buf, 4, &e), 0);
	T_OK(!memcmp(buf, "\0end", 4));
	T_INT(kx_staged_read(&s, 6, buf, 4, &e), -1);
	T_INT(e.code, KX_EINPUT);
	T_OK(access("f", F_OK));
	T_INT(kx_staged_commit(&s, 12, &e), 0);
	T_OK(holds("f", "begin\0end\0\0\0", 12));
	T_INT(mode_of("f"), 0640);
	T_OK(access("f.new", F_OK));
	kx_staged_drop(&s);
}

static void one_without_a_name(void)
{
	struct kx_staged s;
	struct kx_mapped m;
	struct kx_err e = { 0 };
	char buf[4];

	T_INT(kx_staged_begin_own(&s, "none", &e), -1);
	T_STR(e.text, "cannot write a file in 'none': No such file or directory");
	T_INT(kx_staged_begin_own(&s, ".", &e), 0);
	T_INT(kx_staged_write(&s, 2, "end", 3, &e), 0);
	kx_staged_drop(&s);
	kx_staged_drop(&s);
	T_INT(kx_staged_begin_own(&s, ".", &e), 0);
	T_INT(kx_staged_write(&s, 2, "end", 3, &e), 0);
	T_INT(kx_staged_take(&s, 6, &m, &e), 0);
	kx_staged_drop(&s);
	T_INT(m.size, 6);
	T_INT(kx_mapped_read(&m, 2, buf, 4, &e), 0);
	T_OK(!memcmp(buf, "end", 4));
	kx_mapped_close(&m);
}

static void the_old_file_stays(void)
{
	struct kx_staged s;
	struct kx_err e = { 0 };
	char c;
	int fd;

	T_INT(kx_staged_begin(&s, "f", 0600, &e), 0);
	T_INT(kx_staged_write(&s, 0, "x", 1, &e), 0);
	kx_staged_drop(&s);
	kx_staged_drop(&s);
	T_OK(access("f.new", F_OK));
	T_OK(holds("f", "begin\0end\0\0\0", 12));
	/* and for who has it open, when a new one comes */
	fd = open("f", O_RDONLY);
	T_INT(kx_staged_begin(&s, "f", 0600, &e), 0);
	T_INT(kx_staged_commit(&s, 0, &e), 0);
	T_OK(holds("f", "", 0));
	T_OK(read(fd, &c, 1) == 1 && c == 'b');
	close(fd);
}

static void one_writer_at_a_time(void)
{
	struct kx_staged a, b;
	struct kx_err e = { 0 };

	T_INT(kx_staged_begin(&a, "f", 0600, &e), 0);
	T_INT(kx_staged_write(&a, 0, "mine", 4, &e), 0);
	T_INT(kx_staged_begin(&b, "f", 0600, &e), 1);
	kx_staged_drop(&b);
	T_INT(kx_staged_begin(&b, "g", 0600, &e), 0);
	kx_staged_drop(&b);
	T_INT(kx_staged_commit(&a, 4, &e), 0);
	T_OK(holds("f", "mine", 4));
	T_INT(kx_staged_begin(&b, "f", 0600, &e), 0);
	kx_staged_drop(&b);
}

/* a writer that was killed blocks nobody, and its half file goes */
static void a_dead_writer_is_forgotten(void)
{
	struct kx_staged s;
	struct kx_err e = { 0 };
	int status = 0;
	pid_t pid = fork();

	if (!pid) {
		if (kx_staged_begin(&s, "f", 0644, &e) ||
			kx_staged_write(&s, 0, "half a file", 11, &e))
			_exit(1);
		raise(SIGKILL);
	}
	waitpid(pid, &status, 0);
	T_OK(WIFSIGNALED(status));
	T_OK(holds("f.new", "half a file", 11));
	T_OK(holds("f", "mine", 4));
	T_INT(kx_staged_begin(&s, "f", 0600, &e), 0);
	T_OK(holds("f.new", "", 0));
	T_INT(kx_staged_write(&s, 0, "whole", 5, &e), 0);
	T_INT(kx_staged_commit(&s, 5, &e), 0);
	T_OK(holds("f", "whole", 5));
	T_INT(mode_of("f"), 0600);
}

static void says_what_failed(void)
{
	struct kx_staged s;
	struct kx_err e = { 0 };

	T_INT(kx_staged_begin(&s, "none/f", 0600, &e), -1);
	T_INT(e.code, KX_EIO);
	T_STR(e.text, "cannot write 'none/f.new': No such file or directory");
	T_INT(symlink("f", "l.new"), 0);
	T_INT(kx_staged_begin(&s, "l", 0600, &e), -1);
	T_OK(holds("f", "whole", 5));
	T_INT(mkdir("d", 0700), 0);
	T_INT(kx_staged_begin(&s, "d", 0600, &e), 0);
	T_INT(kx_staged_commit(&s, 1, &e), -1);
	T_STR(e.text, "cannot write 'd': Is a directory");
	T_OK(access("d.new", F_OK));
}

int main(void)
{
	char dir[] = "/tmp/kx-test-XXXXXX";

	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	appears_at_the_end();
	one_without_a_name();
	the_old_file_stays();
	one_writer_at_a_time();
	a_dead_writer_is_forgotten();
	says_what_failed();
	unlink("f");
	unlink("l.new");
	rmdir("d");
	T_INT(rmdir(dir), 0);
	return T_END();
}
