#!/bin/bash
# What a search and its index cost: CPU of whole processes against Xapian and FTS5, all files
# in the page cache.
#
# The measure is 100,000 short texts (passages.sh) and questions of three words, any of which
# may be in a hit, ten hits. kx stems, weights fields and looks for titles, and prints text,
# headings, offsets and a confidence; Xapian stems and prints rank, score, id, title and
# text; FTS5 compares whole words and ranks every match. Then the same with the articles of
# the data sets, where kx cuts chunks and the rivals do not, and vectors.
#
# KX_BENCH_GROWTH=1 goes on with growth.sh, up to a million passages: a quarter of an hour.
# KX_SQLITE_VEC names sqlite-vec's shared object, where python3 does not know it.
. "$(dirname "$0")/lib.sh"

xapian=$bench/xapian
ask=("$B/bin/kx-search" --min-score 0)
# ranking by words alone, without pieces of words
words=()
! "${ask[0]}" --help | grep -q -- '--rank' || words=(--rank words)

# quoted WORD ...: for a command line of the shell
quoted() {
	printf '%q ' "$@"
}

# ---- short texts: the index ----------------------------------------------------------

index() {
	local n
	n=$(runs 5)
	fresh="rm -rf $T/new.db* $T/new.fts* $T/new.xapian"
	kx=("$B/bin/kx-kb-ingest" -q --store "sqlite:$T/new.db")
	"$bench/fts5" pack <"$file" >"$T/pack"

	title "Index: $(cat "$folder/about.txt")"
	pair -H 'one ingest, against' kx rival
	pair -n "$n" -p "$fresh" -g 4 -i "$file" 'FTS5 with texts, JSON on both sides' -- \
		"${kx[@]}" "$file" -- "$bench/fts5" index "$T/new.fts"
	pair -n "$n" -p "$fresh" -g 6 -i "$T/pack" 'FTS5 with texts, parsed' -- \
		"${kx[@]}" "$file" -- "$bench/fts5" packed "$T/new.fts"
	pair -n "$n" -p "$fresh" -i "$file" 'for information: -j 1, FTS5 as above' -- \
		"${kx[@]}" -j 1 "$file" -- "$bench/fts5" index "$T/new.fts"
	pair -n 3 -p "$fresh" -i "$file" 'for information: FTS5, stems, no texts' -- \
		"${kx[@]}" "$file" -- "$bench/fts5" index "$T/new.fts" stems
	[ -x "$xapian" ] || return
	pair -n 3 -w 0 -p "$fresh" -i "$file" 'for information: Xapian, stems' -- \
		"${kx[@]}" "$file" -- "$xapian" index "$T/new.xapian"
	pair -n 1 -w 0 -p "$fresh" -i "$file" 'for information: Xapian, with positions' -- \
		"${kx[@]}" "$file" -- "$xapian" positions "$T/new.xapian"
	rm -rf "$T"/new.*
}

mb() {
	du -cm "$@" | awk 'END { print $1 }'
}

size() {
	local kx fts
	kx=$(mb "$T"/p.db*)
	fts=$(mb "$T/p.fts")
	title 'Size on disk'
	row_head 'store'
	row 'MB of texts, as JSON Lines' "$(mb "$file")" '<=' -
	row 'MB, kx' "$kx" '<=' -
	row 'MB, FTS5 with texts' "$fts" '<=' -
	row 'kx to FTS5 with texts' "$(awk "BEGIN { print $kx / $fts }")" '<=' 2
	"$bench/fts5" index "$T/stems.fts" stems <"$file"
	row 'MB, FTS5, stems, no texts' "$(mb "$T/stems.fts")" '<=' -
	[ ! -x "$xapian" ] || row 'MB, Xapian, stems' "$(mb "$T/p.xapian")" '<=' -
	[ ! -x "$xapian" ] || row 'MB, Xapian, with positions' "$(mb "$T/positions.xapian")" '<=' -
}

