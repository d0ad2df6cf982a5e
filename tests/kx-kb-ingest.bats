#!/usr/bin/env bats
# shellcheck disable=SC2154
# kx-kb-ingest: files, folders and article records go into the store; what changed is
# changed, what vanished from a complete listing is deleted, from an incomplete one never.

load lib/kx

ingest() { # STATUS ARG ...
	local status=$1
	shift
	run "-$status" --separate-stderr kx-kb-ingest "$@"
}

# ---- folders ------------------------------------------------------------------------

@test "a folder goes in, one summary record comes out" {
	tea
	ingest 0 help
	quiet
	is "${#lines[@]}" 1
	counts '3 0 0 0 0'
	is "$(q 'keys_unsorted | join(" ")')" \
		'source added changed unchanged deleted failed chunks bytes seconds'
	is "$(q '.source')" help
	is "$(q '.chunks')" "$(sql 'select count(*) from chunk')"
	is "$(ids)" 'account/close.txt brew.md returns'
	sound
}

@test "the sample help centre goes in without a word of complaint" {
	ingest 0 "$demo/articles"
	quiet
	counts '28 0 0 0 0'
	sound
}

@test "the second run changes nothing, not even a byte of the store" {
	need_sql
	tea
	ingest 0 help
	tables "$store" >before
	ingest 0 help
	counts '0 0 3 0 0'
	is "$(q '.chunks')" 0
	tables "$store" | diff before -
}

@test "only the changed article is made anew" {
	need_sql
	tea
	ingest 0 help
	sql "select c.id from chunk c join article a on a.id = c.article
		where a.name <> 'brew.md'" >others
	echo 'Rinse the pot before.' >>help/brew.md
	ingest 0 help
	counts '0 1 2 0 0'
	sql "select c.id from chunk c join article a on a.id = c.article
		where a.name <> 'brew.md'" | diff others -
	run -0 --separate-stderr kx-search -k 1 --min-score 0 'rinse the pot'
	is "$(q .article_id)" brew.md
	sound
}

@test "a change of title, address, tags or visibility alone is a change" {
	tea
	ingest 0 help
	sed -i 's/^title: .*/title: Send an order back/' help/returns.md
	ingest 0 help
	counts '0 1 2 0 0'
	sed -i 's/^tags: .*/tags: [orders]/' help/returns.md
	ingest 0 help
	counts '0 1 2 0 0'
	sed -i 's|^url: .*|url: https://help.example.com/back|' help/returns.md
	ingest 0 help
	counts '0 1 2 0 0'
	sed -i 's/^tags: .*/&\nvisibility: agents/' help/returns.md
	ingest 0 help
	counts '0 1 2 0 0'
	is "$(sql "select title, tags, url, visibility from article where name = 'returns'")" \
		'Send an order back|["orders"]|https://help.example.com/back|2'
	sound
}

@test "what an article said before can no longer be found" {
	tea
	ingest 0 help
	printf '# Brew green tea\n\nUse cold water overnight.\n' >help/brew.md
	ingest 0 help
	run -0 --separate-stderr kx-search --min-score 0 'cold water overnight'
	is "$(q .article_id | head -n 1)" brew.md
	run -3 --separate-stderr kx-search --rank words --min-score 0 'bitter leaves'
	is "$output" ''
}

@test "a file that vanished from the folder is deleted" {
	tea
	ingest 0 help
	rm help/brew.md
	ingest 0 help
	counts '0 0 2 1 0'
	is "$(ids)" 'account/close.txt returns'
	run -3 --separate-stderr kx-search --min-score 0 'green tea leaves'
	sound
}

@test "a renamed file without an id of its own is one article less and one more" {
	tea
	ingest 0 help
	mv help/brew.md help/green.md
	ingest 0 help
	counts '1 0 2 1 0'
	is "$(ids)" 'account/close.txt green.md returns'
}

@test "a renamed file that says its id stays the same article" {
	tea
	ingest 0 help
	mv help/returns.md help/back.md
	ingest 0 help
	counts '0 0 3 0 0'
	is "$(ids)" 'account/close.txt brew.md returns'
}

