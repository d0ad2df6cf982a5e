#!/usr/bin/env bats
# shellcheck disable=SC2154
# kx: one name for all the tools, a check-up, a demonstration.

load lib/kx

kx_() { # STATUS ARG ...
	local status=$1
	shift
	run "-$status" --separate-stderr kx "$@"
}

# ---- kx NAME ------------------------------------------------------------------------

@test "kx NAME runs kx-NAME with its arguments, its input and its status" {
	tea
	kx_ 0 kb-ingest help
	counts '3 0 0 0 0'
	kx_ 0 search --min-score 0 -k 1 'green tea'
	is "$(q .article_id)" brew.md
	kx_ 3 search 'xyzzy'
	kx_ 64 search --no-such-option
	like "$stderr" 'kx-search: unknown option*'
	run -0 --separate-stderr kx embed <<<'{"text":"x y"}'
	is "$(q .text)" 'x y'
	kx_ 0 search --version
	like "$output" 'kx-search *'
}

@test "kx finds its tools beside itself, whatever the PATH" {
	tea
	run -0 --separate-stderr env PATH=/usr/bin:/bin "$KX_BIN/kx" kb-ingest help
	counts '3 0 0 0 0'
	ln -s "$KX_BIN/kx" link
	run -0 --separate-stderr env PATH=/usr/bin:/bin ./link db check
}

@test "options in front of NAME count for the tool" {
	tea
	kx_ 0 --store sqlite:other.db kb-ingest help
	[ -e other.db ]
	[ ! -e "$store" ]
	kx_ 0 --store sqlite:other.db --json db stats
	is "$(q .articles)" 3
}

@test "a name that is no tool is told" {
	kx_ 64 no-such-tool
	like "$stderr" "kx: there is no tool 'no-such-tool'
hint: kx help *"
	kx_ 64 ../kx-db
	kx_ 64 /bin/true
	kx_ 64 ''
}

# ---- help ---------------------------------------------------------------------------

@test "kx and kx help list every tool" {
	kx_ 0
	list=$output
	for f in "$root"/cmd/kx-*.c; do
		name=$(basename -s .c "$f")
		like "$list" "*  ${name#kx-} *"
	done
	like "$list" '*doctor*demo*help*'
	kx_ 0 help
	is "$output" "$list"
	[ "$(wc -L <<<"$output")" -le 80 ]
}

@test "kx help NAME shows the page of that tool" {
	mkdir bin
	printf '#!/bin/sh\necho "page $*"\n' >bin/man
	chmod +x bin/man
	PATH=$PWD/bin:$PATH kx_ 0 help search
	like "$output" 'page *kx-search*'
	run -74 --separate-stderr env PATH="$PWD/none" "$KX_BIN/kx" help search
	one_line
}

# ---- doctor -------------------------------------------------------------------------

checks() { # NAME: its state
	q "select(.check == \"$1\").state"
}

@test "doctor in an empty home: nothing wrong, nothing made" {
	kx_ 0 --json doctor
	is "$(checks store)" absent
	is "$(checks configuration)" absent
	for f in "$root"/cmd/kx-*.c; do is "$(checks "$(basename -s .c "$f")")" ok; done
	[ ! -e "$XDG_DATA_HOME" ]
	kx_ 0 doctor
	like "$output" 'kx *--  configuration*--  store*'
}

@test "doctor tells the store, its articles and its threshold" {
	desk
	kx_ 0 --json doctor
	is "$(checks store)" ok
	is "$(q 'select(.check == "articles").text')" 28
	is "$(checks threshold)" ok
}

@test "doctor names where a setting comes from, never its value" {
	conf <<-'END'
		search:
		  k: 7
	END
	KX_STORE=sqlite:secret-place.db kx_ 0 --json doctor
	is "$(q 'select(.check == "search.k").text')" 'set by ./kx.yaml:2'
	is "$(q 'select(.check == "store" and (.text | startswith("set by"))).text')" 'set by KX_STORE'
	is "$(q 'select(.check == "configuration").text')" ./kx.yaml
}

@test "doctor finds what is wrong, and says so by its status" {
	need_sql
	desk
	sql 'pragma user_version = 99'
	kx_ 78 --json doctor
	is "$(checks store)" wrong
	like "$(q 'select(.check == "store").text')" '*version 99*'
	is "$(checks kx-search)" ok
	echo 'serach: {}' | conf
	run -78 --separate-stderr kx doctor
	like "$stderr$output" "*kx.yaml:1: unknown key 'serach'*"
}

@test "doctor looks at the store that the command line names" {
	tea
	kx-kb-ingest -q --store sqlite:other.db help >/dev/null
	kx_ 0 --store sqlite:other.db --json doctor
	is "$(q 'select(.check == "articles").text')" 3
	kx_ 0 --json doctor
	is "$(checks store)" absent
}

@test "doctor knows whether the converters are installed" {
	mkdir bin
	printf '#!/bin/sh\n' >bin/pdftotext
	chmod +x bin/pdftotext
	run -0 --separate-stderr env PATH="$PWD/bin" "$KX_BIN/kx" --json doctor
	is "$(checks pdftotext)" ok
	is "$(checks pandoc)" absent
}

# ---- demo ---------------------------------------------------------------------------

demo() { # STATUS
	KX_DEMO=${KX_DEMO:-$root/config/demo/articles} kx_ "$1" 'demo'
}

@test "demo shows the main job: three answers with their articles, one honest no, a search" {
	demo 0
	is "$(grep -c '^\$ kx-' <<<"$output")" 7
	is "$(grep -c '^\[1\] ' <<<"$output")" 3
	is "$(grep -c '^The help articles do not answer this\.$' <<<"$output")" 1
	like "$output" '*\(exit status 3:*'
	like "$output" '*1. The lock does not open or close*'
	like "$output" '*Also searched for two-step sign-in.*1. Two-step sign-in*'
	unlike "$output" $'*\033*'
}

@test "demo leaves nothing behind, and can be run again, also by a relative PATH" {
	mkdir tmp
	TMPDIR=$PWD/tmp demo 0
	is "$(ls -A tmp "$HOME")" "$(printf '%s\n' "$HOME:" '' tmp:)"
	TMPDIR=$PWD/tmp demo 0
	[ ! -e "$XDG_DATA_HOME" ]
}

@test "demo does not touch the store of its user, nor listen to his settings of it" {
	tea
	kx-kb-ingest -q help >/dev/null
	demo 0
	is "$(sql 'select count(*) from article')" 3
	KX_STORE=sqlite:mine.db demo 0
	[ ! -e mine.db ]
}

@test "demo without its articles, or without a place for its store, is told" {
	KX_DEMO=no-such-folder demo 74
	like "$stderr" "kx: the sample articles are not at 'no-such-folder'"
	TMPDIR=$PWD/no-such-folder demo 74
	like "$stderr" "kx: cannot create '*no-such-folder*"
}
