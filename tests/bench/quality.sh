#!/bin/bash
# What the answers are worth, on data sets with labels: ranking (nDCG@10), other languages,
# answers without a model, and the judgement whether there is an answer. The sets are no part
# of this project: KX_DATA names their folder, where each set has articles.jsonl,
# queries.jsonl and qrels.jsonl.
#
# The yardstick of ranking is the best that is known without a model: "chain", 100-word
# chunks of sections, title and headings with weight 2, no stopwords, Porter's stems, BM25,
# unknown words repaired, and a second BM25 over words and character 4-grams, each divided
# by its maximum; "words" is the first half of it, without repairs; "FTS5" is that on whole
# articles, as it comes. The figures below are as published with the sets; KX_CHAIN=1
# computes them again with the script "reference-chain" beside them (slow), KX_CHAIN=FILE
# with that script.
. "$(dirname "$0")/lib.sh"
need jq
need_data

sets='aws-docs kb-msoffice clapnq xquad scifact mtrag-un dstc10-faq kb-logingov kb-chatwoot'
# SET VARIANT: FTS5 words chain; "-" where nothing was published
published() {
	case $1$2 in
	aws-docs) echo .736 .821 .844 ;;
	aws-docs-typo) echo .698 - .833 ;;
	aws-docs-asr) echo .521 - .726 ;;
	kb-msoffice) echo .929 .961 .957 ;;
	kb-msoffice-typo) echo - - .955 ;;
	kb-msoffice-asr) echo - - .890 ;;
	clapnq) echo .941 .946 .959 ;;
	clapnq-typo) echo - - .953 ;;
	clapnq-asr) echo - - .856 ;;
	xquad) echo .969 .967 .975 ;;
	xquad-typo) echo - - .970 ;;
	xquad-asr) echo - - .938 ;;
	scifact) echo .701 .701 .707 ;;
	scifact-typo) echo - - .695 ;;
	scifact-asr) echo - - .529 ;;
	mtrag-un) echo .832 .833 .834 ;;
	dstc10-faq) echo .584 .629 .645 ;;
	kb-logingov) echo - - .547 ;;
	kb-chatwoot) echo - - .688 ;;
	*) echo - - - ;;
	esac
}
chain=${KX_CHAIN:-}
[ "$chain" != 1 ] || chain=$data/../scripts/reference-chain
if [ -n "$chain" ]; then
	if "$chain" aws-docs 2>&1 </dev/null | grep -q '^aws-docs'; then
		how='computed in this run'
	else
		chain=
		how='as published (the script cannot run here)'
	fi
else
	how='as published'
fi
# SET VARIANT: FTS5 words chain
yardstick() {
	if [ -n "$chain" ]; then
		[ -s "$T/chain.$1" ] || KX_DATA=$data "$chain" "$1" >"$T/chain.$1" 2>/dev/null
		sed -nE "s/^[^ ]+ +dev$2 +FTS5 ([0-9.]+) \\| words ([0-9.]+) .*chain ([0-9.]+) .*/\\1 \\2 \\3/p" \
			"$T/chain.$1"
	else
		published "$1" "$2"
	fi
}

# store NAME [OPTION ...] FILE: articles into a store of their own
store() {
	local name=$1
	shift
	export KX_STORE=sqlite:$T/$name.db
	[ -e "$T/$name.db" ] || kx-kb-ingest -q "$@" >/dev/null
}

# ---- ranking -------------------------------------------------------------------------

# score QUERIES QRELS [OPTION ...]: nDCG@10 recall@10
score() {
	local q=$1 r=$2
	shift 2
	kx-search -q "$@" --eval "$q" "$r" | jq -r '"\(."ndcg@10") \(."recall@10")"'
}

# A set's cell may be as much below the chain's as a few questions make; the average not.
title "Ranking: nDCG@10 of all questions as they are, mistyped and misheard (yardsticks $how)"
printf '%-18s %7s %7s %7s %7s %7s %7s  %s\n' set kx words-only FTS5 words chain recall goal
for set in $sets; do
	q=$data/$set
	[ -e "$q/qrels.jsonl" ] || continue
	store "$set" "$(articles "$set")"
	o=()
	[ "$set" != kb-logingov ] || o=(--locale en)
	for variant in '' -typo -asr; do
		[ -e "$q/queries$variant.jsonl" ] || continue
		read -r ndcg recall < <(score "$q/queries$variant.jsonl" "$q/qrels.jsonl" "${o[@]}")
		read -r words _ < <(score "$q/queries$variant.jsonl" "$q/qrels.jsonl" --rank words "${o[@]}")
		read -r fts bm25 best < <(yardstick "$set" "$variant")
		echo "$set$variant $ndcg $words ${fts:--} ${bm25:--} ${best:--} $recall"
	done
