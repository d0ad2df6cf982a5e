#!/usr/bin/env bats
# Completion in bash, zsh and fish: what each offers behind a piece of a command.

bats_require_minimum_version 1.5.0

setup() {
	root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
	export PATH="${KX_BIN:-$root/build/bin}:$PATH" HOME="$BATS_TEST_TMPDIR"
	command -v kx >/dev/null || skip 'the tools are not built'
	cd "$BATS_TEST_TMPDIR" || exit 1
	mkdir articles
	: >a.jsonl
}

# need SHELL: skip when it is not installed
need() {
	command -v "$1" >/dev/null || skip "$1 is not installed"
}

# offers WORD ...: each is among what was offered
offers() {
	local w
	for w; do
		grep -qxF -- "$w" <<<"$output" || {
			printf 'not offered: %s\namong:\n%s\n' "$w" "$output"
			return 1
		}
	done
}

# only WORD ...: these are offered and nothing else
only() {
	offers "$@"
	[ "${#lines[@]}" -eq $# ] || {
		printf 'offered:\n%s\n' "$output"
		return 1
	}
}

# in_bash WORD ...: what bash offers for the last word
in_bash() {
	run -0 bash -c '. "$0"; COMP_WORDS=("$@") COMP_CWORD=$(($# - 1)); _kx
		printf "%s\n" "${COMPREPLY[@]}"' "$root/completions/kx.bash" "$@"
}

# in_fish COMMAND-LINE: what fish offers at its end, without the explanations
in_fish() {
	run -0 fish --no-config -c 'source $argv[1]; complete -C $argv[2] | string replace -r "\t.*" ""
		true' \
		"$root/completions/kx.fish" "$1"
}

# in_zsh COMMAND-LINE: what zsh offers. It completes on a terminal only, so it gets one; the
# line is put there and completed as soon as it asks for one, and compadd, which every
# offer passes through, writes them down.
in_zsh() {
	script -qec true /dev/null </dev/null >/dev/null 2>&1 ||
		skip 'there is no pseudo-terminal'
	cat >.zshrc <<-'END'
		fpath=($COMPLETIONS $fpath)
		autoload -Uz compinit && compinit -u -D
		compadd() {
			local -a offered
			if [[ ${(j: :)@[1,(i)(-|--)]} != *-[OAD]* ]]; then
				builtin compadd -O offered "$@"
				(( ! $#offered )) || print -rl -- $offered >>offered
			fi
			builtin compadd "$@"
		}
		zle-line-init() {
			BUFFER=$LINE CURSOR=${#LINE}
			zle complete-word
			exit
		}
		zle -N zle-line-init
	END
	: >offered
	ZDOTDIR=$PWD COMPLETIONS="$root/completions" LINE="$1" \
		timeout 20 script -qec 'zsh -d -i' /dev/null </dev/null >/dev/null 2>&1 || true
	run -0 sort -u offered
}

@test "bash: options come from the tool" {
	need bash
	in_bash kx-search --exp
	only --explain
	in_bash kx-kb-ingest --
	offers --prune --emit --dry-run --store --version
	in_bash kx chat --cont
	only --continue
}

@test "bash: names of tools and verbs of the store" {
	need bash
	in_bash kx ''
	only kb-ingest search chat embed db doctor demo help
	in_bash kx help s
	only search
	in_bash kx-db ''
	only migrate status check reindex backup stats
	in_bash kx db s
	only status stats
}

@test "bash: values of options, also behind an equals sign" {
	need bash
	in_bash kx-search --visibility ''
	only public customers agents
	in_bash kx-embed --encoding = b
	only base64
	in_bash kx-kb-ingest --from = ''
	only auto json markdown html text
	in_bash kx --color n
	only never
}

@test "bash: files for files and operands, nothing for a number" {
	need bash
	in_bash kx-embed --rejects a
	only a.jsonl articles
	in_bash kx-kb-ingest art
	only articles
	in_bash kx-search -k ''
	[ -z "$output" ]
}

@test "fish: options, names, verbs, values and files" {
	need fish
	in_fish 'kx-search --exp'
	only --explain
	in_fish 'kx chat --cont'
	only --continue
	in_fish 'kx '
	only kb-ingest search chat embed db doctor demo help
	in_fish 'kx db s'
	only stats status
	in_fish 'kx-search --visibility '
	only agents customers public
	in_fish 'kx-embed --encoding=b'
	offers --encoding=base64
	in_fish 'kx-kb-ingest art'
	only articles/
}

@test "zsh: options, names, verbs, values and files" {
	need zsh
	in_zsh 'kx-search --exp'
	only --explain
	in_zsh 'kx chat --cont'
	only --continue
	in_zsh 'kx '
	only kb-ingest search chat embed db doctor demo help
	in_zsh 'kx db s'
	only stats status
	in_zsh 'kx-search --visibility '
	only agents customers public
	in_zsh 'kx-embed --encoding=b'
	only base64
	in_zsh 'kx-kb-ingest art'
	only articles
}
