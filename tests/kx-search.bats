#!/usr/bin/env bats
# shellcheck disable=SC2154
# kx-search: a question, or query records, in; ranked hits out.

load lib/kx

search() { # STATUS ARG ...
	local status=$1
	shift
	run "-$status" --separate-stderr kx-search "$@"
}

articles() { # the article ids of the hits, in order
	q .article_id | paste -sd' '
}

# a small store whose ranks can be worked out by hand; each body is one chunk
small() {
	cat >small.jsonl <<-'END'
		{"id":"plum","title":"Plum","body":"The plum tree bears plums.","tags":["fruit","sweet"],"locale":"en"}
		{"id":"pear","title":"Pear","body":"The pear tree bears pears.","tags":["fruit"],"locale":"en-GB","visibility":"customers"}
		{"id":"pine","title":"Pine","body":"The pine tree bears cones.","tags":["wood"],"locale":"de","visibility":"agents"}
		{"id":"palm","title":"Palm","body":"The palm tree bears dates.","source":"south"}
	END
	kx-kb-ingest -q --source trees small.jsonl >/dev/null
}

# ---- hits ---------------------------------------------------------------------------

@test "a hit has every field of its contract" {
	desk
	search 0 -k 1 'frozen ring'
	quiet
	is "$(q 'keys_unsorted | join(" ")')" 'rank score scores confidence article_id source title url heading text locale start end'
	is "$(q '[.rank, (.scores | keys_unsorted | join(" ")), .article_id, .source, .heading, .url] | join("|")')" \
		'1|words grams vector|lock-wont-open|articles|Frozen in winter|https://help.example.com/devices/wont-open'
	is "$(q '.confidence > 0 and .confidence <= 1 and .score > 0 and .start < .end')" true
	like "$(bytes "$demo/articles/devices/wont-open.md" "$(q .start)" "$(q .end)")" '*frozen in the ring*'
}

@test "ranks count from 1, scores fall strictly, the confidence is the query's" {
	desk
	for question in 'lock' 'lock app phone' 'return refund parcel money'; do
		search 0 --min-score 0 -k 28 --chunks 9 "$question"
		is "$(jq -s 'map(.rank) == [range(1; length + 1)]' <<<"$output")" true
		is "$(jq -s '[.[].score] | . as $s | all(range(1; length); $s[.] < $s[. - 1])' <<<"$output")" true
		is "$(jq -s 'map(.confidence) | unique | length' <<<"$output")" 1
	done
}

@test "equal articles still have a strict order, the same every time" {
	for i in 1 2 3 4 5; do record id "a$i" body 'the very same words'; done | kx-kb-ingest -q >/dev/null
	search 0 --min-score 0 'same words'
	is "$(articles)" 'a1 a2 a3 a4 a5'
	is "$(q .score | uniq -d)" ''
}

@test "-k counts articles, one hit each; --chunks gives more of each" {
	desk
	search 0 --min-score 0 -k 3 lock
	is "${#lines[@]}" 3
	is "$(q .article_id | sort | uniq -d)" ''
	search 0 --min-score 0 -k 3 --chunks 2 lock
	is "$(q .article_id | sort -u | wc -l)" 3
	[ "${#lines[@]}" -gt 3 ]
	[ "$(q .article_id | sort | uniq -c | awk '{ print $1 }' | sort -n | tail -n 1)" -le 2 ]
}

@test "the best chunk stands for its article, whatever --chunks says" {
	desk
	search 0 --min-score 0 -k 5 'lock battery'
	first=$(articles)
	search 0 --min-score 0 -k 5 --chunks 5 'lock battery'
	is "$(q .article_id | awk '!seen[$0]++' | paste -sd' ')" "$first"
}

@test "title and headings count more than the text" {
	record id text title One body 'Here we speak of kettles now.' >in
	record id title title Kettles body 'Here we speak of something.' >>in
	kx-kb-ingest -q --from json in >/dev/null
	search 0 --min-score 0 kettles
	is "$(articles)" 'title text'
}

@test "words are found in their other forms, by the language of the article" {
	record id en locale en body 'She returned the orders.' >in
	record id de locale de body 'Er bestellte die Häuser.' >>in
	kx-kb-ingest -q --from json in >/dev/null
	search 0 --min-score 0 --locale en 'returning an order'
	is "$(articles)" en
	search 0 --min-score 0 --locale de 'ein Haus'
	is "$(articles)" de
}

@test "each language of the sample centre finds its own article" {
	desk
	search 0 --min-score 0 -k 1 'Wann bekomme ich mein Geld zurück?'
	is "$(articles)" returns-de
	search 0 --min-score 0 -k 1 '¿Cómo restablezco mi contraseña?'
	is "$(articles)" reset-password-es
}

