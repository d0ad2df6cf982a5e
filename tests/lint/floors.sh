#!/bin/bash
# Floors and doors. A file includes headers of its own floor and of those below:
# base <- io <- domain <- tool <- cmd. A header of an outside library is included by one
# file, its door; json-c by all but base.
. "$(dirname "$0")/lib.sh"

doors='
yaml.h          common/io/yaml.c
sqlite3.h       common/io/db_sqlite.h
md4c.h          common/io/markdown.c
gumbo.h         common/io/html.c
utf8proc.h      common/io/unicode.c
libstemmer.h    common/io/stem.c
sodium.h        common/io/digest.c
zlib.h          common/io/gz.c
readline/       common/io/tty.c
curl/           common/io/http_curl.h
libpq-fe.h      common/io/db_postgres.c
'
system='
ctype dirent dlfcn errno fcntl fnmatch getopt glob immintrin inttypes iconv langinfo limits locale
malloc math netdb poll pthread pwd regex sched semaphore signal spawn stdalign stdarg
stdatomic stdbool stddef stdint stdio stdlib stdnoreturn string strings sysexits syslog
termios threads time unistd wchar wctype
'

sources common cmd | xargs -r awk -v doors="$doors" -v system_="$system" '
BEGIN {
	split("base io domain tool cmd", names, " ")
	for (i in names)
		floor[names[i]] = i
	n = split(doors, d, /[ \n]+/)
	for (i = 1; i < n; i++)
		if (d[i] ~ /\// && d[i] ~ /^common/)
			door[d[i - 1]] = d[i]
	n = split(system_, d, /[ \n]+/)
	for (i = 1; i <= n; i++)
		libc[d[i] ".h"] = 1
}
function say(what) { print FILENAME ":" FNR ": " what }
FNR == 1 {
	split(FILENAME, part, "/")
	here = part[1] == "cmd" ? "cmd" : part[2]
	if (!(here in floor))
		say("floor: no floor is called \"" here "\"")
}
/^[ \t]*#[ \t]*include[ \t]*"/ {
	split($0, q, "\"")
	name = q[2]
	split(name, part, "/")
	if (name ~ /\.sql\.h$/ && here == "domain")
		next
	if (!(part[1] in floor) || name !~ /^[a-z]+\/[a-z0-9_]+\.h$/)
		say("floor: include \"FLOOR/NAME.h\", not \"" name "\"")
	else if (floor[part[1]] > floor[here])
		say("floor: " here " must not include " part[1] " (\"" name "\")")
}
/^[ \t]*#[ \t]*include[ \t]*</ {
	split($0, q, /[<>]/)
	name = q[2]
	split(name, part, "/")
	if (name in libc || part[1] ~ /^(sys|netinet|arpa|net)$/)
		next
	if (part[1] == "json-c") {
		if (here == "base")
			say("door: base knows no JSON")
		next
	}
	key = name in door ? name : part[1] "/"
	if (!(key in door))
		say("door: <" name "> has no door: add one to tests/lint/floors.sh")
	else if (door[key] != FILENAME)
		say("door: <" name "> is included by " door[key] " alone")
}' | report
exit $bad
