// SPDX-License-Identifier: Apache-2.0
// Examples that expect what comes out now.
#include "policy/check.h"
#include "policy/decision.h"
#include "policy/renewal.h"
#include "policy/text_edit.h"

#define AS_ABOVE "〃"

typedef struct Following {
    Arena *arena;
    const Policy *policy;
    PolicyRun *run;
    Str *above; // by conclusion: what the cell above now stands for
    TextEdits edits;
    ChangedExamples *changed;
} Following;

static void expectation_follow(Following *following, const Example *example,
                               const ExampleExpectation *expected, FeelValue value) {
    Str source = following->policy->document->source->text;
    Str written = str_slice(source, expected->place.from, expected->place.to);
    bool holds = expectation_holds(following->arena, expected->text, value);
    Str wanted = holds ? expected->text : expectation_text(following->arena, value);
    Str *above = &following->above[expected->conclusion];
    Str stands = str_equal(written, STR(AS_ABOVE)) ? *above : expected->text;
    *above = wanted;
    if (!str_equal(stands, wanted)) {
        text_edit_add(following->arena, &following->edits, expected->place, wanted);
    }
    if (holds) return;
    const Conclusion *conclusion =
        &following->policy->conclusions.items[expected->conclusion];
    ChangedExample change = {example->title, conclusion->key, expected->text, wanted};
    PUSH(following->arena, following->changed, change);
}

static void example_follow(Following *following, const Example *example) {
    PolicyCase facts = policy_case_from_example(following->arena, following->policy, example);
    Decision decision;
    Error ignored = {0};
    if (!decision_make(following->run, following->policy, following->arena, &facts, example->on,
                       &decision, &ignored)) {
        return;
    }
    for (size_t i = 0; i < example->expectation_count; i++) {
        const ExampleExpectation *expected = &example->expectations[i];
        expectation_follow(following, example, expected, decision.values[expected->conclusion]);
    }
}

Str examples_follow(Arena *arena, const Pack *pack, const Policy *policy,
                    ChangedExamples *changed) {
    Str text = policy->document->source->text;
    *changed = (ChangedExamples){0};
    if (!policy->program) return text;
    Following following = {.arena = arena, .policy = policy, .changed = changed,
                           .above = NEW_ARRAY(arena, Str, policy->conclusions.count)};
    following.run = policy_run_new_in(arena, pack, policy, &(PolicyRunOptions){0});
    for (size_t i = 0; i < policy->examples.count; i++) {
        example_follow(&following, &policy->examples.items[i]);
    }
    policy_run_close(following.run);
    return text_edits_apply(arena, text, &following.edits);
}
