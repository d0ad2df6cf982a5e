#!/usr/bin/env bats
# shellcheck disable=SC2154
# kx-db: the store is upgraded, checked, copied, counted.

load lib/kx

db() { # STATUS ARG ...
	local status=$1
	shift
	run "-$status" --separate-stderr kx-db "$@"
}

@test "migrate makes a store, closed to others, and does nothing the second time" {
	db 0 --json migrate
	json_eq "$output" '{"from":0,"to":3}'
	is "$(stat -c %a "$store")" 600
	is "$(stat -c %a "$(dirname "$store")")" 700
	db 0 --json migrate
	json_eq "$output" '{"from":3,"to":3}'
	sound
}

@test "migrate --dry-run makes nothing" {
	db 0 --json -n migrate
	json_eq "$output" '{"from":0,"to":3,"dry_run":true}'
	[ ! -e "$XDG_DATA_HOME" ]
	kx-db migrate
	db 0 --json -n migrate
	json_eq "$output" '{"from":3,"to":3,"dry_run":true}'
}

@test "status names the store, its engine and its version" {
	desk
	db 0 --json status
	is "$(q '[.store, .version, .current] | join(" ")')" "$store 3 3"
	like "$(q .engine)" 'SQLite 3.*'
	is "$(q '.bytes > 0')" true
	db 0 status
	like "$output" "store *$store*version *3*"
}

@test "stats counts what is there" {
	desk
	kx-chat -q 'frozen ring' >/dev/null
	db 0 --json stats
	is "$(q '[.articles, .sources, .conversations, .messages] | join(" ")')" '28 1 1 2'
	is "$(q '[.calls, .exchanges] | join(" ")')" '0 0'
	is "$(q '.chunks > 28')" true
	is "$(q '.models | join(" ")')" hash-256
	is "$(q '.threshold | tonumber | . > 0 and . < 1')" true
	is "$(q '.locales')" 'en de es'
	db 0 stats
	like "$output" 'articles *28*'
}

# calls of models on two days, one of which failed, and one without a price
used() {
	kx-db migrate >/dev/null
	sql "insert into usage (at, provider, model, purpose, request_id, outcome, attempts,
			latency_ms, input, cached, output, cost) values
		(1893456000000, 'near', 'small', 'answer', '', 'ok', 1, 1000, 1500, 1024, 120, 0.25),
		(1893456000000, 'near', 'small', 'answer', '', 'dead', 3, 3000, null, null, null, 0),
		(1893542399999, 'far', 'the-maker/a-model-with-a-name', 'embed', '', 'ok', 1, 400,
			2345678, null, null, 1.5),
		(1893542400000, 'near', 'small', 'answer', '', 'partial', 1, 2000, 10, 0, 5, null)"
}

@test "stats --usage sums what calls of models used and cost, as records" {
	need_sql
	used
	db 0 stats --usage
	quiet
	is "$output" '{"provider":"far","model":"the-maker/a-model-with-a-name","purpose":"embed","calls":1,"failed":0,"input":2345678,"cached":0,"output":0,"cost":1.5,"latency_ms":400}
{"provider":"near","model":"small","purpose":"answer","calls":3,"failed":1,"input":1510,"cached":1024,"output":125,"cost":null,"latency_ms":2000}'
	db 0 stats --usage --days
	is "$(q '"\(.day) \(.provider) \(.calls) \(.cost)"')" '2030-01-02 near 1 null
2030-01-01 far 1 1.5
2030-01-01 near 2 0.25'
	db 0 stats --usage --since 2030-01-02
	is "$(q .calls)" 1
	db 0 stats --usage --since 2030-01-02T01:00:00+01:00
	is "$(q .calls)" 1
	db 0 stats --usage --since 2030-01-02T00:00:00.001Z
	is "$output" ''
	db 0 --json stats
	is "$(q .calls)" 4
}

@test "stats --usage is a table on a terminal, of 80 columns" {
	need_sql
	used
	COLUMNS=80 on_terminal 'kx-db stats --usage'
	is "$(tr -d '\r' <<<"$output")" 'model                  purpose     calls failed      in     out      cost     ms
far:the-maker/a-model-with-a-name
                       embed           1      0    2.3M       0    1.5000    400
near:small             answer          3      1    1510     125         -   2000
sum                                    4      1    2.3M     125   1.5000+   1600'
	COLUMNS=120 on_terminal 'kx-db stats --usage --days'
	is "$(tr -d '\r' <<<"$output")" 'model                             purpose     calls failed      in     out      cost     ms
2030-01-02
near:small                        answer          1      0      10       5         -   2000
2030-01-01
far:the-maker/a-model-with-a-name embed           1      0    2.3M       0    1.5000    400
near:small                        answer          2      1    1500     120    0.2500   2000
sum                                               4      1    2.3M     125   1.7500+   1600'
	on_terminal 'kx-db --json stats --usage --since 2030-01-02'
	like "$output" '{"provider":"near"*'
}

