#!/usr/bin/env bats
# shellcheck disable=SC2154
# Vectors that another program made: into the store with chunk records, searched with query
# records, in a file beside the store that is made and made again when it must be.
#
# That program is played by kx-embed with its output renamed: a store keeps no vectors of
# the built-in model, since it can make them again.

load lib/kx

# embedder MODEL SIZE OPTION ...: a filter, "other-64"
embedder() {
	local model=$1 size=$2
	shift 2
	kx-embed -q -m "hash-$size" "$@" |
		jq -c --arg m "$model" 'if .embedding then .embedding_model = $m else . end'
}

# embed [SIZE] [OPTION ...]: chunk records with vectors
embed() {
	local size=64
	case ${1:-} in [0-9]*) size=$1 && shift ;; esac
	embedder "other-$size" "$size" "$@"
}

# put OPERAND ...: articles with vectors into the store
put() {
	kx-kb-ingest -q --emit "$@" | embed | kx-kb-ingest -q --chunks >/dev/null
}

# ask WORDS: a query record with its vector
ask() {
	jq -cn --arg q "$1" '{query: $q}' | embed --field query
}

# by_vectors WORDS [OPTION ...]: searched by vectors alone
by_vectors() {
	local words=$1
	shift
	ask "$words" >question
	run -0 --separate-stderr kx-search --min-score 0 --rank vectors "$@" <question
}

found() {
	q .article_id | paste -sd' '
}

# the same questions of each kind, ids and scores, to be compared
hits() {
	[ -e questions ] || jq -cn '("green tea too hot", "return an order", "delete my data",
		"the card I paid with") | {query: .}' | embed --field query >questions
	kx-search --min-score 0 --rank vectors "$@" <questions | jq -c '[.article_id, .score]'
	kx-search --min-score 0 "$@" <questions | jq -c '[.article_id, .score, .scores.vector]'
}

beside() {
	stat -c %i "$store-vectors"
}

# all that other tests begin with
filled() {
	tea
	put help
	hits >wanted
}

# the hits are as they were, and the store with what is beside it is sound
as_wanted() {
	hits | diff wanted -
	sound
}

@test "vectors go in with chunks, as numbers or as base64, and questions find by them" {
	filled
	by_vectors 'was my green tea too hot?' -k 2
	is "$(found | cut -d' ' -f1)" brew.md
	is "$(q '.scores.words + .scores.grams' | sort -u)" 0
	is "$(q '.score == .scores.vector' | sort -u)" true
	is "$(q '.confidence' | sort -u)" "$(q .scores.vector | head -1)"
	[ -e "$store-vectors" ]
	is "$(stat -c %a "$store-vectors")" 600
	run -0 --separate-stderr kx-db --json stats
	is "$(q .vector_model)" other-64
	is "$(q .vectors)" "$(q .chunks)"
	kx-kb-ingest -q --emit help | embed --encoding base64 |
		kx-kb-ingest -q --chunks --store sqlite:b64.db >/dev/null
	# not to the last digit: numbers are printed with nine
	hits --store sqlite:b64.db | jq -c 'map(if type == "number" then . * 1e5 | round else . end)' >got
	jq -c 'map(if type == "number" then . * 1e5 | round else . end)' wanted | diff - got
}

@test "a question's vector as base64 finds the same, and --exact does" {
	filled
	ask 'green tea too hot' >array
	jq -cn '{query: "green tea too hot"}' | embed --field query --encoding base64 >packed
	for by in all vectors; do
		kx-search --rank $by --min-score 0 <array | jq -c .article_id >one
		kx-search --rank $by --min-score 0 <packed | jq -c .article_id | diff one -
		kx-search --rank $by --min-score 0 --exact <array | jq -c .article_id | diff one -
	done
}

@test "with words and vectors, both count; without a vector, words do" {
	filled
	ask 'return label' >question
	run -0 --separate-stderr kx-search --min-score 0 -k 1 <question
	is "$(q '.scores.words > 0 and .scores.vector > 0')" true
	is "$(q '.score > .scores.vector')" true
	for o in 'text' 'words'; do
		run -0 --separate-stderr kx-search --min-score 0 -k 1 --rank $o <question
		is "$(q '.scores.vector == 0')" true
	done
	run -0 --separate-stderr kx-search --min-score 0 -k 1 'return label'
	is "$(q '.article_id == "returns" and .scores.vector == 0')" true
}