@test "an emptied folder deletes nothing, until --prune says so" {
	tea
	ingest 0 help
	rm -r help
	mkdir help
	ingest 0 help
	like "$stderr" "kx-kb-ingest: folder '*help' holds no document: nothing was deleted; --prune *"
	counts '0 0 0 0 0'
	is "$(ids)" 'account/close.txt brew.md returns'
	ingest 0 --prune help
	counts '0 0 0 3 0'
	is "$(ids)" ''
	sound
}

@test "two folders of one name do not delete each other's articles" {
	tea
	ingest 0 help
	file old/help/steep.md <<<'Steep it long.'
	ingest 64 old/help
	like "$stderr" "kx-kb-ingest: source 'help' was taken from another place, '*/desk/help'*hint: --source NAME *"
	is "$output" ''
	is "$(ids)" 'account/close.txt brew.md returns'
	ingest 0 --source old old/help
	counts '1 0 0 0 0'
	is "$(ids)" 'account/close.txt brew.md returns steep.md'
}

@test "with --prune a folder takes the place of another of its name" {
	tea
	ingest 0 help
	file old/help/steep.md <<<'Steep it long.'
	ingest 0 --prune old/help
	counts '1 0 0 3 0'
	is "$(ids)" steep.md
	ingest 0 old/help
	counts '0 0 1 0 0'
}

@test "the folder may be named in any way" {
	tea
	ingest 0 help
	ingest 0 ./help/
	counts '0 0 3 0 0'
	ingest 0 "$PWD/help/account/.."
	counts '0 0 3 0 0'
	is "$(q .source)" help
}

@test "one folder's listing does not touch another source" {
	tea
	ingest 0 help
	file shop/plans.md <<<'Plans cost money.'
	ingest 0 shop
	is "$(ids)" 'account/close.txt brew.md plans.md returns'
	rm help/brew.md
	ingest 0 help
	is "$(ids)" 'account/close.txt plans.md returns'
}

@test "several folders at once delete nothing" {
	tea
	ingest 0 --source all help
	file shop/plans.md <<<'Plans cost money.'
	rm help/brew.md
	ingest 0 --source all help shop
	counts '1 0 2 0 0'
	is "$(ids)" 'account/close.txt brew.md plans.md returns'
}

@test "a single file is no listing" {
	tea
	ingest 0 help
	ingest 0 --source help help/account/close.txt
	is "$(q .deleted)" 0
	like " $(ids) " '* brew.md *returns *'
}

@test "a file that cannot be read keeps the article that the store has of it" {
	need_bound
	tea
	ingest 0 help
	chmod 000 help/brew.md
	run -1 --separate-stderr bound kx-kb-ingest help
	counts '0 0 2 0 1'
	like "$stderr" "kx-kb-ingest: *help/brew.md*: Permission denied*"
	is "$(ids)" 'account/close.txt brew.md returns'
}

@test "a file that cannot be read keeps its article, also one that said an id of its own" {
	need_bound
	tea
	ingest 0 help
	chmod 000 help/returns.md
	run -1 --separate-stderr bound kx-kb-ingest help
	is "$(q .deleted)" 0
	is "$(ids)" 'account/close.txt brew.md returns'
}

@test "a file that was damaged keeps its article, also one that said an id of its own" {
	tea
	ingest 0 help
	printf 'a\0b' >help/returns.md
	ingest 1 help
	is "$(q .deleted)" 0
	is "$(ids)" 'account/close.txt brew.md returns'
	printf -- '---\nid: [broken\n---\nwords\n' >help/returns.md
	ingest 1 help
	is "$(q .deleted)" 0
	is "$(ids)" 'account/close.txt brew.md returns'
}

@test "an incomplete listing deletes nothing: a folder that cannot be read" {
	need_bound
	tea
	ingest 0 help
	rm help/brew.md
	chmod 000 help/account
	run -1 --separate-stderr bound kx-kb-ingest help
	chmod 700 help/account
	is "$(q .deleted)" 0
	like "$stderr" "kx-kb-ingest: cannot read 'help/account': Permission denied
kx-kb-ingest: the listing of source 'help' is not complete: nothing was deleted"
	is "$(ids)" 'account/close.txt brew.md returns'
}

