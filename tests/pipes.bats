#!/usr/bin/env bats
# shellcheck disable=SC2154
# The tools together: what one writes the next one reads, and the long way round through
# pipes ends in the same store as the short one.

load lib/kx

# the same tables to the byte, but for the hash of the bytes that an article was made of,
# which a chunk record does not carry, and the folder that a listing came from
same_store() { # ONE OTHER
	tables "$1" raw | grep -v "^'[^']*'|'/" >one
	tables "$2" raw | grep -v "^'[^']*'|'/" >other
	cmp one other
	[ "$(grep -c . one)" -gt 20 ]
	sound "$1"
	sound "$2"
}

# ranks FILE: what a search finds for each question of the sample centre, and why
ranks() {
	kx-search --store "sqlite:$1" --visibility agents --min-score 0 --chunks 3 --explain \
		<"$demo/questions.jsonl"
}

@test "emit, embed and store make the store that one command makes, to the byte" {
	need_sql
	kx-kb-ingest -q --store sqlite:one.db "$demo/articles" >/dev/null
	kx-kb-ingest -q --emit "$demo/articles" >chunks
	kx-embed chunks >embedded
	run -0 --separate-stderr kx-kb-ingest --chunks --store sqlite:other.db embedded
	counts '28 0 0 0 0'
	same_store one.db other.db
}

@test "in a pipe, where each stage goes on as the bytes come: the same rows, ids, vectors and ranks" {
	need_sql
	kx-kb-ingest -q --store sqlite:one.db "$demo/articles" >/dev/null
	kx-kb-ingest -q --emit "$demo/articles" | kx-embed |
		kx-kb-ingest --chunks --store sqlite:other.db >sum
	output=$(cat sum)
	counts '28 0 0 0 0'
	# postings may come in more segments and changes, as many as the pipe had pauses
	whole() {
		tables "$1" raw |
			awk '/^-- / { out = $2 ~ /^(posting|segment|source|sqlite_sequence)$/ } !out' |
			grep -vE "^'(generation|calibrated)'"
	}
	whole one.db >one
	whole other.db >other
	grep -q '^-- chunk$' one
	cmp one other
	ranks one.db >one
	[ "$(wc -l <one)" -gt 200 ]
	ranks other.db | cmp one -
	sound other.db
}

@test "vectors travel as base64 to the same store" {
	need_sql
	tea
	kx-kb-ingest -q --store sqlite:one.db help >/dev/null
	kx-kb-ingest -q --emit help | kx-embed --encoding base64 >chunks
	kx-kb-ingest -q --chunks --store sqlite:other.db chunks >/dev/null
	same_store one.db other.db
}

@test "vectors of another model are kept as they came" {
	need_sql
	tea
	kx-kb-ingest -q --emit help | jq -c '.embedding_model = "mine" | .embedding = [.start, 0.5, -1]' >chunks
	run -0 --separate-stderr kx-kb-ingest --chunks chunks
	counts '3 0 0 0 0'
	is "$(sql 'select name, dimensions from embed_model')" 'mine|3'
	is "$(sql 'select count(vector) from chunk')" "$(wc -l <chunks)"
	# 0.5 and -1 as little-endian float32
	is "$(sql 'select distinct substr(hex(vector), 9) from chunk')" 0000003F000080BF
	run -0 --separate-stderr kx-kb-ingest --chunks chunks
	counts '0 0 3 0 0'
	sound
}

@test "article records take the same two ways" {
	need_sql
	printf '%s\n' '{"id":7,"title":"T","body":"# H\n\nSome words.\n\n## S\n\nMore words.","tags":["x"],"locale":"de","visibility":"agents","updated_at":"2025","url":"https://x.example/7","source":"web"}' \
		'{"id":"h","body":"<p>Fish &amp; chips</p>","format":"html"}' '{"id":"gone","deleted":true}' >in.jsonl
	kx-kb-ingest -q --store sqlite:one.db in.jsonl >/dev/null
	kx-kb-ingest -q --emit in.jsonl | kx-embed >chunks
	kx-kb-ingest -q --chunks --store sqlite:other.db chunks >/dev/null
	same_store one.db other.db
}

@test "other models and sizes take the same two ways, also none" {
	need_sql
	tea
	kx-kb-ingest -q -m hash-64 --words 30 --store sqlite:one.db help >/dev/null
	kx-kb-ingest -q --words 30 --emit help | kx-embed -m hash-64 >chunks
	kx-kb-ingest -q --chunks --store sqlite:other.db chunks >/dev/null
	same_store one.db other.db
	kx-kb-ingest -q -m none --store sqlite:three.db help >/dev/null
	kx-kb-ingest -q --emit help >chunks
	kx-kb-ingest -q --chunks --store sqlite:four.db chunks >/dev/null
	same_store three.db four.db
}

@test "the two ways know each other's articles as unchanged" {
	tea
	kx-kb-ingest -q help >/dev/null
	run -0 --separate-stderr bash -c 'kx-kb-ingest -q --emit help | kx-embed | kx-kb-ingest --chunks'
	counts '0 0 3 0 0'
	run -0 --separate-stderr kx-kb-ingest help
	counts '0 0 3 0 0'
	echo 'More words.' >>help/brew.md
	run -0 --separate-stderr bash -c 'kx-kb-ingest -q --emit help | kx-embed | kx-kb-ingest --chunks'
	counts '0 1 2 0 0'
	run -0 --separate-stderr kx-kb-ingest help
	counts '0 0 3 0 0'
}

