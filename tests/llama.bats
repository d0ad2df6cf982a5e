#!/usr/bin/env bats
# shellcheck disable=SC2154
# Whole flows against a real server of a model: llama.cpp's, with a model that always says
# the same sentence, calls functions, keeps to schemas, and knows how near texts are by the
# words they share. Skipped where that server cannot be had; see tests/lib/llama.

load lib/kx
load lib/real

said='We pay the refund within 5 working days [1].'
refund='When do I get my refund?'

setup_file() {
	keep_real KX_LLAMA_ROOT KX_LLAMA_SUITE KX_LLAMA_SECONDS
	start_real llama start server
}

teardown_file() {
	"$BATS_TEST_DIRNAME/lib/llama" stop "$BATS_FILE_TMPDIR/server"
}

setup() {
	need_real server
	kx_setup
	need_door
	providers "$url"
}

teardown() {
	[ ! -e "$T/other" ] || real llama stop "$T/other"
}

# providers URL [MEMBER ...]: the configuration, with further members of the provider
providers() {
	{
		echo 'retry_ms: 0'
		echo 'providers:'
		echo '  llamacpp:'
		echo "    base_url: $1"
		shift
		[ $# -eq 0 ] || printf '    %s\n' "$@"
	} | conf
}

# other OPTION ...: a server of this test alone, which the configuration then names
other() {
	real llama start "$T/other" "$@" >"$T/other.url" 3>&-
	providers "$(cat "$T/other.url")"
}

embed() { # STATUS ARG ...
	local status=$1
	shift
	run "-$status" --separate-stderr kx-embed -m llamacpp:tiny "$@"
}

chat() { # STATUS ARG ...
	local status=$1
	shift
	run "-$status" --separate-stderr kx-chat -m llamacpp:tiny "$@"
}

ingest() {
	kx-kb-ingest -q -m llamacpp:tiny "$@"
}

# usage PURPOSE FILTER: of the calls that the store knows
usage() {
	kx-db stats --usage | jq -r "select(.purpose == \"$1\") | $2"
}

# texts N: records
texts() {
	jq -cn "range($1) | {id: ., text: \"order \(.) of \(. % 7) cups of green tea \(. * . % 11)\"}"
}

# vectors TEXT ...: asked of the server without kx, as numbers, one array a line
vectors() {
	python 'import json, sys, urllib.request
body = json.dumps({"model": "tiny", "input": sys.argv[2:], "encoding_format": "float"})
request = urllib.request.Request(sys.argv[1] + "/embeddings", body.encode(),
    {"Content-Type": "application/json"})
for d in json.load(urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request))["data"]:
    print(json.dumps(d["embedding"]))' "$url" "$@"
}

# ---- vectors ------------------------------------------------------------------------

@test "a vector of the server is the one that its numbers say" {
	printf '%s\n' '{"text":"green tea"}' '{"text":"Where is my order?"}' >in
	embed 0 in
	quiet
	is "$(q '[.embedding_model, (.embedding | length)] | join(" ")')" 'llamacpp:tiny 320
llamacpp:tiny 320'
	vectors 'green tea' 'Where is my order?' >wanted
	q '.embedding | tojson' >got
	run -0 python 'import json
for a, b in zip(open("got"), open("wanted"), strict=True):
    for x, y in zip(json.loads(a), json.loads(b), strict=True):
        assert abs(x - y) < 1e-6, (x, y)'
}

@test "vectors of many batches at once come in the order of the texts" {
	desk # calls are noted in a store that is there
	texts 300 >in
	providers "$url" 'batch: 16' 'in_flight: 4'
	embed 0 --no-cache in
	quiet
	is "$(q .id | paste -sd' ')" "$(seq 0 299 | paste -sd' ')"
	for i in 0 17 150 299; do
		q "select(.id == $i)" >whole
		sed -n "$((i + 1))p" in | kx-embed -m llamacpp:tiny --no-cache >alone
		is "$(jq -c '.embedding | map(. * 1e5 | round)' alone)" \
			"$(jq -c '.embedding | map(. * 1e5 | round)' whole)"
	done
	is "$(usage embed .calls)" 23
}

