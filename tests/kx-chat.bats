#!/usr/bin/env bats
# shellcheck disable=SC2154
# kx-chat: a question in, an answer that quotes the articles out, or an honest no.

load lib/kx

refund='When do I get my refund after a return?'
discount='Do you give students a discount?'
unclear='The package is marked as delivered but I never got it'

chat() { # STATUS ARG ...
	local status=$1
	shift
	run "-$status" --separate-stderr kx-chat "$@"
}

# the file of the sample centre that an article came from
file_of() {
	if [ -e "$demo/articles/$1" ]; then
		echo "$demo/articles/$1"
	else
		grep -rl "^id: $1\$" "$demo/articles"
	fi
}

# ---- answers ------------------------------------------------------------------------

@test "an answer has every field of its contract" {
	desk
	chat 0 --json "$refund"
	quiet
	is "$(q 'keys_unsorted | join(" ")')" 'conversation message text status outcome confidence citations model usage latency_ms'
	is "$(q '[.status, .model] | join(" ")')" 'answered extract'
	is "$(q '.confidence > 0 and .confidence <= 1 and .latency_ms >= 0')" true
	is "$(q '.citations[0] | keys_unsorted | join(" ")')" 'n article_id source title url quote start end'
	is "$(q '.citations[0].article_id')" returns
	like "$(q .text)" '*5 working days*'
}

@test "every quote is in the article, byte for byte, where start and end say" {
	need python3
	desk
	kx-chat --no-log --min-score 0 <"$demo/questions.jsonl" >answers
	is "$(wc -l <answers)" 36
	jq -r '.citations[].article_id' answers | sort -u | while read -r id; do
		jq -n --arg id "$id" --arg f "$(file_of "$id")" '{($id): $f}'
	done | jq -s add >files
	run -0 python 'import html, json, re
files = json.load(open("files"))
words = lambda s: re.findall(r"\w+", s.lower())
n = 0
for line in open("answers"):
    a = json.loads(line)
    for c in a["citations"]:
        src = open(files[c["article_id"]], "rb").read()
        assert c["quote"] and 0 <= c["start"] < c["end"] <= len(src), c
        part = src[c["start"]:c["end"]].decode()
        # markup stands between the words; numbers of list items are made for the reader
        there = words(html.unescape(re.sub(r"<[^>]*>|\]\([^)]*\)", " ", part)))
        quoted = words(re.sub(r"(?m)^ *\d+\. ", "", c["quote"]))
        rest = iter(there)
        assert all(w in rest for w in quoted), (c, part)
        assert (there[0], there[-1]) == (quoted[0], quoted[-1]), (c, part)
        assert "[%d]" % c["n"] in a["text"], c
        n += 1
    used = {int(x) for x in re.findall(r" \[(\d+)\]", a["text"])}
    assert used == {c["n"] for c in a["citations"]}, a["text"]
print(n)'
	[ "$output" -gt 40 ]
}

@test "every quote is byte for byte in the text of the hit" {
	desk
	for question in "$refund" 'Can I pause my plan for the winter?' 'frozen ring'; do
		kx-search --min-score 0 -k 5 --chunks 3 "$question" >hits
		chat 0 --no-log --json --min-score 0 --hits "$question" <hits
		is "$(jq -s --argjson a "$output" 'map(.text) as $t | $a.citations
			| all(.[]; .quote as $q | any($t[]; contains($q)))' hits)" true
		is "$(q '.citations | length > 0')" true
	done
}

@test "quotes of plain text are exactly the bytes they point at" {
	tea
	kx-kb-ingest -q help >/dev/null
	chat 0 --json --min-score 0 'How long until the refund is paid?'
	is "$(q '.citations[0].article_id')" returns
	is "$(bytes help/returns.md "$(q '.citations[0].start')" "$(q '.citations[0].end')" | tr '\n' ' ' | sed 's/ $//')" \
		"$(q '.citations[0].quote' | tr '\n' ' ' | sed 's/ $//')"
	chat 0 --json --min-score 0 'Who deletes my data?'
	is "$(bytes help/account/close.txt "$(q '.citations[0].start')" "$(q '.citations[0].end')")" \
		"$(q '.citations[0].quote')"
}

@test "an answer is short, and made of whole sentences" {
	desk
	kx-chat --no-log --min-score 0 <"$demo/questions.jsonl" >answers
	is "$(jq -s 'map(.text | split(" ") | length) | max <= 130' answers)" true
	chat 0 --json --no-log "$refund"
	long=$(q '.text | length')
	KX_CHAT_WORDS=30 chat 0 --json --no-log "$refund"
	[ "$(q '.text | length')" -lt "$long" ]
	is "$(q '.text | split(" ") | length <= 35')" true
}

