#!/bin/bash
# What asking a provider of models costs, against what people use for it: vectors against the
# npm client `openai`, answers against a bare C program that posts with libcurl. All servers
# are on this machine and answer at once, so that a client is what is measured.
#
# KX_BENCH_NPM names a folder where `npm install openai` was run; without it that is done in
# a folder that goes at the end. KX_BENCH_TEXTS is the number of texts that get a vector.
. "$(dirname "$0")/lib.sh"
need openssl python3
[ -x "$B/server/faultd" ] || skip 'the provider of the tests is not built'

# no proxy, no certificates but those that are said here
unset "${!OPENAI_@}" "${!SSL_CERT_@}"
for v in http https all no; do unset "${v}_proxy" "${v^^}_PROXY"; done

faultd=$B/server/faultd
export KX_STORE=sqlite:$T/kx.db
texts=${KX_BENCH_TEXTS:-12800}
question='How do I delete my account, and when is it gone?'
servers=()
trap '[ ${#servers[@]} -eq 0 ] || kill "${servers[@]}" 2>/dev/null; rm -rf "$T"' EXIT

packed='' numbers='' fault='' stamps='' tls_packed='' tls_fault='' # ports
# serve NAME COMMAND ...: a server that prints its port or its address; $NAME gets its port
serve() {
	local name=$1 i
	shift
	"$@" >"$T/$name.port" 2>"$T/$name.log" &
	servers+=($!)
	for ((i = 0; i < 100; i++)); do
		[ ! -s "$T/$name.port" ] || break
		sleep 0.1
	done
	[ -s "$T/$name.port" ] || skip "'${1##*/}' does not start: $(cat "$T/$name.log")"
	printf -v "$name" %s "$(sed 's/.*://' "$T/$name.port")"
}

# providers FILE PORT_OF_MINE [SCHEME PORT_OF_VECTORS]: the configuration
providers() {
	mkdir -p "${1%/*}"
	cat >"$1" <<-END
		chat.fallback: false
		providers:
		  packed: {base_url: "http://127.0.0.1:$packed/v1", batch: 64, in_flight: 8}
		  numbers: {base_url: "http://127.0.0.1:$numbers/v1", batch: 64, in_flight: 8}
		  mine: {base_url: "${3:-http}://localhost:$2/v1"}
		  vectors: {base_url: "${3:-http}://localhost:${4:-$2}/v1"}
	END
}

# ---- vectors -------------------------------------------------------------------------

# sixty words each, from the sample help centre, and no two the same
make_texts() {
	find config/demo/articles -name '*.md' -print0 | sort -z | xargs -0 cat |
		tr -cs "A-Za-z0-9.,'\n-" ' ' | awk -v n="$texts" '
		{ for (i = 1; i <= NF; i++) word[k++] = $i }
		END {
			for (t = 0; t < n; t++) {
				s = t
				for (i = 0; i < 60; i++)
					s = s " " word[(t * 7 + i) % k]
				print s
			}
		}' >"$T/texts"
	sed 's/.*/{"text":"&"}/' "$T/texts" >"$T/texts.jsonl"
	head -n 64 "$T/texts" >"$T/few"
	head -n 64 "$T/texts.jsonl" >"$T/few.jsonl"
	head -n 1 "$T/texts.jsonl" >"$T/one.jsonl"
}

npm_folder() {
	npm=${KX_BENCH_NPM:-}
	[ -z "$npm" ] || return 0
	npm=$T/npm
	mkdir "$npm" && echo '{"private":true}' >"$npm/package.json"
	(cd "$npm" && npm install --silent --no-audit --no-fund openai >/dev/null 2>&1)
}

# embed GOAL FASTER NAME SERVER 'OPTIONS OF kx' RIVAL_SERVER RIVAL_ENCODING [FILE [OUT]]
embed() {
	local file=$T/${8:-texts} options
	read -ra options <<<"$5"
	pair -n "$(runs 7)" -u "$(wc -l <"$file")" -t "$2" ${1:+-g "$1"} "$3" -- \
		"$B/bin/kx-embed" -m "$4:bench" --no-cache "${options[@]}" "$file.jsonl" -- \
		node "$here/openai.mjs" "$npm" "http://127.0.0.1:${!6}/v1" "$file" "$7" ${9:+"$9"}
}

