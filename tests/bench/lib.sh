# What the benchmarks share: sourced, never run. Each prints tables of what was measured,
# with the goal, and "goal missed" lines; the status is 0 all the same, since a benchmark is
# no test. Only ratios of the same run are judged, never a time alone. All files are made in
# a folder of their own, which goes at the end.
#
# B is the folder of the build. KX_BENCH_RUNS is the number of counted runs, where a script
# does not say otherwise.
# shellcheck shell=bash disable=SC2034
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2
B=${B:-build}
[[ $B == /* ]] || B=$PWD/$B
bench=$B/bench
here=$PWD/tests/bench
[ -x "$bench/pair" ] || {
	echo "${0##*/}: the measuring tools are not in $bench: make bench" >&2
	exit 2
}
T=$(mktemp -d) || exit 2
trap 'rm -rf "$T"' EXIT
trap 'exit 130' INT TERM
# nothing of the caller's settings
for v in $(compgen -e); do
	case $v in KX_DATA | KX_CHAIN | KX_SQLITE_VEC | KX_BENCH_*) ;; KX_* | AI_* | DATABASE_URL | VECTOR_DB_URL) unset "$v" ;; esac
done
export HOME=$T XDG_DATA_HOME=$T/data XDG_CONFIG_HOME=$T/config LC_ALL=C.UTF-8
export PATH=$B/bin:$PATH
data=
exec </dev/null

# title WORDS
title() {
	printf '\n%s\n' "$*"
}

# skip WHY: this benchmark cannot run here
skip() {
	echo "skipped: $*"
	exit 0
}

# need PROGRAM ...
need() {
	local p
	for p; do
		command -v "$p" >/dev/null || skip "$p is not installed"
	done
}

# need_data: $data is the folder of the sets, KX_DATA or the folder "data" of a neighbour
need_data() {
	local d
	for d in "${KX_DATA:-}" ../*/data; do
		[ -e "$d/kb-msoffice/qrels.jsonl" ] || continue
		data=$(cd "$d" && pwd)
		return
	done
	skip 'KX_DATA names no folder with the data sets'
}

# articles SET [FILE]: a plain JSON Lines file of the articles of a set; prints its path
articles() {
	local f=$data/$1/${2:-articles}.jsonl
	if [ -e "$f" ]; then
		echo "$f"
		return
	fi
	[ -e "$T/$1.jsonl" ] || gunzip -c "$f.gz" >"$T/$1.jsonl"
	echo "$T/$1.jsonl"
}

# runs N: N, or what the caller wants
runs() {
	echo "${KX_BENCH_RUNS:-$1}"
}

pair() {
	"$bench/pair" "$@" || echo "not measured: ${*: -1}"
}

# row NAME GOT '>='|'<=' GOAL: one line of a table of figures that are no times. Without a
# goal ("-") the figure is for information.
row() {
	awk -v name="$1" -v got="$2" -v op="$3" -v goal="$4" 'BEGIN {
		if (got == "") {
			printf "%-58s %8s  not measured\n", name, "-"
		} else if (goal == "-") {
			printf "%-58s %8.3f  -\n", name, got
		} else {
			ok = op == ">=" ? got + 0 >= goal + 0 : got + 0 <= goal + 0
			printf "%-58s %8.3f  %s %-6s %s\n", name, got, op, goal, ok ? "ok" : "miss"
			if (!ok)
				printf "goal missed: %s: %.3f, wanted %s %s\n", name, got,
					op == ">=" ? "at least" : "at most", goal
		}
	}'
}

row_head() {
	printf '%-58s %8s  %s\n' "$1" measured goal
}