@test "a chunk without a word of the question is found by its vector" {
	record id far title 'Kettles' body 'Kettles boil.' >a.jsonl
	record id near title 'Cups' body 'Cups break.' >>a.jsonl
	kx-kb-ingest -q --emit a.jsonl |
		jq -c '.embedding_model = "m" | .embedding = if .article_id == "far" then [1, 0, 0] else [0, 1, 1] end' |
		kx-kb-ingest -q --chunks >/dev/null
	echo '{"query": "Kettles", "embedding": [0.01, 1, 0.9], "embedding_model": "m"}' >question
	run -0 --separate-stderr kx-search --min-score 0 <question
	is "$(found)" 'far near'
	run -0 --separate-stderr kx-search --min-score 0 --rank vectors <question
	is "$(found)" 'near far'
	is "$(q '.scores.vector > 0.9' | paste -sd' ')" 'true false'
}

# ---- what does not fit ---------------------------------------------------------------

@test "a vector of another model, or of another size, is refused and the next one answered" {
	filled
	jq -cn '{id: 1, query: "tea"}' | embedder unknown-64 64 --field query >questions
	jq -cn '{id: 2, query: "tea"}' | embedder other-64 128 --field query >>questions
	jq -cn '{id: 3, query: "green tea"}' | embed --field query >>questions
	for o in all vectors; do
		run -1 --separate-stderr kx-search --min-score 0 -k 1 --rank $o <questions
		is "$(q .query_id)" 3
		like "$stderr" "*stdin:1: *model 'unknown-64', those of the store of 'other-64'*"
		like "$stderr" "*stdin:2: *has 128 numbers, those of the store 64*"
	done
	# what does not ask for vectors does not look at them
	run -0 --separate-stderr kx-search --min-score 0 -k 1 --rank text <questions
	is "$(q .query_id | paste -sd' ')" '1 2 3'
}

@test "nothing to rank by vectors with: told, and why" {
	tea
	kx-kb-ingest -q help >/dev/null
	[ ! -e "$store-vectors" ]
	ask tea >question
	run -78 --separate-stderr kx-search --min-score 0 --rank vectors <question
	like "$stderr" "*it holds no vectors to rank by*hint: *see kx-embed*"
	run -0 --separate-stderr kx-search --min-score 0 -k 1 <question
	is "$(q .article_id)" brew.md
	put help
	run -65 --separate-stderr kx-search --min-score 0 --rank vectors tea
	like "$stderr" "*the question has no vector, and model 'other-64'*is not here"
	# of records only the one that has none
	{
		ask "Brew green tea"
		echo '{"id": 2, "query": "tea"}'
		ask "Brew green tea"
	} >questions
	run -1 --separate-stderr kx-search --min-score 0 -k 1 --rank vectors <questions
	like "$stderr" "kx-search: stdin:2: the question has no vector*"
	is "${#lines[@]}" 2
	run -0 --separate-stderr kx-search --min-score 0 -k 1 tea
	is "$(q .article_id)" brew.md
}

@test "numbers that are none, models without a name: each is told at its line" {
	filled
	{
		echo '{"query": "a", "embedding": [1, "x"], "embedding_model": "other-64"}'
		echo '{"query": "b", "embedding": [1, 1e999], "embedding_model": "other-64"}'
		echo '{"query": "c", "embedding": "AAAA", "embedding_model": "other-64"}'
		echo '{"query": "d", "embedding": "AADAfw==", "embedding_model": "other-64"}'
		echo '{"query": "e", "embedding": [], "embedding_model": "other-64"}'
		echo '{"query": "f", "embedding": [1]}'
		echo '{"query": "g", "embedding": [1], "embedding_model": ""}'
		jq -cn '{query: "h", embedding: [1], embedding_model: ("m" * 256)}'
		jq -cn '{query: "i", embedding: [range(8193)], embedding_model: "m"}'
	} >bad
	run -1 --separate-stderr kx-search --rank vectors <bad
	is "$output" ''
	is "$(grep -c "^kx-search: stdin:[1-9]: .*'embedding" <<<"$stderr")" 9
	kx-kb-ingest -q --emit help/brew.md >chunk
	sed 's/^.*"embedding"/"embedding"/; s/}$//' bad | while read -r fields; do
		jq -c ". + {$fields}" chunk 2>/dev/null
	done >chunks
	run -1 --separate-stderr kx-kb-ingest -q --chunks chunks
	as_wanted
}

@test "a model's name may have 255 bytes" {
	name=$(printf '%0255d' 0)
	tea
	kx-kb-ingest -q --emit help | embedder "$name" 64 | kx-kb-ingest -q --chunks >/dev/null
	jq -cn '{query: "green tea"}' | embedder "$name" 64 --field query >question
	run -0 --separate-stderr kx-search --rank vectors --min-score 0 -k 1 <question
	is "$(q .article_id)" brew.md
	run -0 --separate-stderr kx-db --json stats
	is "$(q .vector_model)" "$name"
}

