#!/bin/bash
# How the cost grows from 10,000 passages to 1,000,000: ingest, memory, size and search,
# beside Xapian and FTS5. Takes a quarter of an hour and 4 GB of disk; search.sh runs it
# with KX_BENCH_GROWTH=1. KX_BENCH_SIZES are the numbers of passages.
#
# 10,000 are every tenth of the passages (passages.sh). 1,000,000 are the passages and nine
# times as many mixed ones, each the first half of a passage with the second half of another:
# as many words as in real text, but not as many different ones.
. "$(dirname "$0")/lib.sh"

folder=$(tests/bench/passages.sh) || skip 'the passages cannot be had'
sizes=${KX_BENCH_SIZES:-10000 100000 1000000}

passages() { # N
	case $1 in
	100000) cat "$folder/articles.jsonl" ;;
	10000) awk 'NR % 10 == 0' "$folder/articles.jsonl" ;;
	*) python3 tests/bench/passages.py mix $(($1 / 100000)) <"$folder/articles.jsonl" ;;
	esac
}

# what to call of an engine: to fill a store, to ask one question, to ask many
engine() { # NAME
	local x=$bench/xapian kx=("$B/bin/kx-search" --min-score 0 --store "sqlite:$T/kx")
	case $1 in
	kx)
		fill=("$B/bin/kx-kb-ingest" -q --store "sqlite:$T/kx" -)
		one=("${kx[@]}" {}) many=("${kx[@]}") lines=jsonl
		;;
	Xapian) fill=("$x" index "$T/Xapian") one=("$x" ask "$T/Xapian" {}) many=("$x" talk "$T/Xapian") lines=txt ;;
	FTS5) fill=("$bench/fts5" index "$T/FTS5") one=() ;;
	esac
}

# measured NAME N: CPU seconds and MiB of the ingest, mapped files with and without; MB on
# disk; median, p99 of a question and MiB in one process, for both kinds of questions; median
# and p99 of a process
measured() {
	engine "$1"
	echo "$1 $2 $("$bench/probe" run "$T/passages" "${fill[@]}")" \
		"$(du -cm "$T/$1"* | awk 'END { print $1 }')"
	[ ${#one[@]} -eq 0 ] || {
		for q in queries frequent; do
			"$bench/probe" each "$folder/$q.$lines" "${many[@]}" | awk '{ print $2, $3, $8 }'
		done
		"$bench/probe" fresh 300 "$folder/queries.txt" "${one[@]}" | awk '{ print $2, $3 }'
	}
	rm -rf "$T/${1:?}"*
}

title 'Growth: CPU; of one question the 50th and the 99th of a hundred, ms'
printf '%-7s %9s %9s %7s %7s  %-15s %-15s %-15s %6s\n' '' passages 'ingest us' 'MiB' 'bytes' \
	'one process' 'frequent words' 'fresh process' 'MiB'
for n in $sizes; do
	passages "$n" >"$T/passages"
	for name in kx Xapian FTS5; do
		[ $name != Xapian ] || [ -x "$bench/xapian" ] || continue
		measured $name "$n" | tr '\n' ' '
		echo
	done
done | tee "$T/all" | awk '{
	printf "%-7s %9d %9.1f %7.0f %7.0f ", $1, $2, $3 / $2 * 1e6, $5, $6 / $2 * 1e6
	if (NF > 6)
		printf " %6.3f %8.3f %6.3f %8.3f %6.3f %8.3f %6.0f", $7, $8, $10, $11, $13, $14, $9
	print ""
	fflush()
}'

# grown FIELD PER FROM: how much of a field kx has with the largest number of passages, to
# what it has with FROM; with PER for each passage
grown() {
	awk -v f="$1" -v per="$2" -v from="$3" '$1 == "kx" {
			v = $f / (per ? $2 : 1)
			if ($2 == from)
				first = v
		} END { if (first && $2 != from) print v / first }' "$T/all"
}
title 'The largest against others'
row_head 'kx'
row 'CPU of the ingest, of a passage, to 10,000' "$(grown 3 1 10000)" '<=' 1.5
row 'CPU of the ingest, of a passage, to 100,000' "$(grown 3 1 100000)" '<=' 1.25
row 'memory of the ingest, to 100,000' "$(grown 5 '' 100000)" '<=' 1.25
row 'size on disk, of a passage, to 100,000' "$(grown 6 1 100000)" '<=' 1.1
exit 0