@test "chunks delete what they do not list only with --prune and when all came" {
	tea
	kx-kb-ingest -q help >/dev/null
	rm help/brew.md
	kx-kb-ingest -q --emit help | kx-embed >chunks
	run -0 --separate-stderr kx-kb-ingest --chunks chunks
	is "$(q .deleted)" 0
	sed '1s/"text"/"txet"/' chunks >damaged
	run -1 --separate-stderr kx-kb-ingest --chunks --prune --source help damaged
	is "$(q .deleted)" 0
	is "$(ids)" 'account/close.txt brew.md returns'
	run -0 --separate-stderr kx-kb-ingest --chunks --prune --source help chunks
	is "$(q .deleted)" 1
	is "$(ids)" 'account/close.txt returns'
}

@test "an article of which a chunk is missing is left as it was" {
	kx-kb-ingest -q --emit "$demo/articles" | kx-embed >chunks
	kx-kb-ingest -q --chunks chunks >/dev/null
	content >before
	of() { jq -r 'select(.article_id == "returns") | input_line_number' chunks; }
	first=$(of | head -n 1)
	# the middle is lost, the end is lost, the start is lost, two change places
	for edit in "$((first + 1))d" "$(of | tail -n 1)d" "${first}d" "${first}{h;d};$((first + 1)){G}"; do
		echo "# $edit"
		sed "$edit" chunks >damaged
		run -1 --separate-stderr kx-kb-ingest --chunks damaged
		like "$stderr" "*kx-kb-ingest: damaged:*article 'returns'*"
		content | diff before -
		sound
	done
	is "$(q .unchanged)" 27
}

@test "vectors of two kinds in one article are refused" {
	tea
	kx-kb-ingest -q --words 20 --emit help/returns.md >chunks
	[ "$(wc -l <chunks)" -ge 2 ]
	{
		head -n 1 chunks | kx-embed
		tail -n +2 chunks | kx-embed -m hash-64
	} >mixed
	run -1 --separate-stderr kx-kb-ingest --chunks mixed
	like "$stderr" 'kx-kb-ingest: mixed:1: *vectors of different kinds*'
	is "$(ids)" ''
	{
		head -n 1 chunks | kx-embed
		tail -n +2 chunks
	} >half
	run -1 --separate-stderr kx-kb-ingest --chunks half
	is "$(ids)" ''
}

@test "bad chunk records are told by place, the other articles go in" {
	cat >in <<-'END'
		{"article_id":"a","ordinal":0,"of":1,"text":"Good words."}
		nonsense
		{"text":"no id"}
		{"article_id":"b"}
		{"article_id":"c","text":"words","start":9,"end":3}
		{"article_id":"d","text":"words","ordinal":4}
		{"article_id":"e","text":"words","spans":[0,0,9]}
		{"article_id":"f","text":"words","embedding":[1,2]}
		{"article_id":"g","text":"words","embedding":"!!","embedding_model":"m"}
		{"article_id":"h","text":"words","embedding":[1,"x"],"embedding_model":"m"}
		{"article_id":"i","text":"words","embedding":[1e39],"embedding_model":"m"}
		{"article_id":"z","text":"Good words."}
	END
	run -1 --separate-stderr kx-kb-ingest --chunks --source s in
	is "$(ids)" 'a z'
	for n in 2 3 4 5 6 7 8 9 10 11; do like "$stderr" "*kx-kb-ingest: in:$n: *"; done
	sound
}

@test "search and chat are two steps of one answer" {
	desk
	question='When do I get my refund after a return?'
	kx-chat --no-log --json "$question" | jq '[.text, .citations]' >one
	kx-search -k 5 --chunks 3 "$question" | kx-chat --json --hits "$question" | jq '[.text, .citations]' | diff one -
}

@test "a program between search and chat decides what may be said" {
	desk
	question='When do I get my refund after a return?'
	run -0 --separate-stderr bash -c "kx-search -k 5 --chunks 3 '$question' |
		jq -c 'select(.article_id != \"returns\")' | kx-chat --json --min-score 0 --hits '$question'"
	unlike "$(q '[.citations[].article_id] | join(" ")')" '*returns *'
}

@test "a script escalates by the exit status" {
	desk
	run -0 bash -c 'kx-chat -q "Do you give students a discount?" >/dev/null || [ $? = 3 ] && echo ticket'
	is "$output" ticket
}

@test "an answer's record is what the store keeps of it" {
	need_sql
	desk
	kx-chat --json 'frozen ring' | jq -S 'del(.latency_ms)' >out
	sql "select answer from message where role = 'assistant'" | jq -S 'del(.latency_ms)' | diff out -
}

@test "the whole chain in one line" {
	tea
	run -0 --separate-stderr bash -c 'kx-kb-ingest -q --emit help | kx-embed | kx-kb-ingest -q --chunks >/dev/null &&
		echo "{\"id\":1,\"query\":\"refund\"}" | kx-search --min-score 0 -k 1 | jq -r .article_id'
	is "$output" returns
}
