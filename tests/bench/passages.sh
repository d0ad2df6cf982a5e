#!/bin/bash
# Real text for the benches of search: descriptions of Debian's packages, as the package
# manager of this machine fetches them, into lists of its own that leave those of the machine
# alone. Made once, kept in KX_BENCH_CACHE or build/bench-data.
#
#	passages.sh [N]	    prints the folder, which has N (100,000) records in articles.jsonl,
#			    1,000 questions of three words in queries.jsonl and queries.txt,
#			    1,000 of frequent words in frequent.jsonl and frequent.txt, and
#			    in about.txt what was done to get them
#
# The status is 1 when they cannot be had; why is told on stderr. See passages.py for what a
# passage and a question is.
cd "$(dirname "$0")/../.." || exit 2
n=${1:-100000}
out=${KX_BENCH_CACHE:-$PWD/build/bench-data}/passages-$n

no() {
	echo "no passages: $*" >&2
	exit 1
}

if [ -e "$out/about.txt" ]; then
	echo "$out"
	exit
fi
command -v python3 >/dev/null || no 'python3 is not installed'
command -v apt-get >/dev/null || no 'this is no Debian: there is no apt-get'
T=$(mktemp -d) || exit 2
trap 'rm -rf "$T"' EXIT
trap 'exit 130' INT TERM
chmod 755 "$T"

# the archive that this machine takes its packages from; three releases, since one has 60,000
# descriptions
uri=$(apt-get indextargets --format '$(COMPONENT) $(REPO_URI)' 'Created-By: Packages' 2>/dev/null |
	awk '$1 == "main" { print $2; exit }')
[ -n "$uri" ] || no 'apt-get knows no archive with a component "main"'
keys=/usr/share/keyrings/debian-archive-keyring.gpg
[ -e $keys ] && keys="[signed-by=$keys] " || keys=
mkdir -p "$T/lists/partial" "$T/none"
for suite in bookworm trixie sid; do
	echo "deb $keys$uri $suite main"
done >"$T/sources"
apt-get -qq -o Acquire::Languages=en -o Acquire::Retries=2 \
	-o Acquire::IndexTargets::deb::Packages::DefaultEnabled=false \
	-o Acquire::IndexTargets::deb::DEP-11::DefaultEnabled=false \
	-o Dir::State::Lists="$T/lists" -o Dir::Etc::SourceList="$T/sources" \
	-o Dir::Etc::SourceParts="$T/none" -o APT::Update::Post-Invoke::= \
	-o Dir::Cache::pkgcache= -o Dir::Cache::srcpkgcache= update >&2
# an older release first
for suite in bookworm trixie sid; do
	for f in "$T"/lists/*_"${suite}"_*_Translation-en*; do
		[ -e "$f" ] && /usr/lib/apt/apt-helper cat-file "$f" && echo
	done
done >"$T/texts"
[ -s "$T/texts" ] || no 'apt-get update brought no descriptions (is there a network?)'
if ! mkdir -p "$out" || ! python3 tests/bench/passages.py "$n" "$out" <"$T/texts" >"$T/about"; then
	no "they could not be made in $out"
fi
mv "$T/about" "$out/about.txt"
echo "$out"
