/* Whom a connection trusts: against the server that comes with openssl(1). */
#include "../t.h"
#include "base/mem.h"
#include "io/http.h"
#include "io/proc.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char dir[] = "/tmp/kx-tls-XXXXXX";
static struct kx_err err;

/* ---- certificates and a server ------------------------------------------------------ */

static int run(const char *const *argv, struct kx_buf *out)
{
	struct kx_proc p = { .argv = argv };

	return kx_proc_run(&p, out, &err);
}

/* a certificate that is its own authority, with its key, in NAME.pem */
static int make_certificate(const char *name)
{
	const char *argv[] = { "openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
		"ec_paramgen_curve:prime256v1", "-nodes", "-keyout", name, "-out", name,
		"-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost",
		"-days", "2", NULL };

	return run(argv, NULL);
}

/* one more with the key of "good.pem" that has run out already */
static int make_expired(const char *name)
{
	const char *argv[] = { "openssl", "x509", "-in", "good.pem", "-signkey",
		"good.pem", "-days", "0", "-out", name, NULL };

	return run(argv, NULL);
}

/* "ACCEPT 127.0.0.1:PORT" */
static int read_port(int fd)
{
	struct kx_buf b = { .max = 4096 };
	const char *at = NULL;
	int port = 0;
	char c;

	while (!(at && strchr(at, '\n')) && read(fd, &c, 1) == 1 && !kx_buf_char(&b, c))
		at = strstr(b.p, "ACCEPT ");
	if (at && (at = strchr(at, ':')))
		port = (int)strtol(at + 1, NULL, 10);
	kx_buf_release(&b);
	return port;
}

/* answers every GET with a page about itself; the port, or 0 */
static int serve(const char *certificate, pid_t *pid)
{
	int fd[2], port;

	if (pipe2(fd, O_CLOEXEC))
		return 0;
	*pid = fork();
	if (*pid == 0) {
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		dup2(open("/dev/null", O_RDWR), 0);
		dup2(0, 2);
		dup2(fd[1], 1);
		execlp("openssl", "openssl", "s_server", "-accept", "127.0.0.1:0",
			"-cert", certificate, "-key", "good.pem", "-www", (char *)NULL);
		_exit(127);
	}
	close(fd[1]);
	port = *pid > 0 ? read_port(fd[0]) : 0;
	/* kept open: it goes on writing */
	return port;
}

static void end(pid_t pid)
{
	kill(pid, SIGKILL);
	waitpid(pid, NULL, 0);
}

/* ---- tests -------------------------------------------------------------------------- */

static enum kx_http_fault get(
	const char *host, int port, const char *ca, struct kx_err *why)
{
	struct kx_http_opts o = { .ca = ca };
	struct kx_http_request q = { .method = "GET" };
	struct kx_http_reply *r = NULL;
	enum kx_http_fault fault;
	struct kx_http *h;
	char url[64];

	snprintf(url, sizeof(url), "https://%s:%d/?secret", host, port);
	q.url = url;
	if (kx_http_open(&h, &o, why))
		return KX_HTTP_REFUSED;
	T_INT(kx_http_run(h, &q, &r, why), 0);
	fault = r->fault;
	*why = r->why;
	T_INT(r->status, fault ? 0 : 200);
	T_OK(r->sent == !fault);
	kx_http_reply_free(r);
	kx_http_close(h);
	return fault;
}

static void trusts_nobody_by_itself(int port)
{
	struct kx_err why;

	T_INT(get("localhost", port, NULL, &why), KX_HTTP_TLS);
	T_OK(strstr(why.text, ": its certificate is not trusted") != NULL);
	T_OK(strncmp(why.text, "host 'localhost' port ", 22) == 0);
	T_OK(strstr(why.text, "secret") == NULL);
	T_INT(why.code, KX_ECONFIG);
}

static void trusts_a_file(int port)
{
	struct kx_err why;

	T_INT(get("localhost", port, "good.pem", &why), KX_HTTP_OK);
	T_INT(get("localhost", port, "other.pem", &why), KX_HTTP_TLS);
}

static void trusts_a_hashed_folder(int port)
{
	const char *hash[] = { "openssl", "x509", "-hash", "-noout", "-in", "good.pem",
		NULL };
	struct kx_buf name = { 0 };
	struct kx_err why;

	T_INT(run(hash, &name), 0);
	kx_buf_cut(&name, 8);
	kx_buf_str(&name, ".0");
	T_INT(mkdir("folder", 0700), 0);
	T_INT(symlink("../good.pem", "folder/link"), 0);
	T_INT(get("localhost", port, "folder", &why), KX_HTTP_REFUSED);
	T_INT(rename("folder/link", "folder/x"), 0);
	T_INT(chdir("folder"), 0);
	T_INT(rename("x", name.p), 0);
	T_INT(chdir(".."), 0);
	T_INT(get("localhost", port, "folder", &why), KX_HTTP_OK);
	kx_buf_release(&name);
}

/* the certificate is for a name, not for the address */
static void wants_the_name_it_asked_for(int port)
{
	struct kx_err why;

	T_INT(get("127.0.0.1", port, "good.pem", &why), KX_HTTP_TLS);
	T_OK(strstr(why.text, ": its certificate is not trusted") != NULL);
}

static void looks_where_the_environment_says(int port)
{
	struct kx_err why;

	setenv("SSL_CERT_FILE", "good.pem", 1);
	T_INT(get("localhost", port, NULL, &why), KX_HTTP_OK);
	T_INT(get("localhost", port, "other.pem", &why), KX_HTTP_TLS);
	setenv("SSL_CERT_FILE", "", 1);
	setenv("SSL_CERT_DIR", "folder", 1);
	T_INT(get("localhost", port, NULL, &why), KX_HTTP_OK);
	setenv("SSL_CERT_DIR", "", 1);
	setenv("SSL_CERT_FILE", "missing.pem", 1);
	T_INT(get("localhost", port, NULL, &why), KX_HTTP_TLS);
	unsetenv("SSL_CERT_FILE");
	unsetenv("SSL_CERT_DIR");
}

static void refuses_an_expired_certificate(void)
{
	struct kx_err why;
	pid_t pid;
	int port = serve("old.pem", &pid);

	T_OK(port > 0);
	T_INT(get("localhost", port, "old.pem", &why), KX_HTTP_TLS);
	T_OK(strstr(why.text, "expired") != NULL);
	end(pid);
}

static void clean(void)
{
	const char *argv[] = { "rm", "-rf", dir, NULL };

	T_INT(run(argv, NULL), 0);
}

int main(void)
{
	struct kx_http *h;
	pid_t pid;
	int port;

	unsetenv("SSL_CERT_FILE");
	unsetenv("SSL_CERT_DIR");
	if (kx_http_open(&h, NULL, &err)) {
		printf("skipped: %s\n", err.text);
		return T_END();
	}
	kx_http_close(h);
	if (!mkdtemp(dir) || chdir(dir))
		return 1;
	if (make_certificate("good.pem") || make_certificate("other.pem") ||
		make_expired("old.pem")) {
		printf("skipped: %s\n", err.text);
		clean();
		return T_END();
	}
	port = serve("good.pem", &pid);
	T_OK(port > 0);
	trusts_nobody_by_itself(port);
	trusts_a_file(port);
	trusts_a_hashed_folder(port);
	wants_the_name_it_asked_for(port);
	looks_where_the_environment_says(port);
	end(pid);
	refuses_an_expired_certificate();
	clean();
	return T_END();
}