@test "a vector without length finds nothing and is not found; two kinds in one store go on" {
	record id zero title 'Zero' body 'Nothing.' >a.jsonl
	record id one title 'One' body 'Something.' >>a.jsonl
	kx-kb-ingest -q --emit a.jsonl |
		jq -c '.embedding_model = "m" | .embedding = if .article_id == "zero" then [0, 0] else [1, 0] end' |
		kx-kb-ingest -q --chunks >/dev/null
	sound
	echo '{"query": "x", "embedding": [1, 0], "embedding_model": "m"}' >question
	run -0 --separate-stderr kx-search --min-score 0 --rank vectors <question
	is "$(found)" one
	echo '{"query": "x", "embedding": [0, 0], "embedding_model": "m"}' >question
	run -0 --separate-stderr kx-search --min-score 0 --rank vectors <question
	is "$(found)" ''
	echo '{"query": "x", "embedding": [-1, 0], "embedding_model": "m"}' >question
	run -0 --separate-stderr kx-search --min-score 0 --rank vectors <question
	is "$(found)" ''
}

# ---- who may see it ------------------------------------------------------------------

@test "visibility, source, tags and locale hold for vectors as for words" {
	for i in $(seq 60); do
		case $((i % 3)) in
		0) jq -cn --arg i "a$i" '{id: $i, title: "Green tea", body: "Green tea \($i)", tags: ["odd"], visibility: "agents"}' ;;
		1) jq -cn --arg i "a$i" '{id: $i, title: "Green tea", body: "Green tea \($i)", source: "other", visibility: "customers"}' ;;
		2) jq -cn --arg i "a$i" '{id: $i, title: "Green tea", body: "Green tea \($i)", locale: "de"}' ;;
		esac
	done >a.jsonl
	put a.jsonl
	by_vectors 'green tea' -k 100
	is "$(found | wc -w)" 20
	is "$(q .locale | sort -u)" de
	by_vectors 'green tea' -k 100 --visibility customers
	is "$(found | wc -w)" 40
	by_vectors 'green tea' -k 100 --visibility agents
	is "$(found | wc -w)" 60
	by_vectors 'green tea' -k 100 --visibility agents --tags odd
	is "$(found | wc -w)" 20
	by_vectors 'green tea' -k 100 --tags odd
	is "$(found)" ''
	by_vectors 'green tea' -k 100 --visibility agents --source other
	is "$(q .source | sort | uniq -c | tr -s ' ')" ' 20 other'
	by_vectors 'green tea' -k 100 --visibility agents --source other --tags odd
	is "$(found)" ''
	ask 'green tea' | jq -c '.filter = {locale: "de"}' >question
	run -0 --separate-stderr kx-search --min-score 0 -k 100 --visibility agents <question
	is "$(found | wc -w)" 60
	run -0 --separate-stderr kx-search --min-score 0 -k 100 --rank vectors <question
	is "$(found | wc -w)" 20
}

@test "hits of one article: the best, or as many as wanted" {
	{
		echo '# One'
		for i in $(seq 30); do printf '\n## Part %d\n\nGreen tea is drunk hot, number %d.\n' "$i" "$i"; done
	} | file many/one.md
	file many/two.md <<<$'# Two\n\nGreen tea.'
	put --words 20 many
	by_vectors 'green tea is drunk hot' -k 2
	is "$(found | tr ' ' '\n' | sort | paste -sd' ')" 'one.md two.md'
	by_vectors 'green tea is drunk hot' -k 2 --chunks 5
	is "$(found | tr ' ' '\n' | sort | uniq -c | tr -s ' ' | paste -sd' ')" ' 5 one.md  1 two.md'
	by_vectors 'green tea is drunk hot' -k 1 --chunks 100
	is "$(found | wc -w)" "$(sql 'select count(*) from chunk c join article a on a.id = c.article where name = (select name from article order by name limit 1)')"
}

# ---- as articles come and go ---------------------------------------------------------

# fresh: what is beside the store gives the hits that a file made from nothing gives
fresh() {
	hits >now
	sound
	rm "$store-vectors"
	hits | diff now -
}

