#!/usr/bin/env bats
# shellcheck disable=SC2154
# Bad input: each kind gets one clear line that names the place, the right exit status, and
# the rest goes on.

load lib/kx

# lines NAME "LINE cause" ...: stderr is exactly `$tool: NAME:LINE: cause`, one line each,
# in order; a cause may be a pattern
tool=kx-kb-ingest
lines() {
	local name=$1 i=0 w
	shift
	is "${#stderr_lines[@]}" $#
	for w; do
		like "${stderr_lines[i]}" "$tool: $name:${w%% *}: ${w#* }"
		i=$((i + 1))
	done
}

# records: kx-kb-ingest over the file "in", which has one good record at least
records() { # STATUS
	run "-$1" --separate-stderr kx-kb-ingest --from json --source s in
}

# three good articles in a folder, before and after the bad one by name
folder() {
	file help/a.md <<<'Good words before.'
	file help/z.md <<<'Good words after.'
}

ingest() { # STATUS: the folder
	run "-$1" --separate-stderr kx-kb-ingest "${@:2}" help
}

# ---- lines that are no records ------------------------------------------------------

@test "not JSON" {
	cat >in <<-'END'
		{"id":"a","body":"words"}
		nonsense
		{"id":"b","body":"words"
		{'id':'c'}
		{"id":"d","body":NaN}
		{"id":"e","body":"words"} and more
		{"id":"f","body":"words",}
		[{"id":"g"}]
		"words"
		null
		{"id":"h","body":"\q"}
		{"id":"i","body":"half \ud800 a pair"}
		{"id":"j","n":01,"body":"x"}
		{"id":"k","body":"tab	inside"}
		{"id":"z","body":"words"}
	END
	records 1
	lines in '2 not a JSON value at byte 1' '3 the object has no end*' '4 *double quotes*' \
		'5 not a JSON value*' '6 text behind the JSON value at byte 27' '7 *' \
		'8 the line is not a JSON object' '9 the line is not a JSON object' \
		'10 the line is not a JSON object' '11 an escape*' '12 *surrogate*' '13 *' \
		'14 *control character*'
	counts '2 0 0 0 13'
	is "$(ids)" 'a z'
}

@test "nested without end" {
	{
		printf '{"id":"a","x":'
		printf '[%.0s' $(seq 5000)
		printf '%s\n' ''
		printf '{"id":"b","body":"words","x":'
		printf '{"x":%.0s' $(seq 200)
		printf '1'
		printf '}%.0s' $(seq 200)
		printf '}\n{"id":"z","body":"words"}\n'
	} >in
	records 1
	lines in '1 nested too deeply*' '2 nested too deeply*'
	is "$(ids)" z
}

@test "NUL bytes and what is not UTF-8" {
	{
		printf '{"id":"a","body":"words"}\n{"id":"b","body":"a\0b"}\n\0\n{"id":"c","body":"a\\u0000b"}\n'
		printf '{"id":"d","body":"a\xffb"}\n{"id":"e","body":"\xc0\xaf"}\n{"id":"f","body":"\xed\xa0\x80"}\n'
		printf '{"id":"g","body":"cut \xe2\x82"}\n{"id":"z","body":"words"}\n'
	} >in
	records 1
	lines in '2 a NUL byte at byte 20' '3 a NUL byte at byte 1' '4 a string holds a NUL*' \
		'5 not UTF-8 at byte 20' '6 not UTF-8 at byte 19' '7 not UTF-8 at byte 19' '8 not UTF-8 at byte 23'
	is "$(ids)" 'a z'
}

@test "a byte order mark, CRLF, blank lines and no newline at the end do no harm" {
	printf '\xef\xbb\xbf{"id":"a","body":"words"}\r\n\r\n \t \r\n\n{"id":"b","body":"words"}\r\nnonsense\r\n{"id":"z","body":"words"}' >in
	records 1
	lines in '6 not a JSON value at byte 1'
	is "$(ids)" 'a b z'
	printf '\xef\xbb\xbf\r\n{"text":"x"}\r\n' >in
	run -0 --separate-stderr kx-embed in
	quiet
	is "${#lines[@]}" 1
	unlike "$output" $'*\r*'
}

@test "a byte order mark in the middle is none" {
	printf '{"id":"a","body":"words"}\n\xef\xbb\xbf{"id":"b","body":"words"}\n' >in
	records 1
	lines in '2 *'
	is "$(ids)" a
}

@test "a line of 10 MB is a line like any other" {
	{
		printf '{"id":"long","body":"'
		big 10000000
		printf '"}\n{"id":"z","body":"words"}\n'
	} >in
	records 0
	counts '2 0 0 0 0'
	is "$(ids)" 'long z'
}

@test "a line of 10 MB that is no record is told by place, in one short line" {
	{
		big 10000000
		printf '\n{"id":"z","body":"words"}\n'
	} >in
	records 1
	lines in '1 not a JSON value at byte 1'
	is "$(ids)" z
	run -1 --separate-stderr kx-embed --field body in
	is "${#lines[@]}" 1
	[ "${#stderr}" -lt 200 ]
}

@test "a line above the limit is told, and the next one is read" {
	{
		printf '{"id":"a","body":"words"}\n{"id":"huge","body":"'
		big 17000000
		printf '"}\n{"id":"z","body":"words"}\n'
		big 17000000
	} >in
	records 1
	lines in '2 the line is longer than 16 MiB' '4 the line is longer than 16 MiB'
	is "$(ids)" 'a z'
}

@test "every tool that reads records tells the same faults the same way" {
	local t
	desk
	printf 'nonsense\n{"x":"a\xffb"}\n{"x":"a\0b"}\n[1]\n' >in
	for t in 'kx-embed' 'kx-search' 'kx-chat --no-log' 'kx-chat --hits question' \
		'kx-kb-ingest --chunks' 'kx-kb-ingest --emit' 'kx-kb-ingest'; do
		tool=${t%% *}
		# a line of words is a question to kx-chat: let it begin as records do
		[ "$t" != 'kx-chat --no-log' ] || sed -i '1s/.*/{nonsense/' in
		# shellcheck disable=SC2086
		run -1 --separate-stderr $t <in
		stderr=$(grep ': stdin:' <<<"$stderr")
		mapfile -t stderr_lines <<<"$stderr"
		lines stdin '1 *' '2 not UTF-8 at byte 8' '3 a NUL byte at byte 8' '4 the line is not a JSON object'
	done
}

# ---- records that are wrong ---------------------------------------------------------

@test "wrong types and values" {
	cat >in <<-'END'
		{"id":"a","body":"words"}
		{"id":1.5,"body":"words"}
		{"id":true,"body":"words"}
		{"id":null,"body":"words"}
		{"id":"","body":"words"}
		{"id":"t","title":7,"body":"words"}
		{"id":"t","body":["words"]}
		{"id":"t","body":"words","tags":{"a":1}}
		{"id":"t","body":"words","tags":["a",1]}
		{"id":"t","body":"words","url":false}
		{"id":"t","body":"words","visibility":"all"}
		{"id":"t","body":"words","visibility":1}
		{"id":"t","body":"words","format":"word"}
		{"id":"t","body":"words","deleted":"yes"}
		{"id":"t","body":"words","locale":7}
		{"id":"t","body":"words","source":7}
		{"id":"z","body":"words"}
	END
	records 1
	lines in "2 field 'id' is of type double, wanted string or integer" \
		"3 field 'id' is of type boolean, wanted string or integer" \
		"4 field 'id' is missing" "5 field 'id' is empty" \
		"6 field 'title' is of type int, wanted string" \
		"7 field 'body' is of type array, wanted string" "8 field 'tags' is of type object*" \
		"9 field 'tags' holds something that is no string" "10 field 'url' is of type boolean*" \
		"11 field 'visibility' is none of public, customers, agents" "12 field 'visibility' is of type int*" \
		"13 field 'format' is none of markdown, html, text" "14 field 'deleted' is of type string, wanted boolean" \
		"15 field 'locale' is of type int*" "16 field 'source' is of type int*"
	is "$(ids)" 'a z'
	sound
}

@test "missing id, missing body" {
	printf '%s\n' '{"body":"words"}' '{"id":"b"}' '{}' '{"deleted":true}' '{"id":"z","body":"words"}' >in
	records 1
	lines in "1 field 'id' is missing" "2 field 'body' is missing" "3 field 'id' is missing" "4 field 'id' is missing"
	is "$(ids)" z
}

@test "the same id twice: the first one counts, the second one is told, each time" {
	printf '%s\n' '{"id":"a","body":"first"}' '{"id":"a","body":"second"}' '{"id":1,"body":"one"}' \
		'{"id":"1","body":"one again"}' '{"id":"a","deleted":true}' '{"id":"z","body":"words"}' >in
	for i in 1 2; do
		records 1
		lines in "2 article 'a' came before in this run: the first one counts" "4 article '1' came before*" \
			"5 article 'a' came before*"
		is "$(sql "select text from chunk join article a on a.id = article where name = 'a'")" first
		is "$(ids)" '1 a z'
		sound
	done
	counts '0 0 3 0 3'
}

@test "the same line twice is the same id twice, also when the store knows it" {
	printf '%s\n' '{"id":"a","body":"first"}' '{"id":"a","body":"first"}' >in
	for i in 1 2; do
		records 1
		lines in "2 article 'a' came before*"
		is "$(q .failed)" 1
	done
}

@test "the same id in the front matter of two files: told by the second file's name" {
	file help/a.md <<<$'---\nid: same\n---\nfirst'
	file help/b.md <<<$'---\nid: same\n---\nsecond'
	file help/z.md <<<'words'
	for i in 1 2; do
		ingest 1
		one_line
		like "$stderr" "kx-kb-ingest: help/b.md: article 'same' came before*"
		is "$(ids)" 'same z.md'
		is "$(sql "select text from chunk join article a on a.id = article where name = 'same'")" first
	done
}

@test "names and titles that are too long" {
	{
		printf '{"id":"%s","body":"words"}\n' "$(big 1025)"
		printf '{"id":"t","title":"%s","body":"words"}\n' "$(big 4097)"
		printf '{"id":"s","source":"%s","body":"words"}\n' "$(big 1025)"
		printf '{"id":"z","body":"words"}\n'
	} >in
	records 1
	lines in "1 field 'id' is longer than 1024 bytes" "2 field 'title' is longer than 4096 bytes" \
		"3 field 'source' is longer than 1024 bytes"
	is "$(ids)" z
}

@test "empty articles, and those of which no text is left" {
	printf '%s\n' '{"id":"a","body":""}' '{"id":"b","body":" \n\t\n"}' '{"id":"c","body":"<script>x()</script>","format":"html"}' \
		'{"id":"d","body":"![](x.png)"}' '{"id":"z","body":"words"}' >in
	records 1
	lines in "1 article 'a': it holds no text" "2 article 'b': it holds no text" "3 article 'c': it holds no text" \
		"4 article 'd': it holds no text"
	is "$(ids)" z
	sound
}

# ---- files --------------------------------------------------------------------------

@test "an empty file, a file of spaces, a file of front matter alone" {
	folder
	: >help/b.md
	printf ' \n\n' >help/c.txt
	printf -- '---\ntitle: T\n---\n' >help/d.md
	printf '<html></html>' >help/e.html
	ingest 1
	is "$stderr" 'kx-kb-ingest: help/b.md: it holds no text
kx-kb-ingest: help/c.txt: it holds no text
kx-kb-ingest: help/d.md: it holds no text
kx-kb-ingest: help/e.html: it holds no text'
	counts '2 0 0 0 4'
}

@test "a file that may not be read" {
	need_bound
	folder
	file help/b.md <<<'words'
	chmod 000 help/b.md
	run -1 --separate-stderr bound kx-kb-ingest help
	one_line
	like "$stderr" "kx-kb-ingest: *help/b.md*: Permission denied"
	is "$(ids)" 'a.md z.md'
	run -74 --separate-stderr bound kx-kb-ingest --from json help/b.md
	run -74 --separate-stderr bound kx-embed help/b.md
	like "$stderr" "kx-embed: cannot open 'help/b.md': Permission denied"
}

@test "a folder that may not be read, as operand and below it" {
	need_bound
	folder
	file help/b/x.md <<<'words'
	chmod 000 help/b
	run -1 --separate-stderr bound kx-kb-ingest help
	like "$stderr" "kx-kb-ingest: cannot read 'help/b': Permission denied*"
	is "$(ids)" 'a.md z.md'
	run -74 --separate-stderr bound kx-kb-ingest help/b
	chmod 700 help/b
	like "$stderr" "kx-kb-ingest: *'help/b': Permission denied*"
}

@test "a folder that vanishes while it is read: the rest goes in, nothing is deleted" {
	folder
	file help/b/x.md <<<'words of x'
	file help/b/y.md <<<'words of y'
	ingest 0
	is "$(ids)" 'a.md b/x.md b/y.md z.md'
	# a converter that is run before the walk comes to the folder takes it away
	: >help/aa.kick
	conf <<-'END'
		ingest:
		  converters:
		    .kick: [text, sh, -c, 'rm -r help/b; echo kicked']
	END
	ingest 1
	like "$stderr" "*kx-kb-ingest: cannot read 'help/b': No such file or directory*"
	is "$(q .deleted)" 0
	is "$(ids)" 'a.md aa.kick b/x.md b/y.md z.md'
	sound
}

@test "a file that vanishes while the folder is read" {
	folder
	file help/b.md <<<'words of b'
	ingest 0
	: >help/aa.kick
	conf <<-'END'
		ingest:
		  converters:
		    .kick: [text, sh, -c, 'rm help/b.md; echo kicked']
	END
	ingest 1
	like "$stderr" "kx-kb-ingest: *'help/b.md': No such file or directory*"
	is "$(q .deleted)" 0
	is "$(ids)" 'a.md aa.kick b.md z.md'
}

@test "a folder that vanished before" {
	run -74 --separate-stderr kx-kb-ingest help
	like "$stderr" "kx-kb-ingest: cannot open 'help': No such file or directory"
	one_line
}

@test "a loop of links ends, and each file is read once" {
	folder
	file help/b/x.md <<<'words of x'
	ln -s .. help/b/up
	ln -s . help/b/here
	ln -s ../b help/b/again
	ln -s self help/self
	ingest 1
	like "$stderr" "kx-kb-ingest: cannot read 'help/self': *symbolic links*"
	is "$(ids)" 'a.md b/x.md z.md'
}

@test "a link that leads nowhere is told, and keeps things from being deleted" {
	folder
	ingest 0
	rm help/a.md
	ln -s nowhere help/b.md
	ingest 1
	like "$stderr" "kx-kb-ingest: cannot read 'help/b.md': No such file or directory*"
	is "$(ids)" 'a.md z.md'
}

@test "fifos, sockets and devices in a folder are passed over" {
	folder
	mkfifo help/b.md
	ln -s /dev/zero help/c.md
	ingest 0
	is "$(ids)" 'a.md z.md'
}

@test "a binary file that is named .md, .txt or .html" {
	folder
	printf '\x89PNG\r\n\x1a\n\0\0\0\rIHDR' >help/b.md
	printf 'caf\xe9' >help/c.txt
	printf '\xff\xfe<\0h\0' >help/d.html
	ingest 1
	is "$(grep -v '^hint: ' <<<"$stderr")" 'kx-kb-ingest: help/b.md: it holds NUL bytes: not a text file
kx-kb-ingest: help/c.txt: not UTF-8 at byte 4
kx-kb-ingest: help/d.html: it holds NUL bytes: not a text file'
	like "$stderr" '*hint: *iconv*'
	is "$(ids)" 'a.md z.md'
}

@test "HTML with no end, tags without number, and markup that is none" {
	folder
	printf '<html><body><p>Never <b>closed <div><ul><li>one<table><tr><td>cell' >help/b.html
	printf '<p>Cut in a tag <a href="x' >help/c.html
	printf '<!-- a comment that never ends <p>hidden</p>' >help/d.html
	{
		printf '<div>%.0s' $(seq 20000)
		printf 'deep words'
	} >help/e.html
	printf 'No tag at all, & < > only words' >help/f.html
	run --separate-stderr kx-kb-ingest help
	[ "$status" -le 1 ]
	like " $(ids) " '* a.md b.html *f.html z.md *'
	run -0 --separate-stderr kx-search --min-score 0 'never closed cell'
	like "$(q .article_id)" '*b.html*'
	is "$(grep -vE '^(kx-kb-ingest: help/[cde].html|hint): ' <<<"$stderr")" ''
	sound
}

@test "Markdown without end" {
	folder
	{
		printf '```\ncode that never ends\n'
	} >help/b.md
	{
		printf '> %.0s' $(seq 5000)
		printf 'deep\n'
		printf '[%.0s' $(seq 5000)
		printf '*%.0s' $(seq 5000)
	} >help/c.md
	{
		printf -- '- %.0s' $(seq 3000)
		printf 'x\n'
	} >help/d.md
	run --separate-stderr kx-kb-ingest help
	[ "$status" -le 1 ]
	like " $(ids) " '* a.md b.md *z.md *'
	sound
}

@test "bad YAML in front matter is told with the line of the file" {
	folder
	printf -- '---\nid: x\ntitle: one: two\ntags: [a]\n---\n\nwords\n' >help/b.md
	printf -- '---\nid: y\ntags:\n\t- a\n---\nwords\n' >help/c.md
	printf -- '---\nid: v\nid: w\n---\nwords\n' >help/d.md
	ingest 1
	is "$(grep -vc '^hint: ' <<<"$stderr")" 3
	like "${stderr_lines[0]}" 'kx-kb-ingest: help/b.md:*3*: *mapping values*' ||
		like "${stderr_lines[0]}" 'kx-kb-ingest: help/b.md: *line 3*'
	like "${stderr_lines[1]}" 'kx-kb-ingest: help/c.md*4*'
	like "${stderr_lines[2]}" 'kx-kb-ingest: help/d.md*3*given twice*'
	is "$(ids)" 'a.md z.md'
}

@test "wrong values in front matter" {
	folder
	printf -- '---\nvisibility: all\n---\nwords\n' >help/b.md
	printf -- '---\ntags: {a: b}\n---\nwords\n' >help/c.md
	printf -- '---\nid: [x]\n---\nwords\n' >help/d.md
	printf -- '---\ntitle: [x]\n---\nwords\n' >help/e.md
	ingest 1
	is "${#stderr_lines[@]}" 4
	like "${stderr_lines[0]}" "kx-kb-ingest: help/b.md: *'visibility' is none of public, customers, agents"
	like "${stderr_lines[1]}" "kx-kb-ingest: help/c.md: *'tags'*"
	like "${stderr_lines[2]}" "kx-kb-ingest: help/d.md: *'id'*"
	like "${stderr_lines[3]}" "kx-kb-ingest: help/e.md: *'title'*"
	is "$(ids)" 'a.md z.md'
}

@test "a gzip file that is cut off, in one line; what came whole went in" {
	for i in $(seq 300); do printf '{"id":"g%s","body":"words %s"}\n' "$i" "$((i * 7919 % 1009))"; done >all
	gzip -c all | head -c 900 >in
	records 1
	one_line
	like "$stderr" 'kx-kb-ingest: in:*: *the gzip file is cut off'
	[ "$(q .added)" -gt 20 ]
	is "$(q .failed)" 1
	sound
}

@test "gzip that is damaged, in one line" {
	for i in $(seq 300); do printf '{"id":"g%s","body":"words %s"}\n' "$i" "$((i * 7919 % 1009))"; done | gzip -c >in
	printf '\xff\xff\xff\xff\xff\xff\xff\xff' | dd of=in bs=1 seek=800 conv=notrunc status=none
	records 1
	one_line
	like "$stderr" 'kx-kb-ingest: in:*: *gzip*'
	sound
}

@test "a folder where a file is wanted" {
	mkdir folder
	for t in 'kx-embed folder' 'kx-search --eval folder folder' 'kx-chat --model replay:folder x'; do
		desk
		# shellcheck disable=SC2086
		run -74 --separate-stderr $t
		like "$stderr" "${t%% *}: *'folder'*"
	done
}

@test "control bytes in names do not reach the terminal" {
	mkdir help
	printf 'a\0b' >"help/$(printf 'x\033[31my\nz').md"
	ingest 1
	unlike "$stderr" $'*\033*'
	is "${#stderr_lines[@]}" 1
}

# ---- options and settings -----------------------------------------------------------

@test "an unknown option" {
	run -64 --separate-stderr kx-kb-ingest --no-such
	is "$stderr" "kx-kb-ingest: unknown option '--no-such'
hint: kx-kb-ingest --help lists the options"
}

# setting: the configuration from stdin, then what kx-search says of it
setting() {
	conf
	run -78 --separate-stderr kx-search x
	is "$output" ''
}

@test "an unknown key, with its line and the one that was meant" {
	setting <<-'END'
		# settings
		search:
		  k: 3
		  visibilty: agents
	END
	is "$stderr" "kx-search: ./kx.yaml:4: unknown key 'search.visibilty'
hint: did you mean 'search.visibility'?"
	setting <<<'serach: {}'
	like "$stderr" "kx-search: ./kx.yaml:1: unknown key 'serach'*"
}

@test "bad YAML with its line" {
	setting <<-'END'
		search:
		  k: 3
		  locale: [de
		jobs: 2
	END
	one_line
	like "$stderr" 'kx-search: ./kx.yaml:[34]:*'
	setting <<<$'search:\n\tk: 3'
	like "$stderr" 'kx-search: ./kx.yaml:2:*'
	printf 'search:\n  k: "a\xff"\n' | setting
	like "$stderr" 'kx-search: ./kx.yaml:*'
}

@test "wrong values of settings, with their line or their variable" {
	setting <<<$'search:\n  k: many'
	like "$stderr" "kx-search: ./kx.yaml:2: 'search.k' must be a whole number from 1 to 1000"
	setting <<<$'search:\n  k: 0'
	like "$stderr" 'kx-search: ./kx.yaml:2: *'
	setting <<<$'search:\n  visibility: all'
	like "$stderr" "kx-search: ./kx.yaml:2: 'all' is none of public, customers, agents"
	setting <<<$'search: 7'
	like "$stderr" 'kx-search: ./kx.yaml:1: *'
	setting <<<'- a list'
	like "$stderr" 'kx-search: ./kx.yaml:1: *'
	setting <<<$'search:\n  k: 3\nsearch:\n  k: 4'
	like "$stderr" 'kx-search: ./kx.yaml:3:* given twice'
	: | conf
	KX_SEARCH_K=many run -78 --separate-stderr kx-search x
	like "$stderr" "kx-search: KX_SEARCH_K: 'search.k' must be a whole number from 1 to 1000"
}

@test "the user's configuration is read by the same rules" {
	file "$XDG_CONFIG_HOME/kx/config.yaml" <<<'nonsense: 1'
	run -78 --separate-stderr kx-search x
	like "$stderr" "kx-search: $XDG_CONFIG_HOME/kx/config.yaml:1: unknown key 'nonsense'"
	run -0 --separate-stderr kx-search --help
	run -78 --separate-stderr kx-kb-ingest </dev/null
}

@test "an empty configuration is none" {
	desk
	: | conf
	run -0 --separate-stderr kx-search -k 1 'frozen ring'
	echo '# only words' | conf
	run -0 --separate-stderr kx-search -k 1 'frozen ring'
	quiet
}

# ---- stores -------------------------------------------------------------------------

@test "a store that may not be written: told, nothing done; reading goes on" {
	need_bound
	desk
	content >before
	chmod 400 "$store"
	chmod 500 "$(dirname "$store")"
	folder
	run -74 --separate-stderr bound kx-kb-ingest help
	one_line
	like "$stderr" "kx-kb-ingest: store '$store': *may not be written*hint: *rights*"
	run -0 --separate-stderr bound kx-search -k 1 'frozen ring'
	is "$(q .article_id)" lock-wont-open
	quiet
	run -0 --separate-stderr bound kx-db check
	chmod 700 "$(dirname "$store")"
	content | diff before -
}

@test "a place where no store can be made" {
	need_bound
	mkdir shut
	chmod 500 shut
	folder
	run -74 --separate-stderr bound kx-kb-ingest --store sqlite:shut/x.db help
	one_line
	like "$stderr" "kx-kb-ingest: store 'shut/x.db': *"
	run -74 --separate-stderr bound kx-kb-ingest --store sqlite:shut/deeper/x.db help
	one_line
	: >nofolder
	run -74 --separate-stderr kx-kb-ingest --store sqlite:nofolder/x.db help
	one_line
}

@test "a store of a newer version" {
	need_sql
	desk
	sql 'pragma user_version = 7'
	folder
	ingest 78
	is "$stderr" "kx-kb-ingest: store '$store': it is of version 7, this kx knows 3
hint: use the newer kx that made it"
}

@test "a reject file that cannot be written" {
	printf 'nonsense\n{"text":"x"}\n' >in
	run -74 --separate-stderr kx-embed --rejects no/such/file in
	like "$stderr" "*kx-embed: cannot write 'no/such/file'*"
	run -74 --separate-stderr kx-embed --rejects /dev/full in
}
