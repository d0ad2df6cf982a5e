#!/bin/bash
# What a filter costs: CPU of a tool that reads JSON Lines and writes them, against a loop
# of json-c that parses and prints every line (jsonc_loop.c), and against jq. The file has
# KX_BENCH_MB (100) megabytes of articles.
#
# A record with "deleted" goes through kx-embed untouched, so it shows the price of the loop:
# reading, strict check, parsing, writing. With text, kx-embed also cuts it into words, stems
# them and makes a vector of 256 numbers, and an ingest reads Markdown: that work is shown,
# not judged by the goals of the loop.
. "$(dirname "$0")/lib.sh"
need jq
need_data

src=$(articles kb-msoffice)
want=$((${KX_BENCH_MB:-100} * 1000000))
copy=0
while [ "$(stat -c %s "$T/text" 2>/dev/null || echo 0)" -lt $want ]; do
	copy=$((copy + 1))
	# an id may come once
	jq -c --arg copy $copy '{id: ($copy + .id), title, body, url, tags}' "$src" >>"$T/text"
done
# the same lines with one field more
sed 's/}$/,"deleted":true}/' "$T/text" >"$T/deleted"
# short records, where the price of a record counts and not that of a byte
jq -c '.body[0:20000] | split("\n")[] | select(length > 20) | {id: "q", text: ., deleted: true}' \
	"$src" | head -c $((want / 4)) | sed '$d' >"$T/short"
n=$(runs 7)
embed=("$B/bin/kx-embed" -q)
loop=("$bench/jsonc_loop")

title "Filter: $(wc -l <"$T/text") articles, $(du -m "$T/text" | cut -f1) MB; $(wc -l <"$T/short") short records, $(du -m "$T/short" | cut -f1) MB"
pair -H 'against a bare json-c loop' kx json-c
pair -n "$n" -g 1.2 -i "$T/deleted" 'kx-embed, records passed through' -- "${embed[@]}" -- "${loop[@]}"
pair -n "$n" -g 1.2 -i "$T/short" 'the same, short records' -- "${embed[@]}" -- "${loop[@]}"
pair -n 3 -i "$T/text" 'kx-embed, vectors as base64' -- \
	"${embed[@]}" --field body --encoding base64 -- "${loop[@]}"
pair -n 3 -i "$T/text" 'kx-embed, vectors as arrays' -- \
	"${embed[@]}" --field body -- "${loop[@]}"
pair -n 3 -i "$T/text" 'kx-kb-ingest --emit: articles to chunks' -- \
	"$B/bin/kx-kb-ingest" -q --emit - -- "${loop[@]}"

title 'The same against jq'
pair -H 'against jq -c .' kx jq
pair -n 3 -g 0.5 -i "$T/deleted" 'kx-embed, records passed through' -- "${embed[@]}" -- jq -c .
pair -n 3 -g 0.5 -i "$T/short" 'the same, short records' -- "${embed[@]}" -- jq -c .
pair -n 3 -i "$T/text" 'kx-embed, vectors as base64' -- \
	"${embed[@]}" --field body --encoding base64 -- jq -c .
pair -n 3 -i "$T/text" 'kx-kb-ingest --emit: articles to chunks' -- \
	"$B/bin/kx-kb-ingest" -q --emit - -- jq -c .
exit 0