@test "changed, new and deleted articles: the file follows" {
	need_sql
	filled
	old=$(beside)
	echo 'Rinse the pot before.' >>help/brew.md
	file help/new.md <<<$'# Gift cards\n\nA gift card is valid for three years.'
	put help
	[ "$(beside)" != "$old" ]
	by_vectors 'a gift card is valid for three years' -k 1
	is "$(found)" new.md
	by_vectors 'rinse the pot' -k 1
	is "$(found)" brew.md
	fresh
	echo '{"id": "returns", "deleted": true}' | kx-kb-ingest -q -m none --source help >/dev/null
	by_vectors 'print the return label' -k 10
	unlike " $(found) " '* returns *'
	fresh
	for id in brew.md new.md account/close.txt; do
		jq -cn --arg id $id '{$id, deleted: true}'
	done | kx-kb-ingest -q -m none --source help >/dev/null
	is "$(sql 'select count(*) from chunk')" 0
	by_vectors 'green tea'
	is "$(found)" ''
	sound
	put help
	as_wanted_again
}

# the folder as it is now, in a store of its own, has the same hits
as_wanted_again() {
	hits >got
	kx-kb-ingest -q --emit help | embed | kx-kb-ingest -q --chunks --store sqlite:again.db >/dev/null
	hits --store sqlite:again.db | diff - got
	sound
}

@test "many small changes, one after the other" {
	tea
	for i in $(seq 40); do file "help/n$i.md" <<<"# Note $i"$'\n\n'"Words of note number $i."; done
	put help
	for i in 3 9 27 40; do
		rm "help/n$i.md"
		echo "Changed in round $i." >>help/brew.md
		kx-kb-ingest -q --emit help | embed |
			kx-kb-ingest -q --chunks --source help --prune >/dev/null
		sound
	done
	hits >now
	rm "$store-vectors"
	hits | diff now -
	as_wanted_again
}

@test "articles that come without vectors stand beside those with; one that changes without loses them" {
	filled
	old=$(beside)
	record id plain title 'Porcelain' body 'Cups are of porcelain.' |
		kx-kb-ingest -q -m none --source more >/dev/null
	is "$(beside)" "$old"
	hits | grep -v plain | cut -d, -f1 | diff <(cut -d, -f1 wanted) -
	sound
	run -0 --separate-stderr kx-search -k 1 porcelain
	is "$(q .article_id)" plain
	by_vectors porcelain -k 10
	unlike " $(found) " '* plain *'
	# what did not change keeps them, and it is told how many have none
	echo 'Rinse the pot before.' >>help/brew.md
	run -0 --separate-stderr kx-kb-ingest -m none help
	is "$(q '"\(.changed) \(.unchanged) \(.without_vectors)"')" '1 2 1'
	by_vectors 'green tea' -k 10
	unlike " $(found) " '* brew.md *'
	like " $(found) " '* returns *'
	run -0 --separate-stderr kx-search -k 1 --min-score 0 'rinse the pot'
	is "$(q .article_id)" brew.md
	sound
	put help
	by_vectors 'green tea' -k 10
	like " $(found) " '* brew.md *'
	fresh
}

# ---- one model -----------------------------------------------------------------------

# made_by NAME: vectors of the chunks of help/ by a model that a provider has. All are in
# the cache, so that nobody is asked: nobody answers there.
made_by() {
	conf <<-'END'
		providers:
		  far:
		    base_url: http://127.0.0.1:9/v1
		    tries: 1
	END
	kx-kb-ingest -q --emit help | kx-embed -q --cache -m hash-64 >/dev/null
	sql "insert or ignore into embed_model (name, dimensions) values ('$1', 64);
		update or replace embed_cache set model = (select id from embed_model where name = '$1')"
}

# models: whose vectors the chunks have, and how many each
models() {
	sql 'select coalesce(m.name, 0), count(c.vector) from chunk c
		left join embed_model m on m.id = c.model group by 1 order by 1' | paste -sd' '
}

@test "vectors of another model are refused, and nothing is written" {
	need_sql
	filled
	content >before
	kx-kb-ingest -q --emit help | embed 128 >chunks
	run -1 --separate-stderr kx-kb-ingest --chunks chunks
	counts '0 0 0 0 3'
	is "$(grep -c "^kx-kb-ingest: chunks:[0-9]*: the store's vectors are of model 'other-64', not 'other-128'$" <<<"$stderr")" 3
	is "$(grep -c '^hint: --reembed changes them$' <<<"$stderr")" 3
	made_by far:m
	echo More. >>help/brew.md
	run -78 --separate-stderr kx-kb-ingest -m far:m help
	like "$stderr" "kx-kb-ingest: the store's vectors are of model 'other-64', not 'far:m'*hint: --reembed changes them"
	one_line
	is "$output" ''
	content | diff before -
	as_wanted
	# nor do two models come into an empty store at once
	{
		kx-kb-ingest -q --emit help | embed
		kx-kb-ingest -q --emit --source two help | embed 128
	} >both
	run -1 --separate-stderr kx-kb-ingest --chunks --store sqlite:two.db both
	is "$(q '"\(.added) \(.failed)"')" '3 3'
	is "$(sql 'select count(distinct model) from chunk' two.db)" 1
}

