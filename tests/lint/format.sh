#!/bin/bash
# C looks as .clang-format says. Versions of clang-format differ in details, so only the
# one that the house uses is asked.
. "$(dirname "$0")/lib.sh"

fmt=${CLANG_FORMAT:-clang-format-14}
have "$fmt" || exit 0
sources common cmd tests | xargs -r "$fmt" --dry-run 2>&1 |
	sed -nE 's/^([^:]+:[0-9]+):[0-9]+: .*clang-format-violations.*/\1: format: run make fmt/p' |
	sort -u -t : -k 1,1 | report
exit $bad