@test "options of --usage that do not fit are refused" {
	kx-db migrate >/dev/null
	for words in 'stats --days' 'stats --since 2030-01-01' 'check --usage' '--usage' \
		'stats --usage --since yesterday' 'stats --usage --since 2030-13-01'; do
		# shellcheck disable=SC2086
		db 64 $words
		one_line
	done
	db 0 stats --usage
	is "$output" ''
}

@test "the size told is the size it has" {
	desk
	db 0 --json stats
	is "$(q .bytes)" "$(stat -c %s "$store")"
}

@test "check passes a sound store" {
	desk
	db 0 --json check
	json_eq "$output" "{\"store\":\"$store\",\"check\":\"ok\"}"
	quiet
}

# broken STATEMENT: the check must not pass what it leaves behind
broken() {
	cp "$T/sound.db" "$T/broken.db"
	sql "pragma foreign_keys = off; $1" "$T/broken.db"
	echo "# $1"
	run --separate-stderr kx-db --store "sqlite:$T/broken.db" check
	[ "$status" -ne 0 ]
	is "$output" ''
	one_line
	like "$stderr" 'kx-db: *'
}

@test "check finds rows that are lost, doubled or wrong" {
	need_sql
	desk
	kx-db backup "$T/sound.db" >/dev/null
	sound "$T/sound.db"
	broken 'delete from article where id = 3'
	broken 'delete from chunk where id = 5'
	broken 'delete from chunk where article = 3'
	broken 'update chunk set ordinal = ordinal + 1 where article = 3'
	broken 'update chunk set start_at = end_at + 1 where id = 7'
	broken "update chunk set vector = x'00' where id = 7"
	broken "update chunk set vector = x'00000000', model = null where id = 7"
	broken "insert into exchange values ('nobody', '', '', '', '', '', '', '', '')"
	broken "insert into usage (at, provider, model, purpose, request_id, outcome, attempts,
		latency_ms, input) values (0, 'p', 'm', 'answer', '', 'ok', 1, 0, -5)"
	broken 'delete from segment'
	broken "delete from posting where (segment, term, part) in (select segment, term, part from posting limit 1)"
	broken "update posting set page = x'ff'"
	broken "update posting set page = substr(page, 1, length(page) - 1)"
	broken "update segment set docs = x''"
	broken 'update segment set terms = terms + 1'
	broken 'update segment set chunks = chunks + 1'
}

@test "check finds pages that are damaged" {
	desk
	kx-db backup copy.db >/dev/null
	size=$(stat -c %s copy.db)
	head -c $((size / 2)) copy.db >half.db
	run --separate-stderr kx-db --store sqlite:half.db check
	[ "$status" -ne 0 ]
	like "$stderr" "kx-db: store 'half.db': *"
	dd if=/dev/urandom of=copy.db bs=4096 seek=$((size / 8192)) count=4 conv=notrunc status=none
	run --separate-stderr kx-db --store sqlite:copy.db check
	[ "$status" -ne 0 ]
	like "$stderr" "kx-db: store 'copy.db': *"
}

@test "a file that is no store, or another program's, is refused and left as it was" {
	need_sql
	echo 'no database at all, but some text that is long enough to look at' >text.db
	db 74 --store sqlite:text.db check
	like "$stderr" "kx-db: store 'text.db': *hint: *"
	sql 'create table theirs (x)' other.db
	before=$(sha256sum other.db)
	db 78 --store sqlite:other.db migrate
	like "$stderr" "kx-db: store 'other.db': the file is a database of another program*"
	tea
	run -78 --separate-stderr kx-kb-ingest --store sqlite:other.db help
	is "$(sha256sum other.db)" "$before"
	db 74 --store "sqlite:$PWD" check
	one_line
}