done | awk '
	function cell(x) { return x == "-" ? "      -" : sprintf("%7.3f", x) }
	{
		goal = $6 == "-" ? "-" : sprintf(">= %.3f %s", $6 - .03, ($2 >= $6 - .03 ? "ok" : "miss"))
		printf "%-18s %s %10s %s %s %s %s  %s\n", $1, cell($2), cell($3), cell($4), cell($5),
			cell($6), cell($7), goal
		if (goal ~ /miss/)
			printf "goal missed: ranking of %s: %.3f, wanted at least %.3f\n", $1, $2, $6 - .03
		if ($6 == "-")
			next
		n++; kx += $2; words += $3; chain += $6
	} END {
		if (!n)
			exit
		ok = kx >= chain
		printf "%-18s %7.4f %10.4f %23.4f %15s >= %.4f %s\n", "average", kx / n, words / n,
			chain / n, "", chain / n, (ok ? "ok" : "miss")
		if (!ok)
			printf "goal missed: average ranking: %.4f, wanted at least %.4f\n", kx / n, chain / n
	}'

title 'Other languages'
row_head test
for l in 'es .965' 'de .930'; do
	read -r lang goal <<<"$l"
	[ -e "$data/xquad/articles-$lang.jsonl" ] || continue
	store "xquad-$lang" "$data/xquad/articles-$lang.jsonl"
	read -r ndcg _ < <(score "$data/xquad/queries-$lang.jsonl" "$data/xquad/qrels.jsonl")
	row "xquad, $lang: nDCG@10" "$ndcg" '>=' "$goal"
done
lg=$data/kb-logingov
if [ -d "$lg" ]; then
	store logingov "$(articles kb-logingov)"
	# the first sentence of the first line that is neither heading, list, table nor a link
	# alone, without its markup; where several articles of a language begin with the same
	# words, any of them will do
	jq -c '{id, query: (.body | gsub("<[^>]*>"; " ") | split("\n") | map(sub("^\\s+"; ""))
			| map(select(test("^([\\p{L}¿¡\"“«_\\[(]|\\*\\*)")
				and (test("^\\[[^\\]]*\\]\\([^)]*\\)\\s*$") | not)))
			| (.[0] // empty)
			| gsub("\\[(?<t>[^\\]]*)\\]\\([^)]*\\)"; .t) | gsub("[*_`]"; "")
			| (capture("^(?<s>.{10,}?(?:[.!?](?=\\s|$)|[。！？]))").s // .)),
		filter: {locale}}' "$lg/articles.jsonl" >"$T/first.jsonl"
	kx-search -q --json --min-score 0 -k 3 <"$T/first.jsonl" >"$T/first.hits"
	for lang in $(jq -r .filter.locale "$T/first.jsonl" | sort -u); do
		row "login.gov, $lang: article by its first sentence, first 3" \
			"$(jq -rn --arg l "$lang" --slurpfile q "$T/first.jsonl" --slurpfile h "$T/first.hits" '
				[$q[] | select(.filter.locale == $l)] as $all
				| (reduce $all[] as $x ({}; .[$x.id] = $x.query)) as $text
				| (reduce $h[] as $x ({}; if $text[$x.query_id]
					and $text[$x.query_id] == $text[$x.article_id]
					then .[$x.query_id] = true else . end)) as $found
				| ($found | length) / ($all | length)')" '>=' .95
	done
fi

# ---- answers -------------------------------------------------------------------------

chat() {
	kx-chat -q --json --no-log "$@"
}

title 'Answers without a model: content words of the gold answer that are not in the question'
row_head 'test (the right article is among the hits)'
for set in clapnq mtrag-un; do
	[ -e "$data/$set/qrels.jsonl" ] || continue
	store "$set" "$(articles "$set")"
	kx-search -q --json --min-score 0 -k 5 <"$data/$set/queries.jsonl" >"$T/hits"
	for how in 'all are answered' 'unsure ones refused'; do
		[ "$how" = 'all are answered' ] && min=(--min-score 0) || min=()
		chat "${min[@]}" <"$data/$set/queries.jsonl" >"$T/answers"
		jq -s --slurpfile asked "$data/$set/queries.jsonl" --slurpfile hits "$T/hits" \
			--slurpfile labels "$data/$set/qrels.jsonl" -f "$here/coverage.jq" \
			<"$T/answers" >"$T/coverage"
		if [ "$how" = 'all are answered' ]; then
			row "$set: mean share, $(jq .n "$T/coverage") questions, $how" \
				"$(jq .share "$T/coverage")" '>=' .60
			row "$set: words in the longest answer" "$(jq .most "$T/coverage")" '<=' 120
			row "$set: words in an answer, mean" "$(jq .words "$T/coverage")" '<=' -
		else
			row "$set: mean share, $how" "$(jq .share "$T/coverage")" '>=' -
		fi
	done
done

# ---- judgement -----------------------------------------------------------------------

# judged KIND: answers on stdin to lines of "confidence right answerable"
judged() {
	jq -r --arg kind "$1" --slurpfile labels "$2" '
		(reduce $labels[] as $l ({}; .[$l.query][$l.doc] = true)) as $right
		| . as $a
		| "\(.confidence) \(if $kind == "yes" and any(.citations[]?; $right[$a.id][.article_id])
			then 1 else 0 end) \(if $kind == "yes" then 1 else 0 end)"'
}