@test "with --reembed chunk records of another model come in: the vectors that came last are searched" {
	filled
	kx-kb-ingest -q --emit --source two help/brew.md | embed 128 |
		kx-kb-ingest -q --chunks --reembed >/dev/null
	run -0 --separate-stderr kx-db --json stats
	is "$(q '[.vector_model, (.models | join(" "))] | join(": ")')" 'other-128: other-64 other-128'
	jq -cn '{query: "green tea, the account, an order"}' | embed 128 --field query >question
	run -0 --separate-stderr kx-search --rank vectors --min-score 0 <question
	is "$(q .source)" two
	run -1 --separate-stderr kx-search --rank vectors --min-score 0 <questions
	like "$stderr" "*of model 'other-64', those of the store of 'other-128'*"
	sound
	# from now on those of the new one are let in, and the old ones are not
	run -1 --separate-stderr kx-kb-ingest --chunks <<<"$(kx-kb-ingest -q --emit --source three help/brew.md | embed)"
	like "$stderr" "*of model 'other-128', not 'other-64'*"
	kx-kb-ingest -q --emit help | embed 128 | kx-kb-ingest -q --chunks >/dev/null
	run -0 --separate-stderr kx-search --rank vectors --min-score 0 <question
	is "$(q .source | sort | uniq -c | tr -s ' ' | paste -sd' ')" ' 3 help  1 two'
	sound
}

@test "who names no model goes on with the store's own, or is told why not" {
	need_sql
	filled
	made_by far:m
	echo More. >>help/brew.md
	for o in help '-n help'; do
		# shellcheck disable=SC2086
		run -78 --separate-stderr kx-kb-ingest $o
		like "$stderr" "kx-kb-ingest: the store's vectors are of model 'other-64', which is not to be had here*hint: *--chunks*-m none*--reembed -m MODEL*"
		one_line
		is "$output" ''
	done
	as_wanted
	# also where a provider stands in for all names without one
	KX_PROVIDER=ollama run -78 --separate-stderr kx-kb-ingest help
	like "$stderr" "*which is not to be had here*"
	# one that can be had
	run -0 --separate-stderr kx-kb-ingest --reembed -m far:m
	is "$(q '"\(.model) \(.chunks) \(.kept) \(.cached) \(.embedded) \(.failed)"')" \
		"far:m $(sql 'select count(*) || " 0 " || count(*) from chunk') 0 0"
	made_by far:m
	run -0 --separate-stderr kx-kb-ingest help
	counts '0 1 2 0 0'
	is "$(models)" "far:m|$(sql 'select count(*) from chunk')"
	is "$(q .without_vectors)" null
	# asked for a text that nobody made before
	echo 'Rinse the pot before.' >>help/brew.md
	run -75 --separate-stderr kx-kb-ingest help
	like "$stderr" "kx-kb-ingest: provider 'far': *"
	is "$output" ''
	is "$(models)" "far:m|$(sql 'select count(*) from chunk')"
	sound
	# what is said on purpose is done
	for m in hash none; do
		echo 'Even more.' >>help/brew.md
		KX_EMBED_MODEL=$m run -0 --separate-stderr kx-kb-ingest help
		is "$(q '"\(.changed) \(.without_vectors)"')" '1 1'
	done
	run -0 --separate-stderr kx-kb-ingest -m none help
	is "$(q '"\(.unchanged) \(.without_vectors)"')" '3 null'
}

@test "--reembed gives all chunks vectors of another model, at once" {
	need_sql
	filled
	made_by far:m
	tables "$store" >before
	run -0 --separate-stderr kx-kb-ingest --reembed -n -m far:m
	is "$(q '"\(.dry_run) \(.cached) \(.embedded)"')" "true $(sql 'select count(*) from chunk') 0"
	tables "$store" | diff before -
	run -0 --separate-stderr kx-kb-ingest --reembed -m far:m
	quiet
	is "$(models)" "far:m|$(sql 'select count(*) from chunk')"
	sound
	run -0 --separate-stderr kx-db --json stats
	is "$(q .vector_model)" far:m
	# they are the numbers of the old ones, under another name
	jq -c '.embedding_model = "far:m"' questions >asked
	mv asked questions
	hits | cut -d, -f1 | diff <(cut -d, -f1 wanted) -
	fresh
	# all is as it was, and so it is left
	tables "$store" >before
	run -0 --separate-stderr kx-kb-ingest --reembed -m far:m
	is "$(q .kept)" "$(sql 'select count(*) from chunk')"
	tables "$store" | diff before -
	# the articles are not made anew for it
	sql 'select id from chunk order by id' >ids
	run -0 --separate-stderr kx-kb-ingest help
	counts '0 0 3 0 0'
	sql 'select id from chunk order by id' | diff ids -
}

