#!/usr/bin/env bats
# shellcheck disable=SC2030,SC2031,SC2154
# Whatever a provider of models does: the tools end as their pages say, nothing hangs, memory
# is bounded, and an answer that was cut off is never given for a whole one.

load lib/kx
load lib/server

question='When do I get my refund after a return?'

setup() {
	kx_setup
	export OPENAI_API_KEY=sk-test-0123456789 KX_RETRY_MS=0
	limits 'total_s: 30'
}

# limits WORDS: how long is waited for the provider
limits() {
	conf <<-END
		providers:
		  openai: {$1}
	END
}

# guarded COMMAND ...: nothing may hang; a status of 124 is what it comes to
guarded() {
	OPENAI_BASE_URL=$base timeout -k 5 60 "$@"
}

# ask [ARG ...]: a question, from a store that knows of no failure yet
ask() {
	rm -f "$T"/asks.db*
	cp "$store" "$T/asks.db"
	run --separate-stderr guarded kx-chat --store "sqlite:$T/asks.db" -m openai:test "$@" "$question"
}

# three texts to be made vectors of
vectors() {
	printf '{"text":"%s"}\n' one two three >three
	run --separate-stderr guarded kx-embed --no-cache -m openai:test three
}

# came STATUS REQUESTS: of the last run; nobody repeats what a provider writes, or the key
came() {
	is "status $status" "status $1"
	asked "$2"
	unlike "$output$stderr" '*canary*'
	unlike "$output$stderr$(requests)" '*sk-test*'
	is "$(requests | jq -c 'select(.checked != "ok").checked')" ''
}

# each COMMAND ... <TABLE: for every line of it (status, requests, what else is asked of the
# answer, the script) a server of its own; says which line it was that failed
each() {
	local wanted n filter line
	while read -r wanted n filter line <&9; do
		[ "$wanted" ] || continue
		play --kind "${kind:-openai}" --key "$OPENAI_API_KEY" <<<"${line//;/$'\n'}"
		"$@"
		{ came "$wanted" "$n" && { [ "$filter" = - ] || is "$(q "$filter" | sort -u)" true; }; } || {
			printf 'with: %s\nstdout: %s\nstderr: %s\n' "$line" "$output" "$stderr"
			return 1
		}
		end_server
	done 9<&0
	no_request_was_wrong
}

# mib COMMAND ...: the most memory that a command took goes to the file "mib"
mib() {
	python 'import resource, subprocess, sys
rc = subprocess.run(sys.argv[1:]).returncode
open("mib", "w").write(str(resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss >> 10))
sys.exit(rc if rc >= 0 else 128 - rc)' "$@"
}

# ---- statuses -----------------------------------------------------------------------

@test "kx-chat gives up at what another try cannot mend, and tries again what it can" {
	desk
	export KX_CHAT_FALLBACK=no
	each ask --json <<-'END'
		0  1 .partial==null      {"pass":true}
		69 1 - {"status":400}
		69 1 - {"status":401}
		69 1 - {"status":403}
		69 1 - {"status":404}
		69 1 - {"status":413}
		69 1 - {"status":422}
		69 1 - {"status":400,"code":"content_filter"}
		69 1 - {"status":400,"code":"context_length_exceeded"}
		69 1 - {"status":429,"type":"insufficient_quota","code":"insufficient_quota"}
		69 1 - {"status":302,"headers":{"Location":"http://127.0.0.1:1/v1/chat/completions"}}
		75 3 - {"status":408}
		75 3 - {"status":409}
		75 3 - {"status":429}
		75 3 - {"status":500}
		75 3 - {"status":502,"headers":{"Content-Type":"text/html"},"body":"<html>Bad gateway"}
		75 3 - {"status":503}
		75 3 - {"status":504}
		75 3 - {"status":529}
		0  2 .partial==null      {"status":429,"headers":{"Retry-After":"0.01"}};{"pass":true}
		0  3 .partial==null      {"status":503,"times":2};{"pass":true}
		0  3 .partial==null      {"fault":"reset-start"};{"fault":"html"};{"pass":true}
	END
}

@test "what a provider says about another try is obeyed" {
	desk
	export KX_CHAT_FALLBACK=no
	each ask --json <<-'END'
		75 3 - {"status":429,"headers":{"retry-after-ms":"5"}}
		75 1 - {"status":429,"headers":{"Retry-After":"3600"}}
		75 1 - {"status":429,"headers":{"Retry-After":"Fri, 31 Dec 2099 23:59:59 GMT"}}
		75 3 - {"status":503,"headers":{"Retry-After":"Thu, 01 Jan 1970 00:00:00 GMT"}}
		75 3 - {"status":503,"headers":{"Retry-After":"soon"}}
		75 1 - {"status":503,"headers":{"x-should-retry":"false"}}
		69 3 - {"status":400,"headers":{"x-should-retry":"true"}}
	END
}

