#!/usr/bin/env bats
# shellcheck disable=SC2154
# Every kind of request that the tools make, held against OpenAI's own API document: by
# Prism, which refuses what the document does not allow (skipped where it cannot be had; see
# tests/lib/prism), and by our own checks, always.

load lib/kx
load lib/server
load lib/real

setup_file() {
	keep_real KX_PRISM_HOME KX_PRISM_SECONDS KX_OPENAI_SPEC KX_LLAMA_ROOT KX_LLAMA_SUITE \
		KX_LLAMA_SECONDS
	start_real prism mock server
	start_real llama start llama
	[ ! -s "$BATS_FILE_TMPDIR/llama.url" ] ||
		start_real prism proxy proxy "$(sed 's|/v1$||' "$BATS_FILE_TMPDIR/llama.url")"
}

teardown_file() {
	"$BATS_TEST_DIRNAME/lib/prism" stop "$BATS_FILE_TMPDIR/server"
	"$BATS_TEST_DIRNAME/lib/prism" stop "$BATS_FILE_TMPDIR/proxy"
	"$BATS_TEST_DIRNAME/lib/llama" stop "$BATS_FILE_TMPDIR/llama"
}

setup() {
	kx_setup
	need_door
	export OPENAI_API_KEY=sk-of-a-test
}

# against URL [HEADER]: the provider is there; HEADER chooses among Prism's answers
against() {
	printf '%s\n' 'retry_ms: 0' 'providers:' '  openai:' "    base_url: $1" \
		'    tries: 2' "    headers: {Prefer: \"${2-}\"}" | conf
}

# the provider is Prism
prism() { # [HEADER]
	need_real server
	against "$url" "$@"
}

# post BODY: sent to $url without kx; prints the status
post() {
	python 'import sys, urllib.request, urllib.error
request = urllib.request.Request(sys.argv[1] + "/chat/completions", sys.argv[2].encode(),
    {"Content-Type": "application/json", "Authorization": "Bearer sk-x"})
try:
    print(urllib.request.build_opener(urllib.request.ProxyHandler({})).open(request).status)
except urllib.error.HTTPError as e:
    print(e.code)' "$url" "$1"
}

# no_request_was_wrong of lib/server, with one interpreter for all
are_right() {
	need python3
	is "$(requests | jq -c 'select(.checked != "ok") | {path, checked, body}')" ''
	requests | jq -c 'select(.method == "POST") | {path, body}' >"$T/asked"
	python 'import json, sys
sys.dont_write_bytecode = True
sys.path.insert(0, sys.argv[1])
import api_check
for line in open(sys.argv[2]):
    asked = json.loads(line)
    for end, check in api_check.CHECKS.items():
        if asked["path"].endswith(end):
            check(asked["body"])
            break
    else:
        api_check.say(asked["path"], "nobody asks there")
    if api_check.bad:
        sys.exit("%s\nin %s" % ("\n".join(api_check.bad), line))' "$root/tests/lib" "$T/asked"
}

chat_model=openai:gpt-4o-mini

# made NAME FILTER [MODEL]: one request through the door, streamed and not. What is written
# on fd 9 is shown when it fails.
made() {
	local stream
	for stream in true false; do
		# `run` would hide which one it was
		door "$(ask "${3:-$chat_model}" "$2 | .stream = $stream")" >"$T/out" 2>"$T/err" || {
			echo "$1, stream $stream: status $?"
			cat "$T/err"
			return 1
		}
		jq -e '(.text | length > 0) or .refusal or .tool_calls' "$T/out" >/dev/null || {
			echo "$1, stream $stream: no answer"
			cat "$T/out"
			return 1
		}
	done
}

# every kind of chat request that the door can make
every_chat() {
	made plain .
	made limits '.max_tokens = 100 | .temperature = 0.25 | .stop = "END" | .cache_key = "desk"'
	made 'none but a question' '.messages |= .[1:]'
	made 'a longer talk' '.messages += [{role: "assistant", content: "After 5 days."},
		{role: "user", content: "Which days? \u0000\u001f \"\\ \ud83c\udf75 </s>"}]'
	made functions '.tools = [$get_order]'
	made 'several functions' '.tools = [$get_order, ($get_order | .function.name = "close"
		| del(.function.strict, .function.description))]'
	for choice in auto none required get_order; do
		made "choice $choice" ".tools = [\$get_order] | .tool_choice = \"$choice\""
	done
	made 'one call' '.tools = [$get_order] | .one_call = true'
	made 'answer of a function' "$with_answer"
	made 'answers of two functions' "$with_answer"' | .messages[2].tool_calls +=
		[.messages[2].tool_calls[0] | .id = "call_2"]
		| .messages += [.messages[-1] | .tool_call_id = "call_2"]'
	made 'text beside a call' "$with_answer"' | .messages[2].content = "Let me look."'
	made schema '.schema = $verdict'
	made 'schema with a name' '.schema = $verdict | .schema_name = "the verdict: yes or no?"'
	made 'schema and functions' '.schema = $verdict | .tools = [$get_order]'
	made 'a model that thinks' '.max_tokens = 100 | .temperature = 0 | .stop = "END" | .schema = $verdict
		| .tools = [$get_order] | .one_call = true' openai:o4-mini
}