@test "--reembed that cannot be finished leaves the old vectors, and goes on the next time" {
	need_sql
	filled
	made_by far:m
	sql 'create table lost as select * from embed_cache limit 1;
		delete from embed_cache where content in (select content from lost)'
	for i in 1 2; do
		run -75 --separate-stderr kx-kb-ingest --reembed -m far:m
		like "$stderr" "kx-kb-ingest: *provider 'far'*"
		is "$output" ''
		as_wanted
	done
	run -0 --separate-stderr kx-kb-ingest --reembed -n -m far:m
	is "$(q .embedded)" 1
	sql 'insert into embed_cache select * from lost; drop table lost; delete from breaker'
	run -0 --separate-stderr kx-kb-ingest --reembed -m far:m
	is "$(models)" "far:m|$(sql 'select count(*) from chunk')"
	sound
}

@test "--reembed to a model that keeps none takes the vectors away, and their file" {
	need_sql
	for m in hash-64 none; do
		filled
		run -0 --separate-stderr kx-kb-ingest --reembed -n -m $m
		[ -e "$store-vectors" ]
		as_wanted
		run -0 --separate-stderr kx-kb-ingest --reembed -m $m
		is "$(q '"\(.model) \(.chunks)"')" "$m $(sql 'select count(*) from chunk')"
		is "$(sql 'select count(vector) from chunk')" 0
		[ ! -e "$store-vectors" ]
		sound
		run -78 --separate-stderr kx-search --min-score 0 --rank vectors <questions
		run -0 --separate-stderr kx-search --min-score 0 -k 1 <questions
		# any model may come now, and the built-in one is that of who names none
		run -0 --separate-stderr kx-kb-ingest help
		is "$(q '.failed, .without_vectors' | paste -sd' ')" '0 null'
		kx-kb-ingest -q --emit help | embed 128 | kx-kb-ingest -q --chunks >/dev/null
		is "$(models)" "other-128|$(sql 'select count(*) from chunk')"
		sound
		rm -r "$XDG_DATA_HOME" questions
	done
}

@test "--reembed says what it wants" {
	tea
	run -64 --separate-stderr kx-kb-ingest --reembed
	like "$stderr" '*needs a model: -m MODEL'
	run -64 --separate-stderr kx-kb-ingest --reembed -m none help
	run -64 --separate-stderr kx-kb-ingest --reembed --prune -m none
	run -64 --separate-stderr kx-kb-ingest --reembed --emit -m none help
	run -64 --separate-stderr kx-kb-ingest --reembed -m nothing
	run -74 --separate-stderr kx-kb-ingest --reembed -m none
	like "$stderr" "*No such file*"
	[ ! -e "$store" ]
	kx-kb-ingest -q help >/dev/null
	KX_EMBED_MODEL=hash-64 run -0 --separate-stderr kx-kb-ingest --reembed
	is "$(q .model)" hash-64
	on_terminal 'kx-kb-ingest --reembed -m none'
	like "$output" 'none: * chunks, no vectors (* s)*'
}

@test "a dry run leaves the vectors alone" {
	filled
	old=$(beside)
	echo 'More.' >>help/brew.md
	kx-kb-ingest -q --emit help | embed | kx-kb-ingest -q --chunks -n >/dev/null
	is "$(beside)" "$old"
	as_wanted
	is "$(beside)" "$old"
}

# ---- the file beside the store -------------------------------------------------------

@test "gone, cut short, damaged, or none of ours: it is made again and nobody notices" {
	filled
	cp "$store-vectors" good
	rm "$store-vectors"
	as_wanted
	cmp "$store-vectors" good
	truncate -s 5000 "$store-vectors"
	as_wanted
	cmp "$store-vectors" good
	: >"$store-vectors"
	as_wanted
	echo 'words' >"$store-vectors"
	as_wanted
	truncate -s +1 "$store-vectors"
	as_wanted
	for at in 3 9 20 60 120 390; do
		cp good "$store-vectors"
		printf '\377' | dd of="$store-vectors" bs=1 seek=$at conv=notrunc status=none
		as_wanted
	done
	cmp "$store-vectors" good
	rm "$store-vectors"
	ln -s nowhere "$store-vectors"
	as_wanted
	[ ! -L "$store-vectors" ]
	is "$(find "$(dirname "$store")" -name '*.new')" ''
}

