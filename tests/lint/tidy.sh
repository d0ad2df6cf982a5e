#!/bin/bash
# clang-tidy with the checks of .clang-tidy: all C files, or those given. Slow, so it is
# part of `run --deep` only. Generated headers are taken from $B/gen.
. "$(dirname "$0")/lib.sh"
export B=${B:-build}
export TIDY=${CLANG_TIDY:-clang-tidy}

have "$TIDY" || exit 0
{
	if [ $# -gt 0 ]; then
		printf '%s\n' "$@"
	else
		sources common cmd | grep '\.c$'
	fi
} | tr '\n' '\0' | xargs -0 -r -n 4 -P "${JOBS:-2}" bash -c '
	"$TIDY" --quiet "$@" -- -std=c17 -D_GNU_SOURCE -DKX_VERSION="\"0\"" -Icommon \
		-I"$B/gen" 2>/dev/null' tidy |
	sed -nE "s|^$PWD/||; s/^([^ :]+:[0-9]+):[0-9]+: (warning|error): (.*)/\1: tidy: \3/p" |
	sort -u | report
exit $bad
