#!/bin/bash
# What a search costs: questions of three words, CPU of kx-search against FTS5 asked for any
# of the words by rank ("a" OR "b" OR "c"), ten best. All files are in the page cache.
#
# kx ranks 100-word chunks by stems with field weights, and prints text, headings, offsets and
# a confidence; FTS5 ranks whole articles, or the same chunks ("sections").
. "$(dirname "$0")/lib.sh"
need jq
need_data

n=$(runs 200)

# questions SET: three words of four letters and more of each query, the first that come
questions() {
	jq -r '[.text | ascii_downcase | scan("[a-z]{4,}")]
		| select(length >= 3) | .[0:3] | join(" ")' "$data/$1/queries.jsonl"
}

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
	search=("$B/bin/kx-search" --min-score 0 --store "sqlite:$db")

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
		sh -c "exec $(printf '%q ' "${search[@]}") <$T/many.jsonl" -- \
		sh -c "exec $bench/fts5 ask $T/$set.fts <$T/many"
	pair -n 5 -u "$many" -g 1 'FTS5 of the sections' -- \
		sh -c "exec $(printf '%q ' "${search[@]}") <$T/many.jsonl" -- \
		sh -c "exec $bench/fts5 ask $T/$set.sections <$T/many"
done
exit 0