# figure TABLE ROW COLUMN: of what judge-fit.py printed
figure() {
	awk -v table="$1" -v row="$2" -v column="$3" '
		NF == 0 { here = 0 }
		$1 == table { here = 1; for (i = 1; i <= NF; i++) if ($i == column) at = i }
		here && index($0, row " ") == 1 { sub(/\([0-9]*\)/, ""); if ($at != "-") print $at }
	' "$T/judgement"
}

title 'Judgement: is there an answer? (what the columns are: tests/bench/judge-fit.py)'
if command -v python3 >/dev/null; then
	KX_DATA=$data python3 "$here/judge-fit.py" --as-it-is --bin "$B/bin" --keep "$T" |
		tee "$T/judgement"
	row_head goal
	for set in aws-docs kb-msoffice kb-logingov clapnq; do
		row "$set: AUROC against foreign questions" "$(figure AUROC "$set" all)" '>=' .95
	done
	for set in clapnq mtrag-un; do
		row "$set: AUROC against near misses" "$(figure AUROC "$set" near)" '>=' .74
	done
	row 'these four: answerable questions that pass' "$(figure thresholds goals passed)" '>=' .93
	row 'these four: foreign questions refused' "$(figure thresholds goals refused)" '>=' .90
else
	echo 'python3 is not installed'
fi

title 'Judgement: how wrong are the surest? (right: answerable, and a right article is cited)'
printf '%-14s %9s %9s  %s\n' set cited answered 'wrong among the surest 10% 20% ... 100%'
for set in kb-logingov kb-chatwoot clapnq mtrag-un; do
	q=$data/$set
	[ -e "$q/qrels.jsonl" ] || continue
	o=()
	[ $set != kb-logingov ] || o=(--locale en)
	store "$set" "$(articles "$set")"
	jq -c 'select(.answerable != false and .answerability != "UNANSWERABLE"
		and .answerability != "UNDERSPECIFIED")' "$q/queries.jsonl" >"$T/yes"
	if [ -e "$q/unanswerable.jsonl" ]; then
		cp "$q/unanswerable.jsonl" "$T/no"
	else
		jq -c 'select(.answerable == false or .answerability == "UNANSWERABLE")' \
			"$q/queries.jsonl" >"$T/no"
	fi
	chat "${o[@]}" <"$T/yes" | jq -rs --slurpfile labels "$q/qrels.jsonl" '
		(reduce $labels[] as $l ({}; .[$l.query][$l.doc] = true)) as $right
		| map(select(.status == "answered")) as $answered
		| "\($answered | map(select(. as $a | any(.citations[]?; $right[$a.id][.article_id])))
			| length) \($answered | length) \(length)"' >"$T/cited"
	{
		chat --min-score 0 "${o[@]}" <"$T/yes" | judged yes "$q/qrels.jsonl"
		chat --min-score 0 "${o[@]}" <"$T/no" | judged no "$q/qrels.jsonl"
	} | LC_ALL=C sort -rn | awk -v set="$set" -v cited="$(<"$T/cited")" '
		{ right[NR] = $2 }
		END {
			split(cited, c, " ")
			printf "%-14s %9.3f %9.3f ", set, c[1] / c[3], c[2] / c[3]
			for (part = .1; part < 1.05; part += .1) {
				k = int(part * NR + .5)
				wrong = 0
				for (i = 1; i <= k; i++)
					wrong += !right[i]
				printf " %.2f", wrong / k
			}
			print ""
		}'
done
exit 0
