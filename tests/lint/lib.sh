# What all checks share: sourced, never run. Leaves the shell in the project's folder.
# shellcheck shell=bash disable=SC2034
cd "$(dirname "${BASH_SOURCE[0]}")/../.." || exit 2
export LC_ALL=C
bad=0 # what each check ends with
shopt -s lastpipe # so that `report`, last in a pipe, can set it

# sources DIR ...: the C files below
sources() {
	find "$@" -name '*.[ch]' -type f 2>/dev/null | sort
}

# every text file of the project; what git ignores is none
texts() {
	if [ -d .git ] && command -v git >/dev/null; then
		git ls-files -co --exclude-standard -z | xargs -0 -r ls -d 2>/dev/null
	else
		find . -path ./build -prune -o -type f -print | sed 's|^\./||'
	fi | sort -u
}

# shells: files that a shell reads, by name or by first line
shells() {
	local f first
	texts | while read -r f; do
		case $f in
		*.sh | *.bash) echo "$f" ;;
		*/*.*) ;;
		*)
			IFS= read -r first <"$f" 2>/dev/null || continue
			case $first in
			'#!'*bash* | '#!'*/sh | '#!'*/sh' '*) echo "$f" ;;
			esac
			;;
		esac
	done
}

# report: prints what a check wrote, and remembers that there was something
report() {
	local out
	out=$(cat)
	[ -n "$out" ] || return 0
	printf '%s\n' "$out"
	bad=1
}

# have TOOL: is it installed? If not, say that its check was left out
have() {
	command -v "$1" >/dev/null && return 0
	echo "lint: ${0##*/} skipped: $1 is not installed" >&2
	return 1
}