@test "an article that can no longer be made is kept as it was" {
	tea
	ingest 0 help
	printf 'a\0b' >help/brew.md
	ingest 1 help
	counts '0 0 2 0 1'
	is "$(ids)" 'account/close.txt brew.md returns'
	: >help/brew.md
	ingest 1 help
	counts '0 0 2 0 1'
	like "$stderr" 'kx-kb-ingest: help/brew.md: it holds no text'
	is "$(ids)" 'account/close.txt brew.md returns'
	run -0 --separate-stderr kx-search --min-score 0 'bitter leaves'
}

@test "names with a dot in front and unknown kinds of files are passed over" {
	tea
	file help/.git/x.md <<<'hidden'
	file help/.draft.md <<<'hidden'
	file help/logo.png <<<'no picture'
	file help/export.jsonl <<<'{"id":"x","body":"records are no document of a folder"}'
	ingest 0 help
	quiet
	counts '3 0 0 0 0'
	ingest 0 -v help
	like "$stderr" '*logo.png: skipped*'
}

@test "a file of a kind that is not known is refused by name, and --from says what it is" {
	file notes.log <<<'Water the tea plants.'
	ingest 1 notes.log
	like "$stderr" 'kx-kb-ingest: notes.log: not a kind of file that is known; --from *'
	ingest 0 --from text notes.log
	counts '1 0 0 0 0'
}

@test "an operand that is missing is named, the others go in" {
	tea
	ingest 74 no-such help/brew.md
	like "$stderr" "kx-kb-ingest: cannot open 'no-such': No such file or directory"
	counts '1 0 0 0 0'
	is "$(ids)" help/brew.md
}

# ---- what an article is -------------------------------------------------------------

# emitted FILTER: jq over all chunks of help/ as one array
emitted() {
	kx-kb-ingest -q --emit "${2:-help}" | jq -rs "$1"
}

@test "front matter names, tags, dates, places and closes an article" {
	file help/a.md <<-'END'
		---
		id: keys
		title: "Keys: and more"
		url: https://help.example.com/keys
		tags: [a, "b c"]
		locale: de-AT
		visibility: customers
		updated_at: 2025-10-02
		author: unknown keys do no harm
		---

		Der Schlüssel liegt bereit.
	END
	ingest 0 help
	is "$(sql 'select name, title, url, tags, locale, visibility, updated_at from article')" \
		'keys|Keys: and more|https://help.example.com/keys|["a","b c"]|de-AT|1|2025-10-02'
	is "$(sql 'select tag from article_tag order by tag' | paste -sd,)" 'a,b c'
}

@test "front matter of one tag, numbers and an id that is an integer" {
	file help/a.md <<-'END'
		---
		id: 42
		title: 2025
		tags: orders
		---
		Words of it.
	END
	ingest 0 help
	is "$(sql 'select name, numeric, title, tags from article')" '42|1|2025|["orders"]'
	run -0 --separate-stderr kx-search --min-score 0 words
	is "$(q '.article_id | type')" number
}

@test "front matter that is never closed is text" {
	printf -- '---\nThis page begins with a rule.\n' >a.md
	ingest 0 a.md
	counts '1 0 0 0 0'
	run -0 --separate-stderr kx-search --min-score 0 'begins with a rule'
}

@test "deleted: true in front matter deletes the article" {
	tea
	ingest 0 help
	sed -i 's/^id: returns/&\ndeleted: true/' help/returns.md
	ingest 0 help
	counts '0 0 2 1 0'
	is "$(ids)" 'account/close.txt brew.md'
}

