# kx: `make demo` shows it, `make check` proves it, `make help` lists the rest.
.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
SHELL := /bin/bash
MAKEFLAGS += --no-builtin-rules

VERSION := 0.1.0
PREFIX ?= /usr/local
DESTDIR ?=
CC ?= cc
ifeq ($(origin CC),default)
CC := cc
endif
AR := ar

# one folder per variant: build (release), build/asan, build/cover
B ?= build
VARIANT ?= release
CI_FLAGS := $(if $(CI),-Werror)

WARN := -Wall -Wextra -Wshadow -Wstrict-prototypes -Wmissing-prototypes \
	-Wwrite-strings -Wvla -Wundef -Wformat=2 -Wimplicit-fallthrough -Wconversion \
	-Wno-sign-conversion -Wno-missing-field-initializers -Werror=format-security -Werror=implicit \
	-Werror=incompatible-pointer-types -Werror=int-conversion
HARDEN := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong \
	-fstack-clash-protection -fcf-protection=full -fno-delete-null-pointer-checks \
	-fno-strict-overflow -fno-strict-aliasing
OPT_release := -O2 $(HARDEN)
OPT_asan := -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined \
	-fno-omit-frame-pointer
OPT_cover := -O0 --coverage -DKX_COVER
LINK_release := -Wl,-z,relro,-z,now,-z,noexecstack -Wl,-z,pack-relative-relocs -Wl,--gc-sections
LINK_asan := -fsanitize=address,undefined
LINK_cover := --coverage

CPPFLAGS += -D_GNU_SOURCE -DKX_VERSION='"$(VERSION)"' -Icommon -I$(B)/gen
CFLAGS ?= -g
ALL_CFLAGS = -std=c17 $(CFLAGS) $(OPT_$(VARIANT)) $(WARN) $(CI_FLAGS) -fPIE
ALL_LDFLAGS = $(LDFLAGS) $(LINK_$(VARIANT)) -pie -Wl,--as-needed

# Static where Debian has an archive: a shared object costs its relocations at every
# start, and these tools run once per record, cron tick and phone turn.
LIBS := -l:libgumbo.a -l:libstemmer.a -l:libutf8proc.a -l:libsqlite3.a \
	-l:libjson-c.a -l:libyaml.a -l:libsodium.a -l:libz.a -lm

