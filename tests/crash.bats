#!/usr/bin/env bats
# shellcheck disable=SC2154
# Whatever ends an ingest, at whatever moment: nothing is lost, nothing is doubled, the
# store passes its check, and the next run ends with what an undisturbed one would have.

load lib/kx

# a store "old.db" of the folder help as it was, the folder as it is now (one article
# changed, one new, one gone), and what the store must hold in the end in "wanted"
setup() {
	kx_setup
	tea
	file help/gone.md <<<'Loyal customers get a badge.'
	kx-kb-ingest -q --store sqlite:old.db help >/dev/null
	rm help/gone.md
	echo 'Rinse the pot before.' >>help/brew.md
	file help/new.md <<<$'# Gift cards\n\nA gift card is valid for three years.'
	cp old.db good.db
	kx-kb-ingest -q --store sqlite:good.db help >/dev/null
	content good.db >wanted
	kx-kb-ingest -q --store sqlite:fresh.db help >/dev/null
	content fresh.db >wanted-fresh
}

# ready OLD: the store "now.db" as it is before the run: a copy, or none
ready() {
	rm -f now.db*
	[ "$1" = none ] || cp "$1" now.db
}

# hit INJECTION: the ingest with this fault put into it; its status in $rc
hit() {
	rc=0
	# the shell has a word for a program that was killed
	{
		strace -f -qq -o trace -e "trace=${1%%:*}" -e "inject=$1" \
			kx-kb-ingest -j 1 --store sqlite:now.db help >out 2>err || rc=$?
	} 2>/dev/null
}

# recovers WANTED: the store is sound, no article is doubled or half there, those that
# nobody touched are there, and the next run ends as an undisturbed one
recovers() {
	local n
	if [ -s now.db ] && [ "$(sql 'pragma user_version' now.db)" = 3 ]; then
		sound now.db
		is "$(sql 'select name from article group by source, name having count(*) > 1' now.db)" ''
		n=$(sql "select count(*) from article where name in ('returns', 'account/close.txt', 'brew.md')" now.db)
		[ "$1" = wanted-fresh ] || is "$n" 3
	fi
	kx-kb-ingest -q --store sqlite:now.db help >/dev/null
	content now.db | diff "$1" -
	sound now.db
}

# every OLD WANTED CALL FAULT FIRST STEP CHECK: put the fault into the FIRST, the
# FIRST+STEP, … such call, until a run has no such call any more
every() {
	local n=$5 points=0
	while :; do
		ready "$1"
		hit "$3:$4:when=$n"
		[ "$(wc -l <trace)" -ge "$n" ] || break
		echo "# $3:$4:when=$n gave $rc: $(cat err)"
		"$7" "$2"
		n=$((n + $6))
		points=$((points + 1))
	done
	echo "# $points points of $3"
	[ "$points" -gt 0 ]
}

killed() {
	is "$rc" 137
	recovers "$1"
}

# ---- kill -9 ------------------------------------------------------------------------

@test "killed at every write into a store that is there" {
	need_strace
	need_sql
	every old.db wanted pwrite64 signal=KILL 1 1 killed
}

@test "killed at many writes into a new store" {
	need_strace
	need_sql
	every none wanted-fresh pwrite64 signal=KILL 1 4 killed
}

@test "killed at every flush to the disk" {
	need_strace
	need_sql
	every old.db wanted fdatasync signal=KILL 1 1 killed
	every none wanted-fresh fdatasync signal=KILL 1 1 killed
}

@test "killed at every file that is cut or taken away" {
	need_strace
	need_sql
	every none wanted-fresh unlink signal=KILL 1 1 killed
	every none wanted-fresh ftruncate signal=KILL 1 1 killed
}

@test "killed before it could tell what it did: it was done" {
	need_strace
	ready old.db
	hit write:signal=KILL:when=1
	is "$rc" 137
	is "$(cat out)" ''
	content now.db | diff wanted -
	recovers wanted
}