@test "function words alone find nothing wrong, nor does a question without a word" {
	desk
	run --separate-stderr kx-search 'the of and'
	[ "$status" -eq 0 ] || [ "$status" -eq 3 ]
	quiet
	search 3 '?!'
	is "$output" ''
	search 64 ''
	search 64 ' '
}

@test "a very long question is cut, not refused" {
	desk
	question="frozen ring $(big 90000)"
	search 0 --min-score 0 -k 1 "$question"
	is "$(articles)" lock-wont-open
}

# ---- thresholds ---------------------------------------------------------------------

@test "3 when nothing in the knowledge base answers, and nothing on stdout" {
	desk
	search 3 'Do you give students a discount?'
	is "$output" ''
	search 3 'xyzzy plugh'
	is "$output" ''
}

@test "--min-score 0 shows all, 1 shows none, and between it is the confidence" {
	desk
	search 0 --min-score 0 'Do you give students a discount?'
	[ -n "$output" ]
	confidence=$(q .confidence | head -n 1)
	above=$(jq -n "$confidence + 0.01")
	below=$(jq -n "$confidence - 0.01")
	search 3 --min-score "$above" 'Do you give students a discount?'
	search 0 --min-score "$below" 'Do you give students a discount?'
	search 3 --min-score 1 'frozen ring'
	search 64 --min-score 1.5 'frozen ring'
	search 64 --min-score nan 'frozen ring'
}

@test "nothing matches: 3 also with --min-score 0" {
	desk
	search 3 --min-score 0 'qqqqqqqqqqqq'
	is "$output" ''
}

# ---- filters ------------------------------------------------------------------------

@test "who asks sees what is meant for him and what is more public" {
	small
	search 0 --min-score 0 tree
	is "$(articles)" 'plum palm'
	search 0 --min-score 0 --visibility customers tree
	is "$(q .article_id | sort | paste -sd' ')" 'palm pear plum'
	search 0 --min-score 0 --visibility agents tree
	is "$(q .article_id | sort | paste -sd' ')" 'palm pear pine plum'
	search 64 --visibility everybody tree
}

@test "public is the default, and the configuration may open it" {
	desk
	search 0 --min-score 0 -k 50 'goodwill identity check theft claim'
	unlike " $(articles) " '* agent-runbook *'
	unlike " $(articles) " '* guard-claim *'
	KX_SEARCH_VISIBILITY=agents search 0 --min-score 0 -k 50 'goodwill identity check theft claim'
	like " $(articles) " '* agent-runbook *'
}

@test "a hidden article cannot push others out of the hits, or into them" {
	small
	# the filter is inside the query: k public hits come although hidden ones rank above
	for i in $(seq 30); do
		printf '{"id":"hidden%s","title":"Cones","body":"cones cones cones","visibility":"agents"}\n' "$i"
	done | kx-kb-ingest -q --source trees >/dev/null
	record id open title Fir body 'Fir cones are long.' | kx-kb-ingest -q --source trees >/dev/null
	search 0 --min-score 0 -k 2 cones
	is "$(articles)" open
}

@test "--tags wants all of them" {
	small
	search 0 --min-score 0 --visibility agents --tags fruit tree
	is "$(q .article_id | sort | paste -sd' ')" 'pear plum'
	search 0 --min-score 0 --visibility agents --tags fruit,sweet tree
	is "$(articles)" plum
	search 0 --min-score 0 --visibility agents --tags fruit --tags sweet tree
	is "$(articles)" plum
	search 3 --min-score 0 --visibility agents --tags fruit,wood tree
	search 3 --min-score 0 --tags no-such-tag tree
}

@test "--source wants one source" {
	small
	search 0 --min-score 0 --source south tree
	is "$(articles)" palm
	search 3 --min-score 0 --source north tree
}

@test "--locale wants the language, its regions, and what has none" {
	small
	search 0 --min-score 0 --visibility agents --locale en tree
	is "$(q .article_id | sort | paste -sd' ')" 'palm pear plum'
	search 0 --min-score 0 --visibility agents --locale en-GB tree
	is "$(q .article_id | sort | paste -sd' ')" 'palm pear'
	search 0 --min-score 0 --visibility agents --locale de tree
	is "$(q .article_id | sort | paste -sd' ')" 'palm pine'
}

@test "filters together narrow down" {
	small
	search 0 --min-score 0 --visibility customers --tags fruit --source trees --locale en-GB tree
	is "$(articles)" pear
}

