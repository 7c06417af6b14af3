// SPDX-License-Identifier: Apache-2.0
#include "policy/parameter_check.h"

static void warn(const Policy *policy, const Parameter *parameter, SourceRange place, Date from,
                 Date to, Diagnostics *diagnostics) {
    Str first = date_to_str(diagnostics->arena, from), last = date_to_str(diagnostics->arena, to);
    diagnostics_add(diagnostics, SEVERITY_WARNING, policy->document->source, place,
                    "参数“%.*s”在 %.*s 到 %.*s 没有值", STR_ARG(parameter->name), STR_ARG(first),
                    STR_ARG(last));
    diagnostics_hint(diagnostics, "这些天里用到它的判断都是空值；接上各行的“自”“至”");
}

// The row that begins next after a day; NULL when none does.
static const ParameterRow *row_after(const Parameter *parameter, Date day) {
    const ParameterRow *next = NULL;
    for (size_t i = 0; i < parameter->rows.count; i++) {
        const ParameterRow *row = &parameter->rows.items[i];
        bool is_after = row->from != DATE_ABSENT && row->from > day;
        if (is_after && (!next || row->from < next->from)) next = row;
    }
    return next;
}

static void parameter_check(const Policy *policy, const Parameter *parameter,
                            Diagnostics *diagnostics) {
    for (size_t i = 0; i < parameter->rows.count; i++) {
        const ParameterRow *row = &parameter->rows.items[i];
        if (row->to == DATE_ABSENT || parameter_on(parameter, row->to + 1)) continue;
        const ParameterRow *next = row_after(parameter, row->to);
        bool is_needed = policy->valid_to != DATE_ABSENT && policy->valid_to > row->to;
        if (next) {
            warn(policy, parameter, next->place, row->to + 1, next->from - 1, diagnostics);
        } else if (is_needed && parameter->dated_by == NULL) {
            warn(policy, parameter, row->place, row->to + 1, policy->valid_to, diagnostics);
        }
    }
    Date start = policy->valid_from;
    if (start == DATE_ABSENT || parameter->dated_by || parameter_on(parameter, start)) return;
    const ParameterRow *first = row_after(parameter, start);
    bool is_first = first != NULL;
    for (size_t i = 0; is_first && i < parameter->rows.count; i++) {
        Date to = parameter->rows.items[i].to;
        is_first = to == DATE_ABSENT || to >= start; // else the gap was told above
    }
    if (is_first) warn(policy, parameter, first->place, start, first->from - 1, diagnostics);
}

void parameters_check(const Policy *policy, Diagnostics *diagnostics) {
    for (size_t i = 0; i < policy->parameters.count; i++) {
        parameter_check(policy, &policy->parameters.items[i], diagnostics);
    }
}