@test "kx-embed ends with the same statuses" {
	each vectors <<-'END'
		0  1 (.embedding|length)==64 {"pass":true}
		69 1 - {"status":401}
		69 1 - {"status":403}
		69 1 - {"status":404}
		69 1 - {"status":429,"type":"insufficient_quota","code":"insufficient_quota"}
		75 3 - {"status":408}
		75 3 - {"status":409}
		75 3 - {"status":429}
		75 1 - {"status":429,"headers":{"Retry-After":"3600"}}
		75 3 - {"status":500}
		75 3 - {"status":502,"headers":{"Content-Type":"text/html"},"body":"<html>Bad gateway"}
		75 3 - {"status":503}
		75 3 - {"status":504}
		75 3 - {"status":529}
		75 1 - {"status":503,"headers":{"x-should-retry":"false"}}
		0  3 (.embedding|length)==64 {"status":503,"times":2};{"pass":true}
	END
}

@test "a call that was tried three times is counted once" {
	need_sql
	desk
	play <<<$'{"status":503,"times":2}\n{"pass":true}'
	ask --json
	came 0 3
	is "$(sql 'select outcome, attempts from usage' "$T/asks.db")" 'ok|3'
	end_server
	play <<<'{"fault":"stall"}'
	limits 'idle_s: 0.3'
	ask --json
	came 75 1
	is "$(sql 'select outcome, attempts from usage' "$T/asks.db")" 'partial|1'
}

# ---- what goes wrong on the way -----------------------------------------------------

@test "an answer that does not come, or is none, is asked for again" {
	desk
	export KX_CHAT_FALLBACK=no
	each ask --json <<-'END'
		75 3 - {"fault":"reset-start"}
		75 3 - {"fault":"reset-head"}
		75 3 - {"fault":"close-start"}
		75 3 - {"fault":"close-head"}
		75 3 - {"fault":"not-http"}
		75 3 - {"fault":"html"}
		75 3 - {"fault":"empty-body"}
		75 3 - {"sse":["{\"nonsense\":"]}
		75 3 - {"sse":["[]","[DONE]"]}
		75 3 - {"fault":"error-middle","error_after":1}
		75 3 - {"fault":"cut","stop":1}
	END
}

@test "a stream that breaks off behind its first words is kept, flagged and not asked for again" {
	desk
	limits 'idle_s: 0.3'
	each ask --json <<-'END'
		75 1 .partial {"fault":"reset-middle"}
		75 1 .partial {"fault":"stall"}
		75 1 .partial {"fault":"cut"}
		75 1 .partial {"fault":"cut-chunked"}
		75 1 .partial {"fault":"cut-utf8"}
		75 1 .partial {"fault":"cut-json"}
		75 1 .partial {"fault":"cut-json","framing":"chunked"}
		75 1 .partial {"fault":"no-end"}
		75 1 .partial {"fault":"error-middle"}
		75 1 .partial {"fault":"too-short","length":-900}
	END
	play <<<'{"fault":"cut-utf8"}'
	ask --json
	like "$(q .text)" 'You can pay in the*'
	is "$(q '.text | test("caf")')" false
}

@test "what came of a broken stream is printed, and a line says that it is not all" {
	desk
	play <<<'{"fault":"cut"}'
	ask
	came 75 1
	like "$output" 'You can*'
	like "$stderr" 'kx-chat: *'
	one_line
}

@test "what is only odd in a stream changes nothing" {
	desk
	serve
	ask --json
	came 0 1
	text=$(q .text)
	like "$text" '*within 30 days*'
	export text
	each ask --json <<-'END'
		0 1 [.partial,.text]==[null,env.text] {"fault":"no-done"}
		0 1 [.partial,.text]==[null,env.text] {"fault":"two-done"}
		0 1 [.partial,.text]==[null,env.text] {"fault":"crlf"}
		0 1 [.partial,.text]==[null,env.text] {"fault":"cr"}
		0 1 [.partial,.text]==[null,env.text] {"fault":"comments"}
		0 1 [.partial,.text]==[null,env.text] {"fault":"comments","eol":"\r\n","slice":1}
		0 1 [.partial,.text]==[null,env.text] {"fault":"empty-choices"}
		0 1 [.partial,.text]==[null,env.text] {"fault":"big-event"}
		0 1 [.partial,.text]==[null,env.text] {"fault":"split"}
		0 1 [.partial,.text]==[null,env.text] {"fault":"slow","slice":16,"every_ms":1}
		0 1 [.partial,.text]==[null,env.text] {"fault":"gzip"}
		0 1 [.partial,.text]==[null,env.text] {"fault":"early"}
		0 1 [.partial,.text]==[null,env.text] {"fault":"too-long"}
		0 1 [.partial,.text]==[null,env.text] {"framing":"close"}
		0 1 [.partial,.text]==[null,env.text] {"framing":"length"}
	END
}

