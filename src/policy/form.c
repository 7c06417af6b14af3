// SPDX-License-Identifier: Apache-2.0
#include "policy/form.h"

static Str question_make(Arena *arena, const Fact *fact) {
    if (fact->question.length > 0) return fact->question;
    if (fact->type == FACT_BOOLEAN) return str_format(arena, "%.*s吗？", STR_ARG(fact->name));
    if (fact->codes.count > 0) return str_format(arena, "请选择%.*s", STR_ARG(fact->name));
    return str_format(arena, "请填写%.*s", STR_ARG(fact->name));
}

PolicyForm policy_form(Arena *arena, const Policy *policy) {
    PolicyField *fields = NEW_ARRAY(arena, PolicyField, policy->facts.count);
    PolicyForm form = {.fields = fields, .count = policy->facts.count};
    for (size_t i = 0; i < policy->facts.count; i++) {
        const Fact *fact = &policy->facts.items[i];
        bool is_asked =
            fact_is_asked(fact) || fact->source.kind == FACT_SOURCE_NONE;
        fields[i] = (PolicyField){
            .fact = fact, .origin = is_asked ? FORM_ASKED : FORM_DATABASE,
            .is_required = !fact->has_default, .question = question_make(arena, fact),
            .allowed = fact_allowed(arena, fact)};
        form.asked_count += is_asked;
    }
    return form;
}