@test "the first heading or the title element is the title, deeper headings are the path" {
	{
		printf '# Plans\n\n'
		for i in $(seq 20); do echo "Plan number $i costs more than the one before it."; done
		printf '\n## Refunds\n\n### For cards\n\n'
		for i in $(seq 20); do echo "Card number $i gets its money back in good time."; done
	} | file help/a.md
	file help/b.html <<-'END'
		<html><head><title>Page title</title></head><body><p>Some words.</p></body></html>
	END
	file help/c.html <<-'END'
		<html><head><title>Page title</title></head><body><h1>Head line</h1><p>Words.</p></body></html>
	END
	is "$(emitted 'map({(.article_id): .title}) | add | .["a.md"]')" Plans
	is "$(emitted 'map(select(.article_id == "a.md").heading) | last')" 'Refunds > For cards'
	is "$(emitted '.[] | select(.article_id == "b.html").title')" 'Page title'
	is "$(emitted '.[] | select(.article_id == "c.html").title')" 'Head line'
}

@test "an article without any title is known by its id" {
	file help/a.txt <<<'only some words of a text that has no title at all'
	emitted '.[0].title' >title
	ingest 0 help
	run -0 --separate-stderr kx-search --text --min-score 0 words
	like "$output" '*a.txt*'
}

@test "lists, tables and code stay readable; navigation, script and style go" {
	file help/a.html <<-'END'
		<!doctype html><html><head><title>T</title><style>p { color: red }</style></head><body>
		<nav>Home Shop</nav><header>Banner</header>
		<main><ol><li>Open it</li><li>Close it</li></ol>
		<table><tr><th>Country</th><th>Days</th></tr><tr><td>Norway</td><td>5</td></tr></table>
		<pre><code>let x = 1;
		  let y = 2;</code></pre><script>alert("no")</script>
		<p>Fish &amp; chips &lt;now&gt;</p></main><footer>Imprint</footer></body></html>
	END
	run -0 emitted 'map(.text) | join("\n")'
	like "$output" '*1. Open it
2. Close it*'
	like "$output" '*Country | Days
Norway | 5*'
	like "$output" '*let x = 1;
*  let y = 2;*'
	like "$output" '*Fish & chips <now>*'
	unlike "$output" '*Home*'
	unlike "$output" '*Banner*'
	unlike "$output" '*Imprint*'
	unlike "$output" '*alert*'
	unlike "$output" '*color*'
}

@test "no chunk crosses into a long section, none is far longer than wanted" {
	{
		echo '# T'
		for s in one two three; do
			printf '\n## Section %s\n\n' $s
			for i in $(seq 40); do
				printf 'Sentence %s of section %s holds eight words. ' "$i" $s
			done
		done
	} | file help/a.md
	emitted '.[] | select((.text | contains("section one")) and
		(.text | contains("section two"))) | .ordinal' >crossing
	is "$(cat crossing)" ''
	is "$(emitted 'map(select((.text | split(" ") | length) > 180)) | length')" 0
	is "$(emitted 'map(.heading) | unique | join(",")')" 'Section one,Section three,Section two'
	is "$(emitted 'map(.ordinal) == [range(0; length)] and all(.[]; .of == 0 + (input_line_number | 0) or true)')" true
	[ "$(kx-kb-ingest -q --emit --words 30 help | wc -l)" -gt "$(kx-kb-ingest -q --emit help | wc -l)" ]
}

@test "every chunk's range and spans lead to the bytes of the file" {
	need python3
	cp -r "$demo/articles" help
	kx-kb-ingest -q --emit help >chunks
	jq -r '.article_id' chunks | sort -u | wc -l | grep -qx 28
	# ids from front matter lead to no file: find each by its path
	for f in $(cd help && find . -type f | sort); do
		kx-kb-ingest -q --emit "help/$f" | jq -c --arg f "help/$f" '. + {f: $f}'
	done >placed
	run -0 python 'import json, sys
n = 0
for line in open(sys.argv[1]):
    c = json.loads(line)
    src, text = open(c["f"], "rb").read(), c["text"].encode()
    assert 0 <= c["start"] < c["end"] <= len(src), c
    s = c.get("spans") or [0, c["start"], len(text)]
    assert s[1] == c["start"] and s[-2] + s[-1] == c["end"], (c["f"], c["ordinal"])
    for at, start, size in zip(s[0::3], s[1::3], s[2::3]):
        assert text[at:at + size] == src[start:start + size], (c["f"], c["ordinal"], at)
        n += size
print(n)' placed
	[ "$output" -gt 20000 ]
}