@test "k filtered hits come however many others rank above them" {
	{
		for i in $(seq 60); do printf '{"id":"top%s","title":"Tea","body":"tea tea tea"}\n' "$i"; done
		for i in $(seq 5); do printf '{"id":"low%s","body":"Coffee, and some more words about tea in the end.","tags":["low"]}\n' "$i"; done
	} | kx-kb-ingest -q >/dev/null
	search 0 --min-score 0 -k 5 --tags low tea
	is "$(q .article_id | sort | paste -sd' ')" 'low1 low2 low3 low4 low5'
}

# ---- query records ------------------------------------------------------------------

@test "query records give hits in order, query_id is the record's id as it was" {
	small
	cat >in <<-'END'
		{"id":"a","query":"plums","k":1}
		{"id":7,"text":"dates","k":1}
		{"query":"plums","k":1}
	END
	search 0 --min-score 0 <in
	is "$(q '[(.query_id | tojson), .article_id, .rank] | join(" ")')" '"a" plum 1
7 palm 1
null plum 1'
	is "$(q 'keys_unsorted[0]' | head -n 1)" query_id
}

@test "a query without an answer gives no hit, and the others go on; the status is 0" {
	desk
	printf '%s\n' '{"id":"a","query":"frozen ring","k":1}' '{"id":"b","query":"Do you give students a discount?"}' \
		'{"id":"c","query":"xyzzy"}' '{"id":"d","query":"frozen ring","k":1}' >in
	search 0 <in
	is "$(q .query_id | paste -sd' ')" 'a d'
}

@test "a record's filter and k go before those of the command line" {
	small
	cat >in <<-'END'
		{"id":1,"query":"tree","filter":{"source":"south"}}
		{"id":2,"query":"tree","filter":{"tags":["fruit","sweet"]}}
		{"id":3,"query":"tree","filter":{"tags":"wood","visibility":"agents"}}
		{"id":4,"query":"pine tree","filter":{"locale":"de","visibility":"agents"},"k":1}
		{"id":5,"query":"tree","k":1}
	END
	search 0 --min-score 0 <in
	is "$(q '"\(.query_id) \(.article_id)"' | sort)" '1 palm
2 plum
3 pine
4 pine
5 plum'
}

@test "the earlier turns say what a follow-up question is about" {
	desk
	search 0 --min-score 0 -k 1 <<<'{"query":"And when it is frozen?","context":[{"role":"customer","text":"My lock does not open"},{"role":"agent","text":"Is the battery charged? Returns are free."}]}'
	is "$(articles)" lock-wont-open
	# what the agent said is no question of the customer
	search 0 --min-score 0 -k 1 <<<'{"query":"frozen ring","context":[{"role":"agent","text":"shipping shipping shipping customs Norway parcel"}]}'
	is "$(articles)" lock-wont-open
}

@test "bad query records are told by place, the rest goes on" {
	small
	cat >in <<-'END'
		{"query":"plums"}
		nonsense
		{"id":1}
		{"query":7}
		{"query":"plums","k":0}
		{"query":"plums","k":"many"}
		{"query":"plums","context":"earlier"}
		{"query":"plums","context":["earlier"]}
		{"query":"plums","context":[{"text":"no role"}]}
		{"query":"plums","filter":[]}
		{"query":"plums","filter":{"tags":[7]}}
		{"query":"plums","filter":{"visibility":"all"}}
		{"query":"dates"}
	END
	search 1 --min-score 0 -k 1 <in
	is "$(articles)" 'plum palm'
	is "${#stderr_lines[@]}" 11
	i=1
	for line in "${stderr_lines[@]}"; do
		like "$line" "kx-search: stdin:$((i += 1)): *"
	done
	like "${stderr_lines[1]}" "*field 'query', or 'text', is missing"
	like "${stderr_lines[2]}" "*field 'query' is of type int, wanted string"
	like "${stderr_lines[9]}" "*field 'filter'*'tags'*"
}

@test "hits come while the pipe stays open" {
	small
	mkfifo in out
	kx-search --min-score 0 -k 1 <in >out 3>&- &
	exec 8>in 9<out
	echo '{"id":1,"query":"plums"}' >&8
	read -r line <&9
	like "$line" '{"query_id":1,*"article_id":"plum"*'
	echo '{"id":2,"query":"dates"}' >&8
	read -r line <&9
	like "$line" '{"query_id":2,*"article_id":"palm"*'
	exec 8>&-
	wait $!
}

@test "a question on the command line does not wait for stdin" {
	small
	mkfifo idle
	exec 9<>idle
	search 0 --min-score 0 plums <&9
	is "$(articles)" plum
	exec 9>&-
}