@test "a text that is too long for the server is told by its place, the rest goes on" {
	{
		texts 9
		jq -cn --arg t "$(big 40000)" '{id: "long", text: $t}'
		texts 9
	} >in
	embed 1 in
	is "${#lines[@]}" 18
	one_line
	like "$stderr" 'kx-embed: in:10: *too long*'
}

@test "vectors are asked for once" {
	texts 20 >in
	kx-embed -m llamacpp:tiny in >first
	is "$(usage embed .calls)" 1
	kx-embed -m llamacpp:tiny in | cmp - first
	is "$(usage embed .calls)" 1
}

@test "a question is found by its vector, which the server makes" {
	tea
	ingest help >/dev/null
	is "$(kx-db stats --json | jq -r '"\(.vectors) \(.vector_model)"')" '3 llamacpp:tiny'
	run -0 --separate-stderr kx-search --rank vectors --min-score 0 'the leaves of bitter tea'
	is "$(q .article_id | head -n 1)" brew.md
	run -0 --separate-stderr kx-search --rank vectors --min-score 0 "$refund"
	is "$(q .article_id | head -n 1)" returns
	quiet
	# as near as the server's own numbers say
	vectors "$refund" "$(printf '%s\n' 'Return an order' 'When you get your refund' "$(q .text | head -n 2)")" >pair
	like "$(usage embed '.calls >= 3')" true
	q '.scores.vector' | head -n 1 >score
	run -0 python 'import json
a, b = map(json.loads, open("pair"))
cosine = sum(x * y for x, y in zip(a, b))
assert abs(cosine - float(open("score").read())) < 0.1, cosine'
}

@test "a store keeps to the model of its vectors until it is changed" {
	tea
	ingest help >/dev/null
	run -78 --separate-stderr kx-kb-ingest -q -m llamacpp:other help
	like "$stderr" "*the store's vectors are of model 'llamacpp:tiny', not 'llamacpp:other'*"
	kx-kb-ingest -q --reembed -m llamacpp:other >/dev/null
	is "$(kx-db stats --json | jq -r '"\(.vectors) \(.vector_model)"')" '3 llamacpp:other'
	run -0 --separate-stderr kx-search --rank vectors --min-score 0 "$refund"
	is "$(q .article_id | head -n 1)" returns
	sound
}

# ---- answers ------------------------------------------------------------------------

@test "the model's answer is streamed, cited and kept" {
	tea
	ingest help >/dev/null
	chat 0 "$refund"
	quiet
	is "$output" "$said

[1] Return an order  https://help.example.com/returns"
	chat 0 --json "$refund"
	is "$(q '[.text, .status, .model, .citations[0].article_id] | join("|")')" \
		"$said|answered|llamacpp:tiny|returns"
	is "$(q '.usage.input > 50 and .usage.output == 13')" true
	is "$(usage answer '"\(.calls) \(.failed) \(.output)"')" '2 0 26'
}

@test "an answer as a whole is the same as a streamed one" {
	tea
	ingest help >/dev/null
	chat 0 --json --no-log "$refund"
	streamed=$(q '[.text, .citations, .status, .usage.output] | tojson')
	chat 0 --json --no-log --no-stream "$refund"
	is "$(q '[.text, .citations, .status, .usage.output] | tojson')" "$streamed"
}

@test "what the articles do not say is no answer, whatever the model writes" {
	tea
	rm help/returns.md
	ingest help >/dev/null
	chat 3 --json --min-score 0 'How hot is the water for green tea?'
	is "$(q '[.status, (.citations | length)] | join(" ")')" 'unknown 0'
}

@test "an answer is made again from what was recorded, without the server" {
	tea
	ingest help >/dev/null
	chat 0 --json "$refund"
	first=$output
	providers http://127.0.0.1:9/v1
	run -0 --separate-stderr kx-chat --json --replay "$(q .message)"
	is "$output" "$first"
}

@test "a follow-up is made to stand on its own by the model" {
	tea
	ingest help >/dev/null
	chat 0 --json "$refund"
	chat 0 --json -c 'And within how many working days?'
	is "$(q .text)" "$said"
	is "$(usage rewrite .calls)" 1
}