@test "a byte order mark and CRLF do not shift the offsets" {
	printf '\357\273\277---\r\nid: crlf\r\ntitle: Grüße\r\n---\r\n\r\nErste Zeile über Tee.\r\nZweite Zeile.\r\n\r\n## Näher\r\n\r\nDer letzte Absatz heißt so.\r\n' >a.md
	ingest 0 a.md
	counts '1 0 0 0 0'
	is "$(sql 'select name, title from article')" 'crlf|Grüße'
	run -0 --separate-stderr kx-search --min-score 0 'letzte Absatz'
	is "$(bytes a.md "$(q .start)" "$(q .end)" | grep -c 'Der letzte Absatz heißt so\.')" 1
	run -0 --separate-stderr kx-chat --min-score 0 --json 'letzte Absatz'
	is "$(bytes a.md "$(q '.citations[-1].start')" "$(q '.citations[-1].end')" | tr -d '\r' | tail -n 1)" \
		"$(q '.citations[-1].quote' | tail -n 1)"
	unlike "$(q .text)" $'*\r*'
}

@test "offsets of a record count in its body" {
	body=$'# Tee\n\nGrüner Tee, 70 °C.\n\n## Dauer\n\nZwei Minuten reichen aus.'
	record id tee body "$body" >in
	ingest 0 in --from json
	counts '1 0 0 0 0'
	printf %s "$body" >source
	run -0 --separate-stderr kx-search --min-score 0 'Minuten'
	like "$(bytes source "$(q .start)" "$(q .end)")" '*Zwei Minuten reichen aus.'
}

# ---- records ------------------------------------------------------------------------

@test "article records go in from stdin, a file, and gzip" {
	record id one body 'first words' | file a.jsonl
	record id two body 'second words' | gzip | file b.jsonl.gz
	record id three body 'third words' >"c"
	run -0 --separate-stderr kx-kb-ingest <c
	counts '1 0 0 0 0'
	is "$(q .source)" default
	ingest 0 a.jsonl b.jsonl.gz
	counts '2 0 0 0 0'
	ingest 0 - <c
	counts '0 0 1 0 0'
	is "$(ids)" 'one three two'
}

@test "gzip is known by its bytes, whatever the name" {
	record id one body 'first words' | gzip >c
	run -0 --separate-stderr kx-kb-ingest <c
	counts '1 0 0 0 0'
	ingest 0 --from json c
	counts '0 0 1 0 0'
}

@test "all fields of an article record arrive" {
	cat >in <<-'END'
		{"id":"a","title":"T","body":"<p>Some <b>bold</b> words</p>","format":"html","url":"https://x.example/a","source":"web","locale":"en-GB","tags":["x","y"],"visibility":"agents","updated_at":"2025-01-01","extra":{"is":"ignored"}}
	END
	ingest 0 --from json in
	is "$(sql 'select source, name, title, url, locale, tags, visibility, updated_at from article')" \
		'web|a|T|https://x.example/a|en-GB|["x","y"]|2|2025-01-01'
	is "$(sql 'select text from chunk')" 'Some bold words'
}

@test "integers stay integers, and 7 is not \"7\" when it comes out" {
	printf '%s\n' '{"id":7,"body":"The seven seas are wide and deep."}' \
		'{"id":"8","body":"The eight lakes are small and wide."}' | kx-kb-ingest -q >/dev/null
	run -0 --separate-stderr kx-search --min-score 0 wide
	is "$(q '.article_id | tojson' | sort | paste -sd' ')" '"8" 7'
	run -0 --separate-stderr kx-chat --json --min-score 0 'seven seas'
	is "$(q '.citations[0].article_id | tojson')" 7
	run -0 kx-kb-ingest -q --emit <<<'{"id":9007199254740993,"body":"x y"}'
	is "$(grep -o '"article_id":[^,]*' <<<"$output")" '"article_id":9007199254740993'
}

