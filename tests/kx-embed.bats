#!/usr/bin/env bats
# shellcheck disable=SC2154
# kx-embed: records in, the same records with a vector out.

load lib/kx

embed() { # STATUS ARG ...: stdin goes in
	local status=$1
	shift
	run "-$status" --separate-stderr kx-embed "$@"
}

@test "a record comes out as it went in, with a vector and its model behind it" {
	line='{"id": 7 , "text":"green tea","x":[1.50,{"y":null}],"u":"\u00e9"}'
	embed 0 <<<"$line"
	quiet
	is "${output%%,\"embedding\"*}" "${line%\}}"
	json_eq "$(q 'del(.embedding, .embedding_model)')" "$line"
	is "$(q '.embedding | length')" 256
	is "$(q .embedding_model)" hash-256
}

@test "the vector has unit length, the same words give the same one" {
	embed 0 <<-'END'
		{"text":"How do I brew green tea?"}
		{"text":"How do I brew green tea?","other":"field"}
		{"text":"Refund of a parcel"}
	END
	is "$(q '[.embedding[] | . * .] | add | . > 0.9999 and . < 1.0001' | sort -u)" true
	is "$(q '.embedding | tojson' | sort -u | wc -l)" 2
}

@test "likeness of words is likeness of vectors" {
	embed 0 <<-'END'
		{"text":"Return an order and get the money back"}
		{"text":"Returning orders, getting money back"}
		{"text":"The battery of the lock is empty"}
	END
	run jq -s '[.[].embedding] | . as $v | def dot(a; b): [range(256) | $v[a][.] * $v[b][.]] | add;
		dot(0; 1) > dot(0; 2) + 0.2' <<<"$output"
	is "$output" true
}

@test "--field names the field" {
	embed 0 --field body <<<'{"id":"a","body":"green tea"}'
	is "$(q '.embedding | length')" 256
	embed 1 --field body <<<'{"id":"a","text":"green tea"}'
	like "$stderr" "kx-embed: stdin:1: field 'body' is missing"
}

@test "--model hash-N gives N numbers, and a model that is not known is refused" {
	embed 0 --model hash-64 <<<'{"text":"green tea"}'
	is "$(q '.embedding | length')" 64
	is "$(q .embedding_model)" hash-64
	run --separate-stderr kx-embed -m nonsense </dev/null
	[ "$status" -eq 64 ] || [ "$status" -eq 78 ]
	like "$stderr" "kx-embed: *'nonsense' is not known*hint: *hash*"
	embed 64 -m none </dev/null
	run --separate-stderr kx-embed -m hash-5 </dev/null
	[ "$status" -ne 0 ]
	one_line
}

@test "base64 holds the same numbers as little-endian float32" {
	need python3
	kx-embed <<<'{"text":"green tea leaves"}' >array
	kx-embed --encoding base64 <<<'{"text":"green tea leaves"}' >packed
	is "$(jq -r '.embedding | type' packed)" string
	python 'import base64, json, struct, sys
a = json.load(open(sys.argv[1]))["embedding"]
b = base64.b64decode(json.load(open(sys.argv[2]))["embedding"])
assert len(b) == 4 * len(a)
assert list(struct.unpack("<%df" % len(a), b)) == [struct.unpack("<f", struct.pack("<f", x))[0] for x in a]' array packed
	embed 64 --encoding hex
	like "$stderr" "kx-embed: *'hex' is neither array nor base64"
}

@test "a vector that was there is replaced, not doubled" {
	embed 0 <<<'{"embedding_model":"old","text":"green tea","embedding":[1,2],"z":1}'
	is "$(grep -o '"embedding"' <<<"$output" | wc -l)" 1
	is "$(grep -o '"embedding_model"' <<<"$output" | wc -l)" 1
	is "$(q '[(.embedding | length), .embedding_model, .z] | tojson')" '[256,"hash-256",1]'
}

@test "title and heading of a chunk count, as they do in an ingest" {
	embed 0 <<-'END'
		{"text":"Two minutes."}
		{"title":"Brew tea","text":"Two minutes."}
		{"title":"Brew tea","heading":"Time","text":"Two minutes."}
	END
	is "$(q '.embedding | tojson' | sort -u | wc -l)" 3
}

@test "a deleted record goes through as it is" {
	embed 0 <<<'{"article_id":"a","source":"s","deleted":true}'
	is "$output" '{"article_id":"a","source":"s","deleted":true}'
}

@test "text without a word has a vector all the same" {
	embed 0 <<<'{"text":"?!"}'
	is "$(q '.embedding | length')" 256
}

@test "bad records are told by place, the rest goes on" {
	printf '%s\n' '{"text":"one"}' 'no json' '{"text":7}' '{"no":"text"}' '{"text":""}' '' '{"text":"two"}' >in
	embed 1 in
	is "$(q .text | paste -sd' ')" 'one two'
	is "$stderr" "kx-embed: in:2: not a JSON value at byte 1
kx-embed: in:3: field 'text' is of type int, wanted string
kx-embed: in:4: field 'text' is missing
kx-embed: in:5: field 'text' is empty"
}

@test "--strict stops, --rejects keeps" {
	printf '%s\n' '{"text":"one"}' 'no json' '{"text":"two"}' >in
	embed 1 --strict in
	is "$(q .text)" one
	embed 1 --rejects bad in
	is "$(cat bad)" 'no json'
}

@test "several files, gzip among them, one after the other" {
	record text one >a
	record text two | gzip >b
	record text three >"c"
	embed 0 a b - <c
	is "$(q .text | paste -sd' ')" 'one two three'
	embed 74 a no-such b
	is "$(q .text | paste -sd' ')" 'one two'
	like "$stderr" "kx-embed: cannot open 'no-such': *"
}

@test "a text that is too long is told with its limit" {
	{
		printf '{"text":"'
		big 1100000
		printf '"}\n{"text":"short"}\n'
	} >in
	embed 1 in
	is "$(q .text)" short
	is "$stderr" "kx-embed: in:1: field 'text' is longer than 1024 KiB"
}

@test "nothing is kept without --cache, and no store is made" {
	embed 0 <<<'{"text":"green tea"}'
	[ ! -e "$XDG_DATA_HOME" ]
}

@test "--cache keeps vectors by content, and gives the same ones" {
	need_sql
	printf '%s\n' '{"text":"one"}' '{"text":"two"}' '{"text":"one"}' >in
	kx-embed in >plain
	kx-embed --cache in | diff plain -
	is "$(sql 'select count(*) from embed_cache')" 2
	kx-embed --cache in | diff plain -
	is "$(sql 'select count(*) from embed_cache')" 2
	kx-embed --cache -m hash-64 in >/dev/null
	is "$(sql 'select count(*) from embed_cache')" 4
	sound
}

@test "an answer comes as soon as its question is there" {
	mkfifo in out
	kx-embed <in >out 3>&- &
	exec 8>in 9<out
	echo '{"text":"one"}' >&8
	read -r line <&9
	like "$line" '{"text":"one","embedding":*'
	echo '{"text":"two"}' >&8
	read -r line <&9
	like "$line" '{"text":"two","embedding":*'
	exec 8>&-
	wait $!
}