@test "one question at a time; without one and without a pipe it is told how" {
	small
	search 64 green tea
	like "$stderr" '*one question at a time*'
	on_terminal 'kx-search </dev/tty'
	like "$output" '*there is no question*'
}

# ---- why ----------------------------------------------------------------------------

@test "--explain adds up to the score, term by term" {
	desk
	for question in 'frozen ring' 'return a product and get the money back' 'lock battery app'; do
		search 0 --min-score 0 -k 8 --explain "$question"
		[ "${#lines[@]}" -gt 2 ]
		is "$(q '(([.explain.terms[].score] | add) - .scores.words) | fabs < 0.001' | sort -u)" true
	done
}

@test "--explain shows the figures of BM25" {
	small
	search 0 --min-score 0 --explain plums
	# one of four chunks has the term: idf = ln(1 + (4 - 1 + 0.5) / (1 + 0.5))
	is "$(q '.explain.terms | length')" 1
	is "$(q '.explain.terms[0] | [.term, .df] | join(" ")')" 'plum 1'
	is "$(q '.explain.terms[0].idf | . * 10000 | round')" "$(jq -n '1 + 3.5 / 1.5 | log | . * 10000 | round')"
	# twice in the text, once in the title, which counts double
	is "$(q '.explain.terms[0].tf')" 4
	is "$(q '.explain as $e | $e.terms[0] | .idf * .tf * 2.2
		/ (.tf + 1.2 * (0.25 + 0.75 * $e.length / $e.mean_length)) - .score | fabs < 0.001')" true
}

@test "--explain for a person has the same figures" {
	desk
	search 0 --explain --text -k 1 'frozen ring'
	like "$output" '*tf *idf *score *confidence from *'
	search 3 --explain 'Do you give students a discount?'
	like "$stderr" 'kx-search: confidence * is below *'
}

# ---- measuring ----------------------------------------------------------------------

@test "--eval gives the figures that a hand computes" {
	{
		record id a body 'apple apple apple'
		record id b body 'apple pear with more words in it'
		record id c body 'apple plum with more words in it and even more of them here'
		record id d body 'cherry'
	} | kx-kb-ingest -q >/dev/null
	search 0 --min-score 0 apple
	is "$(articles)" 'a b c'
	cat >queries <<-'END'
		{"id":"q1","text":"apple"}
		{"id":"q2","text":"cherry"}
		{"id":3,"text":"apple"}
		{"id":"unlabelled","text":"apple"}
	END
	cat >qrels <<-'END'
		{"query":"q1","doc":"b","grade":2}
		{"query":"q1","doc":"c","grade":1}
		{"query":"q1","doc":"d","grade":1}
		{"query":"q1","doc":"a","grade":0}
		{"query":"q2","doc":"d"}
		{"query":3,"doc":"nowhere"}
		{"query":"never-asked","doc":"a","grade":1}
	END
	search 0 --eval queries qrels
	quiet
	# q1: a b c, grades 0 2 1: dcg = 2/log2(3) + 1/log2(4), ideal = 2/log2(2) + 1/log2(3) + 1/log2(4)
	run -0 jq -c '[.queries, ."ndcg@10", ."recall@10", ."mrr@10", ."hit@1"] | map(. + 0)' <<<"$output"
	wanted=$(jq -nc 'def r: . * 10000 | round / 10000; [4,
		((((2 / (3 | log2) + 1 / 2) / (2 + 1 / (3 | log2) + 1 / 2)) + 1) / 4 | r),
		((2 / 3 + 1) / 4 | r), ((1 / 2 + 1) / 4 | r), (1 / 4 | r)]')
	is "$output" "$wanted"
}

@test "--eval takes gzip, tells bad labels by place, and goes on" {
	small
	record id q1 text plums | gzip >queries
	printf '%s\n' 'nonsense' '{"query":"q1","doc":"plum"}' '{"query":"q1"}' | gzip >qrels
	search 1 --eval queries qrels
	is "$(q '."ndcg@10" == 1')" true
	is "$stderr" "kx-search: qrels:1: not a JSON value at byte 1
kx-search: qrels:3: field 'doc' is missing"
	search 64 --eval queries
}

@test "the confidence of a question is the same however many articles are wanted" {
	desk
	for k in 1 2 5 20; do
		search 0 --min-score 0 -k $k 'Can my daughter use the bike too? She has no smartphone.'
		is "$(q '.rank' | tail -1)" "$k"
		q '.confidence' | sort -u
	done >all
	is "$(sort -u all | wc -l)" 1
}

