#!/bin/bash
# Each tool has its page and its tests; each page is sound mdoc; the options that a tool
# lists (--complete) and those of its page are the same. Options that all tools share may
# be told in kx(7) alone. Tools are taken from $B/bin; what is not built is not asked.
. "$(dirname "$0")/lib.sh"
B=${B:-build}

# options of a page: ".It Fl k , Fl -limit Ar N" -> -k --limit
page_options() {
	awk '$1 == ".It" || $1 == ".Fl" {
		for (i = 1; i < NF; i++)
			if ($i == "Fl" || $i == ".Fl") {
				o = $(i + 1)
				if (o == "Fl" && i + 2 <= NF)
					o = "-" $(i + 2)
				sub(/=.*/, "", o)
				print "-" o
			}
	}' "$1" | grep -E '^--?[A-Za-z0-9]' | sort -u
}

tool_options() {
	"$1" --complete </dev/null 2>/dev/null |
		awk -F '\t' '{ print $1; if ($2 ~ /^-[A-Za-z0-9]$/) print $2 }' | sort -u
}

tmp=$(mktemp -d) || exit 2
trap 'rm -rf "$tmp"' EXIT
for c in cmd/kx*.c; do
	[ -e "$c" ] || continue
	tool=$(basename "$c" .c)
	page=man/$tool.1
	[ -e "tests/$tool.bats" ] || echo "$c:1: man: tests/$tool.bats is missing"
	if [ ! -e "$page" ]; then
		echo "$c:1: man: $page is missing"
		continue
	fi
	[ -x "$B/bin/$tool" ] || continue
	tool_options "$B/bin/$tool" >"$tmp/tool"
	if [ ! -s "$tmp/tool" ]; then
		echo "$c:1: man: $tool --complete prints nothing"
		continue
	fi
	page_options "$page" >"$tmp/page"
	{
		cat "$tmp/page"
		grep -q '^\.Xr kx 7' "$page" && [ -e man/kx.7 ] && page_options man/kx.7
		echo --complete
	} | sort -u >"$tmp/told"
	comm -23 "$tmp/tool" "$tmp/told" | sed "s|.*|$page:1: man: option & is missing|"
	comm -13 "$tmp/tool" "$tmp/page" | sed "s|.*|$page:1: man: $tool has no option &|"
done | report
if have mandoc; then
	for page in man/*.[1-9]; do
		[ -e "$page" ] || continue
		mandoc -T lint -W warning "$page" 2>&1 |
			sed -E -e 's/^mandoc: ([^:]+):([0-9]+):[0-9]+: /\1:\2: man: /' \
				-e 's/^mandoc: ([^:]+): /\1:1: man: /'
	done | report
fi
exit $bad