# every kind of request that the tools make
every_tool() {
	printf '%s\n' '{"text":"green tea"}' '{"text":"Wo ist mein Päckchen? 🍵"}' >in
	tea
	head -n 1 in | kx-embed -m openai:text-embedding-3-small >/dev/null
	head -n 1 in | kx-embed -m openai:text-embedding-3-small --no-cache --encoding base64 >/dev/null
	kx-kb-ingest -q help >/dev/null
	kx-chat -m "$chat_model" 'When do I get my refund?' >"$T/out" || [ $? = 3 ]
	kx-chat -m "$chat_model" -c 'And when it is late?' >"$T/out" || [ $? = 3 ]
	kx-chat -m "$chat_model" --no-stream --system 'You are the desk of a tea shop.' \
		'When do I get my refund?' >"$T/out" || [ $? = 3 ]
	KX_CHAT_MODERATION=openai:omni-moderation-latest kx-chat -m "$chat_model" \
		'When do I get my refund?' >"$T/out" || [ $? = 3 ]
	jq -cn '{text: "When do I get my refund?"}, {text: "How hot is the water?"}' |
		kx-chat -m "$chat_model" >"$T/out"
	door '{"spec":"openai:omni-moderation-latest","moderate":"green tea"}' >"$T/out"
}

# ---- by our own checks --------------------------------------------------------------

@test "every kind of request is as the published interface wants it" {
	serve --kind openai --key sk-of-a-test
	against "$base"
	every_chat
	every_tool
	are_right
	# none was left out
	is "$(requests | jq -r .path | sort -u | paste -sd' ')" \
		'/v1/chat/completions /v1/embeddings /v1/moderations'
	is "$(requests | jq -r '.body | (.encoding_format // empty)' | sort -u)" base64
	is "$(requests | jq -s 'map(.body | select(.stream)) | length > 15')" true
	is "$(requests | jq -s 'map(.body | select(.tools)) | length > 15')" true
	is "$(requests | jq -s 'map(.body | select(.response_format)) | length')" 8
}

@test "a server without base64 is asked for numbers as the interface wants it" {
	serve --kind openai --key sk-of-a-test --no-base64
	against "$base"
	echo '{"text":"green tea"}' >in
	kx-embed -m openai:text-embedding-3-small in | jq -e '.embedding | length > 0'
	no_request_was_wrong
	is "$(requests | jq -r .body.encoding_format | paste -sd' ')" 'base64 float'
}

# ---- by Prism -----------------------------------------------------------------------

@test "Prism: the mock refuses what the document does not allow" {
	need_real server
	for body in '{}' '{"model":"gpt-4o-mini","messages":[]}' \
		'{"model":"gpt-4o-mini","messages":[{"role":"king","content":"x"}]}' \
		'{"model":"gpt-4o-mini","messages":[{"role":"user","content":"x"}],"temperatur":1}'; do
		run -0 post "$body"
		is "$output" 400
	done
}

@test "Prism: every kind of chat request is accepted" {
	prism
	every_chat
}

@test "Prism: every kind of request of the tools is accepted" {
	prism
	every_tool
}

@test "Prism: vectors in both encodings are the same" {
	for example in float base64; do
		prism "example=$example"
		echo '{"text":"green tea"}' >in
		run -0 --separate-stderr kx-embed -m openai:text-embedding-3-small --no-cache in
		quiet
		is "$(q '.embedding | tojson')" '[1,-0.5,0.25,0]'
	done
}

@test "Prism: every way in which an answer can end is understood" {
	for stream in true false; do
		prism example=tools
		run -0 --separate-stderr door "$(ask "$chat_model" ".stream = $stream | .tools = [\$get_order]")"
		is "$(q '[.finish, (.tool_calls | length > 0)] | join("|")')" 'tool_calls|true'
		q '.tool_calls[].function.arguments' | jq -e type >/dev/null
	done
	prism example=length
	run -0 --separate-stderr door "$(ask "$chat_model")"
	is "$(q .finish)" length
	prism example=filter
	run -0 --separate-stderr door "$(ask "$chat_model")"
	is "$(q .finish)" content_filter
	prism example=refusal
	run -0 --separate-stderr door "$(ask "$chat_model")"
	[ -n "$(q .refusal)" ]
}