memory() {
	local few all
	awk 'NR % 10 == 0' "$file" >"$T/few.jsonl"
	read -r _ _ few < <("$bench/probe" run "$T/few.jsonl" \
		kx-kb-ingest -q --store "sqlite:$T/few.db" -)
	read -r _ _ all < <("$bench/probe" run "$file" \
		kx-kb-ingest -q --store "sqlite:$T/all.db" -)
	title 'Memory of an ingest, the most it had, without mapped files'
	row_head 'passages'
	row 'MiB, 10,000' "$few" '<=' -
	row 'MiB, 100,000' "$all" '<=' 128
	rm -f "$T"/few.* "$T"/all.*
}

# ---- short texts: the search ---------------------------------------------------------

# batch GOAL NAME 'RIVAL ...' [OPTION OF kx-search ...]: all questions of $q in one process
batch() {
	local goal=$1 name=$2 rival=$3
	shift 3
	pair -n "$(runs 7)" -u "$(wc -l <"$folder/$q.txt")" ${goal:+-g "$goal"} "$name, $q" -- \
		sh -c "exec $(quoted "${ask[@]}" --store "sqlite:$T/p.db" "$@") <$folder/$q.jsonl" -- \
		sh -c "exec $rival <$folder/$q.txt"
}

# each GOAL NAME 'RIVAL ...' [OPTION OF kx-search ...]: a process for each question of $q
each() {
	local goal=$1 name=$2 rival
	read -ra rival <<<"$3"
	shift 3
	pair -n "$(runs 200)" -f "$folder/$q.txt" ${goal:+-g "$goal"} "$name, $q" -- \
		"${ask[@]}" --store "sqlite:$T/p.db" "$@" {} -- "${rival[@]}"
}