@test "what stands in its way is left there, and searches go on" {
	filled
	rm "$store-vectors"
	mkdir "$store-vectors"
	as_wanted
	rmdir "$store-vectors"
	mkdir "$store-vectors.new"
	as_wanted
	[ -d "$store-vectors.new" ]
	[ ! -e "$store-vectors" ]
	rmdir "$store-vectors.new"
	mkfifo "$store-vectors"
	as_wanted
	[ -f "$store-vectors" ]
	ln -s "$T/elsewhere" "$store-vectors.new"
	rm "$store-vectors"
	as_wanted
	[ ! -e "$T/elsewhere" ]
}

@test "that of another store, or of an older moment of this one" {
	filled
	cp "$store-vectors" old-vectors
	record id x body 'words of another store' >x.jsonl
	kx-kb-ingest -q --emit x.jsonl | embed | kx-kb-ingest -q --chunks --store sqlite:x.db >/dev/null
	cp x.db-vectors "$store-vectors"
	as_wanted
	echo 'Rinse the pot before.' >>help/brew.md
	put help
	hits >wanted
	cp old-vectors "$store-vectors"
	as_wanted
}

@test "a backup that is put back, where ids are given again: no vector of what is lost" {
	filled
	kx-db backup saved.db >/dev/null
	[ ! -e saved.db-vectors ]
	hits --store sqlite:saved.db | diff wanted -
	[ -e saved.db-vectors ]
	is "$(stat -c %a saved.db-vectors)" 600
	# the store goes on, and then it is lost
	file lost/lost.md <<<$'# Lost\n\nA teapot of silver.'
	put lost
	by_vectors 'a teapot of silver' -k 1
	is "$(found)" lost.md
	rm "$store"*-wal "$store"*-shm 2>/dev/null || true
	cp saved.db "$store"
	as_wanted
	# its file was not replaced by a search in between: the ids of the lost chunks are those
	# of others now
	put lost
	cp "$store-vectors" lost-vectors
	cp saved.db "$store"
	cp lost-vectors "$store-vectors"
	file lost/lost.md <<<$'# Found\n\nStamps of the post office.'
	put lost
	by_vectors 'a teapot of silver' -k 1
	unlike "$(found)" lost.md
	by_vectors 'stamps of the post office' -k 1
	is "$(found)" lost.md
	sound
	fresh
}

@test "who reads the store by its rights reads the vectors" {
	filled
	chmod 640 "$store"
	rm "$store-vectors"
	hits >/dev/null
	is "$(stat -c %a "$store-vectors")" 640
}

@test "a folder that may not be written: the same hits, nothing left behind" {
	need_bound
	filled
	rm "$store-vectors"
	d=$(dirname "$store")
	mkdir tmp
	chmod a-w "$d" "$store"
	TMPDIR=$PWD/tmp bound "$KX_BIN/kx-search" --min-score 0 --rank vectors <questions |
		jq -c '[.article_id, .score]' >got
	chmod u+w "$d" "$store"
	is "$(ls -A tmp)" ''
	[ ! -e "$store-vectors" ]
	head -n "$(wc -l <got)" wanted | diff - got
	rm "$store-vectors"* 2>/dev/null || true
	chmod a-w "$d" "$store" tmp
	TMPDIR=$PWD/tmp run -74 --separate-stderr bound "$KX_BIN/kx-search" --rank vectors <questions
	chmod u+w "$d" "$store" tmp
	like "$stderr" "kx-search: cannot write a file in '$PWD/tmp': *"
}

@test "a search that has no vector does not make the file" {

	filled
	rm "$store-vectors"
	kx-search --min-score 0 'green tea' >/dev/null
	[ ! -e "$store-vectors" ]
}

@test "check looks into the file; deleting it or reindex helps" {
	filled
	size=$(stat -c %s "$store-vectors")
	cp "$store-vectors" good
	# somewhere in the numbers
	printf '\102\102\102\102' | dd of="$store-vectors" bs=1 seek=$((size - 4000)) conv=notrunc status=none
	run -74 --separate-stderr kx-db check
	like "$stderr" "kx-db: '*-vectors', row *hint: delete that file: *"
	rm "$store-vectors"
	sound
	hits >/dev/null
	sound
	printf '\102\102\102\102' | dd of="$store-vectors" bs=1 seek=$((size - 4000)) conv=notrunc status=none
	kx-db reindex >/dev/null
	as_wanted
	cmp "$store-vectors" good
	# sound by itself, and not what the store holds
	need_sql
	sql 'update chunk set vector = (select vector from chunk where id = 1) where id = 2'
	run -74 --separate-stderr kx-db check
	like "$stderr" "kx-db: '*-vectors': chunk 2 is not as in the store*"
	sql 'update chunk set vector = null, model = null where id = 1'
	run -74 --separate-stderr kx-db check
	like "$stderr" "kx-db: '*-vectors': chunk 1 is not in the store*"
}

