#!/usr/bin/env bats
# shellcheck disable=SC2154
# What kx doctor shows of providers of models: never a key, never a connection.

load lib/kx

mark=m4rk-of-a-key

doctor() { # STATUS ARG ...
	local status=$1
	shift
	run "-$status" --separate-stderr kx --json "$@" doctor
	unlike "$output$stderr" "*$mark*"
}

providers() { # the texts of the lines about providers
	q 'select(.check == "provider" and (.text | startswith("set by") | not)) | "\(.state) \(.text)"'
}

key() { # FILE: a file that holds the key, readable by its owner alone
	(umask 077 && echo "$mark" >"$1")
}

@test "without a provider doctor says so, and nothing is wrong" {
	doctor 0
	is "$(providers)" 'absent no service of models is configured'
}

@test "doctor shows each provider that is configured, and where its key comes from" {
	key a.key
	mkdir creds
	(umask 077 && echo "$mark" >creds/desk)
	conf <<-'END'
		provider: llamacpp
		providers:
		  a: {kind: vllm, base_url: "http://10.0.0.5:8000/v1/", key_file: a.key}
		  b: {base_url: "https://b.example.com/v1", key_command: pass show desk}
		  c: {base_url: "https://c.example.com/v1", key_credential: desk}
		  d: {base_url: "https://d.example.com/v1", key_env: D_KEY}
		  e: {base_url: "https://e.example.com/v1", key_env: E_KEY}
	END
	export CREDENTIALS_DIRECTORY=$PWD/creds D_KEY=$mark
	doctor 0
	is "$(providers)" "ok llamacpp: llamacpp, http://127.0.0.1:8080/v1, no key
ok a: vllm, http://10.0.0.5:8000/v1, key from file 'a.key'
ok b: compatible, https://b.example.com/v1, key from command 'pass'
ok c: compatible, https://c.example.com/v1, key from credential 'desk'
ok d: compatible, https://d.example.com/v1, key from \$D_KEY
ok e: compatible, https://e.example.com/v1, no key"
}

@test "doctor knows the variables of others" {
	export OPENAI_API_KEY=$mark OLLAMA_HOST=0.0.0.0:4711 AZURE_OPENAI_API_KEY=$mark
	export AZURE_OPENAI_ENDPOINT=https://desk.openai.azure.com/
	key k
	OPENROUTER_API_KEY_FILE=k KX_CHAT_KEY=$mark KX_EMBED_BASE_URL=http://gpu:1/v1 doctor 0
	is "$(providers)" "ok openai: openai, https://api.openai.com/v1, key from \$OPENAI_API_KEY
ok azure: azure, https://desk.openai.azure.com/openai/v1, key from \$AZURE_OPENAI_API_KEY
ok openrouter: openrouter, https://openrouter.ai/api/v1, key from file 'k'
ok ollama: ollama, http://127.0.0.1:4711/v1, no key
ok chat: instead of the first provider's: key from \$KX_CHAT_KEY
ok embed: instead of the first provider's: http://gpu:1/v1, no key"
}

@test "doctor finds a key that cannot be used" {
	key k
	chmod 640 k
	conf <<-'END'
		providers:
		  a: {base_url: "https://h", key_file: k}
		  b: {base_url: "https://h", key_file: none}
		  c: {base_url: "http://c.example.com", key_env: C_KEY}
	END
	C_KEY=$mark doctor 78
	is "$(providers)" "wrong a: compatible, https://h, no key: file 'k': open to others than its owner (mode 0640)
wrong b: compatible, https://h, no key: file 'none': No such file or directory
wrong c: compatible, http://c.example.com, no key: the key of provider 'c' would go unencrypted to a machine that is not in a private network"
}

@test "doctor tells a wrong provider by its line, never what stands there" {
	conf <<-END
		providers:
		  a:
		    key: $mark
	END
	doctor 78
	is "$(providers)" "wrong ./kx.yaml:3: 'providers.a.key' must not be written here in clear"
	echo "providers: {a: {base_url: 'https://user:$mark@h/v1'}}" | conf
	doctor 78
	is "$(providers)" "wrong ./kx.yaml:1: 'providers.a.base_url' must not hold a user or a password"
	rm kx.yaml
	KX_PROVIDERS="{a: {tires: $mark}}" doctor 78
	is "$(providers)" "wrong KX_PROVIDERS: 'providers.a.tires' is not known"
	echo "chat: {key: $mark}" | conf
	doctor 78
	is "$(q 'select(.check == "configuration").text')" "./kx.yaml:1: unknown key 'chat.key'"
}

@test "a key file of the user's configuration is looked for beside it" {
	mkdir -p "$XDG_CONFIG_HOME/kx"
	key "$XDG_CONFIG_HOME/kx/k"
	echo 'providers: {a: {base_url: "https://h", key_file: k}}' >"$XDG_CONFIG_HOME/kx/config.yaml"
	echo 'providers: {b: {base_url: "https://h"}}' | conf
	doctor 0
	is "$(providers)" "ok a: compatible, https://h, key from file '$XDG_CONFIG_HOME/kx/k'
ok b: compatible, https://h, no key"
}

@test "doctor opens no connection, runs no command and reads no key" {
	need_strace
	key k
	conf <<-'END'
		provider: openai
		providers:
		  a: {base_url: "http://127.0.0.1:9", key_file: k}
		  b: {base_url: "http://127.0.0.1:9", key_command: touch ran}
	END
	run -0 --separate-stderr strace -f -o trace -e trace=connect,execve,open,openat kx doctor
	[ ! -e ran ]
	is "$(grep -c execve trace)" 1
	is "$(grep -c connect trace)" 0
	is "$(grep -c '"k"' trace)" 0
}
