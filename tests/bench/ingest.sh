#!/bin/bash
# What an ingest costs: the 2,757 articles (30,000 sections) of aws-docs, CPU against FTS5
# indexing the same texts. Both sides write to the same disk.
#
# Counted for kx: reading and parsing the lines, reading the Markdown, cutting chunks, words
# and their stems, the index, storing article and chunks, the hash of each article, and the
# threshold of the knowledge base. Counted for FTS5: see fts5.c; "parsed" leaves the JSON
# out of it, "sections" indexes the chunks that kx makes, with title and headings, which is
# what kx indexes.
. "$(dirname "$0")/lib.sh"
need_data
[ -e "$data/aws-docs/articles.jsonl.gz" ] || skip 'the set aws-docs is not there'

file=$(articles aws-docs)
"$bench/fts5" pack <"$file" >"$T/pack"
kx-kb-ingest -q --emit "$file" >"$T/sections.jsonl"
"$bench/fts5" pack <"$T/sections.jsonl" >"$T/sections"
n=$(runs 9)
fresh="rm -f $T/kx.db* $T/fts.db*"
kx() {
	echo "$B/bin/kx-kb-ingest -q --store sqlite:$T/kx.db $* $file"
}

title "Ingest: $(wc -l <"$file") articles, $(wc -l <"$T/sections.jsonl") sections, $(du -m "$file" | cut -f1) MB"
pair -H 'first run, against' kx FTS5
# shellcheck disable=SC2046
{
	pair -n "$n" -p "$fresh" -g 6 -m 200 -i "$file" 'FTS5 of the articles, JSON on both sides' -- \
		$(kx) -- "$bench/fts5" index "$T/fts.db"
	pair -n "$n" -p "$fresh" -g 6 -i "$T/sections" 'FTS5 of the sections, parsed' -- \
		$(kx) -- "$bench/fts5" packed "$T/fts.db"
	pair -n "$n" -p "$fresh" -i "$T/pack" 'for information: of the articles, parsed' -- \
		$(kx) -- "$bench/fts5" packed "$T/fts.db"
	pair -n "$n" -p "$fresh" -i "$file" 'for information: one processor (-j 1)' -- \
		$(kx -j 1) -- "$bench/fts5" index "$T/fts.db"
}

title 'Again, with nothing changed'
pair -H 'second run, against the first' second first
rm -f "$T"/again.db*
kx-kb-ingest -q --store "sqlite:$T/again.db" "$file" >/dev/null
# shellcheck disable=SC2046
pair -n "$n" -p "$fresh" -g 0.1 -m 200 'second run' -- \
	"$B/bin/kx-kb-ingest" -q --store "sqlite:$T/again.db" "$file" -- $(kx)

title 'Size on disk, MB'
row_head store
row 'kx: articles, chunks, index' "$(du -cm "$T"/again.db* | awk 'END { print $1 }')" '<=' -
"$bench/fts5" packed "$T/size.db" <"$T/pack"
row 'FTS5: texts and index' "$(du -cm "$T"/size.db* | awk 'END { print $1 }')" '<=' -
exit 0