@test "for a person: the answer, then its articles with their addresses" {
	desk
	chat 0 "$refund"
	like "$output" '*5 working days*\[1]*

\[1] Return a product and get a refund  https://help.example.com/orders/returns'
	unlike "$output" $'*\033*'
}

@test "what the articles do not hold is said: unknown, 3, for a person" {
	desk
	chat 3 --json "$discount"
	quiet
	is "$(q '[.status, .outcome, (.citations | length), .nearest] | map(tostring) | join(" ")')" \
		'unknown pass 0 null'
	chat 3 "$discount"
	is "$output" 'The help articles do not answer this.'
	chat 3 'qqqqqqqqqqqq'
	is "$output" 'The help articles do not answer this.'
}

@test "between yes and no it asks back: unknown, 3, and the nearest articles by number" {
	desk
	chat 3 --json "$unclear"
	quiet
	is "$(q '[.status, .outcome, (.citations | length)] | join(" ")')" 'unknown ask 0'
	is "$(q '.nearest | length > 0 and length <= 3')" true
	is "$(q '.nearest[0] | keys_unsorted | join(" ")')" 'article_id source title url'
	chat 3 "$unclear"
	like "$output" 'It is not clear what this is about. Is it one of these?*1. Track your order*'
	# a least confidence of one's own is the line for asking back, too, when it is lower
	chat 0 --json --min-score 0.01 "$unclear"
	is "$(q .outcome)" answer
}

@test "in a session the number of an article that was asked back about chooses it" {
	desk
	run -0 script -qec 'kx-chat --no-log' /dev/null < <(printf '%s\n1\n/quit\n' "$unclear")
	like "$output" '*Is it one of these?*1. *Track your order*you> *[1]*Track your order*'
	# also when it comes later, by itself or as a record
	chat 3 --json "$unclear"
	chat 0 --json -c 1.
	is "$(q '.citations[0].title')" 'Track your order'
	chat 3 --json "$unclear"
	id=$(q .conversation)
	run -0 kx-chat < <(record text 1 conversation "$id")
	is "$(q '.citations[0].title')" 'Track your order'
	# without such a question a number is only a number
	run -0 script -qec 'kx-chat --no-log' /dev/null < <(printf '1\n/quit\n')
	unlike "$output" '*Track your order*'
}

@test "the honest no is said in the language of the question" {
	desk
	chat 3 --locale de 'qqqqqqqqqqqq'
	is "$output" 'Die Hilfeartikel beantworten das nicht.'
}

@test "--min-score moves the line between an answer and a no" {
	desk
	chat 3 --min-score 1 "$refund"
	chat 0 --min-score 0 "$discount"
	KX_SEARCH_MIN_SCORE=1 chat 3 "$refund"
}

@test "who asks gets answers only from what is meant for him" {
	desk
	asked='What is the own share of a theft claim with Guard?'
	chat 0 --json --min-score 0 "$asked"
	unlike "$(q '[.citations[].article_id] | join(" ")')" '*guard-claim*'
	chat 0 --json --visibility customers "$asked"
	like "$(q '[.citations[].article_id] | join(" ")')" '*guard-claim*'
	# neither the answer nor the nearest titles tell of what is for agents
	chat 3 --json --min-score 1 'goodwill limits and identity checks'
	unlike "$output" '*agent-runbook*'
	unlike "$output" '*Runbook*'
}

# ---- questions ----------------------------------------------------------------------

@test "a question comes as operand, as plain text, or as records" {
	desk
	chat 0 --no-log "$refund"
	answer=$output
	run -0 --separate-stderr kx-chat --no-log <<<"$refund"
	is "$output" "$answer"
	run -0 --separate-stderr kx-chat --no-log - <<<"$refund"
	is "$output" "$answer"
	run -0 --separate-stderr kx-chat --no-log <<<"{\"text\":\"$refund\"}"
	is "$(q .text)" "${answer%%$'\n\n[1]'*}"
	run -0 --separate-stderr kx-chat --no-log <<<"
		$refund
"
	is "$output" "$answer"
}

@test "a question on the command line does not wait for stdin" {
	desk
	mkfifo idle
	exec 9<>idle
	chat 0 --no-log "$refund" <&9
	like "$output" '*5 working days*'
	exec 9>&-
}

@test "one question at a time" {
	desk
	chat 64 one two
	like "$stderr" '*one question at a time*'
}

