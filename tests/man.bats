#!/usr/bin/env bats
# Every example of the manual, run as it is printed. In a `.Bd -literal` block of a page
# (in README.md a ```console block) a line that begins with "$ " is a command, "> " goes on
# with it, and what follows is what it shows on a terminal; "..." stands for anything, on a
# line of its own for any lines or none.
# All examples of one page run in one shell, one after the other, in a folder that holds
# the help centre `help/` below, with an empty home. The pages of `filled` find its
# articles in the store already.

bats_require_minimum_version 1.5.0

filled=' kx-search.1 kx-chat.1 kx-db.1 kx-records.5 kx-synonyms.5 '

setup() {
	root=$(cd "$BATS_TEST_DIRNAME/.." && pwd)
	bin=${KX_BIN:-$root/build/bin}
	[ -x "$bin/kx" ] || skip "the tools are not built in $bin"
	script -qec true /dev/null </dev/null >/dev/null 2>&1 ||
		skip 'there is no pseudo-terminal'
	mkdir "$BATS_TEST_TMPDIR/desk" "$BATS_TEST_TMPDIR/home" "$BATS_TEST_TMPDIR/stand-in"
	cd "$BATS_TEST_TMPDIR/desk" || exit 1
	articles
	stand_ins
	env -i PATH="$bin:$BATS_TEST_TMPDIR/stand-in:$PATH" HOME="$BATS_TEST_TMPDIR/home" \
		LC_ALL=C.UTF-8 TERM=dumb COLUMNS=80 TZ=UTC0 KX_DEMO="$root/config/demo/articles" \
		sh -c 'export -p' >"$BATS_TEST_TMPDIR/env"
}

# article FILE: the file from stdin, with its folder
article() {
	mkdir -p "$(dirname "$1")"
	cat >"$1"
}

articles() {
	article help/orders/returns.md <<-'END'
		---
		id: returns
		title: Return an order
		url: https://help.example.com/returns
		tags: [orders, refunds]
		---

		You can return an order within 30 days of delivery.
		Print the return label from your account and put it on the parcel.

		## When you get your refund

		We pay the refund within 5 working days after the parcel has reached us.
		The refund goes back to the card you paid with.

		## What you cannot return

		Opened tins and gift cards cannot be returned.
	END
	article help/orders/shipping.md <<-'END'
		---
		id: shipping
		title: Delivery times and costs
		url: https://help.example.com/shipping
		tags: [orders]
		---

		Orders placed before noon leave our warehouse on the same day.

		| Country | Working days | Price |
		|---|---|---|
		| Germany | 2 | 4 EUR |
		| France | 3 | 6 EUR |
		| Norway | 5 | 12 EUR |

		## Lost parcels

		A parcel counts as lost after 10 working days without news.
		Write to us then, and we send the order again.
	END
	article help/account/password.md <<-'END'
		---
		id: password
		title: Reset your password
		url: https://help.example.com/password
		tags: [account]
		---

		1. Open the sign-in page and choose "Forgot password".
		2. Enter your e-mail address.
		3. Follow the link in the e-mail. It works for 30 minutes.

		If no e-mail comes, look into the spam folder.
	END
	article help/account/two-step.html <<-'END'
		<!doctype html>
		<html lang="en">
		<head><title>Turn on two-step sign-in</title></head>
		<body>
		<nav><a href="/">Home</a></nav>
		<h1>Turn on two-step sign-in</h1>
		<p>Open <b>Settings</b>, then <b>Security</b>, and scan the code with an
		authenticator app.</p>
		<h2>Your phone is lost</h2>
		<p>Sign in with one of the ten recovery codes that you saved.</p>
		</body>
		</html>
	END
	article help/account/close.md <<-'END'
		# Close your account

		Write to us from the address of the account. We delete your data within 30
		days. Invoices are kept for ten years, as the law wants it.
	END
	article help/plans/pause.md <<-'END'
		---
		id: pause
		title: Pause or cancel a subscription
		url: https://help.example.com/pause
		tags: [plans]
		---

		You can pause a subscription for up to three months.
		Choose Pause at least two days before the next parcel leaves.

		## Cancel

		Cancel a subscription at any time in your account.
	END
	article help/plans/gift.md <<-'END'
		---
		id: gift
		title: Give a subscription as a gift
		url: https://help.example.com/gift
		tags: [plans]
		---

		Choose Gift at the checkout and enter the address of the receiver.
		A card with your greeting lies in the first parcel.
	END
	article help/tea/brew.md <<-'END'
		# Brew green tea

		Let the water cool to 70 degrees, then let the leaves draw for two minutes.
		Bitter green tea was brewed too hot.
	END
	article help/tea/store.txt <<-'END'
		Store your tea

		Keep tea dry, dark and away from spices. Green tea stays fresh for a year,
		black tea for three.
	END
	article help/team/goodwill.md <<-'END'
		---
		id: goodwill
		title: Goodwill limits
		visibility: agents
		---

		An agent may give a voucher of up to 15 EUR for a late parcel.
	END
}

