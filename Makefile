# Jiuye. `make help` lists the targets; ARCHITECTURE.md says how the sources are laid out.
# Everything built lands in $(BUILD): build/ for the release, build/<mode>/ for the others.

CC       = gcc
MODE     = release
SANITIZE =
BUILD    = build$(if $(filter-out release,$(MODE)),/$(MODE))$(if $(SANITIZE),/$(subst $(comma),-,$(SANITIZE)))$(if $(filter-out gcc,$(CC)),/$(CC))
comma   := ,

WARN     = -Wall -Wextra -Wpedantic -Werror -Wshadow -Wconversion -Wsign-conversion -Wstrict-prototypes \
           -Wmissing-prototypes -Wvla -Wformat=2 -Wswitch-enum -Wimplicit-fallthrough -Wundef \
           -Wcast-qual -Wwrite-strings -Wpointer-arith
OPTIMISE = $(if $(filter release,$(MODE)),-O2 -g,-O1 -g)
PACKAGES = libcmark-gfm yaml-0.1 libxml-2.0 icu-i18n icu-uc libmicrohttpd sqlite3 libpq libsodium libcrypto libgcrypt libzip xlsxwriter \
           cairo-pdf pangocairo pangofc harfbuzz fontconfig libqrencode
CFLAGS   = -std=c17 -D_GNU_SOURCE $(OPTIMISE) $(WARN) -fno-common -fvisibility=hidden -fPIC -fstack-protector-strong -pthread \
           $(if $(SANITIZE),-fsanitize=$(SANITIZE) -fno-sanitize-recover=all -fno-omit-frame-pointer)
CPPFLAGS = -Isrc -Iinclude -I$(BUILD)/gen $(shell pkg-config --cflags $(PACKAGES) | sed 's/-I/-isystem /g') -MMD -MP
LDLIBS   = $(shell pkg-config --libs $(PACKAGES)) -lcmark-gfm-extensions -l:libbidgcc000.a -lm
LDFLAGS  = -pthread $(if $(SANITIZE),-fsanitize=$(SANITIZE))

LAYERS  := $(shell awk -F'|' '/^[a-z]/ {gsub(/ /, "", $$1); print $$1}' src/LAYERS)
SOURCES := $(wildcard $(LAYERS:%=src/%/*.c) $(LAYERS:%=src/%/*/*.c))
SQL     := $(wildcard $(LAYERS:%=src/%/*.sql) $(LAYERS:%=src/%/*/*.sql))
HTML    := $(wildcard $(LAYERS:%=src/%/*.html) $(LAYERS:%=src/%/*/*.html))
TESTS   := $(wildcard test/*/*_test.c)
TESTSQL := $(wildcard test/*/*.sql bench/*.sql)
BENCHES := $(wildcard bench/*_bench.c)
TESTHTML := $(wildcard test/*/*.html)
MAIN    := src/app/main.c

OBJECTS  = $(SOURCES:%.c=$(BUILD)/obj/%.o) $(HTML:%.html=$(BUILD)/obj/%.html.o) \
           $(SQL:%.sql=$(BUILD)/obj/%.sql.o) $(BUILD)/obj/queries.o $(BUILD)/obj/embedded.o
LIBRARY  = $(filter-out $(BUILD)/obj/$(MAIN:.c=.o),$(OBJECTS))
TESTBINS = $(TESTS:%.c=$(BUILD)/%)
SQLGEN   = $(SQL:src/%.sql=$(BUILD)/gen/%.sql.h)
TESTGEN  = $(TESTSQL:%.sql=$(BUILD)/gen/%.sql.h) $(TESTHTML:%.html=$(BUILD)/gen/%.html.h)
HTMLGEN  = $(HTML:src/%.html=$(BUILD)/gen/%.html.h)

.PHONY: all help deps run test check bench soak layers tidy casework-doc queries clean format compilers
all: $(BUILD)/jiuye  ## build the program (release: build/jiuye)

help:  ## list the targets
	@awk -F':.*## ' '/^[a-z-]+:.*## / {printf "  make %-12s %s\n", $$1, $$2}' Makefile

deps:  ## install what building and testing need (Debian packages, npm packages)
	@sh tools/deps.sh