@test "deleted: true deletes, also what is not there" {
	record id one body 'first words' | kx-kb-ingest -q >/dev/null
	printf '%s\n' '{"id":"one","deleted":true}' '{"id":"never","deleted":true}' >in
	ingest 0 --from json in
	counts '0 0 0 1 0'
	is "$(ids)" ''
	sound
}

@test "deleted: false is an article like any other" {
	ingest 0 - <<<'{"id":"one","deleted":false,"body":"words"}'
	counts '1 0 0 0 0'
}

@test "records delete nothing by what they leave out, unless --prune says they are all" {
	printf '%s\n' '{"id":"one","body":"first"}' '{"id":"two","body":"second"}' >in
	ingest 0 --source s --from json in
	head -n 1 in >less
	ingest 0 --source s --from json less
	counts '0 0 1 0 0'
	is "$(ids)" 'one two'
	ingest 0 --source s --prune --from json less
	counts '0 0 1 1 0'
	is "$(ids)" one
}

@test "--prune deletes nothing when a record failed, or the input is cut off" {
	printf '%s\n' '{"id":"one","body":"first"}' '{"id":"two","body":"second"}' >in
	ingest 0 --source s --from json in
	printf '%s\n' '{"id":"one","body":"first"}' 'broken' >less
	ingest 1 --source s --prune --from json less
	like "$stderr" '*the listing of source '\''s'\'' is not complete: nothing was deleted*'
	is "$(ids)" 'one two'
	ingest 74 --source s --prune --from json no-such
	is "$(ids)" 'one two'
	head -n 1 in | gzip | head -c 30 >half.gz
	ingest 1 --source s --prune --from json half.gz
	is "$(ids)" 'one two'
}

@test "--prune of a source leaves the others alone" {
	record id one source a body first | kx-kb-ingest -q >/dev/null
	record id two source b body second | kx-kb-ingest -q >/dev/null
	record id three source a body third >in
	ingest 0 --source a --prune --from json in
	is "$(ids)" 'three two'
}

@test "the same id in two sources is two articles" {
	record id one source a body first >in
	record id one source b body second >>in
	ingest 0 --from json in
	counts '2 0 0 0 0'
}

@test "--strict stops at the first bad record, --rejects keeps each for another run" {
	printf '%s\n' '{"id":"one","body":"first"}' 'not json' '{"id":"two"}' '{"id":"three","body":"third"}' >in
	ingest 1 --strict --from json in
	is "$(ids)" one
	ingest 1 --rejects bad --from json in
	counts '1 0 1 0 2'
	printf '%s\n' 'not json' '{"id":"two"}' | diff - bad
}

@test "what the command line gives holds for articles that do not say it" {
	printf '%s\n' '{"id":"a","body":"first"}' \
		'{"id":"b","body":"second","tags":["own"],"locale":"de","visibility":"public","source":"web"}' >in
	ingest 0 --source s --tags x,y --locale fr --visibility customers --from json in
	is "$(sql 'select source, name, tags, locale, visibility from article order by name')" \
		's|a|["x","y"]|fr|1
web|b|["own"]|de|0'
}

@test "options that do not fit are refused" {
	ingest 64 --visibility everybody help
	like "$stderr" "*'everybody' is none of public, customers, agents"
	ingest 64 --from xml help
	ingest 64 --words 3 help
	ingest 64 --emit --chunks help
	ingest 64 -j many help
	[ ! -e "$store" ]
}

@test "other options make other chunks, the same make the same" {
	tea
	ingest 0 help
	ingest 0 --words 20 help
	is "$(q '.changed > 0 and .changed + .unchanged == 3')" true
	ingest 0 --words 20 help
	counts '0 0 3 0 0'
	ingest 0 --words 20 -m none help
	counts '0 3 0 0 0'
	is "$(sql 'select count(vector) from chunk')" 0
	sound
}

@test "any number of jobs makes the same store" {
	kx-kb-ingest -q -j 1 --store sqlite:one.db "$demo/articles" >/dev/null
	kx-kb-ingest -q -j 3 --store sqlite:three.db "$demo/articles" >/dev/null
	tables one.db >one
	tables three.db | diff one -
}

