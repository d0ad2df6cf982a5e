#!/usr/bin/env bats
# shellcheck disable=SC2154
# What holds for every tool, whatever it does: a new file in cmd/ is tested by being there.

load lib/kx

tools() {
	basename -s .c "$root"/cmd/*.c
}

# each CHECK: runs it for every tool; the last line that it prints names the tool
each() {
	local t
	for t in $(tools); do
		echo "# $t"
		"$1" "$t"
	done
}

options() { # TOOL: its long names
	"$1" --complete | cut -f1
}

# work TOOL: how it is given something to do that prints a lot; fails when the tool is new
# here and has no line
work() {
	case $1 in
	kx) echo 'kx help' ;;
	kx-kb-ingest) echo "kx-kb-ingest --emit $demo/articles" ;;
	kx-embed) echo "kx-embed $demo/questions.jsonl" ;;
	kx-search) echo "kx-search --min-score 0 -k 50 --chunks 9 lock" ;;
	kx-chat) echo 'kx-chat --json --min-score 0 frozen' ;;
	kx-db) echo 'kx-db --json stats' ;;
	*)
		echo "every-tool.bats: how is $1 given work? (work)" >&2
		return 1
		;;
	esac
}

# ---- what belongs to a tool ---------------------------------------------------------

has_files() {
	ls "$root/man/$1.1" "$root/tests/$1.bats"
}

@test "every tool has a page of the manual and tests of its own" {
	each has_files
}

is_built() {
	[ -x "$KX_BIN/$1" ]
}

@test "every file of cmd is a program" {
	each is_built
}

# ---- help, version, options ---------------------------------------------------------

help_is_short() {
	local o
	run -0 --separate-stderr "$1" --help
	quiet
	like "${lines[0]}" "usage: $1 *"
	echo "$output"
	[ "$(wc -l <<<"$output")" -le 40 ]
	[ "$(wc -L <<<"$output")" -le 80 ]
	for o in $(options "$1"); do
		echo "wanted: $o"
		[ "$o" = --complete ] || grep -qE -- "(^| )$o( |$)" <<<"$output"
	done
}

@test "--help fits a screen and names every option" {
	each help_is_short
}

help_by_letter() {
	local long
	long=$("$1" --help)
	run -0 --separate-stderr "$1" -h
	quiet
	is "$output" "$long"
}

@test "-h is --help" {
	each help_by_letter
}

help_wins() {
	rm -rf "$HOME"
	"$1" --help >/dev/null
	"$1" --version >/dev/null
	"$1" --complete >/dev/null
	[ ! -e "$HOME" ]
}

@test "--help, --version and --complete need no home and make no file" {
	each help_wins
}

says_version() {
	run -0 --separate-stderr "$1" --version
	quiet
	is "$output" "$1 $(sed -n 's/^VERSION := //p' "$root/Makefile")"
}

@test "--version is one line: name and version" {
	each says_version
}

refuses_options() {
	local o
	for o in --no-such-option --no-such-option=1 -Z; do
		run -64 --separate-stderr "$1" $o
		is "$output" ''
		like "${stderr_lines[0]}" "$1: unknown option '*'"
		like "${stderr_lines[1]}" "hint: $1 --help *"
		is "${#stderr_lines[@]}" 2
	done
	run -64 --separate-stderr "$1" --quiet=1
	is "$output" ''
	like "$stderr" "$1: *--quiet*"
	run -64 --separate-stderr "$1" --config
	is "$output" ''
	like "$stderr" "$1: *--config*"
}

@test "an unknown option, one without its argument, one with too many: 64 and a hint" {
	each refuses_options
}

color_has_three_words() {
	run -64 --separate-stderr "$1" --color=sometimes
	is "$output" ''
	like "$stderr" "$1: *'sometimes'*"
}

@test "--color knows auto, always and never" {
	each color_has_three_words
}

completes() {
	run -0 --separate-stderr "$1" --complete
	quiet
	awk -F'\t' -v t="$1" '
		NF != 4 { bad = "not four fields" }
		$1 !~ /^--[a-z][a-z-]+$/ { bad = "no long name" }
		$2 !~ /^(-[a-zA-Z]|--?)$/ { bad = "no letter" }
		$3 !~ /^(-|[A-Z][A-Z,]*)$/ { bad = "no argument" }
		$4 == "" { bad = "no help" }
		bad { print t ": " bad ": " $0; exit 1 }' <<<"$output"
	is "$(options "$1" | sort | uniq -d)" ''
}

@test "--complete gives four fields a line: name, letter, argument, meaning" {
	each completes
}

@test "a letter means the same in every tool" {
	letters() { "$1" --complete | awk -F'\t' '$2 ~ /^-[a-zA-Z]$/ { print $2, $1 }'; }
	is "$(each letters | grep -v '^#' | sort -u | cut -d' ' -f1 | uniq -d)" ''
}

@test "every tool has the daily options" {
	has() {
		local o
		for o in --help --version --quiet --verbose --config --color --complete; do
			echo "wanted: $o"
			options "$1" | grep -qx -- $o
		done
	}
	each has
}

# ---- what is missing ----------------------------------------------------------------

misses() {
	case $1 in
	kx) run -74 --separate-stderr env KX_DEMO=no-such-folder kx demo ;;
	kx-kb-ingest | kx-embed) run -74 --separate-stderr "$1" no-such-file ;;
	kx-search) run -74 --separate-stderr kx-search --eval no-such-file no-such-file ;;
	kx-chat) run -74 --separate-stderr kx-chat --model replay:no-such-file hello ;;
	kx-db) run -74 --separate-stderr kx-db --store sqlite:no-such-file status ;;
	*)
		echo "every-tool.bats: how is $1 given a missing file? (misses)"
		return 1
		;;
	esac
	like "$stderr" "$1: *no-such-f*"
}

@test "a missing file is named and gives 74" {
	desk
	each misses
}

needs_its_store() {
	case $1 in
	kx-search | kx-chat) run -74 --separate-stderr "$1" --store sqlite:none/x.db hello ;;
	kx-db) run -74 --separate-stderr "$1" --store sqlite:none/x.db check ;;
	*) return 0 ;;
	esac
	is "$output" ''
	like "$stderr" "$1: store 'none/x.db': *hint: *kx-kb-ingest*"
	[ ! -e none ]
}

@test "a store that is not there is named, with what to do, and is not made by reading" {
	each needs_its_store
}

refuses_config() {
	local w
	w=$(work "$1")
	[ "$w" != 'kx help' ] || w='kx doctor'
	# shellcheck disable=SC2086
	run -78 --separate-stderr ${w/ / --config no.yaml }
	like "$stderr" "$1: *no.yaml*"
}

@test "a configuration that is named must be there" {
	desk
	each refuses_config
}

# ---- pipes --------------------------------------------------------------------------

empty_in_empty_out() {
	case $1 in
	kx | kx-db) return 0 ;; # read no stdin
	kx-kb-ingest) run -0 --separate-stderr kx-kb-ingest -q --emit </dev/null ;;
	*) run -0 --separate-stderr "$1" </dev/null ;;
	esac
	is "$output" ''
	quiet
}

@test "empty input gives empty output" {
	desk
	each empty_in_empty_out
}

# runs COMMAND with a reader that has gone before the first byte came; its status and its
# words are left in files
reader_gone() {
	local rc=0
	rm -f gate
	mkfifo gate
	{
		read -r _ <gate
		"$@" 2>words || rc=$?
		echo $rc >status
	} | {
		exec <&-
		echo go >gate
	}
}

survives_head() {
	local w
	reader_gone "$1" --help
	is "$(cat status)$(cat words)" 141
	w=$(work "$1")
	# shellcheck disable=SC2086
	reader_gone $w
	is "$(cat status)$(grep -v 'articles,' words)" 141
}

@test "a reader that has gone ends a tool quietly with 141" {
	desk
	each survives_head
}

@test "an ingest whose reader has gone has done its work, and says nothing" {
	reader_gone kx-kb-ingest -q "$demo/articles"
	is "$(cat words)" ''
	is "$(cat status)" 141
	sound
	is "$(sql 'select count(*) from article')" 28
}

first_line_is_whole() {
	local w
	w=$(work "$1")
	# shellcheck disable=SC2086
	$w 2>/dev/null | head -n 1 >first
	[ "$(wc -l <first)" -eq 1 ]
}

@test "| head -1 gives one whole line" {
	desk
	each first_line_is_whole
}

tells_full() {
	local w
	run -74 --separate-stderr bash -c "$1 --help >/dev/full"
	like "$stderr" "$1: cannot write to stdout: *"
	one_line
	w=$(work "$1")
	run -74 --separate-stderr bash -c "$w -q >/dev/full"
	like "$stderr" "$1: cannot write to stdout: *"
	one_line
}

@test "output that cannot be written is told and gives 74" {
	desk
	each tells_full
}

@test "a summary that cannot be written gives 74, and the store is whole" {
	run -74 --separate-stderr bash -c "kx-kb-ingest $demo/articles >/dev/full"
	one_line
	sound
	is "$(sql 'select count(*) from article')" 28
}

works_closed() {
	local w
	w=$(work "$1")
	# whatever gets the free number 1 must not get the output, too
	bash -c "$w >&- 2>/dev/null" || true
	sound
}

@test "a closed stdout never ends in the store" {
	desk
	each works_closed
	kx-kb-ingest "$demo/articles" --source again >&- 2>/dev/null || true
	sound
}

@test "no escape byte goes into a pipe" {
	writes_escape() {
		local w
		w=$(work "$1")
		# shellcheck disable=SC2086
		$w >all 2>&1
		"$1" --help >>all
		"$1" --no-such >>all 2>&1 || true
		is "$(grep -c $'\033' all)" 0
	}
	desk
	each writes_escape
}

# ---- start --------------------------------------------------------------------------

# loaded COMMAND ...: the libraries it had when it ended, also those opened on demand
loaded() {
	rm -f "$T"/ld.*
	LD_DEBUG=files LD_DEBUG_OUTPUT=$T/ld "$@" >/dev/null
	[ -n "$(ls "$T"/ld.* 2>/dev/null)" ] || skip 'this loader does not tell what it loads'
	sed -n 's/.*calling init: //p' "$T"/ld.* | sed 's|.*/||' | sort -u |
		grep -vE '^(libc|libm|ld-linux.*|ld-musl.*|linux-vdso)\.so'
}

loads_little() {
	is "$(loaded "$1" --help)" ''
}

@test "a tool loads the C library and the mathematical one, nothing else" {
	! sanitized || skip 'a sanitizer brings its own libraries'
	each loads_little
}

@test "a search and a look at the store load nothing else either" {
	! sanitized || skip 'a sanitizer brings its own libraries'
	desk
	is "$(loaded kx-search 'frozen ring')" ''
	is "$(loaded kx-db status)" ''
	is "$(loaded kx-chat --no-log 'frozen ring')" ''
}
