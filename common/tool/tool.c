#include "tool/tool.h"

#include "base/buf.h"
#include "tool/out.h"
#include "tool/say.h"
#include "tool/settings.h"

#include <pthread.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static volatile sig_atomic_t stop_signal;
static sigset_t stops;
static bool gentle;

int kx_start(int argc, char **argv, const struct kx_tool *t)
{
	kx_tool_name = t->name;
	signal(SIGPIPE, SIG_DFL);
	/* a parent that ignores it would hide how a program we run has ended */
	signal(SIGCHLD, SIG_DFL);
	/* a file that may not grow is an error to tell, not a reason to die */
	signal(SIGXFSZ, SIG_IGN);
	return kx_opt_parse(argc, argv, t);
}

static void note_stop(int sig)
{
	stop_signal = sig;
}

void kx_stop_gently(void)
{
	struct sigaction sa = { .sa_handler = note_stop };

	sigemptyset(&sa.sa_mask);
	sigaction(SIGINT, &sa, NULL);
	sigaction(SIGTERM, &sa, NULL);
	signal(SIGPIPE, SIG_IGN);
	/* kept back, and let in where the tool waits or asks: see wait_for() in input.c */
	sigaddset(&stops, SIGINT);
	sigaddset(&stops, SIGTERM);
	pthread_sigmask(SIG_BLOCK, &stops, NULL);
	gentle = true;
}

bool kx_stop_wanted(void)
{
	sigset_t pending;

	if (!gentle || stop_signal)
		return stop_signal != 0;
	sigpending(&pending);
	if (sigismember(&pending, SIGINT) || sigismember(&pending, SIGTERM)) {
		pthread_sigmask(SIG_UNBLOCK, &stops, NULL);
		pthread_sigmask(SIG_BLOCK, &stops, NULL);
	}
	return stop_signal != 0;
}

bool kx_stop_forgiven(void)
{
	if (!kx_stop_wanted() || stop_signal != SIGINT)
		return false;
	stop_signal = 0;
	return true;
}

int kx_finish(enum kx_code code)
{
	kx_out_flush();
	return kx_stop_wanted() ? 128 + stop_signal : (int)code;
}

int kx_leave(int status)
{
	kx_out_flush();
	fflush(stderr);
#if !defined(KX_COVER) && !defined(__SANITIZE_ADDRESS__)
	_exit(status);
#endif
	return status;
}

int kx_store_find(const char **out, struct kx_err *e)
{
	static struct kx_buf url;
	const char *data = getenv("XDG_DATA_HOME"), *home = getenv("HOME");

	*out = kx_shared.store ? kx_shared.store : kx_conf_str(kx_settings(), "store");
	if (*out && **out)
		return 0;
	if (!url.len && data && *data == '/')
		kx_buf_printf(&url, "sqlite:%s/kx/kx.db", data);
	else if (!url.len && home && *home)
		kx_buf_printf(&url, "sqlite:%s/.local/share/kx/kx.db", home);
	*out = url.p;
	if (url.len)
		return 0;
	kx_fail(e, KX_ECONFIG, "there is no place for the store: HOME is not set");
	return kx_fail_hint(e, "name one with --store sqlite:PATH or KX_STORE");
}

const char *kx_store_url(void)
{
	const char *url;
	struct kx_err e;

	if (kx_store_find(&url, &e))
		kx_die_err(&e);
	return url;
}
