#!/bin/bash
# A function has at most 60 lines, a file 400. The measure counts on the house's format: a
# function's braces, and no others, stand alone in the first column.
. "$(dirname "$0")/lib.sh"

sources common cmd | xargs -r awk '
function file_end() {
	if (last > 400)
		print file ":" last ": limit: a file has at most 400 lines"
}
FNR == 1 {
	file_end()
	start = 0
	file = FILENAME
}
{ last = FNR }
/^[A-Za-z_].*\(/ { head = FNR; name = $0 }
/^{$/ { start = FNR }
/^}$/ && start {
	if (FNR - start + 1 > 60)
		print FILENAME ":" start ": limit: a function has at most 60 lines, " \
			"this one " FNR - start + 1
	start = 0
}
END { file_end() }' | report
exit $bad