# the programs that examples call and that a test must not need
stand_ins() {
	cd "$BATS_TEST_TMPDIR/stand-in" || exit 1
	printf '#!/bin/sh\necho "ticket opened: $*"\n' >open-ticket
	printf '#!/bin/sh\necho "Descale the kettle with vinegar once a month."\n' >pdftotext
	chmod +x ./*
	cd "$BATS_TEST_TMPDIR/desk" || exit 1
	: >kettle.pdf
}

# blocks FILE: its literal blocks in plain text, without the markup, a "@" before each
blocks() {
	case $1 in
	*.md) sed -n '/^```console$/,/^```$/{/^```$/d;s/^```.*/@/;p}' "$1" ;;
	*) sed -n '/^\.Bd -literal/,/^\.Ed/{s/^\.Bd.*/@/;/^\.Ed/d;p}' "$1" |
		sed -e "s/\\\\(aq/'/g" -e 's/\\&//g' -e 's/\\(ga/`/g' -e 's/\\e/\\/g' ;;
	esac
}

# examples FILE: runs them; prints each that shows something else than the page says
examples() {
	local line n=0 i bad=0 in_example=false shown wanted
	declare -a commands=() want=()

	while IFS= read -r line; do
		case $line in
		'@') in_example=false ;;
		'$ '*)
			in_example=true
			commands[n]=${line#\$ }
			want[n]=
			n=$((n + 1))
			;;
		'> '*) commands[n - 1]+=$'\n'${line#> } ;;
		*) ! $in_example || want[n - 1]+=$line$'\n' ;;
		esac
	done < <(blocks "$1")
	[ "$n" -gt 0 ] || {
		echo "no example in $1"
		return 1
	}
	{
		echo 'PS1= PS2='
		cat "$BATS_TEST_TMPDIR/env"
		for ((i = 0; i < n; i++)); do
			printf '%s\n' "${commands[i]}" 'echo $'\''\036'\'
		done
	} >"$BATS_TEST_TMPDIR/script"
	# what a progress bar drew and wiped away is not seen by the reader; jq has colours
	script -qec "bash $BATS_TEST_TMPDIR/script" /dev/null </dev/null 2>&1 |
		sed -e 's/\r*$//' -e 's/.*\r\x1b\[K//' -e 's/\x1b\[[0-9;]*m//g' >"$BATS_TEST_TMPDIR/shown"
	for ((i = 0; i < n; i++)); do
		IFS= read -r -d $'\036' shown
		IFS= read -r line # the rest of the mark's line
		shown=$(printf '%s' "$shown") # without the line ends at its end
		want[i]=$(printf '%s' "${want[i]}")
		wanted=$(printf '%s\nx' "${want[i]}" |
			sed 's/[][*?\\]/\\&/g; s/\.\.\./*/g' |
			sed -z 's/\(^\|\n\)\*\n/\1*/g')
		# shellcheck disable=SC2053
		[[ $shown$'\n'x == $wanted ]] || {
			printf '%s: $ %s\n--- wanted\n%s\n--- shown\n%s\n' "${1##*/}" \
				"${commands[i]}" "${want[i]}" "$shown"
			bad=1
		}
	done <"$BATS_TEST_TMPDIR/shown"
	return $bad
}

page() {
	[ -e "$root/man/$1" ] || skip "$1 is not there"
	case $filled in
	*" $1 "*) (
		. "$BATS_TEST_TMPDIR/env"
		kx-kb-ingest -q help >/dev/null
	) ;;
	esac
	examples "$root/man/$1"
}

@test "the examples of kx(7) show what they say" { page kx.7; }
@test "the examples of kx-records(5) show what they say" { page kx-records.5; }
@test "the examples of kx-config(5) show what they say" { page kx-config.5; }
@test "the examples of kx-synonyms(5) show what they say" { page kx-synonyms.5; }
@test "the examples of kx(1) show what they say" { page kx.1; }
@test "the examples of kx-kb-ingest(1) show what they say" { page kx-kb-ingest.1; }
@test "the examples of kx-embed(1) show what they say" { page kx-embed.1; }
@test "the examples of kx-search(1) show what they say" { page kx-search.1; }
@test "the examples of kx-chat(1) show what they say" { page kx-chat.1; }
@test "the examples of kx-db(1) show what they say" { page kx-db.1; }

@test "the examples of the README show what they say" {
	ln -s "$root/config" config
	examples "$root/README.md"
}

@test "every page is run" {
	for p in "$root"/man/*.[1-9]; do
		grep -q "page ${p##*/};" "$BATS_TEST_FILENAME"
	done
}
