# shellcheck shell=bash disable=SC2154
# What the tests of the tools share. `load lib/kx` gives a setup: an own home, own XDG
# folders and an own store for each test, stdin empty, nothing of the caller's environment
# that kx looks at. KX_BIN names the folder of the tools, build/bin when it is not set.
#
# A test says what it wants by `run -N --separate-stderr` and by the words below; each of
# them prints what it wanted and what it got.

bats_require_minimum_version 1.5.0

root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
demo=$root/config/demo

# what a test closed can be cleared away by an ordinary user, too
teardown() {
	chmod -R u+rwX "$BATS_TEST_TMPDIR" 2>/dev/null || true
}

setup() {
	kx_setup
}

kx_setup() {
	local v
	old_home=${old_home:-$HOME}
	KX_BIN=${KX_BIN:-$root/build/bin}
	[[ $KX_BIN == /* ]] || KX_BIN=$root/$KX_BIN
	[ -x "$KX_BIN/kx" ] || {
		echo "the tools are not in $KX_BIN: make"
		return 1
	}
	for v in $(compgen -e); do
		case $v in
		KX_BIN) ;;
		KX_* | AI_* | OPENAI_* | AZURE_OPENAI_* | OPENROUTER_* | OLLAMA_HOST | *_PROXY | *_proxy | \
			CREDENTIALS_DIRECTORY | DATABASE_URL | VECTOR_DB_URL | NO_COLOR | COLUMNS | LANG | LC_*)
			unset "$v"
			;;
		esac
	done
	T=$BATS_TEST_TMPDIR
	mkdir "$T/home" "$T/desk"
	export HOME=$T/home XDG_DATA_HOME=$T/home/data XDG_CONFIG_HOME=$T/home/config
	export LC_ALL=C.UTF-8 TZ=UTC0 TERM=xterm PATH=$KX_BIN:$PATH
	store=$XDG_DATA_HOME/kx/kx.db
	cd "$T/desk" || return 1
	exec </dev/null
}

# ---- what is there ------------------------------------------------------------------

# need PROGRAM ...: the test is skipped, and says so, where one is missing
need() {
	local p
	for p in "$@"; do
		command -v "$p" >/dev/null || skip "$p is not installed"
	done
}

need_strace() {
	need strace
	strace -o /dev/null true 2>/dev/null || skip 'strace may not trace here'
	# a leak checker cannot look at a process that is traced already
	export ASAN_OPTIONS=detect_leaks=0
}

# is this a build whose sanitizer brings libraries and files of its own?
sanitized() {
	grep -q __asan_init "$KX_BIN/kx"
}

# python CODE ARG ...
python() {
	local p=python3
	[ ! -x /usr/bin/python3 ] || p=/usr/bin/python3
	HOME=$old_home "$p" -c "$@"
}

# bound COMMAND ...: run it as somebody whom the rights of files bind; root loses its
# privilege to pass them by
bound() {
	if [ "$(id -u)" = 0 ]; then
		GCOV_PREFIX=$T/gcov setpriv --inh-caps=-all --bounding-set=-all "$@"
	else
		"$@"
	fi
}

need_bound() {
	[ "$(id -u)" != 0 ] || need setpriv
	: >"$T/shut"
	chmod 000 "$T/shut"
	bound true 2>/dev/null || skip 'root cannot give up its privileges here'
	! bound cat "$T/shut" 2>/dev/null || skip 'the rights of files bind nobody here'
}

# on_terminal COMMAND-LINE: run it on a terminal of its own; all it shows goes to $output
on_terminal() {
	need script
	script -qec true /dev/null </dev/null >/dev/null 2>&1 ||
		skip 'there is no pseudo-terminal'
	run script -qec "$1" /dev/null </dev/null
}

# ---- fixtures -----------------------------------------------------------------------

# file PATH: the file from stdin, with its folders
file() {
	mkdir -p "$(dirname "$1")"
	cat >"$1"
}

# three short articles of a tea shop, in a folder "help"
tea() {
	file help/returns.md <<-'END'
		---
		id: returns
		title: Return an order
		url: https://help.example.com/returns
		tags: [orders, refunds]
		---

		You can return an order within 30 days of delivery.
		Print the return label from your account and put it on the parcel.

		## When you get your refund

		We pay the refund within 5 working days after the parcel has reached us.
		The refund goes back to the card you paid with.
	END
	file help/brew.md <<-'END'
		# Brew green tea

		Let the water cool to 70 degrees, then let the leaves draw for two minutes.
		Bitter green tea was brewed too hot.
	END
	file help/account/close.txt <<-'END'
		Close your account

		Write to us from the address of the account. We delete your data within 30 days.
	END
}

# the sample help centre in the store
desk() {
	kx-kb-ingest -q "$demo/articles" >/dev/null
}

# conf FILE: the settings of the project folder from stdin
conf() {
	cat >kx.yaml
}

# record KEY VALUE ...: a JSON object of strings
record() {
	jq -cn '$ARGS.positional | [range(0; length; 2) as $i | {(.[$i]): .[$i + 1]}] | add' --args "$@"
}

# big N: N bytes of words
big() {
	yes 'tea leaves water' | tr '\n' ' ' | head -c "$1"
}

# ---- what was said ------------------------------------------------------------------

# is GOT WANTED
is() {
	[ "$1" = "$2" ] || {
		printf 'wanted: %s\ngot:    %s\n' "$2" "$1"
		return 1
	}
}

# like GOT PATTERN: a pattern of the shell
like() {
	# shellcheck disable=SC2053
	[[ $1 == $2 ]] || {
		printf 'wanted, like: %s\ngot:          %s\n' "$2" "$1"
		return 1
	}
}

# unlike GOT PATTERN
unlike() {
	# shellcheck disable=SC2053
	[[ $1 != $2 ]] || {
		printf 'wanted, unlike: %s\ngot:            %s\n' "$2" "$1"
		return 1
	}
}

# json_eq GOT WANTED: the same JSON values, whatever the order of the keys
json_eq() {
	diff -u --label wanted --label got <(jq -S . <<<"$2") <(jq -S . <<<"$1")
}

# q FILTER: what jq finds in $output, raw, one line each
q() {
	jq -r "$1" <<<"$output"
}

# counts WORDS: "added changed unchanged deleted failed" of the summary in $output
counts() {
	is "$(q '"\(.added) \(.changed) \(.unchanged) \(.deleted) \(.failed)"')" "$1"
}

# quiet: nothing was said
quiet() {
	is "$stderr" ''
}

# one_line: exactly one message, and at most a hint behind it
one_line() {
	local n
	n=$(grep -vc '^hint: ' <<<"$stderr")
	[ "$n" = 1 ] || {
		printf 'wanted one line, got %s:\n%s\n' "$n" "$stderr"
		return 1
	}
}

# ---- the store ----------------------------------------------------------------------

# sql STATEMENTS [FILE]: rows, columns parted by |
sql() {
	if command -v sqlite3 >/dev/null; then
		sqlite3 -batch "${2:-$store}" "$1"
		return
	fi
	python 'import sqlite3, sys
c = sqlite3.connect(sys.argv[1])
for s in sys.argv[2].split(";"):
    for r in c.execute(s):
        print("|".join("" if v is None else v if isinstance(v, str) else str(v) for v in r))
c.commit()' "${2:-$store}" "$1"
}

need_sql() {
	command -v sqlite3 >/dev/null || python 'import sqlite3' 2>/dev/null ||
		skip 'neither sqlite3 nor the sqlite3 module of python3 is installed'
}

# ids [FILE]: the articles of the store, in order
ids() {
	sql 'select name from article order by name' "${1:-$store}" | paste -sd' '
}

# stored N PID [FILE]: asks the store until it holds N articles; fails when the process PID
# ends without, or when it was asked often enough
stored() {
	local i
	for ((i = 0; i < 3000; i++)); do
		[ "$(sql 'select count(*) from article' "${3:-$store}" 2>/dev/null)" != "$1" ] || return 0
		kill -0 "$2" || return 1
	done
	echo "there are never $1 articles"
	return 1
}

# ended PID: waits for a process in the background, its status in $rc; one that does not
# end in good time is killed and fails the test
ended() {
	local i
	rc=0
	for ((i = 0; i < 5000; i++)); do
		kill -0 "$1" 2>/dev/null || {
			# shellcheck disable=SC2034
			wait "$1" || rc=$?
			return 0
		}
		/bin/true
	done
	kill -KILL "$1"
	echo "the process does not end"
	return 1
}

# content [FILE]: all that a store knows of its articles, without row numbers, without the
# shape of its index and without the count of its changes
content() {
	sql "select source, name, numeric, title, url, locale, tags, visibility, updated_at,
		hex(content) from article order by source, name;
	select a.source, a.name, c.ordinal, c.heading, c.text, c.start_at, c.end_at,
		hex(c.spans), m.name, hex(c.vector) from chunk c join article a on a.id = c.article
		left join embed_model m on m.id = c.model order by 1, 2, 3;
	select a.source, a.name, t.tag from article_tag t join article a on a.id = t.article
		order by 1, 2, 3;
	select key, value from setting where key not in ('generation', 'calibrated',
		'vectors', 'vectors_past') order by key" "${1:-$store}"
}

# tables FILE [COLUMN]: every row of every table to the byte, without COLUMN
tables() {
	local t c
	for t in $(sql "select name from sqlite_schema where type = 'table' order by name" "$1"); do
		c=$(sql "select group_concat('quote(\"' || name || '\")', '||''|''||') from
			pragma_table_info('$t') where name <> '${2:-}'" "$1")
		echo "-- $t"
		sql "select $c from \"$t\" order by 1" "$1"
	done
}

# sound [FILE]: the store passes its own check
sound() {
	kx-db --store "sqlite:${1:-$store}" check >"$T/check" 2>&1 || {
		cat "$T/check"
		return 1
	}
}

# bytes FILE START END: source[START .. END)
bytes() {
	tail -c "+$(($2 + 1))" "$1" | head -c "$(($3 - $2))"
}
