# How much of the gold answers the answers hold. Wants --slurpfile asked (query records with
# "answer"), labels ({query, doc}), hits (of kx-search) and the answers of kx-chat on stdin,
# slurped. Counted are the questions one of whose labelled articles is among the hits: of the
# content words of the gold answer that are not in the question (endings off, function words
# out), the share that the answer has; questions with no such word are left out.

def function_words: "a about above after again all also am an and any are as at be because
	been before being below between both but by can could did do does doing down during
	each few for from further had has have having he her here hers him his how i if in into
	is it its just may me might more most must my no nor not now of off on once only or
	other our out over own same shall she should so some such t than that the their them
	then there these they this those through to too under until up upon us very was we were
	what when where which while who whom whose why will with would you your s d ll re ve";

def words: gsub("\\[[0-9]+\\]"; " ") | ascii_downcase | [scan("[\\p{L}\\p{N}]+")];

(function_words | words | map({(.): true}) | add) as $stop

| def content:
	[words[] | select($stop[.] | not)
		| if length > 4 then sub("(?:ing|ed|es|s|ly)$"; "") else . end
		| sub("(?<=..)e$"; "")]
	| unique;

(reduce $labels[] as $l ({}; .[$l.query][$l.doc] = true)) as $right
| (reduce $hits[] as $h ({}; if $right[$h.query_id][$h.article_id] then .[$h.query_id] = true else . end))
	as $found
| (reduce .[] as $a ({}; .[$a.id] = $a)) as $answer
| [$asked[] | select($found[.id] and (.answer // "") != "")
	| (.text | content) as $q
	| ((.answer | content) - $q) as $gold
	| select($gold | length > 0)
	| ($answer[.id].text // "") as $text
	| ($text | content) as $said
	| {share: (($gold - ($gold - $said) | length) / ($gold | length)),
		words: ($text | gsub("\\[[0-9]+\\]"; " ") | [scan("\\S+")] | length)}]
| {n: length, share: (map(.share) | add / length), words: (map(.words) | add / length),
	most: (map(.words) | max)}
