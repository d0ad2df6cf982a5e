#!/bin/bash
# What a start costs: CPU of each tool against a C program that does nothing, built with
# the same flags. A tool runs once per record, cron tick or phone turn, so this is paid again
# and again.
. "$(dirname "$0")/lib.sh"

n=$(runs 201)

title "Start: --version and --help against a bare C program"
pair -H 'command' tool bare
for t in $(basename -s .c cmd/kx*.c); do
	for o in --version --help; do
		pair -n "$n" -g 1.15 "$t $o" -- "$B/bin/$t" "$o" -- "$bench/nop"
	done
done

pair -n "$n" 'for information: SQLite and json-c, not used' -- \
	"$bench/fts5" nothing -- "$bench/nop"

kx-kb-ingest -q config/demo/articles >/dev/null || skip 'the sample help centre cannot be stored'
export KX_STORE=sqlite:$T/data/kx/kx.db

title "Ready: the store of the sample help centre is open and has answered"
pair -H 'command' tool bare
pair -n "$n" -g 1.6 'kx-db status' -- "$B/bin/kx-db" status -- "$bench/nop"
# a word that no article has: opened, looked up, judged, nothing to print
pair -n "$n" -g 1.6 -s 3 'kx-search zygomorphic' -- \
	"$B/bin/kx-search" zygomorphic -- "$bench/nop"
pair -n "$n" 'for information: kx-search lock, ten hits' -- \
	"$B/bin/kx-search" --min-score 0 lock -- "$bench/nop"
pair -n "$n" 'for information: SQLite opens it, one row' -- \
	"$bench/fts5" row "$T/data/kx/kx.db" -- "$bench/nop"

title 'The same against a bare C program that opens the store and reads one row'
pair -H 'command, for information' tool bare
pair -n "$n" 'kx-db status' -- "$B/bin/kx-db" status -- "$bench/fts5" row "$T/data/kx/kx.db"
pair -n "$n" -s 3 'kx-search zygomorphic' -- \
	"$B/bin/kx-search" zygomorphic -- "$bench/fts5" row "$T/data/kx/kx.db"

title 'Libraries loaded besides those of C and of mathematics'
row_head command
loaded() { # COMMAND ...: how many, opened on demand included
	rm -f "$T"/ld.*
	LD_DEBUG=files LD_DEBUG_OUTPUT=$T/ld "$@" >/dev/null 2>&1
	[ -n "$(ls "$T"/ld.* 2>/dev/null)" ] || return
	sed -n 's/.*calling init: //p' "$T"/ld.* | sed 's|.*/||' | sort -u |
		grep -cvE '^(libc|libm|ld-linux.*|ld-musl.*|linux-vdso)\.so'
}
for t in $(basename -s .c cmd/kx*.c); do
	row "$t --help" "$(loaded "$t" --help)" '<=' 0
done
row 'kx-db status' "$(loaded kx-db status)" '<=' 0
row 'kx-search WORD' "$(loaded kx-search lock)" '<=' 0
row 'kx-chat WORD' "$(loaded kx-chat --no-log lock)" '<=' 0
exit 0