$(BUILD)/jiuye: $(BUILD)/obj/$(MAIN:.c=.o) $(BUILD)/libjiuye.a
	@echo "  LD   $@"; $(CC) $(LDFLAGS) -o $@ $^ $(LDLIBS)

$(BUILD)/libjiuye.a: $(LIBRARY)
	@rm -f $@; ar rcs $@ $^

$(BUILD)/obj/%.o: %.c | $(SQLGEN) $(HTMLGEN)
	@mkdir -p $(@D)
	@echo "  CC   $<"; $(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

# ---- Generated sources: named queries, page templates, embedded files ----

$(BUILD)/tools/%: tools/%.c
	@mkdir -p $(@D)
	gcc -std=c17 -D_GNU_SOURCE -O1 -g $(WARN) -o $@ $<

$(BUILD)/gen/%.sql.h $(BUILD)/gen/%.sql.c &: src/%.sql $(BUILD)/tools/embed_sql
	@mkdir -p $(@D)
	$(BUILD)/tools/embed_sql $< $(BUILD)/gen/$*.sql.h $(BUILD)/gen/$*.sql.c

$(TESTSQL:%.sql=$(BUILD)/gen/%.sql.h): $(BUILD)/gen/%.sql.h: %.sql $(BUILD)/tools/embed_sql
	@mkdir -p $(@D)
	$(BUILD)/tools/embed_sql $< $@ $(@:.h=.c)

.SECONDARY: $(SQLGEN) $(SQLGEN:.h=.c) $(HTMLGEN) $(HTMLGEN:.h=.c) $(TESTGEN) $(TESTGEN:.h=.c) \
            $(BUILD)/tools/embed_sql $(BUILD)/tools/embed_html

$(BUILD)/obj/src/%.sql.o: $(BUILD)/gen/%.sql.c | $(SQLGEN)
	@mkdir -p $(@D)
	@echo "  CC   $<"; $(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

QUERYLISTS = $(subst /,_,$(SQL:src/%.sql=%_queries))
$(BUILD)/gen/queries.c: $(SQL)
	@mkdir -p $(@D)
	@{ echo '#include "store/query.h"'; printf 'extern const QueryList %s;\n' $(QUERYLISTS); \
	  echo 'const QueryList *const query_lists[] = {'; printf '    &%s,\n' $(QUERYLISTS); \
	  echo '    NULL,'; echo '};'; } > $@.new && mv $@.new $@

$(BUILD)/obj/queries.o: $(BUILD)/gen/queries.c
	@mkdir -p $(@D)
	@echo "  CC   $<"; $(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

$(BUILD)/gen/%.html.h $(BUILD)/gen/%.html.c &: src/%.html $(BUILD)/tools/embed_html
	@mkdir -p $(@D)
	$(BUILD)/tools/embed_html $< $(BUILD)/gen/$*.html.h $(BUILD)/gen/$*.html.c

$(BUILD)/gen/test/%.html.h $(BUILD)/gen/test/%.html.c &: test/%.html $(BUILD)/tools/embed_html
	@mkdir -p $(@D)
	$(BUILD)/tools/embed_html $< $(BUILD)/gen/test/$*.html.h $(BUILD)/gen/test/$*.html.c

$(BUILD)/obj/src/%.html.o: $(BUILD)/gen/%.html.c | $(SQLGEN) $(HTMLGEN)
	@mkdir -p $(@D)
	@echo "  CC   $<"; $(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

NPM_FILES := node_modules/bootstrap/dist/css/bootstrap.min.css node_modules/echarts/dist/echarts.common.min.js
EMBEDDED := $(sort $(wildcard policies/*/* calendar/*.csv migrations/*.sql src/web/assets/*) $(NPM_FILES))

node_modules/.installed-lock: package-lock.json
	@sh tools/deps.sh npm
	@touch $@

$(NPM_FILES): | node_modules/.installed-lock ;

$(BUILD)/gen/embedded.c: tools/embed_files.sh node_modules/.installed-lock $(EMBEDDED)
	@mkdir -p $(@D)
	sh tools/embed_files.sh $(EMBEDDED) > $@.new && mv $@.new $@

$(BUILD)/obj/embedded.o: $(BUILD)/gen/embedded.c
	@mkdir -p $(@D)
	@echo "  CC   $<"; $(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

include tools/library.mk
include tools/fuzz.mk

# ---- Checks ----

$(BUILD)/test/%_test: test/%_test.c $(BUILD)/libjiuye.a | $(TESTGEN)
	@mkdir -p $(@D)
	@echo "  TEST $<"; $(CC) $(CPPFLAGS) -Itest $(CFLAGS) $(LDFLAGS) -o $@ $< $(BUILD)/libjiuye.a $(LDLIBS) -lcmocka

# The simulation has modules of its own.
SOAKMAINS := $(wildcard test/soak/*_test.c) test/soak/soak.c
SOAK := $(filter-out $(SOAKMAINS),$(wildcard test/soak/*.c))
SOAKOBJECTS = $(SOAK:%.c=$(BUILD)/obj/%.o)
$(SOAKOBJECTS): CPPFLAGS += -Itest

$(SOAKMAINS:%.c=$(BUILD)/%): $(BUILD)/%: %.c $(SOAKOBJECTS) $(BUILD)/libjiuye.a | $(TESTGEN)
	@mkdir -p $(@D)
	@echo "  TEST $<"; $(CC) $(CPPFLAGS) -Itest $(CFLAGS) $(LDFLAGS) -o $@ $< $(SOAKOBJECTS) $(BUILD)/libjiuye.a $(LDLIBS) -lcmocka

$(BUILD)/bench/%_bench: bench/%_bench.c $(wildcard bench/*.h) $(BUILD)/libjiuye.a | $(TESTGEN)
	@mkdir -p $(@D)
	@echo "  LD   $@"; $(CC) $(CPPFLAGS) $(CFLAGS) $(LDFLAGS) -o $@ $< $(BUILD)/libjiuye.a $(LDLIBS)

LISTEN = 127.0.0.1:8640
PEOPLE = 20000
run:  ## the platform with a synthetic city on http://127.0.0.1:8640 (LISTEN=, PEOPLE= override)
	@sh tools/deps.sh run
	@$(MAKE) --no-print-directory all
	@mkdir -p build/run
	@$(BUILD)/jiuye demo --db build/run/demo.db --keys build/run/keys --people $(PEOPLE)
	@$(BUILD)/jiuye serve --db build/run/demo.db --keys build/run/keys --demo --listen $(LISTEN)

bench: all $(BENCHES:%.c=$(BUILD)/%)  ## each figure beside its peer or limit, the ratio last
	@for b in $(filter %_bench,$^); do JIUYE_TEST_FSYNC=on sh tools/with-postgres.sh $$b || exit 1; done
	@for b in $(wildcard bench/*_bench.sh); do BUILD=$(BUILD) sh $$b || exit 1; done

bench-peers: $(BUILD)/bench/policy_bench  ## items 7 and 24 by engines that npm has, on the same rows
	@npm install --prefix bench/peers --no-save --ignore-scripts --loglevel=error >/dev/null
	@node bench/peers/run.mjs $<

.PHONY: tests bench-peers
tests: $(TESTBINS) $(BUILD)/test/soak/soak $(REPLAYS) $(if $(SANITIZE),,libs)  ## build the test programs without running them

test: deps  ## everything a commit must pass; the last line is 'N passed, M failed'
	@$(MAKE) --no-print-directory all tests
	@BUILD=$(BUILD) sh tools/test.sh

SEEDS = 1 2 3
soak: all $(BUILD)/test/soak/soak  ## the simulation with faults, for each of SEEDS (kept in build/soak)
	@BUILD=$(BUILD) sh tools/soak.sh $(SEEDS)

layers:  ## an include against src/LAYERS fails
	@sh tools/layers.sh

tidy:  ## sizes, headers that stand alone, banned words
	@sh tools/tidy.sh

compilers:  ## both compilers build everything
	@$(MAKE) --no-print-directory all tests
	@$(MAKE) --no-print-directory all tests CC=clang-14

casework-doc: $(BUILD)/jiuye  ## write the tables of transitions into docs/casework.md
	@sh tools/casework_doc.sh $(BUILD)/jiuye docs/casework.md

queries:  ## list every SQL statement of the program
	@grep -nE '^-- [a-z][a-z0-9_]*[(@]' $(SQL) /dev/null

clean:  ## remove everything built
	rm -rf build

-include $(OBJECTS:.o=.d) $(TESTBINS:=.d) $(SOAKOBJECTS:.o=.d)
