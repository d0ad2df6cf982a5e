#include "io/walk.h"
#include "../t.h"
#include "base/buf.h"

#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

struct seen {
	struct kx_buf files, errors;
	int stop_after;
};

static int on_file(const char *path, const char *rel, const struct stat *st, void *ctx,
	struct kx_err *e)
{
	struct seen *s = ctx;

	T_OK(S_ISREG(st->st_mode));
	T_OK(strlen(path) >= strlen(rel));
	T_STR(path + strlen(path) - strlen(rel), rel);
	kx_buf_printf(&s->files, "%s\n", rel);
	return s->stop_after && !--s->stop_after ? kx_fail(e, KX_EAGAIN, "enough") : 0;
}

static void on_error(const char *path, const struct kx_err *why, void *ctx)
{
	struct seen *s = ctx;

	T_OK(strstr(why->text, path) != NULL);
	kx_buf_printf(&s->errors, "%s\n", path);
}

static void touch(const char *path)
{
	close(open(path, O_CREAT | O_WRONLY, 0600));
}

static int walk(struct seen *s, struct kx_walk *w, const char *root, struct kx_err *e)
{
	kx_buf_clear(&s->files);
	kx_buf_clear(&s->errors);
	*w = (struct kx_walk){ .file = on_file, .error = on_error, .ctx = s };
	return kx_walk(w, root, e);
}

static void make_tree(void)
{
	mkdir("t", 0700);
	mkdir("t/faq", 0700);
	mkdir("t/.git", 0700);
	mkdir("t/empty", 0700);
	touch("t/b.md");
	touch("t/B.md");
	touch("t/\xc3\xa4.md");
	touch("t/faq.md");
	touch("t/faq/a.md");
	touch("t/.hidden");
	touch("t/.git/config");
	mkfifo("t/fifo", 0600);
}

static void lists_in_byte_order(void)
{
	struct seen s = { 0 };
	struct kx_err e = { 0 };
	struct kx_walk w;

	T_INT(walk(&s, &w, "t", &e), 0);
	T_STR(s.files.p, "B.md\nb.md\nfaq/a.md\nfaq.md\n\xc3\xa4.md\n");
	T_STR(kx_buf_text(&s.errors), "");
	T_OK(w.complete);
	T_INT(w.files, 5);
	T_INT(walk(&s, &w, "t/", &e), 0);
	T_INT(w.files, 5);
	T_INT(walk(&s, &w, "t/.git", &e), 0);
	T_STR(s.files.p, "config\n");
	T_INT(walk(&s, &w, "t/empty", &e), 0);
	T_STR(s.files.p, "");
	T_OK(w.complete);
	s.stop_after = 2;
	T_INT(walk(&s, &w, "t", &e), -1);
	T_STR(e.text, "enough");
	T_INT(w.files, 2);
	T_OK(!w.complete);
	kx_buf_release(&s.files);
	kx_buf_release(&s.errors);
}

static void follows_links_but_not_in_circles(void)
{
	struct seen s = { 0 };
	struct kx_err e = { 0 };
	struct kx_walk w;

	T_INT(symlink("../../t", "t/faq/up"), 0);
	T_INT(symlink(".", "t/faq/self"), 0);
	T_INT(symlink("../b.md", "t/faq/link.md"), 0);
	T_INT(symlink("faq", "t/zfaq"), 0);
	T_INT(walk(&s, &w, "t", &e), 0);
	T_STR(s.files.p, "B.md\nb.md\nfaq/a.md\nfaq/link.md\nfaq.md\nzfaq/a.md\n"
			 "zfaq/link.md\n\xc3\xa4.md\n");
	T_OK(w.complete);
	unlink("t/faq/up");
	unlink("t/faq/self");
	unlink("t/faq/link.md");
	unlink("t/zfaq");
	kx_buf_release(&s.files);
	kx_buf_release(&s.errors);
}

static void goes_on_after_an_entry_it_cannot_read(void)
{
	struct seen s = { 0 };
	struct kx_err e = { 0 };
	struct kx_walk w;

	T_INT(symlink("nowhere", "t/c.md"), 0);
	T_INT(walk(&s, &w, "t", &e), 0);
	T_STR(s.files.p, "B.md\nb.md\nfaq/a.md\nfaq.md\n\xc3\xa4.md\n");
	T_STR(s.errors.p, "t/c.md\n");
	T_OK(!w.complete);
	unlink("t/c.md");
	/* root may read it all the same */
	chmod("t/faq", 0);
	T_INT(walk(&s, &w, "t", &e), 0);
	T_INT(w.complete, geteuid() == 0);
	T_STR(kx_buf_text(&s.errors), geteuid() == 0 ? "" : "t/faq\n");
	chmod("t/faq", 0700);
	kx_buf_release(&s.files);
	kx_buf_release(&s.errors);
}

static void stops_at_its_depth(void)
{
	struct kx_buf path = { 0 };
	struct seen s = { 0 };
	struct kx_err e = { 0 };
	struct kx_walk w;
	int i;

	kx_buf_str(&path, "deep");
	mkdir(path.p, 0700);
	for (i = 0; i <= KX_WALK_DEPTH; i++) {
		kx_buf_str(&path, "/d");
		mkdir(path.p, 0700);
	}
	T_INT(walk(&s, &w, "deep", &e), 0);
	T_OK(!w.complete);
	T_INT(s.errors.len, path.len + 1);
	for (; path.len; kx_buf_cut(&path, path.len > 4 ? path.len - 2 : 0))
		rmdir(path.p);
	kx_buf_release(&path);
	kx_buf_release(&s.files);
	kx_buf_release(&s.errors);
}

static void refuses_what_is_no_folder(void)
{
	struct kx_err e = { 0 };
	struct seen s = { 0 };
	struct kx_walk w;

	T_INT(walk(&s, &w, "none", &e), -1);
	T_STR(e.text, "cannot read 'none': No such file or directory");
	T_INT(e.code, KX_EIO);
	T_OK(!w.complete);
	T_INT(walk(&s, &w, "t/b.md", &e), -1);
	T_STR(e.text, "cannot read 't/b.md': it is no folder");
	T_INT(walk(&s, &w, "", &e), -1);
}

int main(void)
{
	static const char *const files[] = { "t/b.md", "t/B.md", "t/\xc3\xa4.md",
		"t/faq.md", "t/faq/a.md", "t/.hidden", "t/.git/config", "t/fifo",
		"t/faq", "t/.git", "t/empty", "t" };
	char dir[] = "/tmp/kx-test-XXXXXX";
	size_t i;

	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	make_tree();
	lists_in_byte_order();
	follows_links_but_not_in_circles();
	goes_on_after_an_entry_it_cannot_read();
	stops_at_its_depth();
	refuses_what_is_no_folder();
	for (i = 0; i < sizeof(files) / sizeof(files[0]); i++)
		remove(files[i]);
	T_INT(rmdir(dir), 0);
	return T_END();
}
