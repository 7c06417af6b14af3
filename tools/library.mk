# The two engines as libraries for other programs, and `make install`.
#
# Each library is one relocatable object: what its public header needs, Intel's decimals included,
# with every symbol but those marked FEEL_API made local. The archive and the shared library are
# made of that same object, so neither can clash with the names of the program that uses it. None of
# our objects has writable data (test/library); what is left are tables of Intel's that are not marked
# constant, and they go where pages are read-only once the program runs. Groups of sections (of
# functions compiled for several processors) are dissolved, or one library's would stand for the other's.

PREFIX     = /usr/local
DESTDIR    =
BINDIR     = $(PREFIX)/bin
LIBDIR     = $(PREFIX)/lib
INCLUDEDIR = $(PREFIX)/include
PCDIR      = $(LIBDIR)/pkgconfig

VERSION := $(shell sed -nE 's/^.define JIUYE_VERSION "(.*)"/\1/p' src/app/command.h)
SOVERSION = 0
LIBS_NAMES = feel dmn
# What pkg-config is told a static program needs besides.
feel_REQUIRES = icu-i18n icu-uc
dmn_REQUIRES  = libxml-2.0 icu-i18n icu-uc
feel_ABOUT = The expression language FEEL of DMN 1.5
dmn_ABOUT  = Decision models (DMN 1.1 to 1.5)
LIB_FILES = $(foreach n,$(LIBS_NAMES),$(BUILD)/lib$n.a $(BUILD)/lib$n.so.$(VERSION) $(BUILD)/$n.pc)

.PHONY: libs install uninstall
libs: $(LIB_FILES)  ## libfeel and libdmn: archives, shared libraries, pkg-config files

BASE_OBJECTS = $(filter $(BUILD)/obj/src/base/%,$(OBJECTS))
FEEL_OBJECTS = $(filter $(BUILD)/obj/src/feel/%,$(OBJECTS))
DMN_OBJECTS  = $(filter $(BUILD)/obj/src/dmn/%,$(OBJECTS))
FEEL_API_OBJECT = $(BUILD)/obj/src/feel/api.o

$(BUILD)/lib/feel_parts.a: $(BASE_OBJECTS) $(FEEL_OBJECTS)
$(BUILD)/lib/dmn_parts.a: $(BASE_OBJECTS) $(filter-out $(FEEL_API_OBJECT),$(FEEL_OBJECTS)) $(DMN_OBJECTS)
$(BUILD)/lib/%_parts.a:
	@mkdir -p $(@D)
	@rm -f $@; ar rcs $@ $^

$(BUILD)/lib/%.symbols: include/%.h
	@mkdir -p $(@D)
	@sed -nE 's/^FEEL_API .*[ *]([a-z0-9_]+)\(.*/\1/p' $< > $@

.SECONDARY: $(foreach n,$(LIBS_NAMES),$(BUILD)/lib/$n.o $(BUILD)/lib/$n_parts.a $(BUILD)/lib/$n.symbols)
$(BUILD)/lib/%.o: $(BUILD)/obj/src/%/api.o $(BUILD)/lib/%_parts.a $(BUILD)/lib/%.symbols tools/library.mk
	@ld -r --force-group-allocation -o $@.all $(filter %.o %.a,$^) $$($(CC) -print-file-name=libbidgcc000.a)
	@objcopy --keep-global-symbols=$(BUILD)/lib/$*.symbols --rename-section .data=.data.rel.ro.tables $@.all $@
	@rm $@.all

$(BUILD)/lib%.a: $(BUILD)/lib/%.o
	@echo "  AR   $@"; rm -f $@; ar rcs $@ $<

$(BUILD)/lib%.so.$(VERSION): $(BUILD)/lib/%.o
	@echo "  LD   $@"; $(CC) $(LDFLAGS) -shared -Wl,-soname,lib$*.so.$(SOVERSION) -Wl,-z,defs,-z,relro,-z,now \
	    -Wl,--as-needed -o $@ $< $(shell pkg-config --libs $(dmn_REQUIRES)) -lm

$(BUILD)/%.pc: tools/library.mk src/app/command.h
	@mkdir -p $(@D)
	@{ echo 'prefix=$(PREFIX)'; echo 'libdir=$(patsubst $(PREFIX)/%,$${prefix}/%,$(LIBDIR))'; \
	  echo 'includedir=$(patsubst $(PREFIX)/%,$${prefix}/%,$(INCLUDEDIR))'; echo; \
	  echo 'Name: $*'; echo 'Description: $($*_ABOUT)'; echo 'Version: $(VERSION)'; \
	  echo 'Requires.private: $($*_REQUIRES)'; echo 'Libs: -L$${libdir} -l$*'; \
	  echo 'Libs.private: -lm'; echo 'Cflags: -I$${includedir}'; } > $@

install: all libs  ## the program, the libraries and their headers (PREFIX=, DESTDIR=)
	install -d $(DESTDIR)$(BINDIR) $(DESTDIR)$(LIBDIR) $(DESTDIR)$(INCLUDEDIR) $(DESTDIR)$(PCDIR)
	install -m 755 $(BUILD)/jiuye $(DESTDIR)$(BINDIR)/jiuye
	install -m 644 $(LIBS_NAMES:%=include/%.h) $(DESTDIR)$(INCLUDEDIR)
	install -m 644 $(LIBS_NAMES:%=$(BUILD)/lib%.a) $(DESTDIR)$(LIBDIR)
	install -m 755 $(LIBS_NAMES:%=$(BUILD)/lib%.so.$(VERSION)) $(DESTDIR)$(LIBDIR)
	for n in $(LIBS_NAMES); do \
	    ln -sf lib$$n.so.$(VERSION) $(DESTDIR)$(LIBDIR)/lib$$n.so.$(SOVERSION); \
	    ln -sf lib$$n.so.$(SOVERSION) $(DESTDIR)$(LIBDIR)/lib$$n.so; \
	done
	rm -f $(LIBS_NAMES:%=$(BUILD)/%.pc)
	$(MAKE) --no-print-directory BUILD=$(BUILD) $(LIBS_NAMES:%=$(BUILD)/%.pc)
	install -m 644 $(LIBS_NAMES:%=$(BUILD)/%.pc) $(DESTDIR)$(PCDIR)

uninstall:  ## removes what install put there
	rm -f $(DESTDIR)$(BINDIR)/jiuye $(LIBS_NAMES:%=$(DESTDIR)$(INCLUDEDIR)/%.h) \
	    $(foreach n,$(LIBS_NAMES),$(DESTDIR)$(PCDIR)/$n.pc $(DESTDIR)$(LIBDIR)/lib$n.a \
	    $(DESTDIR)$(LIBDIR)/lib$n.so $(DESTDIR)$(LIBDIR)/lib$n.so.*)