# ---- models of providers ------------------------------------------------------------

# far: a provider whose model is known by name, and where nobody answers
far() {
	conf <<-'END'
		providers:
		  far:
		    base_url: http://127.0.0.1:9/v1
		    tries: 1
	END
}

@test "a provider that is down ends the run with 75; what was stored stays, and no file is blamed" {
	need_sql
	far
	tea
	ingest 0 -m none help
	# more than a batch, so that it ends in the midst of the files
	mkdir many
	seq 2010 | split -a 4 -l 1 --additional-suffix .txt - many/n
	ingest 75 -m far:m many
	like "$stderr" "kx-kb-ingest: provider 'far'*"
	one_line
	unlike "$stderr" '*many/*'
	is "$output" ''
	is "$(ids)" 'account/close.txt brew.md returns'
	sound
	# nobody is asked when nothing is to be made
	ingest 0 -n -m far:m many
	is "$(q .added)" 2010
	ingest 0 -m none many
	is "$(q .added)" 2010
}

@test "a model that nobody has is refused before there is a store" {
	tea
	ingest 64 -m nothing help
	like "$stderr" "kx-kb-ingest: *'nothing' is not known*"
	KX_EMBED_MODEL=nothing ingest 78 help
	like "$stderr" "kx-kb-ingest: KX_EMBED_MODEL: *'nothing' is not known*"
	[ ! -e "$store" ]
}

# ---- dry run, emit ------------------------------------------------------------------

@test "--dry-run says what would be done and makes no store" {
	tea
	ingest 0 --dry-run help
	counts '3 0 0 0 0'
	is "$(q .dry_run)" true
	[ ! -e "$XDG_DATA_HOME" ]
	ingest 0 --dry-run help
	counts '3 0 0 0 0'
}

@test "--dry-run changes nothing in the store that is there" {
	need_sql
	tea
	ingest 0 help
	tables "$store" >before
	rm help/brew.md
	file help/new.md <<<'New words.'
	echo more >>help/returns.md
	ingest 0 -n help
	counts '1 1 1 1 0'
	tables "$store" | diff before -
	mkdir other
	cp help/new.md other
	ingest 0 -n other
	tables "$store" | diff before -
	ingest 0 -n --prune --source help - <<<'{"id":"x","deleted":true}'
	tables "$store" | diff before -
}

@test "--emit writes chunk records and stores nothing" {
	tea
	ingest 0 --emit help
	[ ! -e "$XDG_DATA_HOME" ]
	like "$stderr" 'kx-kb-ingest: 3 articles, * chunks, 0 failed'
	is "$(q 'select(.article_id == "returns") | [.source, .title, .url, .visibility] | join("|")' | sort -u)" \
		'help|Return an order|https://help.example.com/returns|public'
	is "$(q 'select(.article_id == "returns") | .tags | tojson' | sort -u)" '["orders","refunds"]'
	is "$(q '[.ordinal < .of, .start < .end, (.text | length > 0)] | all' | sort -u)" true
}

@test "progress is for terminals: a bar on one, nothing elsewhere, nothing with -q" {
	tea
	on_terminal 'kx-kb-ingest help 2>&1'
	like "$output" '*ingesting*%*help: 3 added, 0 changed, 0 unchanged, 0 deleted, 0 failed (* s)*'
	on_terminal 'kx-kb-ingest -q help 2>&1'
	unlike "$output" '*ingesting*'
	on_terminal 'kx-kb-ingest --json help'
	like "$output" '*{"source":"help"*'
}

# ---- converters ---------------------------------------------------------------------

@test "a converter turns other files into text; it is run without a shell" {
	mkdir help
	name="a b \$(touch pwned) ; touch pwned \"c' \`touch pwned\`.xyz"
	echo 'Converted words of it.' >"help/$name"
	conf <<-'END'
		ingest:
		  converters:
		    .xyz: [text, cat, '%f']
	END
	ingest 0 help
	quiet
	counts '1 0 0 0 0'
	[ ! -e pwned ] && [ ! -e help/pwned ]
	is "$(sql 'select name from article')" "$name"
	run -0 --separate-stderr kx-search --min-score 0 'converted words'
}

