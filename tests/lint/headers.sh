#!/bin/bash
# Each header compiles alone, and its guard tells where it lives.
. "$(dirname "$0")/lib.sh"

cc=${CC:-cc}
have "$cc" || exit 0
for h in $(sources common | grep '\.h$'); do
	guard=KX_$(echo "${h#common/}" | tr 'a-z/.' 'A-Z__')
	[ "$(head -n 2 "$h")" = "#ifndef $guard
#define $guard" ] || echo "$h:1: header: the guard must be $guard"
	"$cc" -std=c17 -D_GNU_SOURCE -Icommon -Wall -Wextra -Werror -fsyntax-only \
		-x c -include "$h" /dev/null 2>&1 | grep -E 'error|warning' |
		sed -E 's,^(\./)?([^:]+:[0-9]+):[0-9]+: (fatal )?(error|warning):,\2: header:,'
done | report
exit $bad