@test "twenty questions of one run are answered one by one" {
	tea
	ingest help >/dev/null
	jq -cn --arg q "$refund" 'range(20) | {id: ., text: $q}' >in
	run -0 --separate-stderr kx-chat -m llamacpp:tiny --no-log <in
	quiet
	is "$(q '"\(.id) \(.status)"' | paste -sd,)" \
		"$(seq 0 19 | sed 's/$/ answered/' | paste -sd,)"
	is "$(usage answer .calls)" 20
}

@test "many tools at once are all answered, and all is noted" {
	tea
	ingest help >/dev/null
	for i in 1 2 3 4 5 6 7 8; do
		kx-chat -m llamacpp:tiny --json "$refund" >"answer.$i" 2>"said.$i" &
	done
	wait
	is "$(cat said.*)" ''
	is "$(jq -r .text answer.* | uniq -c | sed 's/^ *//')" "8 $said"
	is "$(usage answer '"\(.calls) \(.failed) \(.output)"')" '8 0 104'
	is "$(sql 'select count(*) from message')" 16
	sound
}

@test "from hits and vectors that come through pipes" {
	tea
	ingest help >/dev/null
	jq -cn --arg q "$refund" '{query: $q}' | kx-embed --field query -m llamacpp:tiny |
		kx-search --rank vectors --min-score 0 -k 1 >hits
	is "$(jq -r .article_id hits)" returns
	run -0 --separate-stderr kx-chat -m llamacpp:tiny --json --hits "$refund" <hits
	is "$(q '[.text, .citations[0].article_id] | join("|")')" "$said|returns"
}

@test "the server understands each way of speaking" {
	{
		echo 'providers:'
		for kind in openai openrouter ollama vllm compatible; do
			echo "  my$kind: {kind: $kind, base_url: \"$url\"}"
		done
	} | conf
	for kind in openai openrouter ollama vllm compatible; do
		run -0 --separate-stderr door "$(ask "my$kind:tiny" '.stream = true | .max_tokens = 3')"
		is "$(q '[.finish, .text] | join("|")')" 'length|We pay the'
		run -0 --separate-stderr door "$(ask "my$kind:tiny" '.tools = [$get_order] | .one_call = true')"
		is "$(q '[.finish, (.tool_calls | length)] | join("|")')" 'tool_calls|1'
		run -0 --separate-stderr door "$(ask "my$kind:tiny" '.stream = true | .schema = $verdict')"
		is "$(q '.text | fromjson | keys | length')" 4
	done
}

# ---- what goes wrong ----------------------------------------------------------------

@test "without its key the server refuses, and no other model is asked for long" {
	tea
	kx-kb-ingest -q help >/dev/null
	other --api-key sesame
	echo '{"text":"green tea"}' >in
	embed 69 in
	like "$stderr" '*no access with this key: status 401*'
	export KX_CHAT_FALLBACK=false
	chat 69 "$refund"
	like "$stderr" '*no access with this key: status 401*'
	KX_CHAT_KEY=wrong chat 69 "$refund"
	unlike "$output$stderr" '*wrong*'
	KX_CHAT_KEY=sesame chat 0 --json "$refund"
	is "$(q .model)" llamacpp:tiny
	KX_EMBED_KEY=sesame embed 0 in
	# the store holds none of it
	run ! grep -q sesame "$store"
	KX_CHAT_FALLBACK=true chat 0 --json "$refund"
	is "$(q '[.model, .instead_of.model] | join(" ")')" 'extract llamacpp:tiny'
}

@test "when the server is gone extract stands in, and the second call is spared" {
	tea
	kx-kb-ingest -q help >/dev/null
	other
	chat 0 --json "$refund"
	is "$(q .model)" llamacpp:tiny
	real llama stop "$T/other"
	chat 0 --json "$refund"
	is "$(q '[.model, .instead_of.model] | join(" ")')" 'extract llamacpp:tiny'
	like "$(q .text)" '*5 working days*'
	calls=$(usage answer '"\(.calls) \(.failed)"')
	is "$calls" '2 1'
	chat 0 --json "$refund"
	is "$(q '[.model, .instead_of.model] | join(" ")')" 'extract llamacpp:tiny'
	# nobody was called
	is "$(usage answer '"\(.calls) \(.failed)"')" "$calls"
	KX_CHAT_FALLBACK=false chat 75 "$refund"
	echo '{"text":"green tea"}' >in
	embed 75 in
	is "$(usage embed .calls)" ''
	# one that is well still answers
	providers "$url"
	chat 0 --json "$refund"
	is "$(q .model)" llamacpp:tiny
}

