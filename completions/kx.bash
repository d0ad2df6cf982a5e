# Completion of kx and its tools for bash. The tools themselves say what they take.
# shellcheck shell=bash

_kx_files() {
	compopt -o filenames 2>/dev/null
	mapfile -t COMPREPLY < <(compgen -f -- "$1")
}

_kx() {
	local cur=${COMP_WORDS[COMP_CWORD]} prev=${COMP_WORDS[COMP_CWORD - 1]}
	local -a run=("${COMP_WORDS[0]}")
	local tool=${COMP_WORDS[0]##*/} first=1 options='' words='' long letter arg _

	# --name=value comes as three words
	[[ $cur != '=' ]] || cur=
	[[ $prev != '=' ]] || prev=${COMP_WORDS[COMP_CWORD - 2]}
	# `kx NAME` is kx-NAME
	if [[ $tool == kx && $COMP_CWORD -gt 1 && ${COMP_WORDS[1]} != -* ]]; then
		tool=kx-${COMP_WORDS[1]}
		first=2
		[[ $tool == kx-@(doctor|demo|help) ]] || run+=("${COMP_WORDS[1]}")
	fi
	while IFS=$'\t' read -r long letter arg _; do
		options+=" $long"
		[[ $arg != - && ($prev == "$long" || $prev == "$letter") ]] || continue
		case $long in
		--visibility) words='public customers agents' ;;
		--color) words='auto always never' ;;
		--encoding) words='array base64' ;;
		--from) words='auto json markdown html text' ;;
		*)
			[[ $arg != FILE ]] || _kx_files "$cur"
			return
			;;
		esac
	done < <("${run[@]}" --complete 2>/dev/null </dev/null)
	if [[ -z $words && $cur == -* ]]; then
		words=$options
	elif [[ -z $words && $COMP_CWORD -eq $first ]]; then
		case $tool in
		kx | kx-help) words=$("${run[0]}" help 2>/dev/null | sed -n 's/^  \([a-z-]*\) .*/\1/p') ;;
		kx-db) words='migrate status check reindex backup stats' ;;
		esac
	fi
	if [[ -n $words ]]; then
		mapfile -t COMPREPLY < <(compgen -W "$words" -- "$cur")
	else
		_kx_files "$cur"
	fi
}

complete -F _kx kx kx-chat kx-db kx-embed kx-kb-ingest kx-search