@test "a question of bytes that are no text is refused" {
	desk
	run -65 --separate-stderr kx-chat <<<$'what\xff'
	one_line
	printf 'what\0is' >in
	run -65 --separate-stderr kx-chat <in
	one_line
	{ big 70000; } >in
	run -65 --separate-stderr kx-chat <in
	like "$stderr" '*longer than 64 KiB*'
}

@test "message records give answer records in order, with the id as it was" {
	desk
	printf '%s\n' "{\"id\":7,\"text\":\"$refund\"}" "{\"id\":\"b\",\"text\":\"$discount\"}" "{\"text\":\"frozen ring\"}" >in
	run -0 --separate-stderr kx-chat <in
	is "$(q '[(.id | tojson), .status] | join(" ")')" '7 answered
"b" unknown
null answered'
}

@test "bad message records are told by place, the rest goes on" {
	desk
	cat >in <<-'END'
		{"text":"frozen ring"}
		{nonsense
		{"id":1}
		{"text":7}
		{"text":"x","role":"king"}
		{"text":"x","conversation":7}
		{"text":"frozen ring","context":{}}
		{"text":"frozen ring"}
	END
	run -1 --separate-stderr kx-chat --no-log <in
	is "${#lines[@]}" 2
	is "${#stderr_lines[@]}" 6
	i=1
	for line in "${stderr_lines[@]}"; do
		like "$line" "kx-chat: stdin:$((i += 1)): *"
	done
	run -1 --separate-stderr kx-chat --no-log --strict --rejects bad <in
	is "${#lines[@]}" 1
	is "$(cat bad)" '{nonsense'
}

@test "an answer comes while the pipe stays open" {
	desk
	mkfifo in out
	kx-chat <in >out 3>&- &
	exec 8>in 9<out
	echo '{"id":1,"text":"frozen ring"}' >&8
	read -r line <&9
	like "$line" '{"id":1,*"status":"answered"*'
	echo "{\"id\":2,\"text\":\"$discount\"}" >&8
	read -r line <&9
	like "$line" '{"id":2,*"status":"unknown"*'
	exec 8>&-
	wait $!
}

# ---- hits ---------------------------------------------------------------------------

@test "--hits answers from the hits alone, without a store" {
	desk
	kx-search --chunks 3 "$refund" >hits
	chat 0 --no-log --json "$refund"
	wanted=$(q '[.text, .citations, .status]')
	rm -r "$XDG_DATA_HOME"
	chat 0 --json --hits "$refund" <hits
	like "$(q '.citations[0].article_id')" returns
	is "$(q '.citations[0] | .start < .end')" true
	is "$(q .conversation)" null
	[ ! -e "$XDG_DATA_HOME" ]
	[ -n "$wanted" ]
}

@test "--hits of the same search gives the same words as asking at once" {
	desk
	kx-search -k 5 --chunks 3 "$refund" >hits
	chat 0 --no-log --json "$refund"
	wanted=$(q '[.text, .citations]')
	chat 0 --json --hits "$refund" <hits
	json_eq "$(q '[.text, .citations]')" "$wanted"
}

@test "--hits without a hit, or below the wanted confidence: unknown and 3" {
	chat 3 --json --hits "$refund" </dev/null
	is "$(q .status)" unknown
	record article_id a text 'Some words about a refund.' >hit
	chat 3 --json --min-score 0.9 --hits "$refund" <hit
	is "$(q .status)" unknown
}

@test "--hits tells bad hits by place, and answers from the others" {
	{
		echo nonsense
		record text 'no id'
		record article_id a
		record article_id good text 'The refund is paid after 5 working days.'
	} >hits
	chat 1 --json --hits 'When is the refund paid?' <hits
	like "$(q .text)" '*5 working days*'
	is "$stderr" "kx-chat: stdin:1: not a JSON value at byte 1
kx-chat: stdin:2: field 'article_id' is missing
kx-chat: stdin:3: field 'text' is missing"
	chat 64 --hits
	like "$stderr" '*--hits wants the question*'
}

# ---- replay -------------------------------------------------------------------------

# replay ANSWER: the status and text that come of it for the refund question
replay() {
	jq -cn --arg q "$refund" --arg a "$1" '{question: $q, answer: $a}' >tape
	run --separate-stderr kx-chat --no-log --json --model replay:tape "$refund"
}

@test "a recorded answer is played, its citations resolve" {
	desk
	replay 'Within 5 working days [1]. The money goes back the same way [1].'
	is "$status" 0
	is "$(q '[.text, .model, .status] | join("|")')" \
		'Within 5 working days [1]. The money goes back the same way [1].|replay|answered'
	is "$(q '.citations | length')" 1
	kx-search --min-score 0 -k 5 --chunks 3 "$refund" | head -n 1 >hit
	json_eq "$(q '.citations[0] | [.n, .article_id, .quote, .start, .end]')" \
		"$(jq '[1, .article_id, .text, .start, .end]' hit)"
}

@test "a sentence that cites what was not found is dropped" {
	desk
	replay 'Within 5 working days [1]. We also pay your rent [42]. Ask your bank [1].'
	is "$(q .text)" 'Within 5 working days [1]. Ask your bank [1].'
	is "$(q '[.citations[].n] | tojson')" '[1]'
	replay 'We pay your rent [42].'
	is "$status" 3
	is "$(q .status)" unknown
	replay 'Nonsense [0]. Within 5 working days [1].'
	is "$(q '[.citations[].n] | tojson')" '[1]'
}

@test "an empty recorded answer is an honest no" {
	desk
	replay ''
	is "$status" 3
	is "$(q .status)" unknown
}

@test "a question that was not recorded is told" {
	desk
	replay 'x'
	run -65 --separate-stderr kx-chat --no-log --model replay:tape 'frozen ring'
	like "$stderr" 'kx-chat: *not among the recorded*'
	printf '%s\n' '{"text":"frozen ring"}' "{\"text\":\"$refund\"}" >in
	run -1 --separate-stderr kx-chat --no-log --model replay:tape <in
	is "${#lines[@]}" 1
	like "$stderr" 'kx-chat: stdin:1: *'
}

@test "a broken recording is told by place" {
	desk
	printf '%s\n' '{"question":"a","answer":"b"}' 'nonsense' >tape
	run --separate-stderr kx-chat --model replay:tape a
	[ "$status" -ne 0 ]
	like "$stderr" 'kx-chat: tape:2: *'
}

# ---- conversations ------------------------------------------------------------------

@test "a conversation is kept: both turns, under one id" {
	need_sql
	desk
	chat 0 --json --user anna --channel shell "$refund"
	id=$(q .conversation)
	like "$id" '????????-????-7???-????-????????????'
	is "$(sql 'select id, user, channel, state from conversation')" "$id|anna|shell|open"
	is "$(sql 'select role, text, status from message order by id' | head -n 1)" "user|$refund|"
	is "$(sql "select status from message where role = 'assistant'")" answered
	json_eq "$(sql "select answer from message where role = 'assistant'" | jq .citations)" "$(q .citations)"
}

@test "-c goes on with the last one, --conversation with that one" {
	need_sql
	desk
	chat 0 --json "$refund"
	first=$(q .conversation)
	chat 0 --json 'frozen ring'
	second=$(q .conversation)
	[ "$first" != "$second" ]
	run --separate-stderr kx-chat --json -c 'And how much is it?'
	is "$(q .conversation)" "$second"
	run --separate-stderr kx-chat --json --conversation "$first" 'And how much is it?'
	is "$(q .conversation)" "$first"
	run --separate-stderr kx-chat --json -c 'And how much is it?'
	is "$(q .conversation)" "$first"
	is "$(sql "select count(*) from message where conversation = '$first'")" 6
}

@test "-c with --user goes on with the last one of that person" {
	desk
	chat 0 --json --user anna "$refund"
	anna=$(q .conversation)
	chat 0 --json --user bert "$refund"
	run --separate-stderr kx-chat --json -c --user anna 'frozen ring'
	is "$(q .conversation)" "$anna"
	chat 64 -c --user carl 'frozen ring'
}

@test "the earlier questions help to understand the next one" {
	desk
	chat 0 --json --min-score 0 'My lock does not open'
	id=$(q .conversation)
	chat 0 --json --min-score 0 --conversation "$id" 'And when it is frozen in winter?'
	is "$(q '.citations[0].article_id')" lock-wont-open
}

@test "a conversation that is not there is told" {
	desk
	chat 64 --conversation no-such "$refund"
	like "$stderr" "kx-chat: there is no conversation 'no-such'"
	chat 64 -c "$refund"
	like "$stderr" 'kx-chat: there is no conversation to go on with'
}

@test "records name their conversation; a new name begins one" {
	need_sql
	desk
	cat >in <<-'END'
		{"id":1,"text":"My lock does not open","conversation":"call-1","user":"anna","channel":"phone"}
		{"id":2,"text":"frozen ring","conversation":"call-2"}
		{"text":"I am the agent and I say hello","role":"assistant","conversation":"call-1"}
		{"id":3,"text":"And when it is frozen?","conversation":"call-1"}
		{"id":4,"text":"frozen ring"}
	END
	run -0 --separate-stderr kx-chat --min-score 0 <in
	is "$(q '"\(.id) \(.conversation)"' | head -n 3)" '1 call-1
2 call-2
3 call-1'
	like "$(q 'select(.id == 4).conversation')" '????????-*'
	is "$(sql "select group_concat(role, ' ') from (select role from message
		where conversation = 'call-1' order by id)")" 'user assistant assistant user assistant'
	is "$(sql "select user, channel from conversation where id = 'call-1'")" 'anna|phone'
}

@test "messages of one conversation stay in order, however fast they come" {
	need_sql
	desk
	for i in $(seq 40); do record text "frozen ring $i" conversation c; done >in
	run -0 --separate-stderr kx-chat --min-score 0 <in
	is "$(sql "select text from message where role = 'user' order by id" | sed 's/.* //' | paste -sd' ')" \
		"$(seq 40 | paste -sd' ')"
}

@test "--no-log keeps nothing and reads no history" {
	need_sql
	desk
	before=$(tables "$store" | sha256sum)
	chat 0 --json --no-log "$refund"
	is "$(q .conversation)" null
	printf '%s\n' "{\"text\":\"$refund\",\"conversation\":\"c\"}" >in
	run -0 --separate-stderr kx-chat --no-log <in
	is "$(tables "$store" | sha256sum)" "$before"
}

@test "a store that may not be written still answers, and says that nothing is kept" {
	need_bound
	desk
	chmod 444 "$store"
	chmod 555 "$(dirname "$store")"
	run -0 --separate-stderr bound kx-chat --json "$refund"
	is "$(q '[.status, .conversation] | tojson')" '["answered",null]'
	is "$stderr" 'kx-chat: the store cannot be written: the conversation is not kept'
	run -0 --separate-stderr bound kx-chat --json --no-log "$refund"
	quiet
}

@test "a model that is not known is refused" {
	desk
	run --separate-stderr kx-chat --model nonsense x
	[ "$status" -eq 64 ] || [ "$status" -eq 78 ]
	like "$stderr" "kx-chat: model 'nonsense' is not known*hint: *extract, replay:FILE, PROVIDER:MODEL"
	KX_CHAT_MODEL=nonsense chat 78 x
	AI_MODEL_DEFAULT=nonsense chat 78 x
}

# ---- the terminal -------------------------------------------------------------------

@test "a session on a terminal: question, answer, commands, end" {
	desk
	printf '%s\n' 'frozen ring' '' '/what' '/new' "$discount" '/quit' 'never asked' >keys
	on_terminal "kx-chat <keys"
	# a file is no terminal: it is one question of several lines
	need script
	run -0 script -qec 'kx-chat' /dev/null <<<"$(cat keys)"
	like "$output" '*you>*Warm the ring*/quit ends*The help articles do not answer this.*'
	unlike "$output" '*never asked*never asked*never asked*'
	is "$(sql 'select count(*) from conversation')" "$(sql 'select count(distinct conversation) from message')"
}

@test "escape bytes of articles and questions never reach a terminal" {
	printf '{"id":"x\\u001b[31mid","title":"Evil \\u001b]0;owned\\u0007title","url":"https://x.example/\\u001b[2J","body":"The refund \\u001b[31mis red\\u009b32m and paid \\u202enow to you."}\n' |
		kx-kb-ingest -q >/dev/null
	on_terminal "NO_COLOR=1 kx-chat --no-log --min-score 0 'When is the refund paid?'"
	like "$output" '*is red*'
	for evil in $'\033' $'\007' $'\302\233' $'\342\200\256'; do unlike "$output" "*$evil*"; done
	on_terminal "NO_COLOR=1 kx-chat --no-log --min-score 1 'When is the refund paid?'"
	like "$output" '*Evil*'
	for evil in $'\033' $'\007'; do unlike "$output" "*$evil*"; done
}

@test "long lines are broken at words on a terminal, not in a pipe" {
	desk
	on_terminal "COLUMNS=40 NO_COLOR=1 kx-chat --no-log '$refund'"
	[ "$(tr -d '\r' <<<"$output" | sed '/^\[1]/,$d' | wc -L)" -le 40 ]
	chat 0 --no-log "$refund"
	[ "$(wc -L <<<"$output")" -gt 80 ]
}
