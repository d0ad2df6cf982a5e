#!/usr/bin/env bats
# The checker of requests, which other tests trust, finds what is wrong with one.

bats_require_minimum_version 1.5.0

setup() {
	command -v python3 >/dev/null || skip 'python3 is not installed'
	root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
	say='{"role":"user","content":"x"}'
	tools='"tools":[{"type":"function","function":{"name":"f"}}]'
	call='{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]}'
	answer='{"role":"tool","tool_call_id":"a","content":"1"}'
}

check() { # STATUS PATH BODY
	run "-$1" "$root/tests/lib/api_check.py" "$2" <<<"$3"
}

good() { # PATH BODY ...
	local path=$1 body
	shift
	for body; do
		check 0 "$path" "$body"
		[ -z "$output" ]
	done
}

# each line: what must be said, a tab, the body
bad() { # PATH <LINES
	local path=$1 why body
	while IFS=$'\t' read -r why body; do
		check 1 "$path" "$body"
		[[ $output == *"$why"* ]] || {
			printf 'said   %s\nwanted %s\nof %s\n' "$output" "$why" "$body"
			return 1
		}
	done
}

@test "chats as the document wants them are good" {
	good /v1/chat/completions \
		'{"model":"m","messages":['"$say"']}' \
		'{"model":"m","messages":['"$say,$call,$answer,$say"'],'"$tools"',"tool_choice":"auto","parallel_tool_calls":false}' \
		'{"model":"o3","messages":['"$say"'],"max_completion_tokens":9,"stream":true,"stream_options":{"include_usage":true}}' \
		'{"model":"gpt-5-chat-latest","messages":['"$say"'],"temperature":0.5,"stop":["a","b"]}' \
		'{"model":"m","messages":['"$say"'],"response_format":{"type":"json_schema","json_schema":{"name":"x","strict":true,"schema":{"type":"object","properties":{"a":{"type":["string","null"]}},"required":["a"],"additionalProperties":false}}}}'
	good '/openai/deployments/d/chat/completions?api-version=1' '{"model":"m","messages":['"$say"']}'
}

@test "what is wrong with a chat is said with its place" {
	bad /v1/chat/completions <<-END
		not JSON	[
		not JSON	{"model":NaN}
		not an object	[1]
		field 'model' is missing	{"messages":[$say]}
		field 'user_id' is unknown	{"model":"m","messages":[$say],"user_id":1}
		field 'model' comes twice	{"model":"m","model":"m","messages":[$say]}
		messages: has 0 elements	{"model":"m","messages":[]}
		messages[0]: role is not one of	{"model":"m","messages":[{"role":"usr","content":"x"}]}
		messages[0]: field 'content' is missing	{"model":"m","messages":[{"role":"user"}]}
		messages[0].content: of the wrong type	{"model":"m","messages":[{"role":"user","content":null}]}
		messages[0]: field 'index' is unknown	{"model":"m","messages":[{"role":"user","content":"x","index":0}]}
		temperature: not within 0 and 2	{"model":"m","messages":[$say],"temperature":2.1}
		temperature: not a number	{"model":"m","messages":[$say],"temperature":true}
		max_tokens: not an integer	{"model":"m","messages":[$say],"max_tokens":1.5}
		stop: has 5 elements	{"model":"m","messages":[$say],"stop":["a","b","c","d","e"]}
		messages[1]: answers no call that is open	{"model":"m","messages":[$say,$answer]}
		messages[2]: comes before the call a is answered	{"model":"m","messages":[$say,$call,$say]}
		messages: end before the call a is answered	{"model":"m","messages":[$say,$call]}
		messages[3]: answers no call that is open	{"model":"m","messages":[$say,$call,$answer,$answer]}
		messages[0]: says nothing	{"model":"m","messages":[{"role":"assistant","content":null}]}
		tools: has 0 elements	{"model":"m","messages":[$say],"tools":[]}
		tool_choice: there are no tools	{"model":"m","messages":[$say],"tool_choice":"auto"}
		tool_choice: not one of the tools	{"model":"m","messages":[$say],$tools,"tool_choice":{"type":"function","function":{"name":"g"}}}
		tools[0].function.name: not of the form	{"model":"m","messages":[$say],"tools":[{"type":"function","function":{"name":"a b"}}]}
		stream_options: it is no stream	{"model":"m","messages":[$say],"stream_options":{"include_usage":true}}
		temperature: a model that thinks first does not take it	{"model":"gpt-5-mini","messages":[$say],"temperature":0}
		max_tokens: a model that thinks first does not take it	{"model":"o1","messages":[$say],"max_tokens":9}
		max_tokens: beside max_completion_tokens	{"model":"m","messages":[$say],"max_tokens":9,"max_completion_tokens":9}
		response_format: no message says JSON	{"model":"m","messages":[$say],"response_format":{"type":"json_object"}}
		the root of a strict schema is an object	{"model":"m","messages":[$say],"response_format":{"type":"json_schema","json_schema":{"name":"x","strict":true,"schema":{"type":"string"}}}}
		a strict schema has each property in required	{"model":"m","messages":[$say],"response_format":{"type":"json_schema","json_schema":{"name":"x","strict":true,"schema":{"type":"object","properties":{"a":{"type":"string"}},"additionalProperties":false}}}}
		safety_identifier: longer than 64	{"model":"m","messages":[$say],"safety_identifier":"$(printf '%065d' 1)"}
	END
}

@test "what is wrong with embeddings and moderations is said" {
	local many
	many=$(printf '"x",%.0s' {1..2048})
	good /v1/embeddings '{"model":"m","input":"x"}' '{"model":"m","input":[1,2]}' \
		'{"model":"m","input":['"${many%,}"'],"encoding_format":"base64","dimensions":8}'
	bad /v1/embeddings <<-END
		input: empty	{"model":"m","input":""}
		input: has 0 elements	{"model":"m","input":[]}
		input[1]: empty	{"model":"m","input":["x",""]}
		input: has 2049 elements	{"model":"m","input":[$many"x"]}
		input[1]: not a string	{"model":"m","input":["x",1]}
		input[0]: has 0 elements	{"model":"m","input":[[]]}
		field 'input' is missing	{"model":"m"}
		encoding_format: not one of float, base64	{"model":"m","input":"x","encoding_format":"hex"}
		dimensions: not within 1	{"model":"m","input":"x","dimensions":0}
		dimensions: this model has no choice	{"model":"text-embedding-ada-002","input":"x","dimensions":8}
		field 'truncate' is unknown	{"model":"m","input":"x","truncate":true}
	END
	good /v1/moderations '{"input":"x"}' '{"model":"m","input":["x"]}' \
		'{"input":[{"type":"text","text":"x"}]}'
	bad /v1/moderations <<-'END'
		field 'input' is missing	{"model":"m"}
		input: not a string	{"input":null}
		input[0]: not of type	{"input":[{"type":"audio"}]}
	END
}

@test "another path is a mistake of the caller's" {
	check 64 /v1/models '{}'
	[[ $output == usage:* ]]
	run -64 "$root/tests/lib/api_check.py" </dev/null
}
