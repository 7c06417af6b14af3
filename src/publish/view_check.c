// SPDX-License-Identifier: Apache-2.0
#include "publish/view_check.h"

#include "policy/nearest.h"
#include "publish/fact_view.h"

typedef struct ViewChecker {
    const Policy *policy;
    Diagnostics *diagnostics;
} ViewChecker;

static void hint(const ViewChecker *checker, const Nearest *nearest) {
    if (!nearest->best.data) return;
    diagnostics_hint(checker->diagnostics, "是不是“%.*s”？", STR_ARG(nearest->best));
}

static void report(const ViewChecker *checker, Severity severity, const Fact *fact, Str message) {
    diagnostics_add(checker->diagnostics, severity, checker->policy->document->source, fact->place,
                    "事实“%.*s”的来源%.*s：%.*s", STR_ARG(fact->name),
                    STR_ARG(fact->source.text), STR_ARG(message));
}

static void unknown_view(const ViewChecker *checker, const Fact *fact) {
    Nearest nearest = nearest_to(fact->source.view);
    for (size_t i = 0; fact_views[i]; i++) nearest_offer(&nearest, str_from_c(fact_views[i]->name));
    report(checker, SEVERITY_WARNING, fact, STR("没有这个视图，这个事实查不到，只能由人填报"));
    hint(checker, &nearest);
}

static void unknown_column(const ViewChecker *checker, const Fact *fact, const FactView *view) {
    Nearest nearest = nearest_to(fact->source.column);
    for (size_t i = 0; i < view->column_count; i++) {
        nearest_offer(&nearest, str_from_c(view->columns[i].name));
    }
    report(checker, SEVERITY_ERROR, fact, STR("这个视图没有这一列"));
    hint(checker, &nearest);
}

static bool types_fit(FactType fact, FactType column) {
    bool fact_is_text = fact == FACT_TEXT || fact == FACT_IDENTIFIER;
    bool column_is_text = column == FACT_TEXT || column == FACT_IDENTIFIER;
    return fact == column || (fact_is_text && column_is_text);
}

static void column_check(const ViewChecker *checker, const Fact *fact, const FactView *view) {
    const FactSource *source = &fact->source;
    size_t column = fact_view_column(view, str_is_absent(source->column) ? STR("")
                                                                         : source->column);
    if (column == SIZE_MAX) {
        unknown_column(checker, fact, view);
    } else if (!types_fit(fact->type, view->columns[column].type)) {
        report(checker, SEVERITY_ERROR, fact, STR("类型与这一列的不同"));
    }
}

static void fact_check(const ViewChecker *checker, const Fact *fact) {
    const FactSource *source = &fact->source;
    bool is_stated = source->kind != FACT_SOURCE_VIEW || source->otherwise != FACT_SOURCE_NONE;
    if (is_stated && checker->policy->kind == POLICY_RISK) {
        report(checker, SEVERITY_ERROR, fact, STR("疑点规则的事实都要来自视图"));
        return;
    }
    if (source->kind != FACT_SOURCE_VIEW || fact_is_of_case(fact)) return;
    const FactView *view = fact_view_find(source->view);
    if (!view) {
        unknown_view(checker, fact);
        return;
    }
    column_check(checker, fact, view);
    // The fields of a view that is the list are named by the view alone.
    for (size_t i = 0; !str_is_absent(source->column) && i < fact->fields.count; i++) {
        column_check(checker, &fact->fields.items[i], view);
    }
}

static void facts_check(const Policy *policy, Diagnostics *diagnostics) {
    ViewChecker checker = {policy, diagnostics};
    for (size_t i = 0; i < policy->facts.count; i++) {
        fact_check(&checker, &policy->facts.items[i]);
    }
}

void views_check(const Pack *pack, Diagnostics *diagnostics) {
    for (size_t i = 0; i < pack->policies.count; i++) {
        facts_check(pack->policies.items[i], diagnostics);
    }
    for (size_t i = 0; i < pack->risks.count; i++) {
        facts_check(pack->risks.items[i], diagnostics);
    }
}