vectors() {
	title "Vectors: $texts texts of 60 words, 1536 numbers each, 64 in a request, each text"
	if ! command -v node >/dev/null || ! command -v npm >/dev/null; then
		echo 'skipped: node and npm are not installed: nothing to compare kx-embed with'
		return
	fi
	if ! npm_folder || [ ! -e "$npm/node_modules/openai" ]; then
		echo 'skipped: the npm client cannot be had: nothing to compare kx-embed with'
		return
	fi
	pair -H 'JSON Lines in and out, against npm' kx npm
	embed 0.2 5 'base64, npm as it comes' packed '--encoding base64' packed default
	embed 1.6 0 'numbers, npm with numbers' numbers '--encoding base64' numbers float
	embed '' 0 'numbers, npm with base64' numbers '--encoding base64' packed default
	embed '' 0 'base64, npm unpacks by hand' packed '--encoding base64' packed base64
	KX_BENCH_RUNS=3 embed '' 0 'base64, both write lines of numbers' packed \
		'--encoding array' packed default texts /dev/null
	embed '' 0 'a start and 64 texts' packed '--encoding base64' packed default few
	title 'What the server spends of that'
	row_head 'microseconds of CPU for a text, kx, base64'
	for s in packed numbers; do
		row "the server, $s" "$(server_time "$s")" '<=' -
	done
}

# microseconds of a server for each text, which all get their vector
server_time() {
	local pid=${servers[0]} before n
	[ "$1" = packed ] || pid=${servers[1]}
	before=$(cpu "$pid")
	n=$("$B/bin/kx-embed" -m "$1:bench" --no-cache --encoding base64 "$T/texts.jsonl" |
		grep -c '"embedding":"')
	[ "$n" -ne "$texts" ] ||
		awk -v t=$(($(cpu "$pid") - before)) -v n="$n" 'BEGIN { print t / n / 1e3 }'
}

# nanoseconds of a process
cpu() {
	cut -d ' ' -f 1 "/proc/$1/schedstat"
}

# ---- answers -------------------------------------------------------------------------

answers() {
	cat >"$T/answers.jsonl" <<-'END'
		{"text": "Open Profile › Privacy › Delete account and enter your password. Then select Delete in the e-mail we send you. [1] Your account is closed at once and erased after 14 days. [1] If you sign in during these 14 days, the deletion is called off. [1]"}
	END
	sed 's/}$/, "delay_ms": 5}/' "$T/answers.jsonl" >"$T/slow.jsonl"
	serve fault "$faultd" --idle 3600 --log "$T/requests.jsonl" --answers "$T/answers.jsonl"
	serve stamps "$faultd" --idle 3600 --stamp --answers "$T/slow.jsonl"
	providers "$T/config/kx/config.yaml" "$fault"
	kx-kb-ingest -q config/demo/articles >/dev/null || skip 'the sample help centre cannot be stored'
	kx-chat -m mine:bench "$question" >"$T/answer" || skip 'kx-chat has no answer'
	# the rival posts the same bytes
	python3 -c 'import json, sys
for line in sys.stdin:
    body = json.loads(line)["body"]
print(body if isinstance(body, str) else json.dumps(body, ensure_ascii=False), end="")' \
		<"$T/requests.jsonl" >"$T/body"
	url=localhost:$fault/v1/chat/completions
}

ask=("$B/bin/kx-chat" -m mine:bench "$question")
search=("$B/bin/kx-search" "$question")

plain() {
	local n
	n=$(runs 101)
	title "One grounded question over plain HTTP: $(wc -w <"$T/answer") words of answer"
	pair -H 'kx-chat, against' kx rival
	pair -n "$n" -g 1.3 'a post with libcurl, and kx-search' -- \
		"${ask[@]}" -- "$bench/post" "http://$url" "$T/body" -- "${search[@]}"
	pair -n "$n" 'for information: the post alone' -- \
		"${ask[@]}" -- "$bench/post" "http://$url" "$T/body"
	pair -n "$n" 'for information: kx-search alone' -- "${ask[@]}" -- "${search[@]}"
	pair -n "$n" 'for information: keeping nothing' -- \
		"${ask[@]}" --no-log -- "$bench/post" "http://$url" "$T/body" -- "${search[@]}"
}

# ---- TLS -----------------------------------------------------------------------------

ec=(-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes)

