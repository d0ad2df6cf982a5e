#!/usr/bin/env bats
# shellcheck disable=SC2154
# Words that stand for others, and what a conversation is about.

load lib/kx

search() { # STATUS ARG ...
	local status=$1
	shift
	run "-$status" --separate-stderr kx-search "$@"
}

first() { # what stands first
	jq -rs '.[0].article_id' <<<"$output"
}

setup() {
	kx_setup
	kx-kb-ingest -q --source shop >/dev/null <<-'END'
		{"id":"refund","title":"When the refund comes","body":"A refund takes five days."}
		{"id":"subscription","title":"End a subscription","body":"A subscription ends with the month."}
		{"id":"steps","title":"Two-step sign-in","body":"Scan the code with an authenticator app."}
		{"id":"money","title":"Pay","body":"Send no money by mail."}
		{"id":"back","title":"Go back","body":"The arrow leads back to the list."}
	END
}

# ---- synonyms -----------------------------------------------------------------------

@test "a word finds what stands for it, and the person is told" {
	echo 'reimbursement, refund' >s.txt
	search 3 'where is my reimbursement'
	search 0 --synonyms s.txt 'where is my reimbursement'
	is "$(first)" refund
	quiet
	search 0 --synonyms s.txt --text 'where is my reimbursement'
	is "${lines[0]}" 'Also searched for refund.'
	search 0 --synonyms s.txt --explain -k 1 'where is my reimbursement'
	json_eq "$(q '.explain.terms[1] | {term, for, synonym}')" \
		'{"term": "refund", "for": "reimburs", "synonym": "refund"}'
}

@test "several words stand for one, and one for several" {
	printf '%s\n' 'money back => refund' 'mfa => two-step sign-in' >s.txt
	search 0 --synonyms s.txt --text 'Do I get my money back?'
	is "${lines[0]}" 'Also searched for refund.'
	like "$output" '*. When the refund comes*'
	search 0 --synonyms s.txt 'set up MFA'
	is "$(first)" steps
	# not in a row
	search 0 --synonyms s.txt --text 'money, send it back'
	unlike "$output" '*Also searched*'
}

@test "an arrow holds one way" {
	echo 'membership => subscription' >s.txt
	search 0 --synonyms s.txt --text 'cancel my membership'
	like "$output" '*Also searched for subscription.*'
	search 0 --synonyms s.txt --text 'subscription'
	unlike "$output" '*Also searched*'
}

@test "what is said of a word is not said of one misspelt, and a synonym is not repaired" {
	# 'mony' is near 'money'
	echo 'mony => refund' >s.txt
	search 0 --text --min-score 0 'mony'
	like "$output" '*Searched for money too*'
	search 0 --synonyms s.txt --text --min-score 0 'mony'
	unlike "$output" '*Searched for money*'
	like "$output" '*Also searched for refund.*1. When the refund comes*'
}

@test "a line that is no good is told by its number; the others hold" {
	printf '%s\n' '# mine' '' 'alone' 'a,,b' 'a => b => c' \
		'one two three four five six seven eight nine, x' $'b\xffd, x' \
		'membership => subscription' 'it, subscription' >s.txt
	search 0 --synonyms s.txt 'cancel my membership'
	is "$(first)" subscription
	is "$stderr" "kx-search: s.txt:3: one entry alone stands for nothing
kx-search: s.txt:4: an entry is empty
kx-search: s.txt:5: '=>' is there twice
kx-search: s.txt:6: an entry has too many words
kx-search: s.txt:7: it is not UTF-8
kx-search: s.txt:9: 'it' is a function word"
}

@test "many such lines do not fill the screen" {
	yes alone | head -100 >s.txt
	search 0 --synonyms s.txt refund
	is "${#stderr_lines[@]}" 21
	is "${stderr_lines[20]}" 'kx-search: s.txt: more such lines are left out'
}

@test "a file that is not there, or too large, ends the tool" {
	search 74 --synonyms none.txt refund
	is "$stderr" "kx-search: cannot open 'none.txt': No such file or directory"
	echo 'synonyms: none.txt' | conf
	search 78 refund
	is "$stderr" "kx-search: ./kx.yaml:1: cannot open 'none.txt': No such file or directory"
	big 300000 >large.txt
	search 65 --synonyms large.txt refund
	one_line
}

@test "the option goes before the variable, the variable before the setting" {
	for w in option variable setting; do echo "$w => refund" >$w.txt; done
	echo 'synonyms: setting.txt' | conf
	search 0 setting
	KX_SYNONYMS=variable.txt search 0 variable
	KX_SYNONYMS=variable.txt search 3 setting
	KX_SYNONYMS=variable.txt search 0 --synonyms option.txt option
	KX_SYNONYMS=variable.txt search 3 --synonyms option.txt variable
}

@test "a setting's path begins at its file; a file that nobody names is not read" {
	echo 'reimbursement => refund' >synonyms.txt
	search 3 reimbursement
	mkdir conf
	mv synonyms.txt conf/s.txt
	echo 'synonyms: s.txt' >conf/kx.yaml
	search 0 --config conf/kx.yaml reimbursement
	is "$(first)" refund
}

@test "kx-chat answers by synonyms, too" {
	echo 'reimbursement => refund' >s.txt
	run -3 --separate-stderr kx-chat --no-log 'How long does a reimbursement take?'
	run -0 --separate-stderr kx-chat --no-log --synonyms s.txt 'How long does a reimbursement take?'
	like "$output" 'A refund takes five days.*'
}