@test "a model that says nothing, refuses, or calls what nobody offered knows no answer" {
	desk
	each ask --json <<-'END'
		3 1 .status=="unknown" {"fault":"empty"}
		3 1 .status=="unknown" {"fault":"refusal"}
		3 1 .status=="unknown" {"fault":"filtered"}
		3 1 .status=="unknown" {"fault":"bad-tool"}
		3 1 .status=="unknown" {"text":"NOT_IN_ARTICLES"}
		0 1 .partial           {"fault":"length"}
	END
	each ask --json --no-stream <<-'END'
		3 1 .status=="unknown" {"fault":"empty"}
		3 1 .status=="unknown" {"fault":"refusal"}
		3 1 .status=="unknown" {"fault":"bad-tool"}
		0 1 .partial           {"fault":"length"}
	END
}

@test "an answer asked for as a whole comes whole or not at all" {
	desk
	export KX_CHAT_FALLBACK=no
	each ask --json --no-stream <<-'END'
		0  1 .partial==null {"pass":true}
		0  1 .partial==null {"fault":"gzip"}
		0  1 .partial==null {"fault":"split"}
		75 3 - {"fault":"reset-middle"}
		75 3 - {"fault":"cut"}
		75 3 - {"fault":"cut-utf8"}
		75 3 - {"fault":"cut-json"}
		75 3 - {"fault":"too-short"}
		75 3 - {"fault":"too-long"}
		75 3 - {"fault":"html"}
		75 3 - {"fault":"empty-body"}
		75 3 - {"fault":"error-middle"}
		75 3 - {"body":"{\"choices\":[]}"}
		75 3 - {"body":"{}"}
	END
}

@test "vectors that are cut off, too few or no numbers are none" {
	each vectors <<-'END'
		75 3 - {"fault":"reset-start"}
		75 3 - {"fault":"reset-head"}
		75 3 - {"fault":"reset-middle"}
		75 3 - {"fault":"close-start"}
		75 3 - {"fault":"not-http"}
		75 3 - {"fault":"html"}
		75 3 - {"fault":"empty-body"}
		75 3 - {"fault":"cut"}
		75 3 - {"fault":"cut-json"}
		75 3 - {"fault":"too-short"}
		75 3 - {"fault":"too-long"}
		75 3 - {"fault":"error-middle"}
		69 1 - {"vectors":"short"}
		69 1 - {"vectors":"twice"}
		69 1 - {"vectors":"nan"}
		69 1 - {"vectors":"ragged"}
		0 1 (.embedding|length)==64 {"fault":"gzip"}
		0 1 (.embedding|length)==64 {"fault":"split"}
		0 1 (.embedding|length)==64 {"fault":"early"}
	END
	serve
	vectors
	came 0 1
	right=$output
	play <<<'{"vectors":"reverse"}'
	vectors
	came 0 1
	is "$output" "$right"
}

@test "a text that the server refuses is reported by place, the others come out" {
	serve --reject two
	vectors
	is "$status" 1
	is "$(q .text)" $'one\nthree'
	like "$stderr" 'kx-embed: three:2: *'
	one_line
	no_request_was_wrong
}

@test "base64 that a server refuses or ignores is done without" {
	serve
	vectors
	right=$output
	serve --ignore-base64
	vectors
	came 0 1
	is "$(q '[.embedding[] * 1000 | round] | tojson')" "$(jq -r '[.embedding[] * 1000 | round] | tojson' <<<"$right")"
	serve --no-base64
	vectors
	is "$status" 0
	is "$(q '[.embedding[] * 1000 | round] | tojson')" "$(jq -r '[.embedding[] * 1000 | round] | tojson' <<<"$right")"
	is "$(requests | jq -r '"\(.answered) \(.body.encoding_format)"' | paste -sd,)" '400 base64,200 float'
	no_request_was_wrong
}

@test "every kind of provider that is spoken to ends alike" {
	desk
	export KX_CHAT_FALLBACK=no
	for kind in azure openrouter ollama llamacpp vllm compatible; do
		limits "kind: $kind, total_s: 30"
		each ask --json <<-'END'
			0  1 .partial==null {"pass":true}
			69 1 - {"status":401}
			75 3 - {"status":503}
			75 1 .partial {"fault":"cut"}
		END
		each vectors <<-'END'
			75 3 - {"fault":"cut"}
		END
	done
}

# ---- nobody there, nobody speaks ----------------------------------------------------