warm() {
	title 'Search, one process for 1,000 questions, each (wanted in the end: half of the goals)'
	pair -H 'ten best of any of three words, against' kx rival
	for q in queries frequent; do
		if [ -x "$xapian" ]; then
			batch 1 'Xapian, words alone' "$xapian ask $T/p.xapian" "${words[@]}"
			[ ${#words[@]} -eq 0 ] ||
				batch 2 'Xapian, as it comes' "$xapian ask $T/p.xapian"
			batch '' 'Xapian, printing JSON' "$xapian json $T/p.xapian"
			batch '' 'Xapian, positions' "$xapian ask $T/positions.xapian"
		fi
		KX_BENCH_RUNS=1 batch 1 'FTS5' "$bench/fts5 ask $T/p.fts"
	done
}

cold() {
	title 'Search, a process for each question'
	pair -H 'ten best of any of three words, against' kx rival
	for q in queries frequent; do
		if [ -x "$xapian" ]; then
			[ ${#words[@]} -eq 0 ] ||
				each '' 'Xapian, words alone' "$xapian ask $T/p.xapian {}" "${words[@]}"
			each 1.5 'Xapian, as it comes' "$xapian ask $T/p.xapian {}"
		fi
		each 1 'FTS5' "$bench/fts5 ask $T/p.fts {}"
		each '' 'a bare C program' "$bench/nop"
	done
	[ ! -x "$xapian" ] || pair -n "$(runs 100)" 'a start: kx --version, Xapian that does nothing' -- \
		"$B/bin/kx-search" --version -- "$xapian" nothing
}

# the slow ones among them: what "probe each" prints of a rival and of kx
spread() {
	title 'Search, one process, each question by itself: CPU ms (50th and 99th of a hundred)'
	printf '%-30s %8s %8s %8s  %s\n' "$1" median p99 most 'MiB of its own'
	for q in queries frequent; do
		{
			echo "kx, $q" "$("$bench/probe" each "$folder/$q.jsonl" \
				"${ask[@]}" --store "sqlite:$T/p.db")"
			[ ! -x "$xapian" ] || echo "Xapian, $q" "$("$bench/probe" each \
				"$folder/$q.txt" "$xapian" talk "$T/p.xapian")"
		} | awk 'NF > 8 { printf "%-30s %8.3f %8.3f %8.3f %8.1f\n", $1 " " $2, $4, $5, $6, $10 }'
	done
}

if folder=$(tests/bench/passages.sh); then
	file=$folder/articles.jsonl
	[ -x "$xapian" ] || echo 'skipped: Xapian is not there (libxapian-dev, g++): its rows are missing'
	index
	kx-kb-ingest -q --store "sqlite:$T/p.db" "$file" >/dev/null
	"$bench/fts5" index "$T/p.fts" <"$file"
	[ ! -x "$xapian" ] || "$xapian" index "$T/p.xapian" <"$file"
	[ ! -x "$xapian" ] || "$xapian" positions "$T/positions.xapian" <"$file"
	size
	memory
	[ ${#words[@]} -gt 0 ] || echo 'kx-search has no --rank: words alone is how it comes'
	warm
	cold
	spread question
	rm -rf "$T"/p.* "$T"/*.fts "$T"/*.xapian
else
	echo 'SKIPPED: the search of 100,000 passages: they cannot be had (see above)'
fi

# ---- help articles -------------------------------------------------------------------

# questions SET: three words of four letters and more of each query, the first that come
questions() {
	jq -r '[.text | ascii_downcase | scan("[a-z]{4,}")]
		| select(length >= 3) | .[0:3] | join(" ")' "$data/$1/queries.jsonl"
}

# FTS5 ranks whole articles, or the chunks that kx makes ("sections")
help_articles() {
	need jq
	need_data
	local n set file db many search
	n=$(runs 200)
	for set in aws-docs kb-msoffice; do
		[ -d "$data/$set" ] || continue
		file=$(articles "$set")
		db=$T/$set.db
		kx-kb-ingest -q --store "sqlite:$db" "$file" >/dev/null
		kx-kb-ingest -q --emit "$file" >"$T/sections.jsonl"
		"$bench/fts5" index "$T/$set.fts" <"$file"
		"$bench/fts5" index "$T/$set.sections" <"$T/sections.jsonl"
		questions $set >"$T/words"
		# enough of them that the start of the process does not count
		for _ in $(seq $((600 / $(wc -l <"$T/words") + 1))); do cat "$T/words"; done >"$T/many"
		jq -cR '{query: .}' "$T/many" >"$T/many.jsonl"
		many=$(wc -l <"$T/many")
		search=("${ask[@]}" --store "sqlite:$db")

		title "Search: $set, $(wc -l <"$file") articles, $(wc -l <"$T/sections.jsonl") sections"
		pair -H 'a process for each question, against' kx FTS5
		pair -n "$n" -f "$T/words" -g 1 'FTS5 of the articles' -- \
			"${search[@]}" {} -- "$bench/fts5" ask "$T/$set.fts" {}
		pair -n "$n" -f "$T/words" -g 1 'FTS5 of the sections' -- \
			"${search[@]}" {} -- "$bench/fts5" ask "$T/$set.sections" {}
		pair -n "$n" -f "$T/words" 'a bare C program' -- \
			"${search[@]}" {} -- "$bench/nop"
		pair -H 'one process for all questions, each' kx FTS5
		# kx reads records, FTS5 the bare lines
		pair -n 5 -u "$many" -g 1 'FTS5 of the articles' -- \
			sh -c "exec $(quoted "${search[@]}") <$T/many.jsonl" -- \
			sh -c "exec $bench/fts5 ask $T/$set.fts <$T/many"
		pair -n 5 -u "$many" -g 1 'FTS5 of the sections' -- \
			sh -c "exec $(quoted "${search[@]}") <$T/many.jsonl" -- \
			sh -c "exec $bench/fts5 ask $T/$set.sections <$T/many"
	done
}
(help_articles)

# ---- vectors -------------------------------------------------------------------------

# stored_vectors SO N D: the tools on a store with vectors. kx-search reads a record with its
# vector, looks into the store for its settings and for the articles of the ten nearest, and
# prints their texts. A change of one article brings index, threshold and the file of the
# vectors up to date.
stored_vectors() {
	local so=$1 n=$2 d=$3 store=(--store "sqlite:$T/v.db") by=(--rank vectors --min-score 0)
	"$bench/vector" chunks "$n" "$d" |
		kx-kb-ingest -q --chunks "${store[@]}" >/dev/null || return 0
	"$bench/vector" queries 1 "$d" >"$T/question.jsonl"
	"$bench/vector" queries 200 "$d" >"$T/questions.jsonl"
	kx-search "${store[@]}" "${by[@]}" <"$T/question.jsonl" >/dev/null
	pair -n "$(runs 50)" -i "$T/question.jsonl" 'kx-search, against a bare C program' -- \
		kx-search "${store[@]}" "${by[@]}" -- "$bench/nop"
	pair -n "$(runs 50)" -i "$T/question.jsonl" 'kx-search, against vector ask' -- \
		kx-search "${store[@]}" "${by[@]}" -- "$bench/vector" ask "$T/vectors" auto 7
	[ -z "$so" ] || pair -n "$(runs 20)" -g 0.1 -i "$T/question.jsonl" \
		'kx-search, against sqlite-vec' -- kx-search "${store[@]}" "${by[@]}" -- \
		"$bench/sqlitevec" ask "$so" "$T/vec.db" "$d" 1
	pair -n 5 -u 200 -i "$T/questions.jsonl" 'kx-search, 200 in one process, each; --exact' -- \
		kx-search "${store[@]}" "${by[@]}" -- kx-search "${store[@]}" "${by[@]}" --exact
	"$bench/vector" chunks 1 "$d" >"$T/one.jsonl"
	pair -n 5 -p "sed -i 's/number/number number/' $T/one.jsonl" \
		'an ingest of one article, against making all anew' -- \
		kx-kb-ingest -q --chunks "${store[@]}" "$T/one.jsonl" -- \
		sh -c "rm $T/v.db-vectors; sed -i 's/number/number number/' $T/one.jsonl
			exec kx-kb-ingest -q --chunks $(quoted "${store[@]}") $T/one.jsonl"
}

# A process for one question: the search of a file by itself; every way finds all of the ten
# nearest or nearly so, which is shown. The scan of all float32 is compared with a stream
# read of the same bytes, in turn within one process.
vectors() {
	local so=${KX_SQLITE_VEC:-} n=100000 d=384 way goal
	[ -x "$bench/vector" ] || skip "vectors: there is no $bench/vector"
	"$bench/vector" make $n $d "$T/vectors" >/dev/null || skip 'vectors: they cannot be made'
	title "Vectors: $n of $d numbers"
	pair -H 'a process for one question' kx rival
	for way in auto bits int8 exact; do
		[ $way = auto ] && goal=(-g 4) || goal=()
		pair -n "$(runs 50)" "${goal[@]}" "$way, against a bare C program" -- \
			"$bench/vector" ask "$T/vectors" $way 7 -- "$bench/nop"
	done
	[ -n "$so" ] || so=$(python3 -c 'import sqlite_vec as v; print(v.loadable_path())' 2>/dev/null)
	[ -e "$so" ] || so=$so.so
	if [ -e "$so" ]; then
		"$bench/sqlitevec" fill "$so" "$T/vec.db" $n $d
		for way in auto exact; do
			[ $way = auto ] && goal=(-g 0.1) || goal=()
			pair -n "$(runs 20)" "${goal[@]}" "$way, against sqlite-vec" -- \
				"$bench/vector" ask "$T/vectors" $way 7 -- \
				"$bench/sqlitevec" ask "$so" "$T/vec.db" $d 1
		done
	else
		so=
		echo 'skipped: sqlite-vec is not there (KX_SQLITE_VEC, or a module of python3)'
	fi
	stored_vectors "$so" $n $d
	row_head 'of the same file'
	for way in auto bits int8; do
		row "found of the ten nearest, $way" \
			"$("$bench/vector" scan "$T/vectors" 50 $way | sed -n 's/.*recall@10 //p')" '>=' .98
	done
	row 'speed of the exact scan, to a stream read' \
		"$("$bench/vector" kernels "$T/vectors" | sed -nE 's/.* ([0-9.]+) of the stream.*/\1/p')" '>=' .9
}
(vectors)

[ "${KX_BENCH_GROWTH:-}" != 1 ] || tests/bench/growth.sh
exit 0