@test "the sample centre reaches its figures, with its strangers refused" {
	desk
	search 0 --eval "$demo/questions.jsonl" "$demo/qrels.jsonl"
	is "$(q '.queries')" 36
	is "$(q '."ndcg@10" > 0.8 and ."recall@10" > 0.9')" true
	search 0 -k 1 <"$demo/strangers.jsonl"
	[ "${#lines[@]}" -le 6 ]
	search 0 -k 1 <"$demo/questions.jsonl"
	[ "${#lines[@]}" -ge 30 ]
}

# ---- for a person -------------------------------------------------------------------

@test "on a terminal: a list with title, path, marked words and address" {
	desk
	on_terminal "kx-search -k 1 'frozen ring'"
	like "$output" '*1. *The lock does not open or close*Frozen in winter*https://help.example.com/devices/wont-open*'
	like "$output" $'*\033[1;33mfrozen\033[0m*'
	on_terminal "NO_COLOR=1 kx-search -k 1 'frozen ring'"
	unlike "$output" $'*\033*'
	on_terminal "TERM=dumb kx-search -k 1 'frozen ring'"
	unlike "$output" $'*\033*'
	on_terminal "kx-search --color=never -k 1 'frozen ring'"
	unlike "$output" $'*\033*'
	on_terminal "kx-search --json -k 1 'frozen ring'"
	like "$output" '{"rank":1,*'
}

@test "--text is that list in a pipe, without colour unless asked for" {
	desk
	search 0 --text -k 2 'frozen ring'
	like "$output" '1. The lock does not open or close > Frozen in winter*2. *'
	unlike "$output" $'*\033*'
	search 0 --text --color=always -k 1 'frozen ring'
	like "$output" $'*\033[1;33m*'
}

@test "on a terminal the words say why nothing is shown" {
	desk
	on_terminal "kx-search 'Do you give students a discount?'"
	is "$status" 3
	like "$output" '*nothing in the knowledge base answers this*'
}

@test "escape bytes of an article never reach a terminal; a pipe gets them as JSON" {
	printf '{"id":"x\\u001b[31mid","title":"Evil \\u001b]0;owned\\u0007title","url":"https://x.example/\\u001b[2J","body":"# Head \\u001b[5m\\n\\nSome \\u001b[31mred\\u009b32m words \\u202eturned."}\n' |
		kx-kb-ingest -q >/dev/null
	search 0 --min-score 0 words
	unlike "$output" $'*\033*'
	on_terminal "NO_COLOR=1 kx-search --min-score 0 words"
	like "$output" '*Evil *words*'
	for evil in $'\033' $'\007' $'\302\233' $'\342\200\256'; do unlike "$output" "*$evil*"; done
	on_terminal "kx-search --explain --min-score 0 'words' | cat"
	unlike "$output" $'*\033*'
}

@test "escape bytes of a message's names never reach a terminal" {
	on_terminal "kx-search --store 'sqlite:no\$(printf \"\\\\033[31m\")where' x; kx-search --no\$(printf '\\033[31m')option"
	unlike "$output" $'*\033*'
}

# ---- settings -----------------------------------------------------------------------

@test "flag goes before environment, environment before project, project before user" {
	small
	mkdir -p "$XDG_CONFIG_HOME/kx"
	printf 'search:\n  k: 1\n  min_score: 0\n  visibility: agents\n' >"$XDG_CONFIG_HOME/kx/config.yaml"
	search 0 tree
	is "${#lines[@]}" 1
	printf 'search:\n  k: 2\n' | conf
	search 0 tree
	is "${#lines[@]}" 2
	KX_SEARCH_K=3 search 0 tree
	is "${#lines[@]}" 3
	KX_SEARCH_K=3 search 0 -k 4 tree
	is "${#lines[@]}" 4
	printf 'search:\n  k: 3\n  min_score: 0\n' >other.yaml
	search 0 --config other.yaml --visibility agents tree
	is "${#lines[@]}" 3
}

@test "the store is named by flag, KX_STORE, DATABASE_URL or the configuration" {
	small
	mv "$store" here.db
	rm -f "$store"-*
	search 0 --store sqlite:here.db --min-score 0 plums
	KX_STORE=sqlite:here.db search 0 --min-score 0 plums
	DATABASE_URL=sqlite:here.db search 0 --min-score 0 plums
	printf 'store: sqlite:here.db\n' | conf
	search 0 --min-score 0 plums
	KX_STORE=sqlite:none.db search 74 plums
}

@test "an address of an unknown kind is not printed: it may hold a password" {
	search 78 --store 'mysql://user:secret@host/db' plums
	unlike "$stderr" '*secret*'
	like "$stderr" '*sqlite:PATH*'
}
