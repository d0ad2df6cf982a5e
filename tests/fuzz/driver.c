/* Runs a fuzz driver without a fuzzer.
 *
 *	NAME                a few thousand inputs, the same each time
 *	NAME -t SECONDS     until the time is up; -s START begins with another one
 *	NAME FILE ...       these inputs
 *
 * An input is a seed of the real writer, changed in some places. One that ends the process
 * is left in NAME.crash, beside the program, to be run again. */
#include "base/clock.h"
#include "fuzz.h"
#include "io/file.h"

#include <signal.h>
#include <string.h>
#include <unistd.h>

#define PLAIN 16 /* one in so many is not changed */
#define INPUT_MAX (1u << 20)

static const char *name;
static const uint8_t *input;
static size_t input_len;

/* ---- when it ends badly ------------------------------------------------------------- */

/* the sanitizers', where there are any */
void __sanitizer_set_death_callback(void (*fn)(void)) __attribute__((weak));

static void keep_input(void)
{
	char path[4096];
	FILE *out;

	if (!input ||
		snprintf(path, sizeof(path), "%s.crash", name) >= (int)sizeof(path))
		return;
	out = fopen(path, "wb");
	if (!out || fwrite(input, 1, input_len, out) != input_len || fclose(out))
		return;
	fprintf(stderr, "%s: the input is in %s\n", name, path);
	input = NULL;
}

static void on_signal(int number)
{
	signal(number, SIG_DFL);
	keep_input();
	raise(number);
}

static void watch(void)
{
	if (__sanitizer_set_death_callback)
		__sanitizer_set_death_callback(keep_input);
	else
		signal(SIGSEGV, on_signal);
	signal(SIGABRT, on_signal);
}

/* ---- inputs ------------------------------------------------------------------------- */

static uint8_t some_byte(uint64_t *r)
{
	static const uint8_t edges[] = { 0, 1, 2, 0x7f, 0x80, 0xfe, 0xff };

	return fuzz_rnd(r, 2) ? edges[fuzz_rnd(r, sizeof(edges))]
			      : (uint8_t)fuzz_rnd(r, 256);
}

/* some bytes are moved, doubled or taken away */
static void shift(struct kx_buf *b, uint64_t *r)
{
	uint32_t len = (uint32_t)b->len, at = fuzz_rnd(r, len), from = fuzz_rnd(r, len),
		 n = 1 + fuzz_rnd(r, 16);
	char piece[16];

	n = n < len - at ? n : len - at;
	n = n < len - from ? n : len - from;
	memcpy(piece, b->p + from, n);
	switch (fuzz_rnd(r, 4)) {
	case 0:
		memcpy(b->p + at, piece, n);
		break;
	case 1:
		memmove(b->p + at, b->p + at + n, len - at - n);
		b->len -= n;
		break;
	case 2:
		kx_buf_add(b, piece, n);
		memmove(b->p + at + n, b->p + at, len - at);
		memcpy(b->p + at, piece, n);
		break;
	default:
		kx_buf_cut(b, at);
		break;
	}
}

static void change(struct kx_buf *b, uint64_t *r)
{
	uint32_t at;

	/* the beginning says what the rest means */
	for (uint32_t i = 1 + fuzz_rnd(r, 1 + fuzz_rnd(r, 8)); i && b->len; i--) {
		at = fuzz_rnd(r, (uint32_t)b->len);
		if (fuzz_rnd(r, 3) == 0)
			at = fuzz_rnd(r, 1 + at % 32);
		switch (fuzz_rnd(r, 4)) {
		case 0:
			b->p[at] ^= (char)(1u << fuzz_rnd(r, 8));
			break;
		case 1:
			b->p[at] = (char)some_byte(r);
			break;
		case 2:
			b->p[at] = (char)(b->p[at] + (int)fuzz_rnd(r, 5) - 2);
			break;
		default:
			shift(b, r);
			break;
		}
	}
}

/* out of memory that ends where it ends */
static void run(const void *p, size_t n)
{
	uint8_t *copy = malloc(n + !n);

	if (!copy)
		exit(1);
	memcpy(copy, p, n);
	input = copy;
	input_len = n;
	LLVMFuzzerTestOneInput(copy, n);
	input = NULL;
	free(copy);
}

static void run_number(uint64_t number, struct kx_buf *b)
{
	uint64_t r = fuzz_start(number);

	kx_buf_clear(b);
	kx_buf_str(b, "");
	fuzz_seed(fuzz_rnd(&r, 1 << 16), b);
	if (number % PLAIN)
		change(b, &r);
	run(b->p, b->len);
}

static int run_file(const char *path, struct kx_buf *b)
{
	struct kx_err e = { 0 };

	kx_buf_clear(b);
	if (kx_file_read(path, INPUT_MAX, b, &e)) {
		fprintf(stderr, "%s\n", e.text);
		return 1;
	}
	run(kx_buf_text(b), b->len);
	return 0;
}

int main(int argc, char **argv)
{
	uint64_t first = 0, done = 0;
	long seconds = 0;
	struct kx_buf b = { 0 };
	int64_t end;
	int opt, rc = 0;

	name = argv[0];
	while ((opt = getopt(argc, argv, "t:s:")) != -1) {
		if (opt == '?')
			return 64;
		if (opt == 't')
			seconds = strtol(optarg, NULL, 10);
		else
			first = strtoull(optarg, NULL, 10);
	}
	watch();
	if (optind < argc) {
		for (; optind < argc; optind++, done++)
			rc |= run_file(argv[optind], &b);
	} else if (seconds) {
		end = kx_clock_mono() + seconds * 1000;
		for (; kx_clock_mono() < end; done++)
			run_number(first + done, &b);
	} else {
		for (; done < fuzz_rounds; done++)
			run_number(first + done, &b);
	}
	kx_buf_release(&b);
	if (!rc)
		printf("%s: %llu checks, 0 failed\n", name, (unsigned long long)done);
	return rc;
}
