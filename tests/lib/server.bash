# shellcheck shell=bash disable=SC2154
# The fault server for tests of the tools: `load lib/server` behind `load lib/kx`.
# What it can do is said at the head of tests/server/faultd.c.

servers=() # process ids
faultd=

# serve OPTION ...: start one; its address is in $base (with /v1) and $url. It ends with the
# test. Several may run: what they were asked is kept apart.
serve() {
	local n=${#servers[@]} fifo
	faultd=${KX_BIN%/bin}/server/faultd
	[ -x "$faultd" ] || {
		echo "the fault server is not built: make units"
		return 1
	}
	fifo=$T/address.$n
	mkfifo "$fifo"
	: >"$T/requests.$n"
	"$faultd" --log "$T/requests.$n" "$@" >"$fifo" 2>"$T/server.$n" 3>&- &
	servers+=($!)
	read -r url <"$fifo" || {
		cat "$T/server.$n"
		return 1
	}
	rm "$fifo"
	# shellcheck disable=SC2034
	base=$url/v1
}

# play OPTION ... <SCRIPT: start one that plays what stdin says, one JSON object a line
play() {
	cat >"$T/script.${#servers[@]}"
	serve --script "$T/script.${#servers[@]}" "$@"
}

# requests [N]: what the last server, or server N from 0, was asked: a JSON line each
requests() {
	cat "$T/requests.${1:-$((${#servers[@]} - 1))}"
}

# asked N [SERVER]: it was asked N times
asked() {
	is "$(requests "${2-}" | wc -l) requests" "$1 requests"
}

# no_request_was_wrong [N]: each was as the published interface wants it
no_request_was_wrong() {
	local line path
	requests "${1-}" | jq -c 'select(.checked != "ok") | {path, checked, body}' >"$T/wrong"
	[ ! -s "$T/wrong" ] || {
		cat "$T/wrong"
		return 1
	}
	[ -e "$root/tests/lib/api_check.py" ] || return 0
	need python3
	requests "${1-}" | jq -c 'select(.method == "POST") | {path, body}' | sort -u >"$T/asked"
	while read -r line; do
		path=$(jq -r .path <<<"$line")
		jq -c .body <<<"$line" | HOME=$old_home "$root/tests/lib/api_check.py" "$path" || {
			echo "in $line"
			return 1
		}
	done <"$T/asked"
}

# end_server [N]: as the teardown does it; a server that a sanitizer ended fails the test
end_server() {
	local n=${1:-$((${#servers[@]} - 1))} rc=0
	[ "${servers[n]}" ] || return 0
	kill "${servers[n]}" 2>/dev/null || true
	wait "${servers[n]}" || rc=$?
	servers[n]=
	[ "$rc" -eq 0 ] || {
		echo "the fault server ended with $rc"
		cat "$T/server.$n"
	}
	return "$rc"
}

teardown() {
	local n bad=0
	for n in "${!servers[@]}"; do
		end_server "$n" || bad=1
	done
	chmod -R u+rwX "$BATS_TEST_TMPDIR" 2>/dev/null || true
	return "$bad"
}