@test "what is too long for the model is told so, and not asked again" {
	other -c 512 -np 1
	run -69 --separate-stderr door "$(ask llamacpp:tiny "(.messages[1].content) = \"$(big 9000)\"")"
	like "$stderr" '*exceed_context_size_error*'
	unlike "$stderr" '*tried again*'
	tea
	kx-kb-ingest -q help >/dev/null
	chat 0 --json "$refund"
	is "$(q '[.model, .instead_of.model] | join(" ")')" 'extract llamacpp:tiny'
	is "$(sql "select outcome, attempts from usage where purpose = 'answer'")" 'context|1'
}

# ---- functions, schemas -------------------------------------------------------------

@test "the model calls a function, and goes on with what that says" {
	for stream in true false; do
		run -0 --separate-stderr door "$(ask llamacpp:tiny ".stream = $stream | .tools = [\$get_order]")"
		is "$(q '[.finish, .text, (.tool_calls | length)] | join("|")')" 'tool_calls||1'
		is "$(q '.tool_calls[0] | [.type, .function.name] | join("|")')" 'function|get_order'
		json_eq "$(q '.tool_calls[0].function.arguments')" '{"id":"x","days":0,"part":"status"}'
		calls=$(q .tool_calls)
		id=$(q '.tool_calls[0].id')
		[ -n "$id" ]
		run -0 --separate-stderr door "$(ask llamacpp:tiny ".stream = $stream | .tools = [\$get_order]
			| .messages += [{role: \"assistant\", content: null, tool_calls: $calls},
				{role: \"tool\", tool_call_id: \"$id\", content: \"on its way\"}]")"
		is "$(q '[.finish, .text] | join("|")')" "stop|$said"
	done
}

@test "a function that must be called is called, once" {
	for choice in required get_order; do
		run -0 --separate-stderr door "$(ask llamacpp:tiny ".tools = [\$get_order, (\$get_order
			| .function.name = \"close\")] | .tool_choice = \"$choice\" | .one_call = true")"
		is "$(q '[.finish, (.tool_calls | length)] | join("|")')" 'tool_calls|1'
	done
	is "$(q '.tool_calls[0].function.name')" get_order
}

@test "an answer keeps to its schema" {
	for stream in true false; do
		run -0 --separate-stderr door "$(ask llamacpp:tiny ".stream = $stream | .schema = \$verdict")"
		is "$(q .finish)" stop
		is "$(q '.text | fromjson | map_values(type) | tojson')" \
			'{"answer":"string","sure":"number","tags":"array","ok":"boolean"}'
	done
}

@test "text comes in as many pieces as the model writes" {
	run -0 --separate-stderr door "$(ask llamacpp:tiny '.stream = true')"
	is "$(q '[.pieces, .shown, .partial, .attempts] | join("|")')" "12|$said|false|1"
	is "$(q .text)" "$said"
	is "$(q '.usage.input > 0 and .usage.output == 13')" true
}

@test "the limits of an answer are the model's" {
	run -0 --separate-stderr door "$(ask llamacpp:tiny '.max_tokens = 3')"
	is "$(q '[.finish, .text] | join("|")')" 'length|We pay the'
	run -0 --separate-stderr door "$(ask llamacpp:tiny '.stop = " working"')"
	is "$(q '[.finish, .text] | join("|")')" 'stop|We pay the refund within 5'
	run -0 --separate-stderr door "$(ask llamacpp:tiny '.temperature = 0.5')"
	is "$(q .sent.temperature)" 0.5
}

@test "a server that cannot moderate lets no question pass unseen" {
	run -69 --separate-stderr door '{"spec":"llamacpp:tiny","moderate":"green tea"}'
	like "$stderr" '*status 404*'
	tea
	kx-kb-ingest -q help >/dev/null
	KX_CHAT_MODERATION=llamacpp:tiny chat 69 "$refund"
	is "$output" ''
}