@test "the summary is written after the last byte is safe on the disk" {
	need_strace
	ready old.db
	strace -f -y -qq -o trace -e trace=write,pwrite64,fdatasync,fsync \
		kx-kb-ingest -q -j 1 --store sqlite:now.db help >out
	# between the last write into the log and the summary the log was flushed
	awk '/ pwrite64\([0-9]+<[^>]*now\.db-wal>/ { dirty = 1; logged = 1 }
		/ f(data)?sync\([0-9]+<[^>]*now\.db-wal>/ { dirty = 0 }
		/ write\(1</ { told = 1; bad = dirty; exit }
		END { exit !(logged && told && !bad) }' trace || {
		cat trace
		return 1
	}
}

@test "what was stored before a kill -9 stays, what was under way is done by the next run" {
	need_sql
	for i in $(seq 40); do record id "a$i" body "words of number $i"; done >records
	kx-kb-ingest -q --store sqlite:one.db <records >/dev/null
	content one.db >all
	for n in 1 7 40; do
		rm -f now.db* in
		mkfifo in
		kx-kb-ingest -q --store sqlite:now.db <in >out 2>err 3>&- &
		exec 9>in
		head -n $n records >&9
		# the pipe stays open
		stored $n $! now.db
		kill -KILL $!
		ended $!
		exec 9>&-
		is "$rc" 137
		sound now.db
		is "$(sql 'select count(*) from article' now.db)" $n
		run -0 --separate-stderr kx-kb-ingest --store sqlite:now.db --from json records
		counts "$((40 - n)) 0 $n 0 0"
		content now.db | diff all -
	done
}

# ---- kill -9 where there are vectors, and of kx-db ----------------------------------

# vectors that another program made, for the chunks of a folder
vectors_of() {
	kx-kb-ingest -q --emit "$@" | kx-embed -q -m hash-64 | jq -c '.embedding_model = "other-64"'
}

# what is found in a store: by vectors, by words, by both
finds() {
	[ -e questions ] || jq -cn '("the refund of my card", "green tea leaves", "gift card")
		| {query: .}' | kx-embed -q -m hash-64 --field query |
		jq -c '.embedding_model = "other-64"' >questions
	for by in vectors text all; do
		kx-search --store "sqlite:$1" --min-score 0 --rank $by <questions |
			jq -c '[.article_id, .score]'
	done
}

# a store "vec.db" of the folder as it was, with its vectors beside it; "chunks" as the
# folder is now; "wanted-finds" and "wanted-content" when they are in
vectored() {
	local then=$T/then
	mkdir "$then"
	cp -r help "$then"
	(
		cd "$then" || exit 1
		rm help/new.md
		sed -i '/^Rinse/d' help/brew.md
		for i in $(seq 12); do file "help/n$i.md" <<<"# Note $i"$'\n\n'"Words of note number $i."; done
		vectors_of help
	) >before
	vectors_of help >chunks
	kx-kb-ingest -q --chunks --store sqlite:vec.db before >/dev/null
	# a segment as large as what will come
	for i in 1 2; do record id "late$i" title "Late $i" body "A late word, number $i."; done >late.jsonl
	vectors_of late.jsonl | kx-kb-ingest -q --chunks --store sqlite:vec.db >/dev/null
	cp vec.db end.db
	cp vec.db-vectors end.db-vectors
	kx-kb-ingest -q --chunks --store sqlite:end.db chunks >/dev/null
	finds end.db >wanted-finds
	content end.db >wanted-content
}

# begin_with STORE: it is now.db, with what is beside it
begin_with() {
	rm -rf now.db*
	cp "$1" now.db
	[ ! -e "$1-vectors" ] || cp "$1-vectors" now.db-vectors
}

# at_each STORE CHECK CALL:STEP,... COMMAND ...: kill the command at each STEP-th of these
# calls, and check
at_each() {
	local store=$1 check=$2 call step n points
	local -a calls
	IFS=, read -ra calls <<<"$3"
	shift 3
	for call in "${calls[@]}"; do
		step=${call#*:}
		call=${call%:*}
		points=0
		for ((n = 1; ; n += step)); do
			begin_with "$store"
			{
				strace -f -qq -o trace -e "trace=$call" \
					-e "inject=$call:signal=KILL:when=$n" "$@" >out 2>err || true
			} 2>/dev/null
			[ "$(wc -l <trace)" -ge "$n" ] || break
			echo "# killed at $call $n: $(tail -n 2 trace | head -n 1)"
			points=$((points + 1))
			"$check"
		done
		echo "# $points points of $call"
		[ "$points" -gt 0 ]
	done
}

# the next run ends as an undisturbed one; before it, all is sound
vectors_recover() {
	sound now.db
	finds now.db >/dev/null
	kx-kb-ingest -q --chunks --store sqlite:now.db chunks >/dev/null
	sound now.db
	content now.db | diff wanted-content -
	finds now.db | diff wanted-finds -
	[ ! -e now.db-vectors.new ]
}

@test "killed while vectors go in, are merged, and the file beside the store is made" {
	need_strace
	need_sql
	vectored
	# the new segment was merged with the last one
	is "$(sql 'select count(*) from segment' vec.db)" 2
	is "$(sql 'select max(id) || count(*) from segment' end.db)" 42
	at_each vec.db vectors_recover pwrite64:2,unlink:1,ftruncate:1,fdatasync:1,rename:1 \
		kx-kb-ingest -q -j 1 --chunks --store sqlite:now.db chunks
}

# nothing was lost, and the next search has what it wants
same_finds() {
	sound now.db
	finds now.db | diff wanted-finds -
	sound now.db
	[ ! -e now.db-vectors.new ]
}

@test "killed while a search makes the file" {
	need_strace
	vectored
	rm end.db-vectors
	at_each end.db same_finds pwrite64:1,fchmod:1,ftruncate:1,fdatasync:1,rename:1 \
		bash -c 'exec kx-search --store sqlite:now.db --rank vectors <questions'
	# one that is stale, from which it copies
	kx-db --store sqlite:end.db check >/dev/null
	cp vec.db-vectors end.db-vectors
	at_each end.db same_finds pwrite64:1,rename:1 \
		bash -c 'exec kx-search --store sqlite:now.db --rank vectors <questions'
}

@test "killed while the index is made anew" {
	need_strace
	need_sql
	vectored
	at_each end.db reindexed pwrite64:2,unlink:1,ftruncate:1,fdatasync:1,rename:1 \
		kx-db --store sqlite:now.db reindex
}

# what was begun beside the store is written over by the next that begins
reindexed() {
	sound now.db
	finds now.db | diff wanted-finds -
	kx-db --store sqlite:now.db reindex >/dev/null
	same_finds
}

# it is of the old version, and as it was, or of the new one and complete
migrated() {
	local version
	version=$(sql 'pragma user_version' now.db)
	if [ "$version" != 3 ]; then
		is "$version" "$(sql 'pragma user_version' end.db)"
		[ "$version" = 2 ] || is "$(sql 'select count(*) from segment' now.db)" 0
		is "$(sql "select count(*) from sqlite_schema where name in ('usage', 'breaker', 'exchange')" now.db)" 0
		run -78 --separate-stderr kx-search --store sqlite:now.db gift
	fi
	kx-db --store sqlite:now.db migrate >/dev/null
	same_finds
	content now.db | diff wanted-content -
}

@test "killed while a store of version 1 is brought to the version of now" {
	need_strace
	need_sql
	vectored
	sql 'delete from posting; delete from segment; alter table segment drop column grams;
		drop table usage; drop table breaker; drop table exchange;
		pragma user_version = 1' end.db
	at_each end.db migrated pwrite64:1,unlink:1,ftruncate:1,fdatasync:1 \
		kx-db --store sqlite:now.db migrate
}

@test "killed while a store of version 2 is brought to the version of now" {
	need_strace
	need_sql
	vectored
	sql 'drop table usage; drop table breaker; drop table exchange; pragma user_version = 2' end.db
	at_each end.db migrated pwrite64:1,unlink:1,ftruncate:1,fdatasync:1 \
		kx-db --store sqlite:now.db migrate
}

# end.db, whose chunks have vectors by a provider's model in the cache, too: the numbers that
# they have already, so that the same is found by either
with_other_vectors() {
	conf <<-'END'
		providers:
		  far:
		    base_url: http://127.0.0.1:9/v1
	END
	kx-kb-ingest -q --emit late.jsonl | cat - before chunks |
		jq -c 'del(.embedding, .embedding_model)' |
		kx-embed -q --cache -m hash-64 --store sqlite:end.db >/dev/null
	sql "update embed_model set name = 'far:m' where name = 'hash-64'" end.db
	kx-db --store sqlite:end.db check >/dev/null
}

# all vectors are of one model, and what is found by them is what was found
of_one_model() {
	sound now.db
	is "$(sql 'select count(distinct model), count(*) - count(vector) from chunk' now.db)" '1|0'
	model=$(kx-db --json --store sqlite:now.db stats | jq -r .vector_model)
	is "$(sql 'select distinct m.name from chunk c join embed_model m on m.id = c.model' now.db)" "$model"
	jq -c --arg m "$model" '.embedding_model = $m' questions >asked
	mv asked questions
	finds now.db | diff wanted-finds -
}

turned() {
	of_one_model
	kx-kb-ingest -q --reembed -m far:m --store sqlite:now.db >/dev/null
	of_one_model
	is "$model" far:m
	[ ! -e now.db-vectors.new ]
}

@test "killed while the vectors of another model take the place of the old ones" {
	need_strace
	need_sql
	vectored
	with_other_vectors
	at_each end.db turned pwrite64:3,unlink:1,ftruncate:1,fdatasync:1,rename:1 \
		kx-kb-ingest -q --reembed -m far:m --store sqlite:now.db
}

# all are there, or none is
taken_away() {
	local n all
	sound now.db
	n=$(sql 'select count(vector) from chunk' now.db)
	all=$(sql 'select count(*) from chunk' now.db)
	if [ "$n" != 0 ]; then
		is "$n" "$all"
		finds now.db | diff wanted-finds -
	fi
	kx-kb-ingest -q --reembed -m none --store sqlite:now.db >/dev/null
	is "$(sql 'select count(vector) from chunk' now.db)" 0
	[ ! -e now.db-vectors ]
	sound now.db
}

@test "killed while the vectors are taken away" {
	need_strace
	need_sql
	vectored
	at_each end.db taken_away pwrite64:2,unlink:1,ftruncate:1,fdatasync:1 \
		kx-kb-ingest -q --reembed -m none --store sqlite:now.db
}

@test "the disk is full while the file beside the store is made: searches go on without" {
	need_strace
	vectored
	for n in 1 2 5 100; do
		begin_with vec.db
		rm -f now.db-vectors
		# the store is only read here
		strace -f -qq -o trace -e trace=pwrite64 -e "inject=pwrite64:error=ENOSPC:when=$n" \
			bash -c 'exec kx-search --min-score 0 --store sqlite:now.db --rank vectors <questions' |
			jq -c '[.article_id, .score]' >got
		finds vec.db | head -n "$(wc -l <got)" | diff - got
		[ -s got ]
		sound now.db
		[ ! -e now.db-vectors.new ]
	done
}

# ---- SIGINT, SIGTERM ----------------------------------------------------------------

# a signal that comes when all is done and told may find nothing to end any more
all_done() {
	[ "$rc" = 0 ] && [ -s out ] && content now.db | diff "$1" -
}

interrupted() {
	is "$rc" 130 || all_done "$1"
	is "$(cat err)" ''
	recovers "$1"
}

terminated() {
	is "$rc" 143 || all_done "$1"
	recovers "$1"
}

@test "interrupted at any write: what was begun is finished, 130, no word" {
	need_strace
	need_sql
	every old.db wanted pwrite64 signal=INT 1 9 interrupted
	every none wanted-fresh fdatasync signal=INT 1 3 interrupted
}

@test "terminated at any write: 143" {
	need_strace
	need_sql
	every old.db wanted pwrite64 signal=TERM 4 23 terminated
}

@test "interrupted while it reads the folder: nothing is deleted for it" {
	need_strace
	need_sql
	# the listing is cut short, and what it did not come to must not count as gone
	every old.db wanted getdents64 signal=INT 1 1 interrupted
	ready old.db
	hit getdents64:signal=INT:when=1
	is "$(sql "select count(*) from article where name in ('gone.md', 'returns')" now.db)" 2
}

@test "interrupted while it waits for records: what came is stored, the summary is told" {
	mkfifo in
	kx-kb-ingest -q --store sqlite:now.db <in >out 2>err 3>&- &
	exec 9>in
	record id one body 'first words' >&9
	stored 1 $! now.db
	kill -INT $!
	ended $!
	exec 9>&-
	is "$rc" 130
	output=$(cat out)
	counts '1 0 0 0 0'
	is "$(cat err)" ''
	sound now.db
}

@test "interrupted between records: none is half there, the next run has all" {
	need_sql
	for i in $(seq 60); do record id "a$i" body "words of number $i"; done >records
	kx-kb-ingest -q --store sqlite:one.db <records >/dev/null
	content one.db >all
	for n in 3 30 59; do
		rm -f now.db* in
		mkfifo in
		# the tool itself opens the fifo: behind the next line it knows of signals
		kx-kb-ingest -q --store sqlite:now.db in >out 2>err 3>&- &
		exec 9>in
		head -n $n records >&9
		kill -INT $!
		ended $!
		exec 9>&-
		is "$rc" 130
		sound now.db
		is "$(sql 'select count(*) from article' now.db)" "$(jq .added out)"
		kx-kb-ingest -q --store sqlite:now.db --from json records >/dev/null
		content now.db | diff all -
	done
}

@test "a filter that is interrupted ends with 130, a terminated one with 143" {
	mkfifo in out
	for s in INT:130 TERM:143; do
		env --default-signal=INT kx-embed <in >out 2>err 3>&- &
		exec 8>in 9<out
		echo '{"text":"words"}' >&8
		read -r _ <&9
		kill "-${s%:*}" $!
		ended $!
		exec 8>&- 9<&-
		is "$rc" "${s#*:}"
	done
}

# ---- disks --------------------------------------------------------------------------

# content without what is measured of it
articles() {
	grep -vE '^(locales|names|threshold|threshold_ask)\|'
}

# a fault is told in one line with 74 and leaves a sound store; or nothing was lost by it
faulted() {
	if [ "$rc" = 0 ]; then
		content now.db | diff "$1" -
		return
	fi
	is "$rc" 74
	is "$(grep -vc '^hint: ' err)" 1
	like "$(cat err)" "kx-kb-ingest: *now.db*"
	# a summary is told only of what is there
	[ ! -s out ] || diff <(articles <"$1") <(content now.db | articles)
	recovers "$1"
}

# the same, and what was said is kept
full() {
	[ "$rc" = 0 ] || cat err >>said
	faulted "$1"
}

@test "the disk is full at a write into a store that is there" {
	need_strace
	need_sql
	every old.db wanted pwrite64 error=ENOSPC 1 4 full
}

@test "the disk is full at a write into a new store" {
	need_strace
	need_sql
	every none wanted-fresh pwrite64 error=ENOSPC 1 9 full
}

@test "the disk is full from some moment on: each time it is told that there is no room" {
	need_strace
	need_sql
	: >said
	for n in 1 2 5 11 20 30 40; do
		ready old.db
		hit "pwrite64:error=ENOSPC:when=$n+"
		[ "$(wc -l <trace)" -ge "$n" ] || break
		echo "# from $n: $rc: $(cat err)"
		full wanted
	done
	[ -s said ]
	is "$(grep -v -e 'no space left' -e '^hint: make room' said)" ''
}

@test "a flush to the disk fails at any time" {
	need_strace
	need_sql
	every old.db wanted fdatasync error=EIO 1 1 faulted
	every none wanted-fresh fdatasync error=ENOSPC 1 1 faulted
}

@test "a write fails, or writes less than it was given" {
	need_strace
	need_sql
	every old.db wanted pwrite64 error=EIO 2 11 faulted
	every old.db wanted pwrite64 error=EINTR 3 17 faulted
}

@test "a file that must not grow: told, nothing lost" {
	need_sql
	! sanitized || skip 'a sanitizer writes files of its own'
	cp -r "$demo/articles" many
	run -74 --separate-stderr bash -c 'ulimit -f 64; exec kx-kb-ingest --store sqlite:now.db many'
	one_line
	like "$stderr" 'kx-kb-ingest: *now.db*'
	[ ! -s now.db ] || [ "$(sql 'pragma user_version' now.db)" = 0 ] || sound now.db
	kx-kb-ingest -q --store sqlite:now.db many >/dev/null
	is "$(sql 'select count(*) from article' now.db)" 28
	sound now.db
}

@test "a backup onto a full disk leaves no half file" {
	need_strace
	ready old.db
	rc=0
	strace -f -qq -o trace -e trace=pwrite64 -e inject=pwrite64:error=ENOSPC:when=2+ \
		kx-db --store sqlite:now.db backup copy.db >out 2>err || rc=$?
	is "$rc" 74
	is "$(cat out)" ''
	is "$(grep -vc '^hint: ' err)" 1
	[ ! -e copy.db ]
	[ ! -e copy.db.part ]
}

@test "a conversation that cannot be written down is told" {
	need_strace
	ready good.db
	rc=0
	strace -f -qq -o trace -e trace=pwrite64 -e inject=pwrite64:error=ENOSPC:when=1+ \
		kx-chat --store sqlite:now.db --min-score 0 'gift card' >out 2>err || rc=$?
	[ "$rc" = 74 ] || like "$(cat err)" '*the conversation is not kept*'
	like "$(cat err)" 'kx-chat: *'
	sound now.db
	is "$(sql 'select count(*) from conversation' now.db)" 0
}

# ---- several at once ----------------------------------------------------------------

# both JOB ...: run them at the same time; all must end with 0
both() {
	local job pids=() p
	for job; do
		bash -c "$job" 3>&- &
		pids+=($!)
	done
	for p in "${pids[@]}"; do wait "$p"; done
}

@test "two ingests at once into one new store: both go in" {
	need_sql
	for i in 1 2 3 4 5; do
		rm -f now.db*
		both 'kx-kb-ingest -q --store sqlite:now.db --source one help >/dev/null' \
			'kx-kb-ingest -q --store sqlite:now.db --source two help >/dev/null' \
			"kx-kb-ingest -q --store sqlite:now.db $demo/articles >/dev/null"
		is "$(sql 'select count(*) from article' now.db)" 36
		sound now.db
	done
}

@test "many that make the same new store at once all find it made" {
	local m='kx-db --store sqlite:now.db migrate >/dev/null'
	for i in $(seq 15); do
		rm -f now.db*
		both "$m" "$m" "$m" "$m" "$m" "$m"
	done
	sound now.db
}

@test "two ingests of the same folder at once: nothing doubled" {
	need_sql
	for i in 1 2 3; do
		ready old.db
		both 'kx-kb-ingest -q --store sqlite:now.db help >/dev/null' \
			'kx-kb-ingest -q --store sqlite:now.db help >/dev/null'
		content now.db | diff wanted -
		sound now.db
	done
}

@test "two ingests whose batches take turns" {
	need_sql
	mkfifo a b
	kx-kb-ingest -q --store sqlite:now.db --source one <a >/dev/null 3>&- &
	one=$!
	exec 8>a
	kx-kb-ingest -q --store sqlite:now.db --source two <b >/dev/null 3>&- &
	two=$!
	exec 9>b
	for i in 1 2 3 4 5 6; do
		record id "x$i" body "words of number $i" | tee /dev/fd/8 >&9
		stored $((2 * i)) $one now.db
	done
	exec 8>&- 9>&-
	wait $one
	wait $two
	is "$(sql 'select count(*) from article' now.db)" 12
	sound now.db
	run -0 --separate-stderr kx-search --store sqlite:now.db --min-score 0 -k 50 number
	is "${#lines[@]}" 12
}

@test "searches go on while an ingest writes, and see whole articles" {
	mkfifo in
	cp good.db now.db
	kx-kb-ingest -q --store sqlite:now.db --source more <in >/dev/null 3>&- &
	exec 9>in
	for i in $(seq 12); do
		record id "a$i" body "Kettle number $i is a good kettle." >&9
		run -0 --separate-stderr kx-search --store sqlite:now.db --min-score 0 -k 50 'kettle gift card'
		like $'\n'"$(q .article_id)"$'\n' $'*\nnew.md\n*'
		kx-db --store sqlite:now.db check >/dev/null
	done
	exec 9>&-
	wait $!
	sound now.db
}

@test "a store that is locked for long: try again later, nothing done" {
	need_strace
	need sqlite3
	ready old.db
	mkfifo sql locked
	sqlite3 -batch now.db <sql >locked 3>&- &
	exec 8>sql 9<locked
	echo 'begin immediate; select 1;' >&8
	read -r _ <&9
	# the ingest waits by sleeping; here each of its sleeps is over at once
	rc=0
	strace -f -qq -o trace -e trace=clock_nanosleep,nanosleep \
		-e inject=clock_nanosleep,nanosleep:retval=0 \
		kx-kb-ingest -q --store sqlite:now.db help >out 2>err || rc=$?
	[ -s trace ]
	is "$rc" 75
	is "$(cat out)" ''
	like "$(cat err)" "kx-kb-ingest: store 'now.db': *another process is writing*hint: try again *"
	# who only reads is not kept waiting
	run -0 --separate-stderr kx-search --store sqlite:now.db --min-score 0 badge
	is "$(q .article_id)" gone.md
	exec 8>&- 9<&-
	wait $!
	recovers wanted
}

@test "a store that somebody else is just making is waited for" {
	need_strace
	need sqlite3
	mkfifo sql locked
	sqlite3 -batch now.db <sql >locked 3>&- &
	exec 8>sql 9<locked
	echo 'begin immediate; create table x (y); select 1;' >&8
	read -r _ <&9
	for t in 'kx-db --store sqlite:now.db migrate' 'kx-kb-ingest -q --store sqlite:now.db help'; do
		rc=0
		# shellcheck disable=SC2086
		strace -f -qq -o trace -e trace=clock_nanosleep,nanosleep \
			-e inject=clock_nanosleep,nanosleep:retval=0 $t >out 2>err || rc=$?
		is "$rc" 75
		# it gave up only after it had tried again and again
		[ "$(wc -l <trace)" -gt 10 ]
	done
	echo 'rollback;' >&8
	exec 8>&- 9<&-
	wait $!
	kx-db --store sqlite:now.db migrate >/dev/null
	sound now.db
}

@test "many answers at once are all kept" {
	need_sql
	cp good.db now.db
	ask="kx-chat --store sqlite:now.db --min-score 0 'gift card' >/dev/null"
	both "$ask" "$ask" "$ask" "$ask"
	is "$(sql 'select count(*) from conversation' now.db)" 4
	is "$(sql 'select count(*) from message' now.db)" 8
}
