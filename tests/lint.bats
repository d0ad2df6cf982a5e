#!/usr/bin/env bats
# Each check finds what it is for: a small project with one fault each is made, the checks
# are copied into it, and what they say is compared.

bats_require_minimum_version 1.5.0

setup() {
	cd "$BATS_TEST_TMPDIR" || exit 1
	mkdir -p common/base common/io common/domain common/tool cmd man tests build/bin
	cp -r "$BATS_TEST_DIRNAME/lint" tests/lint
	cp "$BATS_TEST_DIRNAME/../.clang-format" .
	export B=build
}

check() { # NAME: runs it, its words on stdout
	run -"${2:-1}" --separate-stderr bash "tests/lint/$1.sh"
}

@test "a sound project passes every check" {
	printf '#ifndef KX_BASE_A_H\n#define KX_BASE_A_H\nint kx_a(void);\n#endif\n' \
		>common/base/a.h
	printf '#include "base/a.h"\n\nint kx_a(void)\n{\n\treturn 0;\n}\n' >common/base/a.c
	run -0 --separate-stderr tests/lint/run
	[ -z "$output" ]
}

@test "a header of a higher floor is found with its line" {
	printf '#include <stdio.h>\n#include "tool/opt.h"\n' >common/io/a.c
	check floors
	[ "$output" = 'common/io/a.c:2: floor: io must not include tool ("tool/opt.h")' ]
}

@test "a header without its floor is found" {
	printf '#include "../io/a.h"\n#include "a.h"\n' >common/domain/a.c
	check floors
	[ "${#lines[@]}" -eq 2 ]
	[[ ${lines[0]} == 'common/domain/a.c:1: floor: include "FLOOR/NAME.h"'* ]]
}

@test "an outside library has one door" {
	printf '#include <yaml.h>\n' >common/io/yaml.c
	printf '#include <yaml.h>\n#include <curl/curl.h>\n#include <uv.h>\n' >common/io/a.c
	printf '#include <json-c/json.h>\n' >common/base/a.c
	printf '#include <json-c/json.h>\n#include <sys/stat.h>\n' >cmd/kx-a.c
	check floors
	[ "${lines[0]}" = 'common/base/a.c:1: door: base knows no JSON' ]
	[ "${lines[1]}" = 'common/io/a.c:1: door: <yaml.h> is included by common/io/yaml.c alone' ]
	[ "${lines[2]}" = 'common/io/a.c:2: door: <curl/curl.h> is included by common/io/http_curl.h alone' ]
	[[ ${lines[3]} == 'common/io/a.c:3: door: <uv.h> has no door'* ]]
	[ "${#lines[@]}" -eq 4 ]
}

@test "a banned function is found, but not in words or comments" {
	cat >common/tool/a.c <<-'C'
		/* strcpy(a, b) is
		 * banned: system("x") */
		const char *s = "atoi(\"1\")"; // gets(s)
		char c = '"'; int d = atoi ("1");
		int my_system(int x); int e = o->system(1) + my_system(2);
		void f(void) { printf("%s", s); exit(0); }
		char *t = strcat(strcpy(a, b), c);
	C
	check banned
	[ "${lines[0]}" = 'common/tool/a.c:4: banned: atoi: use strtol with its checks' ]
	[ "${lines[1]}" = 'common/tool/a.c:7: banned: strcat: use kx_buf_str' ]
	[ "${lines[2]}" = 'common/tool/a.c:7: banned: strcpy: use kx_buf_str' ]
	[ "${#lines[@]}" -eq 3 ]
}