COMMON := $(sort $(wildcard common/*/*.c))
TOOLS := $(sort $(patsubst cmd/%.c,%,$(wildcard cmd/kx*.c)))
UNITS := $(sort $(patsubst tests/unit/%.c,%,$(wildcard tests/unit/*/*.c)))
SQL := $(wildcard common/domain/*.sql)
GEN := $(SQL:common/domain/%.sql=$(B)/gen/%.sql.h)
LIB := $(B)/libkx.a
BINS := $(TOOLS:%=$(B)/bin/%)
UNIT_BINS := $(UNITS:%=$(B)/test/%)
MAN := $(wildcard man/*.[157])

.PHONY: all demo check units check-unit check-bats check-asan check-valgrind lint lint-deep \
	fmt headers cover hooks bench bench-start bench-ingest bench-filter bench-search \
	bench-quality bench-models bench-rivals install uninstall dist deps deps-check deps-lint \
	deps-lint-format deps-bench help clean

all: $(BINS) ## build every tool into build/bin
	@:

# ---- build ------------------------------------------------------------------------
$(B)/obj/%.o: %.c Makefile | $(GEN)
	@mkdir -p $(@D)
	$(CC) $(CPPFLAGS) $(ALL_CFLAGS) -MMD -MP -c -o $@ $<

# a schema is SQL that people read; the compiler gets it as a string
$(B)/gen/%.sql.h: common/domain/%.sql Makefile
	@mkdir -p $(@D)
	@sed -e 's/--.*//' -e 's/[\\"]/\\&/g' -e 's/^\(.*\)$$/"\1\\n"/' $< >$@

$(LIB): $(COMMON:%.c=$(B)/obj/%.o)
	@rm -f $@
	$(AR) rcs $@ $^

$(B)/bin/%: $(B)/obj/cmd/%.o $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -o $@ $< $(LIB) $(LIBS)

$(B)/test/%: $(B)/obj/tests/unit/%.o $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -o $@ $< $(LIB) $(LIBS)

# fuzz drivers: a short round of each, always the same, is one of the unit tests
FUZZ := $(sort $(patsubst tests/fuzz/%.c,%,$(filter-out %/driver.c,$(wildcard tests/fuzz/*.c))))
FUZZ_BINS := $(FUZZ:%=$(B)/test/fuzz/%)

$(B)/test/fuzz/%: $(B)/obj/tests/fuzz/%.o $(B)/obj/tests/fuzz/driver.o $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# the provider of models that the tests talk to; not a test itself
FAULTD := $(B)/server/faultd
$(FAULTD): $(B)/obj/tests/server/faultd.o $(B)/obj/tests/server/standin.o $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

# one request through the door to models, for tests against real servers
DOOR := $(B)/server/door
$(DOOR): $(B)/obj/tests/server/door.o $(LIB)
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -o $@ $^ $(LIBS)

-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)
.SECONDARY:

# ---- what a fresh Debian lacks -----------------------------------------------------
BUILD_PACKAGES := gcc libc6-dev libcurl4-openssl-dev zlib1g-dev libgumbo-dev libjson-c-dev libmd4c-dev \
	libsodium-dev libsqlite3-dev libstemmer-dev libutf8proc-dev libyaml-dev
TEST_PACKAGES := bats bsdextrautils bsdutils jq mandoc python3 sqlite3 strace util-linux
RIVAL_PACKAGES := g++ libxapian-dev
LINT_PACKAGES := clang-format-14 shellcheck
# $(1): packages. apt only for what is missing, sudo only where not root.
define install
	@missing=$$(for p in $(1); do dpkg-query -W -f='$${Status}' $$p 2>/dev/null | \
		grep -q 'ok installed' || echo $$p; done); \
	[ -z "$$missing" ] && exit 0; \
	command -v apt-get >/dev/null || { \
		echo "not a Debian: install by hand what these hold:" $$missing >&2; exit 1; }; \
	as=; [ "$$(id -u)" = 0 ] || as=sudo; \
	[ -z "$$as" ] || command -v sudo >/dev/null || { \
		echo "missing, and neither root nor sudo to install it:" $$missing >&2; exit 1; }; \
	echo "installing" $$missing; \
	run() { $$as env DEBIAN_FRONTEND=noninteractive apt-get -qq -o=Dpkg::Use-Pty=0 "$$@"; }; \
	run install -y --no-install-recommends $$missing >/dev/null 2>&1 || \
		{ run update >/dev/null && \
		run install -y --no-install-recommends $$missing >/dev/null; }
endef

deps: ## install what building needs
	$(call install,$(BUILD_PACKAGES))

deps-check: deps ## install what testing needs, too
	$(call install,$(TEST_PACKAGES))

deps-lint: deps-check
	$(call install,shellcheck)
	@! apt-cache show clang-format-14 >/dev/null 2>&1 || \
		$(MAKE) -s --no-print-directory deps-lint-format

deps-lint-format:
	$(call install,clang-format-14)

# ---- see it, prove it --------------------------------------------------------------
demo: deps ## build, and show the main job on the sample help centre
	@$(MAKE) -s --no-print-directory -j$$(nproc) all
	@$(B)/bin/kx demo

BATS := $(sort $(wildcard tests/*.bats))

check: deps-check ## install what is missing, build, run all tests
	@$(MAKE) -s --no-print-directory -j$$(nproc) all units
	@unit=$$(tests/run unit $(B)); u=$$?; echo "$$unit"; \
	bats=$$(KX_BIN=$(CURDIR)/$(B)/bin tests/run bats $(BATS)); b=$$?; echo "$$bats"; \
	exit $$((u + b > 0))

units: $(UNIT_BINS) $(FUZZ_BINS) $(FAULTD) $(DOOR)
	@:

check-unit: units ## the C unit tests alone
	@tests/run unit $(B)

check-bats: all $(FAULTD) $(DOOR) ## the tests of the tools alone
	@KX_BIN=$(CURDIR)/$(B)/bin tests/run bats $(BATS)

check-asan: ## all tests under AddressSanitizer and UndefinedBehaviorSanitizer
	@$(MAKE) -s --no-print-directory B=build/asan VARIANT=asan check

check-valgrind: all units ## unit tests and the main job under valgrind
	@$(call install,valgrind)
	@tests/valgrind $(B)

FUZZ_B ?= build/asan
FUZZ_SECONDS ?= 10
FUZZ_START ?= 0
.PHONY: fuzz fuzz-drivers
fuzz: ## damaged input under both sanitizers, FUZZ_SECONDS (10) for each driver
	@$(MAKE) -s --no-print-directory B=$(FUZZ_B) VARIANT=asan fuzz-drivers
	@for f in $(FUZZ); do \
		$(FUZZ_B)/test/fuzz/$$f -t $(FUZZ_SECONDS) -s $(FUZZ_START) || exit 1; done

fuzz-drivers: $(FUZZ_BINS)
	@:

lint: ## the house rules
	@$(MAKE) -s --no-print-directory all
	@B=$(B) tests/lint/run

lint-deep: all ## the house rules and clang-tidy
	@B=$(B) tests/lint/run --deep

fmt: ## format the C code
	clang-format-14 -i $(shell git ls-files 'cmd/*.c' 'common/*.[ch]' 'tests/*.[ch]')

headers: ## every header compiles on its own
	@B=$(B) tests/lint/run headers

cover: ## lines run by the tests, at least 80 %
	@find build/cover -name '*.gcda' -delete 2>/dev/null; true
	@$(MAKE) -s --no-print-directory B=build/cover VARIANT=cover all units
	@tests/run unit build/cover
	@KX_BIN=$(CURDIR)/build/cover/bin tests/run bats $(filter-out tests/crash.bats,$(BATS))
	@B=build/cover tests/lint/cover.sh

hooks: ## run quick tests before every commit
	git config core.hooksPath tests/hooks

# ---- benchmarks: ratios taken side by side in one run ------------------------------
bench: all $(B)/bench/tools bench-rivals ## all benchmarks
	@for b in start ingest filter search models quality; do B=$(B) tests/bench/$$b.sh; done

bench-search: bench-rivals
bench bench-models: $(FAULTD)
bench-start bench-ingest bench-filter bench-search bench-models bench-quality: all $(B)/bench/tools
	@B=$(B) tests/bench/$(@:bench-%=%).sh

BENCH := $(patsubst tests/bench/%.c,$(B)/bench/%,$(wildcard tests/bench/*.c))
$(B)/bench/tools: $(BENCH)
	@touch $@

$(B)/bench/vector $(B)/bench/embedd $(B)/bench/support: $(LIB)
$(B)/bench/post: $(B)/obj/tests/bench/post.o # as anybody would link it
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -o $@ $< -lcurl

$(B)/bench/%: $(B)/obj/tests/bench/%.o
	@mkdir -p $(@D)
	$(CC) $(ALL_LDFLAGS) -o $@ $< $(filter %.a,$^) $(LIBS)

# rivals in search, which nothing else needs: without them the bench says so and goes on
bench-rivals:
	@{ $(MAKE) -s --no-print-directory deps-bench && \
		$(MAKE) -s --no-print-directory $(B)/bench/xapian; } || \
		echo 'skipped: Xapian cannot be had: searching is not compared with it' >&2

deps-bench:
	$(call install,$(RIVAL_PACKAGES))

$(B)/bench/xapian: tests/bench/xapian.cc
	@mkdir -p $(@D)
	g++ -O2 -Wall -Wextra -o $@ $< -lxapian -l:libjson-c.a

# ---- hand it on --------------------------------------------------------------------
SHARE := $(DESTDIR)$(PREFIX)/share

install: all ## into DESTDIR and PREFIX (/usr/local)
	install -d $(DESTDIR)$(PREFIX)/bin
	install -m 755 $(BINS) $(DESTDIR)$(PREFIX)/bin
	for p in $(MAN); do s=$${p##*.}; install -D -m 644 $$p $(SHARE)/man/man$$s/$${p##*/}; done
	install -D -m 644 completions/kx.bash $(SHARE)/bash-completion/completions/kx
	for t in $(filter-out kx,$(TOOLS)); do \
		ln -sf kx $(SHARE)/bash-completion/completions/$$t; done
	install -D -m 644 completions/_kx $(SHARE)/zsh/site-functions/_kx
	install -D -m 644 completions/kx.fish $(SHARE)/fish/vendor_completions.d/kx.fish
	for t in $(filter-out kx,$(TOOLS)); do \
		ln -sf kx.fish $(SHARE)/fish/vendor_completions.d/$$t.fish; done
	cd config/demo && find articles synonyms.txt -type f -exec install -D -m 644 {} $(SHARE)/kx/demo/{} \;

uninstall: ## take away what install put there
	rm -f $(TOOLS:%=$(DESTDIR)$(PREFIX)/bin/%)
	for p in $(MAN); do s=$${p##*.}; rm -f $(SHARE)/man/man$$s/$${p##*/}; done
	rm -f $(TOOLS:%=$(SHARE)/bash-completion/completions/%)
	rm -f $(TOOLS:%=$(SHARE)/fish/vendor_completions.d/%.fish)
	rm -f $(SHARE)/zsh/site-functions/_kx
	rm -rf $(SHARE)/kx

dist: ## a source archive of the last commit
	git archive --prefix=kx-$(VERSION)/ -o kx-$(VERSION).tar.gz HEAD

clean: ## remove everything that was built
	rm -rf build

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20
