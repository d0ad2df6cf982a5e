#!/bin/bash
# Line coverage of common/ and cmd/, per floor and in total, from a build with VARIANT=cover
# whose tests have run. Status 1 when the total is under $KX_COVER_MIN (80) percent.
#   cover.sh          the table
#   cover.sh -f       and each file, the least covered first
#   cover.sh FILE ... the lines of these files that nothing ran
. "$(dirname "$0")/lib.sh"
B=${B:-build/cover}

for need in jq "${GCOV:-gcov}"; do
	have "$need" || exit 2
done
tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT

# file, line, times run; a line that stands in several objects counts by its best
find "$B/obj/common" "$B/obj/cmd" -name '*.gcno' -print0 2>/dev/null |
	xargs -0 -r "${GCOV:-gcov}" --json-format --stdout 2>/dev/null |
	jq -r '.files[] | .file as $f | select($f | test("^(\\./)?(common|cmd)/"))
		| .lines[] | [($f | ltrimstr("./")), .line_number, .count] | @tsv' |
	awk -F '\t' '{ k = $1 "\t" $2; if (!(k in n) || $3 > n[k]) n[k] = $3 }
		END {
			for (k in n) {
				split(k, p, "\t") # an old object may tell of a file that is gone
				if (!(p[1] in here)) {
					here[p[1]] = (getline line <p[1]) >= 0
					close(p[1])
				}
				if (here[p[1]])
					print k "\t" n[k]
			}
		}' | sort -t "$(printf '\t')" -k 1,1 -k 2,2n \
	>"$tmp/lines"
[ -s "$tmp/lines" ] || {
	echo "cover: no objects with coverage in $B" >&2
	exit 2
}

if [ $# -gt 0 ] && [ "$1" != -f ]; then
	for f; do
		awk -F '\t' -v f="$f" '$1 == f && !$3 { print $1 ":" $2 ": never run" }' "$tmp/lines"
	done
	exit 0
fi

awk -F '\t' -v files="${1-}" -v min="${KX_COVER_MIN:-80}" '
function row(name, ran, all) {
	printf "%-40s %6.1f %%  %6d of %6d lines\n", name, all ? 100 * ran / all : 100, ran, all
}
{
	split($1, p, "/")
	floor = p[1] == "cmd" ? "cmd" : p[2]
	lines[floor]++
	of[$1]++
	total++
	if ($3 > 0) {
		ran[floor]++
		got[$1]++
		done++
	}
}
END {
	if (files) {
		for (f in of)
			printf "%6.1f %%  %s\n", 100 * got[f] / of[f], f | "sort -k 1,1n -k 3"
		close("sort -k 1,1n -k 3")
	}
	n = split("base io domain tool cmd", order, " ")
	for (i = 1; i <= n; i++)
		if (order[i] in lines)
			row(order[i], ran[order[i]], lines[order[i]])
	row("total", done, total)
	if (100 * done < min * total) {
		printf "cover: under %s %%\n", min > "/dev/stderr"
		exit 1
	}
}' "$tmp/lines"