# an authority of our own in copies of what the system trusts: $T/bundle.pem, $T/folder
certificates() {
	local d=$T/tls system=/etc/ssl/certs
	[ -e "$system/ca-certificates.crt" ] || return
	mkdir "$d" && cp -a "$system" "$T/folder" || return
	{
		openssl req -x509 "${ec[@]}" -days 2 -subj '/CN=kx bench' \
			-keyout "$d/ca.key" -out "$d/ca.pem" &&
			openssl req "${ec[@]}" -subj /CN=localhost -keyout "$d/key.pem" \
				-out "$d/request.pem" &&
			openssl x509 -req -in "$d/request.pem" -CA "$d/ca.pem" -CAkey "$d/ca.key" \
				-CAcreateserial -days 2 -extfile <(echo subjectAltName=DNS:localhost) \
				-out "$d/cert.pem"
	} >"$d/log" 2>&1 || return
	cat "$system/ca-certificates.crt" "$d/ca.pem" >"$T/bundle.pem"
	cp "$d/ca.pem" "$T/folder/kx-bench.pem"
	ln -s kx-bench.pem "$T/folder/$(openssl x509 -hash -noout -in "$d/ca.pem").0"
}

tls() {
	local n one embed
	n=$(runs 41)
	title 'The same over TLS: of libcurl, the bundle of all certificates; of kx, the hashed folder'
	if ! certificates; then
		echo 'skipped: the system has no certificates, or openssl makes none'
		return
	fi
	for s in fault packed; do
		serve "tls_$s" python3 "$here/tls.py" "${!s}" "$T/tls/cert.pem" "$T/tls/key.pem"
	done
	for ca in folder bundle.pem; do
		providers "$T/$ca.yaml" "$tls_fault" https "$tls_packed"
		echo "ca: $T/$ca" >>"$T/$ca.yaml"
	done
	printf '{"model":"bench","input":["%s"],"encoding_format":"base64"}' \
		"$(head -n 1 "$T/texts")" >"$T/one.body"
	embed=("$B/bin/kx-embed" -m vectors:bench --no-cache --encoding base64 "$T/one.jsonl")
	one=https://localhost:$tls_packed/v1/embeddings
	url=https://localhost:$tls_fault/v1/chat/completions
	pair -H 'one call, against a post with the bundle' kx post
	pair -n "$n" -g 0.35 'kx-embed, one text' -- \
		"${embed[@]}" --config "$T/folder.yaml" -- "$bench/post" "$one" "$T/one.body" "$T/bundle.pem"
	pair -n "$n" -g 0.35 'kx-chat, and kx-search with the post' -- "${ask[@]}" \
		--config "$T/folder.yaml" -- "$bench/post" "$url" "$T/body" "$T/bundle.pem" -- "${search[@]}"
	pair -n "$n" 'for information: kx-embed with the bundle' -- \
		"${embed[@]}" --config "$T/bundle.pem.yaml" -- \
		"$bench/post" "$one" "$T/one.body" "$T/bundle.pem"
	pair -n "$n" 'for information: the post with its CA alone' -- \
		"${embed[@]}" --config "$T/folder.yaml" -- \
		"$bench/post" "$one" "$T/one.body" "$T/tls/ca.pem"
}

# ---- words on the terminal -----------------------------------------------------------

# delays N MEDIAN P99 MOST N MEDIAN P99 MOST: what stream.py found
delays() {
	title 'From the sending of a word to its place on the terminal, ms'
	row_head "${1:-0} answers, ${5:-0} words, 5 ms between them"
	row 'first word, median' "${2:-}" '<=' 5
	row 'first word, 99th of a hundred' "${3:-}" '<=' 5
	row 'first word, most' "${4:-}" '<=' -
	row 'all words, median' "${6:-}" '<=' 5
	# one at the end of a sentence waits for what follows
	row 'all words, 99th of a hundred' "${7:-}" '<=' -
	row 'all words, most' "${8:-}" '<=' -
}

words() {
	local f
	providers "$T/stamps.yaml" "$stamps"
	read -ra f < <(TERM=xterm python3 "$here/stream.py" "$(runs 100)" \
		"${ask[@]}" --config "$T/stamps.yaml")
	delays "${f[@]}"
}

make_texts
serve packed "$bench/embedd"
serve numbers "$bench/embedd" -a
providers "$T/config/kx/config.yaml" 9
vectors
answers
plain
tls
words
exit 0
