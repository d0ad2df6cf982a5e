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
	-Wno-sign-conversion -Werror=format-security -Werror=implicit \
	-Werror=incompatible-pointer-types -Werror=int-conversion
HARDEN := -U_FORTIFY_SOURCE -D_FORTIFY_SOURCE=3 -fstack-protector-strong \
	-fstack-clash-protection -fcf-protection=full -fno-delete-null-pointer-checks \
	-fno-strict-overflow -fno-strict-aliasing
OPT_release := -O2 $(HARDEN)
OPT_asan := -O1 -fsanitize=address,undefined -fno-sanitize-recover=undefined \
	-fno-omit-frame-pointer
OPT_cover := -O0 --coverage -DKX_COVER
LINK_release := -Wl,-z,relro,-z,now,-z,noexecstack
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

.PHONY: all demo check check-unit check-bats check-asan check-valgrind lint fmt cover \
	bench bench-quality bench-search bench-start bench-ingest install uninstall dist \
	hooks deps deps-check headers help clean

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

-include $(shell find $(B)/obj -name '*.d' 2>/dev/null)

clean: ## remove everything that was built
	rm -rf build

help: ## list the targets
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  \1\t\2/p' $(MAKEFILE_LIST) | expand -t 20
