#!/bin/bash
# Functions nobody may call, with what to call instead; and below the floor "tool" nothing
# prints and nothing ends the process (base/mem.c alone may, when memory runs out).
. "$(dirname "$0")/lib.sh"

sources common cmd tests | xargs -r awk -f tests/lint/strip.awk -f <(
	cat <<'AWK'
BEGIN {
	instead["strcpy"] = instead["strcat"] = "kx_buf_str"
	instead["stpcpy"] = instead["strncpy"] = instead["strncat"] = "kx_buf_add"
	instead["sprintf"] = instead["vsprintf"] = "snprintf or kx_buf_printf"
	instead["strtok"] = "strcspn"
	instead["gets"] = "fgets or kx_jsonl"
	instead["atoi"] = instead["atol"] = instead["atof"] = "strtol with its checks"
	instead["alloca"] = "an arena"
	instead["system"] = instead["popen"] = "kx_proc_run"
	instead["localtime"] = instead["gmtime"] = "gmtime_r"
	instead["ctime"] = instead["asctime"] = "kx_clock_format"
	instead["rand"] = instead["srand"] = "getrandom"
	instead["tmpnam"] = instead["tempnam"] = instead["mktemp"] = "mkstemp"
	split("printf vprintf puts putchar perror warn warnx err errx exit _exit " \
	      "_Exit quick_exit abort assert", list, " ")
	for (i in list)
		upstairs[list[i]] = 1
}
function say(what) { print FILENAME ":" FNR ": banned: " what }
function code(s,    rest, name, low)
{
	low = FILENAME ~ /^common\/(base|io|domain)\// && FILENAME != "common/base/mem.c"
	if (low && s ~ /(^|[^A-Za-z0-9_])(stdout|stderr)([^A-Za-z0-9_]|$)/)
		say("only the floor \"tool\" and above may print")
	rest = s
	while (match(rest, /[A-Za-z_][A-Za-z0-9_]*[ \t]*\(/)) {
		name = substr(rest, RSTART, RLENGTH)
		sub(/[ \t]*\($/, "", name)
		# x->err(…) and x.err(…) are members, not functions
		member = RSTART > 1 && substr(rest, RSTART - 1, 1) ~ /[.>]/
		# format(printf, …) is an attribute: no parenthesis follows the name
		if (name in instead && !member)
			say(name ": use " instead[name])
		else if (low && name in upstairs && !member)
			say(name ": only the floor \"tool\" and above may print or exit")
		rest = substr(rest, RSTART + RLENGTH)
	}
}
AWK
) | report
exit $bad