@test "nothing prints or exits below the floor tool" {
	printf 'int a = printf("x");\nvoid f(void) { exit(1); }\n' >common/domain/a.c
	printf 'int b = fputs("x", stderr);\nint snprintf(void);\n' >common/io/a.c
	printf '__attribute__((format(printf, 1, 2)))\n' >common/base/a.h
	printf 'void g(void) { _exit(70); }\n' >common/base/mem.c
	check banned
	[ "${#lines[@]}" -eq 3 ]
	[[ ${lines[0]} == 'common/domain/a.c:1: banned: printf: only the floor'* ]]
	[[ ${lines[1]} == 'common/domain/a.c:2: banned: exit: only the floor'* ]]
	[[ ${lines[2]} == 'common/io/a.c:1: banned: only the floor'* ]]
}

@test "long functions and long files are found" {
	{
		printf 'int f(void)\n{\n'
		for ((i = 0; i < 58; i++)); do printf '\tg();\n'; done
		printf '}\n'
	} >common/io/good.c
	sed '3i\	g();' common/io/good.c >common/io/long.c
	yes 'int x;' | head -n 401 >common/io/many.c
	check limits
	[ "${lines[0]}" = 'common/io/long.c:2: limit: a function has at most 60 lines, this one 61' ]
	[ "${lines[1]}" = 'common/io/many.c:401: limit: a file has at most 400 lines' ]
	[ "${#lines[@]}" -eq 2 ]
}

@test "a header must compile alone and have its guard" {
	printf '#ifndef KX_BASE_A_H\n#define KX_BASE_A_H\nint f(size_t n);\n#endif\n' \
		>common/base/a.h
	printf '#ifndef B_H\n#define B_H\n#endif\n' >common/base/b.h
	check headers
	[[ ${lines[0]} == 'common/base/a.h:3: header: '*size_t* ]]
	[[ $output == *'common/base/b.h:1: header: the guard must be KX_BASE_B_H'* ]]
}

@test "notes to oneself, machine folders and registry hosts are found" {
	printf 'fine XXXXXX todo\n/* %s: later */\n' 'TO''DO' >common/io/a.c
	printf 'see /%s/kx and https://example.com/%s/x\n' home home >man/kx.7
	printf 'https://registry.%s/x\n' 'npmjs''.org' >Makefile
	check words
	[ "${lines[0]}" = 'Makefile:1: word: the host of a package registry' ]
	[ "${lines[1]}" = 'common/io/a.c:2: word: a note to oneself' ]
	[ "${lines[2]}" = 'man/kx.7:1: word: a folder of one machine' ]
	[ "${#lines[@]}" -eq 3 ]
}

@test "a tool and its page agree about the options" {
	touch cmd/kx-a.c cmd/kx-b.c tests/kx-a.bats
	cat >build/bin/kx-a <<-'S'
		#!/bin/sh
		printf -- '--key\t-k\tNAME\tfield\n--long\t--\t-\tx\n--quiet\t-q\t-\tx\n--complete\t--\t-\tx\n'
	S
	chmod +x build/bin/kx-a
	printf '.It Fl k , Fl -key Ar NAME\n.It Fl -old\n.Xr kx 7\n' >man/kx-a.1
	printf '.It Fl q , Fl -quiet\n' >man/kx.7
	check man
	[[ $output == *'cmd/kx-b.c:1: man: man/kx-b.1 is missing'* ]]
	[[ $output == *'cmd/kx-b.c:1: man: tests/kx-b.bats is missing'* ]]
	[[ $output == *'man/kx-a.1:1: man: option --long is missing'* ]]
	[[ $output == *'man/kx-a.1:1: man: kx-a has no option --old'* ]]
	[ "$(grep -c option <<<"$output")" -eq 2 ]
}

@test "a broken shell script is found" {
	command -v shellcheck >/dev/null || skip 'shellcheck is not installed'
	# shellcheck disable=SC2016
	printf '#!/bin/sh\necho $1\n' >tests/a
	check shell
	[[ $output == 'tests/a:2:'* ]]
}

@test "C that is not formatted is found" {
	command -v clang-format-14 >/dev/null || skip 'clang-format-14 is not installed'
	printf 'int  a;\n' >common/io/a.c
	check format
	[ "$output" = 'common/io/a.c:1: format: run make fmt' ]
}
