#!/bin/bash
# Words that have no place in the project: notes to oneself, folders of one machine, hosts
# of package registries. Written in pieces, so that this file does not hold them.
. "$(dirname "$0")/lib.sh"

find_words() { # RULE PATTERN
	texts | tr '\n' '\0' | xargs -0 -r grep -nIE -- "$2" /dev/null |
		sed -E "s|^([^:]*:[0-9]+):.*|\1: word: $1|"
}

{
	find_words 'a note to oneself' '\b(T[O]DO|F[I]XME|X[X]X)\b'
	find_words 'a folder of one machine' '(^|[^A-Za-z0-9_./~-])/(w[o]rk|h[o]me|r[o]ot)/'
	find_words 'the host of a package registry' \
		'(pypi|npmjs|rubygems|maven)[.](org|com)|crates[.]io|proxy[.]golang[.]|deb[.]debian[.]org|ftp[.]debian[.]org'
} | sort -u | report
exit $bad