@test "without a file none is looked for" {
	need_strace
	strace -f -o trace -e trace=%file kx-search refund >/dev/null
	run ! grep -i synonym trace
}

@test "doctor shows the file, and what is wrong with it" {
	run -0 --separate-stderr kx --json doctor
	is "$(q 'select(.check == "synonyms").text')" 'no file is named'
	printf 'a, b\nc => d\n' >s.txt
	KX_SYNONYMS=s.txt run -0 --separate-stderr kx --json doctor
	is "$(q 'select(.check == "synonyms" and (.text | test("lines"))).text')" 's.txt: 2 lines'
	echo alone >>s.txt
	KX_SYNONYMS=s.txt run -78 --separate-stderr kx --json doctor
	is "$(q 'select(.state == "wrong").text')" 's.txt: 2 lines, others are no good'
	KX_SYNONYMS=none.txt run -78 --separate-stderr kx --json doctor
	like "$(q 'select(.state == "wrong").text')" "KX_SYNONYMS: cannot open 'none.txt'*"
}

# ---- what it is about ---------------------------------------------------------------

hotels() {
	for h in 'Orchard Garden Hotel' 'Harbor Court, a Hotel' 'S.F. Zoo' 'Andrews'; do
		for a in parking breakfast; do
			jq -cn --arg h "$h" --arg a "$a" '{id: ($h + " " + $a), title: ("Is there " + $a + "?"),
				body: ("There is " + $a + ", ask at the desk."), tags: ["place", $h]}'
		done
	done | kx-kb-ingest -q --source places >/dev/null
}

about() { # QUERY [TURN ...]: what stands first
	search 0 --min-score 0 -k 3 < <(jq -cn '$ARGS.positional | {query: .[0],
		context: [.[1:][] | {role: "agent", text: .}]}' --args "$@")
	first
}

@test "the name that was said last is favoured, by whomever" {
	hotels
	is "$(about 'is there parking' 'I recommend the orchard garden hotel')" \
		'Orchard Garden Hotel parking'
	# what stands before the comma; letters that are spelled
	is "$(about 'is there parking' 'the orchard garden hotel?' 'no, the harbor court' well)" \
		'Harbor Court, a Hotel parking'
	is "$(about 'is there parking at the s f zoo')" 'S.F. Zoo parking'
}

@test "a question that says what it wants wins over what was said before" {
	hotels
	is "$(about 'when does my refund come' 'at the Orchard Garden Hotel')" refund
}

@test "an ordinary word is no name, unless the caller names it" {
	hotels
	search 0 --explain -k 1 <<<'{"query":"is there parking for andrews"}'
	is "$(q .explain.entity)" null
	search 0 --explain -k 1 <<<'{"query":"is there parking","entity":"andrews"}'
	is "$(q '[.article_id, .explain.entity] | join("|")')" 'Andrews parking|Andrews'
	search 0 --min-score 0 -k 1 <<<'{"query":"is there parking","entity":["no such","andrews"]}'
	is "$(first)" 'Andrews parking'
}

@test "an entity that the store does not know adds its words" {
	hotels
	search 0 --min-score 0 --explain -k 1 <<<'{"query":"is there parking","entity":"authenticator app"}'
	is "$(q '[.explain.terms[].term] | join(" ")')" 'park authent app'
	is "$(q .explain.entity)" null
}

@test "a filter stands above what is said" {
	hotels
	search 0 --explain --min-score 0 -k 1 \
		<<<'{"query":"parking at the harbor court","filter":{"tags":"Orchard Garden Hotel"},"entity":"andrews"}'
	is "$(q '[.article_id, .explain.entity] | join("|")')" 'Orchard Garden Hotel parking|'
}

@test "a person reads whose articles come first" {
	hotels
	search 0 --text 'parking at the Harbor Court'
	is "${lines[0]}" 'Articles about Harbor Court, a Hotel come first.'
}

@test "a conversation in the store is looked at, too" {
	hotels
	kx-chat 'Is there breakfast at the Harbor Court?' >/dev/null
	run -0 --separate-stderr kx-chat -c 'and parking?'
	like "$output" '*[[]1] Is there parking?  Harbor Court, a Hotel parking*'
}

@test "names that come with a later ingest are looked for from then on" {
	need_sql
	record id a title 'Parking' body 'There is a garage behind the house.' |
		kx-kb-ingest -q >/dev/null
	is "$(sqlite3 "$store" "select value from setting where key = 'names'")" 0
	{
		record id b title 'Parking' body 'Guests park in the street.' |
			jq -c '.tags = ["Orchard Garden Hotel"]'
		record id c title 'Parking' body 'Guests park in the yard.' |
			jq -c '.tags = ["Harbour View Inn"]'
	} | kx-kb-ingest -q >/dev/null
	is "$(sqlite3 "$store" "select value from setting where key = 'names'")" 1
	for hotel in 'b Orchard Garden Hotel' 'c Harbour View Inn'; do
		run -0 --separate-stderr kx-search --json --min-score 0 -k 1 \
			"Can guests park at the ${hotel#* }?"
		is "$(jq -r .article_id <<<"$output")" "${hotel%% *}"
	done
}
