#!/bin/bash
# Every shell file passes shellcheck; every bats file can be read by bats. Not asked: paths
# that only exist at run time (SC1091), awk and jq in single quotes (SC2016), and, in bats,
# where each test is a subshell, SC2030, SC2031 and SC2314.
. "$(dirname "$0")/lib.sh"

if have shellcheck; then
	shells | tr '\n' '\0' |
		xargs -0 -r shellcheck -f gcc -x -P SCRIPTDIR -e SC1091,SC2016 | report
	find tests -name '*.bats' | sort | tr '\n' '\0' |
		xargs -0 -r shellcheck -f gcc -s bats -x -P SCRIPTDIR -e SC1091,SC2016,SC2030,SC2031,SC2314 |
		report
fi
if have bats; then
	for f in $(find tests -name '*.bats' | sort); do
		n=$(bats --count "$f" 2>/dev/null)
		[ "${n:-0}" -gt 0 ] || echo "$f:1: shell: bats finds no test here"
	done | report
fi
exit $bad
