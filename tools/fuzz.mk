# Fuzzing (libFuzzer) and the replay of its corpus.
#
# fuzz/NAME_fuzz.c is a target, fuzz/corpus/NAME its seeds and what was once found, fuzz/NAME.dict its
# words if it has any. What a run finds new stays in build/fuzz-corpus/NAME and build/fuzz-finds: mend
# it, and add the input to fuzz/corpus/NAME.

FUZZ_SECONDS = 1200
FUZZ_JOBS    = 1
FUZZ_TARGETS = feel_parser feel_evaluator dmn_xml dmn_import policy_pack json csv xlsx
FUZZ_BUILD   = $(MAKE) --no-print-directory CC=clang-14 SANITIZE=address,undefined,fuzzer-no-link

REPLAYS = $(FUZZ_TARGETS:%=$(BUILD)/fuzz/%_replay)
FUZZERS = $(FUZZ_TARGETS:%=$(BUILD)/fuzz/%_fuzz)

$(BUILD)/fuzz/%_replay: fuzz/%_fuzz.c fuzz/replay.c $(BUILD)/libjiuye.a
	@mkdir -p $(@D)
	@echo "  LD   $@"; $(CC) $(CPPFLAGS) -Ifuzz $(CFLAGS) $(LDFLAGS) -o $@ $< fuzz/replay.c $(BUILD)/libjiuye.a $(LDLIBS)

# What the targets read; not the platform, which takes minutes to build again.
FUZZED = $(filter $(foreach l,base feel dmn policy,$(BUILD)/obj/src/$l/%),$(OBJECTS)) \
         $(BUILD)/obj/src/fund/payment_content.o $(BUILD)/obj/src/fund/yuan.o $(BUILD)/obj/embedded.o
$(BUILD)/libfuzzed.a: $(FUZZED)
	@rm -f $@; ar rcs $@ $^

$(BUILD)/fuzz/%_fuzz: fuzz/%_fuzz.c $(BUILD)/libfuzzed.a
	@mkdir -p $(@D)
	@echo "  LD   $@"; $(CC) $(CPPFLAGS) -Ifuzz $(CFLAGS) $(LDFLAGS) -fsanitize=fuzzer -o $@ $< $(BUILD)/libfuzzed.a $(LDLIBS)

-include $(REPLAYS:=.d) $(FUZZERS:=.d)

.PHONY: fuzz fuzzers fuzz-run
fuzzers: $(FUZZERS)

fuzz:  ## every fuzz target for FUZZ_SECONDS, one after the other (FUZZ_TARGETS=, FUZZ_JOBS=1 or 2)
	@$(FUZZ_BUILD) fuzz-run

fuzz-run: $(FUZZERS)
	@for t in $(FUZZ_TARGETS); do echo $$t; done | \
	    xargs -P $(FUZZ_JOBS) -I NAME sh tools/fuzz.sh $(BUILD)/fuzz/NAME_fuzz NAME $(FUZZ_SECONDS)