@test "vectors of another size or without a number, by whatever means they came: left out" {
	need_sql
	filled
	last=$(sql 'select max(id) from chunk')
	sql "update chunk set vector = cast(x'0000c07f' || substr(vector, 5) as blob) where id = $last"
	rm "$store-vectors"
	run -0 --separate-stderr kx-search --min-score 0 --rank vectors -k 10 <questions
	sound
	sql "update chunk set vector = substr(vector, 5) where id = $last"
	rm "$store-vectors"
	run -0 --separate-stderr kx-search --min-score 0 --rank vectors -k 10 <questions
	kx-db check >out 2>&1 || true
	like "$(cat out)" '*1 chunks with a vector of the wrong size*'
}

@test "a damaged setting is told" {
	need_sql
	filled
	sql "update setting set value = 'words' where key = 'vectors'"
	run -1 --separate-stderr kx-search --rank vectors <questions
	like "$stderr" "*setting 'vectors' is damaged*"
	sql "update setting set value = replace(hex(zeroblob(16)), 'x', '0') || ' none-such' where key = 'vectors'"
	run -1 --separate-stderr kx-search --rank vectors <questions
	like "$stderr" "*it does not know model 'none-such'*"
}

# ---- several at once -----------------------------------------------------------------

@test "many searches at once that find no file: all are answered, one file is left" {
	filled
	for i in 1 2 3; do
		rm "$store-vectors"
		for n in 1 2 3 4 5 6; do
			kx-search --min-score 0 --rank vectors <questions 3>&- | jq -c '[.article_id, .score]' >"got$n" &
		done
		wait
		for n in 1 2 3 4 5 6; do head -n "$(wc -l <got1)" wanted | diff - "got$n"; done
		is "$(find "$(dirname "$store")" -name '*-vectors*' | wc -l)" 1
		sound
	done
}

@test "somebody who began to make the file and stands still is not waited for in vain" {
	need_strace
	filled
	rm "$store-vectors"
	: >"$store-vectors.new"
	exec 9<"$store-vectors.new"
	flock 9
	# the waiting is by sleeping; here each of its sleeps is over at once
	strace -f -qq -o trace -e trace=clock_nanosleep,nanosleep \
		-e inject=clock_nanosleep,nanosleep:retval=0 \
		kx-search --min-score 0 --rank vectors <questions | jq -c '[.article_id, .score]' >got
	[ -s trace ]
	head -n "$(wc -l <got)" wanted | diff - got
	[ ! -e "$store-vectors" ]
	exec 9<&-
	as_wanted
}

@test "searches while an ingest writes: each sees whole articles, with their vectors" {
	filled
	mkfifo in
	kx-kb-ingest -q --chunks --source more <in >/dev/null 3>&- &
	exec 9>in
	for i in $(seq 8); do
		record id "a$i" title "Kettle $i" body "Kettle number $i is a good kettle."
	done | kx-kb-ingest -q --emit --source more | embed >chunks
	for round in $(seq 8); do
		sed -n "${round}p" chunks >&9
		by_vectors 'green tea too hot' -k 1
		is "$(found)" brew.md
		by_vectors 'a good kettle' -k 50
		# as many as there are, or one less: the last may be under way
		n=$(found | tr ' ' '\n' | grep -c '^a[0-9]' || true)
		[ "$n" -le "$round" ]
		sound
	done
	exec 9>&-
	wait $!
	by_vectors 'a good kettle' -k 50
	is "$(found | tr ' ' '\n' | grep -c '^a[0-9]')" 8
	fresh
}

@test "one process that asks again and again sees what others put in" {
	filled
	mkfifo in out
	kx-search --min-score 0 --rank vectors -k 1 <in >out 2>err 3>&- &
	exec 8>in 9<out
	ask 'print the return label' >one
	ask 'a gift card is valid' >two
	cat one >&8
	read -r line <&9
	is "$(jq -r .article_id <<<"$line")" returns
	file help/new.md <<<$'# Gift cards\n\nA gift card is valid for three years.'
	put help
	cat two >&8
	read -r line <&9
	is "$(jq -r .article_id <<<"$line")" new.md
	# by vectors of another size, of which it has none: told, and it goes on
	kx-kb-ingest -q --emit help | embed 128 | kx-kb-ingest -q --chunks --reembed >/dev/null
	cat one >&8
	jq -cn '{query: "print the return label"}' | embed 128 --field query >&8
	read -r line <&9
	is "$(jq -r .article_id <<<"$line")" returns
	exec 8>&- 9<&-
	ended $!
	is "$rc" 1
}
