# shellcheck shell=bash disable=SC2154
# For tests against real servers: `load lib/real` behind `load lib/kx`.

# real SCRIPT ARG ...: what tests/lib/SCRIPT says, with the environment as it was before the
# test took away what kx looks at
real() {
	local name=$1
	shift
	env HOME="${old_home:-$HOME}" \
		${real_env[@]+"${real_env[@]}"} "$BATS_TEST_DIRNAME/lib/$name" "$@"
}

# keep_real NAME ...: for setup_file: `real` gets these variables in each test, too
keep_real() {
	local v
	for v; do
		[ -z "${!v-}" ] || printf '%s\n' "$v=${!v}"
	done >"$BATS_FILE_TMPDIR/real"
}

# start_real SCRIPT VERB NAME ARG ...: for setup_file: its address goes to the file NAME.url,
# or into NAME.skip why it cannot be had
start_real() {
	local script=$1 verb=$2 name=$BATS_FILE_TMPDIR/$3 rc=0
	shift 3
	"$BATS_TEST_DIRNAME/lib/$script" "$verb" "$name" "$@" >"$name.url" 2>"$name.why" 3>&- || rc=$?
	case $rc in
	0) ;;
	77) tail -n 1 "$name.why" >"$name.skip" ;;
	*)
		cat "$name.why" >&2
		return 1
		;;
	esac
}

# need_real NAME: its address in $url, or the test is skipped
need_real() {
	local v name=$BATS_FILE_TMPDIR/$1
	real_env=()
	while read -r v; do
		real_env+=("$v")
	done <"$BATS_FILE_TMPDIR/real"
	# one that stands in front of another has no reason of its own
	[ -s "$name.url" ] || skip "$(cat "$name.skip" "$BATS_FILE_TMPDIR"/*.skip 2>/dev/null | head -n 1)"
	# shellcheck disable=SC2034
	url=$(cat "$name.url")
}

# door JSON: one request through the door to models; see tests/server/door.c
door() {
	"${KX_BIN%/bin}/server/door" <<<"$1"
}

need_door() {
	[ -x "${KX_BIN%/bin}/server/door" ] || {
		echo "the driver is not built: make units"
		return 1
	}
}

# one function, as it is offered to a model
get_order='{"type": "function", "function": {"name": "get_order",
	"description": "What is known of an order.", "strict": true,
	"parameters": {"type": "object", "properties": {"id": {"type": "string"},
		"days": {"type": "integer"}, "part": {"enum": ["address", "status"], "type": "string"}},
		"required": ["id", "days", "part"], "additionalProperties": false}}}'
# a shape for an answer
verdict='{"type": "object", "properties": {"answer": {"type": "string"},
	"sure": {"type": "number"}, "tags": {"type": "array", "items": {"type": "string"}},
	"ok": {"type": "boolean"}}, "required": ["answer", "sure", "tags", "ok"],
	"additionalProperties": false}'

# ask SPEC [FILTER]: a request for `door`: one question, changed by a filter of jq, which
# knows $get_order and $verdict
ask() {
	jq -cn --arg spec "$1" --argjson get_order "$get_order" --argjson verdict "$verdict" \
		'{spec: $spec, messages: [{role: "system", content: "Be short."},
			{role: "user", content: "When do I get my refund?"}]} | '"${2:-.}"
}

# with_answer: filter of `ask`: the function was called, and this is what it found
# shellcheck disable=SC2034
with_answer='.messages += [{role: "assistant", content: null, tool_calls: [{id: "call_1",
	type: "function", function: {name: "get_order", arguments: "{\"id\":\"7\",\"days\":1,\"part\":\"status\"}"}}]},
	{role: "tool", tool_call_id: "call_1", content: "on its way"}] | .tools = [$get_order]'