# silent COMMAND ...: status 75 and a reason, whichever way nobody answers
silent() {
	local at
	limits 'connect_s: 0.5, first_s: 0.5, total_s: 30'
	serve --refuse
	for at in "$base" https://nobody.invalid/v1; do
		base=$at "$@"
		is "$at: $status" "$at: 75"
	done
	serve --deaf
	"$@"
	is "$status" 75
	serve --mute
	"$@"
	is "$status" 75
	# a handshake that gets no answer
	base=https${base#http} "$@"
	is "$status" 75
	serve
	# plain HTTP where TLS is expected
	base=https${base#http} "$@"
	is "$status" 75
}

@test "kx-chat says that nobody answers" {
	desk
	export KX_CHAT_FALLBACK=no
	silent ask
}

@test "kx-embed says that nobody answers" {
	silent vectors
}

@test "a provider that is silent costs one time-out, also over several runs" {
	desk
	export KX_CHAT_FALLBACK=no
	limits 'first_s: 0.3'
	each ask <<-'END'
		75 1 - {"fault":"stall-start"}
		75 1 - {"fault":"stall-head"}
		75 1 - {"fault":"late"}
	END
	each vectors <<-'END'
		75 1 - {"fault":"stall-start"}
		75 1 - {"fault":"stall-head"}
	END
	play <<<'{"fault":"stall-start"}'
	ask
	came 75 1
	for _ in 1 2 3; do
		run --separate-stderr guarded kx-chat --store "sqlite:$T/asks.db" -m openai:test "$question"
		is "$status" 75
	done
	asked 1
}

# ---- another one answers ------------------------------------------------------------

@test "where no model answers the articles are quoted, and one line says so" {
	desk
	limits 'first_s: 0.3, connect_s: 1'
	each ask --json <<-'END'
		0 1 [.status,.model,.partial]==["answered","extract",null] {"status":401}
		0 1 [.status,.model,.partial]==["answered","extract",null] {"status":429,"code":"insufficient_quota"}
		0 3 [.status,.model,.partial]==["answered","extract",null] {"status":503}
		0 3 [.status,.model,.partial]==["answered","extract",null] {"fault":"reset-start"}
		0 3 [.status,.model,.partial]==["answered","extract",null] {"fault":"html"}
		0 1 [.status,.model,.partial]==["answered","extract",null] {"fault":"stall-start"}
	END
	play <<<'{"status":503}'
	ask
	came 0 3
	one_line
	like "$stderr" 'kx-chat: *extract*openai*'
}

@test "the next provider of the list stands in, and is asked alone while the first is dead" {
	desk
	serve
	conf <<-END
		providers:
		  openai: {first_s: 0.3}
		  second: {base_url: $base}
	END
	play <<<'{"fault":"stall-start"}'
	ask --json -m openai:test,second:other
	is "$status" 0
	is "$(q .model)" second:other
	asked 1
	asked 1 0
	run --separate-stderr guarded kx-chat --store "sqlite:$T/asks.db" --json -m openai:test,second:other "$question"
	is "$status" 0
	is "$(q .model)" second:other
	asked 1
	asked 2 0
	no_request_was_wrong 0
}

# ---- no end -------------------------------------------------------------------------

# bounded MIB COMMAND ...: the last run took at most so much memory
bounded() {
	sanitized || [ "$(cat mib)" -le "$1" ] || {
		echo "$(cat mib) MiB of memory"
		return 1
	}
}

@test "an answer without end takes neither for ever nor all memory" {
	need python3
	desk
	export KX_CHAT_FALLBACK=no
	limits 'total_s: 1.5'
	ask_big() {
		rm -f "$T"/asks.db*
		cp "$store" "$T/asks.db"
		run --separate-stderr mib timeout -k 5 60 env OPENAI_BASE_URL="$base" \
			kx-chat --store "sqlite:$T/asks.db" --json -m openai:test "$@" "$question"
		bounded 64
	}
	each ask_big <<-'END'
		69 1 - {"fault":"endless-head"}
		75 1 - {"fault":"endless-comments"}
		75 1 .partial {"fault":"endless-body"}
		75 3 - {"fault":"gzip-bomb"}
		75 3 - {"fault":"big-event","pad":8388608}
	END
}

@test "vectors without end take neither for ever nor all memory" {
	need python3
	limits 'total_s: 5'
	vectors_big() {
		printf '{"text":"%s"}\n' one two three >three
		run --separate-stderr mib timeout -k 5 60 env OPENAI_BASE_URL="$base" \
			kx-embed --no-cache -m openai:test three
		bounded 128
	}
	each vectors_big <<-'END'
		69 1 - {"fault":"endless-head"}
		69 1 - {"fault":"endless-body"}
		69 1 - {"fault":"gzip-bomb"}
	END
}