@test "a file whose name looks like an option is a file" {
	mkdir help
	printf 'Dashed words.\n' >help/-n.md
	printf 'Dashed words.\n' >help/--version.xyz
	conf <<-'END'
		ingest:
		  converters:
		    xyz: [cat, '%f']
	END
	ingest 0 help
	counts '2 0 0 0 0'
}

@test "a converter's format is that of its output" {
	mkdir help
	: >help/a.xyz
	conf <<-'END'
		ingest:
		  converters:
		    .xyz: [html, printf, '<h1>Title</h1><p>made of %s</p>', words]
	END
	ingest 0 help
	is "$(sql 'select title from article')" Title
	is "$(sql 'select text from chunk')" 'made of words'
}

@test "a converter that fails, or is not there, costs its file alone" {
	tea
	: >help/a.xyz
	: >help/b.zzz
	conf <<-'END'
		ingest:
		  converters:
		    .xyz: [text, sh, -c, 'echo broken paper >&2; exit 4']
		    .zzz: [text, no-such-converter, '%f']
	END
	ingest 1 help
	counts '3 0 0 0 2'
	like "$stderr" '*help/a.xyz: *broken paper*'
	like "$stderr" '*help/b.zzz: *no-such-converter*'
}

@test "a known kind of file whose converter is not installed is told, the rest goes in" {
	tea
	printf '%%PDF-1.4 not really' >help/paper.pdf
	mkdir bin
	ln -s "$KX_BIN/kx-kb-ingest" bin
	run -1 --separate-stderr env PATH="$PWD/bin" kx-kb-ingest help
	counts '3 0 0 0 1'
	like "$stderr" 'kx-kb-ingest: help/paper.pdf: *pdftotext*'
}

# ---- waiting ------------------------------------------------------------------------

@test "what came in is stored while the pipe stays open" {
	need_sql
	mkfifo in
	kx-kb-ingest -q <in >out 3>&- &
	exec 9>in
	record id one body 'first words' >&9
	# the pipe is open all the time
	stored 1 $!
	[ ! -s out ]
	record id two body 'second words' >&9
	exec 9>&-
	wait $!
	output=$(cat out)
	counts '2 0 0 0 0'
}

@test "a folder as operand leaves stdin alone" {
	tea
	mkfifo idle
	exec 9<>idle
	ingest 0 help <&9
	counts '3 0 0 0 0'
	exec 9>&-
}

@test "--prune with a file of records says so when it deletes what another file brought" {
	record id a title A body Words. >one.jsonl
	record id b title B body Words. >two.jsonl
	kx-kb-ingest --prune one.jsonl >/dev/null
	run -0 --separate-stderr kx-kb-ingest --prune one.jsonl
	is "$stderr" ''
	run -0 --separate-stderr kx-kb-ingest --prune two.jsonl
	is "$(q .deleted)" 1
	like "$stderr" "kx-kb-ingest: source 'default' was taken from another place, '*/one.jsonl'*hint: *--source NAME *"
	run -0 --separate-stderr kx-kb-ingest --source default --prune one.jsonl
	is "$(q .deleted)" 1
	is "$stderr" ''
}

@test "an ingest that waits for a writer, or for a converter, can be stopped" {
	mkfifo in
	kx-kb-ingest in >out 2>err 3>&- &
	pid=$!
	kill -TERM $pid
	ended $pid
	[ "$rc" = 143 ]
	mkdir -p bin help
	printf '#!/bin/sh\necho >started\nexec sleep 60\n' >bin/pdftotext
	chmod +x bin/pdftotext
	echo pdf >help/a.pdf
	mkfifo started
	PATH=$PWD/bin:$PATH kx-kb-ingest help >out 2>err 3>&- &
	pid=$!
	read -r _ <started
	kill -TERM $pid
	ended $pid
	[ "$rc" = 143 ]
}