@test "backup is a whole store of its own, also while it is written to" {
	need_sql
	desk
	mkfifo in
	kx-kb-ingest -q --source more <in >/dev/null 3>&- &
	exec 9>in
	record id one body 'first words' >&9
	stored 29 $!
	db 0 --json backup copy.db
	is "$(q .backup)" copy.db
	exec 9>&-
	wait $!
	[ ! -e copy.db-wal ] && [ ! -e copy.db.part ]
	is "$(stat -c %a copy.db)" 600
	sound copy.db
	is "$(sql 'select count(*) from article' copy.db)" 29
	run -0 --separate-stderr kx-search --store sqlite:copy.db -k 1 'frozen ring'
	is "$(q .article_id)" lock-wont-open
}

@test "a backup that cannot be written leaves what was there" {
	desk
	db 74 backup no/such/folder/copy.db
	one_line
	echo old >copy.db
	db 0 -n backup copy.db
	is "$(cat copy.db)" old
	mkdir folder.db
	db 74 backup folder.db
	[ -d folder.db ]
	[ ! -e folder.db.part ]
	db 64 backup
	db 64 backup one two
}

@test "an existing file is replaced by a backup only when that is whole" {
	need_bound
	desk
	mkdir shut
	echo old >shut/copy.db
	chmod 555 shut
	run -74 --separate-stderr bound kx-db backup shut/copy.db
	is "$(cat shut/copy.db)" old
}

@test "a backup onto the store itself does no harm" {
	desk
	run --separate-stderr kx-db backup "$store"
	sound
	is "$(sql 'select count(*) from article')" 28
}

@test "a store of a newer version is refused by every tool, and told so" {
	need_sql
	desk
	sql 'pragma user_version = 99'
	before=$(tables "$store" | sha256sum)
	for words in 'kx-db check' 'kx-db status' 'kx-db migrate' 'kx-db stats' 'kx-db backup x' \
		'kx-search x' 'kx-chat x' 'kx-kb-ingest help' 'kx-kb-ingest -n help' 'kx-embed --cache'; do
		tea
		# shellcheck disable=SC2086
		run -78 --separate-stderr $words
		like "$stderr" "${words%% *}: *version 99*"
		one_line
	done
	is "$(tables "$store" | sha256sum)" "$before"
}

@test "a store of an older version says how it is upgraded" {
	need_sql
	sql 'create table x (y); drop table x' old.db
	for words in check stats; do
		db 78 --store sqlite:old.db $words
		like "$stderr" '*kx-db migrate*'
	done
	db 0 --store sqlite:old.db migrate
	sound old.db
}

@test "a store of version 2, and of version 1, becomes one of now and keeps what it has" {
	need_sql
	desk
	kx-db backup "$T/now.db" >/dev/null
	content "$T/now.db" >before
	for version in 1 2; do
		cp "$T/now.db" old.db
		sql "drop table usage; drop table breaker; drop table exchange; pragma user_version = $version" old.db
		[ $version = 2 ] || sql 'delete from posting; delete from segment;
			alter table segment drop column grams' old.db
		for words in 'kx-db check' 'kx-db stats' 'kx-search lock'; do
			# shellcheck disable=SC2086
			run -78 --separate-stderr $words --store sqlite:old.db
			like "$stderr" '*hint: upgrade it: kx-db migrate'
		done
		db 0 --json --store sqlite:old.db -n migrate
		json_eq "$output" "{\"from\":$version,\"to\":3,\"dry_run\":true}"
		db 0 --json --store sqlite:old.db migrate
		json_eq "$output" "{\"from\":$version,\"to\":3}"
		sound old.db
		content old.db | diff before -
		is "$(sql 'select count(*) from usage' old.db)" 0
	done
}

@test "what there is to do must be named" {
	db 64
	like "$stderr" 'kx-db: nothing to do*hint: one of migrate, status, check, reindex, backup FILE, stats'
	db 64 shine
	like "$stderr" "kx-db: no such thing to do: 'shine'*hint: *"
	db 64 check twice
}

@test "without a home the place of the store must be named" {
	run -78 --separate-stderr env -u HOME -u XDG_DATA_HOME kx-db status
	like "$stderr" 'kx-db: there is no place for the store*hint: *--store*'
	XDG_DATA_HOME=relative db 74 status
	like "$stderr" "*$HOME/.local/share/kx/kx.db*"
}

@test "odd names of stores are only names" {
	for name in 'a b.db' 'x?mode=memory' 'file:y.db' '%41.db' "it's.db" ':memory'; do
		run -0 --separate-stderr kx-db --store "sqlite:$name" migrate
		[ -e "$name" ] || {
			echo "no file '$name'"
			return 1
		}
	done
}