@test "Prism: a stream that breaks off is partial" {
	for example in cut error; do
		prism "example=$example"
		run -75 --separate-stderr door "$(ask "$chat_model" '.stream = true')"
		is "$(q '[.partial, (.shown | length > 0), .attempts] | join("|")')" 'true|true|1'
	done
}

# fails HEADER STATUS ATTEMPTS-MORE LIKE: of a chat, of vectors and of a moderation
fails() {
	prism "$1"
	echo '{"text":"green tea"}' >in
	run "-$2" --separate-stderr door "$(ask "$chat_model")"
	like "$stderr" "$4"
	is "$(grep -c 'tried again' <<<"$stderr")" "$3"
	is "$output" ''
	run "-$2" --separate-stderr kx-embed -m openai:text-embedding-3-small --no-cache in
	like "$stderr" "$4"
	run "-$2" --separate-stderr door '{"spec":"openai:omni-moderation-latest","moderate":"tea"}'
	like "$stderr" "$4"
}

@test "Prism: each error has its status, and is tried again or not" {
	fails code=401 69 0 '*no access with this key: status 401*'
	fails code=404 69 0 '*no such model or address: status 404*'
	fails code=500 75 1 '*the server failed: status 500*'
	fails 'code=429, example=quota' 69 0 '*status 429*'
}

@test "Prism: who is told to come later does" {
	fails 'code=429, example=rate' 75 1 '*status 429*'
}

@test "Prism: a request that is refused is no other model's matter, a text is its record's" {
	prism 'code=400, example=invalid'
	run -69 --separate-stderr door "$(ask "$chat_model")"
	like "$stderr" '*status 400*'
	unlike "$stderr" '*tried again*'
	printf '%s\n' '{"text":"green tea"}' '{"text":"black tea"}' >in
	run -1 --separate-stderr kx-embed -m openai:text-embedding-3-small --no-cache in
	is "$(cut -d: -f1-3 <<<"$stderr")" 'kx-embed: in:1
kx-embed: in:2'
}

@test "Prism: a question that is too long is known as such" {
	prism 'code=400, example=context'
	run -69 --separate-stderr door "$(ask "$chat_model")"
	like "$stderr" '*too long for the model*context_length_exceeded*'
}

@test "Prism: the organization and the project are said, and no other service gets the key" {
	need_real server
	conf <<-END
		retry_ms: 0
		providers:
		  openai: {base_url: "$url", organization: org-1, project: proj-1}
		  other: {kind: openai, base_url: "$url"}
	END
	door "$(ask "$chat_model")" >/dev/null
	run -69 --separate-stderr door "$(ask other:gpt-4o-mini)"
	like "$stderr" '*status 401*'
}

# ---- by Prism, in front of a real server --------------------------------------------

@test "Prism: whole flows go through it to a real server" {
	need_real proxy
	against "$url"
	tea
	kx-kb-ingest -q -m openai:tiny help >/dev/null
	run -0 --separate-stderr kx-search --rank vectors --min-score 0 'When do I get my refund?'
	is "$(q .article_id | head -n 1)" returns
	for how in '' --no-stream -c; do
		# shellcheck disable=SC2086
		run -0 --separate-stderr kx-chat --json -m openai:tiny $how 'When do I get my refund?'
		is "$(q '[.model, .text] | join("|")')" \
			'openai:tiny|We pay the refund within 5 working days [1].'
	done
	for stream in true false; do
		run -0 --separate-stderr door "$(ask openai:tiny ".stream = $stream | .tools = [\$get_order]")"
		is "$(q '[.finish, .tool_calls[0].function.name] | join("|")')" 'tool_calls|get_order'
		run -0 --separate-stderr door "$(ask openai:tiny "$with_answer | .stream = $stream")"
		is "$(q .finish)" stop
		run -0 --separate-stderr door "$(ask openai:tiny ".stream = $stream | .schema = \$verdict")"
		is "$(q '.text | fromjson | keys | length')" 4
	done
	# what it says of answers is about llama.cpp
	run ! grep 'Violation: request' "$BATS_FILE_TMPDIR/proxy/log"
	is "$(post '{"model":"tiny","messages":[{"role":"user","content":"x"}],"temperatur":1}')" 200
	grep -q 'Violation: request.*temperatur' "$BATS_FILE_TMPDIR/proxy/log"
}
