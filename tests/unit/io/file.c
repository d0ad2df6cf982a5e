#include "io/file.h"
#include "../t.h"
#include "base/buf.h"

#include <dirent.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static int entries(const char *path)
{
	DIR *d = opendir(path);
	int n = 0;

	while (readdir(d))
		n++;
	closedir(d);
	return n - 2;
}

static unsigned mode_of(const char *path)
{
	struct stat st;

	return lstat(path, &st) ? 0 : (unsigned)st.st_mode & 07777;
}

static void reads_whole_files(void)
{
	struct kx_buf b = { 0 };
	struct kx_err e = { 0 };

	T_INT(kx_file_write("a", "hello", 5, 0666, &e), 0);
	kx_buf_str(&b, "> ");
	T_INT(kx_file_read("a", 0, &b, &e), 0);
	T_STR(b.p, "> hello");
	T_INT(kx_file_read("a", 5, &b, &e), 0);
	T_STR(b.p, "> hellohello");
	T_INT(kx_file_read("a", 4, &b, &e), -1);
	T_STR(e.text, "'a' is larger than 4 bytes");
	T_INT(e.code, KX_EINPUT);
	T_STR(b.p, "> hellohello");
	T_INT(kx_file_read("none", 0, &b, &e), -1);
	T_STR(e.text, "cannot open 'none': No such file or directory");
	T_INT(e.code, KX_EIO);
	T_INT(kx_file_read(".", 0, &b, &e), -1);
	T_STR(e.text, "cannot read '.': it is a folder");
	kx_buf_clear(&b);
	T_INT(kx_file_read("/dev/null", 0, &b, &e), 0);
	T_INT(b.len, 0);
	T_INT(kx_file_read("/dev/zero", 1000, &b, &e), -1);
	T_INT(b.len, 0);
	b.max = 100;
	T_INT(kx_file_read("a", 0, &b, &e), -1);
	T_STR(e.text, "'a' is too large");
	kx_buf_release(&b);
}

static void reads_a_fifo(void)
{
	struct kx_buf b = { 0 };
	struct kx_err e = { 0 };
	pid_t pid;
	int fd;

	T_INT(mkfifo("fifo", 0600), 0);
	pid = fork();
	if (!pid) {
		fd = open("fifo", O_WRONLY);
		_exit(write(fd, "through", 7) != 7);
	}
	T_INT(kx_file_read("fifo", 0, &b, &e), 0);
	T_STR(b.p, "through");
	waitpid(pid, NULL, 0);
	unlink("fifo");
	kx_buf_release(&b);
}

static void replaces_files(void)
{
	struct kx_buf b = { 0 };
	struct kx_err e = { 0 };
	int before;

	umask(027);
	T_INT(kx_file_write("new", "1", 1, 0666, &e), 0);
	T_INT(mode_of("new"), 0640);
	chmod("new", 0604);
	T_INT(kx_file_write("new", "two", 3, 0666, &e), 0);
	T_INT(mode_of("new"), 0604);
	T_INT(symlink("new", "link"), 0);
	T_INT(kx_file_write("link", "three", 5, 0666, &e), 0);
	T_OK(S_ISLNK(mode_of("link")) || mode_of("link") == 0777);
	T_INT(kx_file_read("new", 0, &b, &e), 0);
	T_STR(b.p, "three");
	T_INT(kx_file_write("./new", "", 0, 0666, &e), 0);
	kx_buf_clear(&b);
	T_INT(kx_file_read("new", 0, &b, &e), 0);
	T_STR(kx_buf_text(&b), "");
	T_INT(kx_file_write("/dev/null", "x", 1, 0666, &e), 0);
	before = entries(".");
	T_INT(kx_file_write("none/new", "x", 1, 0666, &e), -1);
	T_STR(e.text, "cannot write 'none/new': No such file or directory");
	T_INT(kx_file_write(".", "x", 1, 0666, &e), -1);
	T_STR(e.text, "cannot write '.': it is a folder");
	T_INT(kx_file_write("/dev/full", "x", 1, 0666, &e), -1);
	T_INT(e.code, KX_EIO);
	T_INT(entries("."), before);
	kx_buf_release(&b);
}

int main(void)
{
	char dir[] = "/tmp/kx-test-XXXXXX";

	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	reads_whole_files();
	reads_a_fifo();
	replaces_files();
	T_INT(entries("."), 3);
	unlink("a");
	unlink("new");
	unlink("link");
	T_INT(rmdir(dir), 0);
	return T_END();
}
