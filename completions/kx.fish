# Completion of kx and its tools for fish. The tools themselves say what they take.

# the command so far as a tool and what stands behind it: `kx NAME` is kx-NAME
function __kx_words
    set -l words (commandline -opc)
    set -l tool (string replace -r '.*/' '' -- $words[1])
    if test "$tool" = kx; and set -q words[2]; and not string match -q -- '-*' $words[2]
        set tool kx-$words[2]
        set -e words[2]
    end
    printf '%s\n' $tool $words[2..]
end

# the command that lists its options
function __kx_complete
    set -l words (commandline -opc)
    if string match -qr '(^|/)kx$' -- $words[1]; and set -q words[2]
        and not contains -- $words[2] doctor demo help; and not string match -q -- '-*' $words[2]
        $words[1] $words[2] --complete 2>/dev/null </dev/null
    else
        $words[1] --complete 2>/dev/null </dev/null
    end
end

# the option in front of the cursor that wants a value: its long name and its argument
function __kx_wants
    set -l before (commandline -opc)[-1]
    string match -q -- '-*' $before; or return 1
    __kx_complete | while read -d \t -l long letter arg help
        if test "$arg" != -; and contains -- $before $long $letter
            printf '%s\n' $long $arg
            return 0
        end
    end
    return 1
end

function __kx_values
    switch $argv[1]
        case --visibility
            printf '%s\n' public customers agents
        case --color
            printf '%s\n' auto always never
        case --encoding
            printf '%s\n' array base64
        case --from
            printf '%s\n' auto json markdown html text
    end
end

function __kx_candidates
    set -l wants (__kx_wants)
    set -l long (string match -r -- '^--[a-z-]+(?==)' (commandline -ct))
    if test -n "$long"
        printf "$long=%s\n" (__kx_values $long)
        return
    else if test "$wants[2]" = FILE
        __fish_complete_path (commandline -ct)
        return
    else if test -n "$wants"
        __kx_values $wants[1]
        return
    end
    set -l words (__kx_words)
    if string match -q -- '-*' (commandline -ct)
        __kx_complete | while read -d \t -l long letter arg help
            printf '%s\t%s\n' $long $help
            test "$letter" = -; or printf '%s\t%s\n' $letter $help
        end
    else if test "$words" = kx -o "$words" = kx-help
        set -l run (commandline -opc)[1]
        $run help 2>/dev/null | string replace -rf '^  ([a-z-]+) +(?:NAME +)?(.*)' '$1\t$2'
    else if test "$words" = kx-db
        printf '%s\n' migrate status check reindex backup stats
    else
        __fish_complete_path (commandline -ct)
    end
end

for tool in kx kx-chat kx-db kx-embed kx-kb-ingest kx-search
    complete -c $tool -f -a '(__kx_candidates)'
end
