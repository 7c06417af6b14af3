// SPDX-License-Identifier: Apache-2.0
#include "pages/policy/measure_door.h"

#include "kinds/kind.h"
#include "publish/fact_view.h"

Str measure_kind_label(const Measure *measure) {
    const Kind *kind = kind_of(measure->kind);
    return kind ? kind->label : STR("补助");
}

static bool is_signed_in(const Context *context) {
    return context_may(context, PERMISSION_SIGNED_IN);
}

static Str through_sign_in(const Context *context, Str path) {
    if (is_signed_in(context)) return path;
    return str_format(context->arena, "/sign-in?next=%.*s", STR_ARG(path));
}

static Door roster_door(const Context *context, const Measure *measure) {
    Str path = str_format(context->arena, "/rosters/new/%.*s", STR_ARG(measure->key));
    return (Door){through_sign_in(context, path), STR("用名册报")};
}

// What a unit has one of, and can apply for by itself, needs no roster.
static bool is_one_by_one(const Context *context, const Measure *measure) {
    const FactView *view = fact_view_find(measure->subject);
    bool is_batch = str_equal(measure->subject, STR("roster"));
    return (measure->ways & MEASURE_APPLICATION) && context_may(context, PERMISSION_CLAIMANT) &&
           view && !view->is_per_person && !is_batch;
}

static Door benefit_door(const Context *context, const Measure *measure) {
    bool takes_roster = (measure->ways & MEASURE_ROSTER) != 0;
    if (takes_roster && context_may(context, PERMISSION_ROSTER) &&
        !is_one_by_one(context, measure)) {
        return roster_door(context, measure);
    }
    bool may_claim = !is_signed_in(context) || context_may(context, PERMISSION_CLAIMANT);
    if (measure->ways & MEASURE_APPLICATION) {
        if (!may_claim) return (Door){.word = STR("由本人或单位申请")};
        return (Door){through_sign_in(context, STR("/me")), STR("查一查，申请")};
    }
    if (takes_roster) {
        if (is_signed_in(context)) return (Door){.word = STR("由单位用名册报")};
        return roster_door(context, measure);
    }
    return (Door){.word = STR("系统主动办，不用申请")};
}

Door measure_door(const Context *context, const Measure *measure) {
    if (!kind_of(measure->kind)) return benefit_door(context, measure);
    bool may_enrol = context_may(context, PERMISSION_ENROL) ||
                     context_may(context, PERMISSION_ENROLMENT_ENTER);
    if (is_signed_in(context) && !may_enrol) return (Door){.word = STR("由申请人或经办人登记")};
    Str path = str_format(context->arena, "/enrol/%.*s", STR_ARG(measure->key));
    return (Door){through_sign_in(context, path), STR("登记或申请")};
}

Door measure_office_door(const Context *context, const Policy *policy, const Measure *measure) {
    if (!kind_of(measure->kind)) {
        if (!context_may(context, PERMISSION_CASE_READ)) return (Door){0};
        return (Door){str_format(context->arena, "/tasks?state=all&policy=%d", policy->number),
                      STR("看申请")};
    }
    if (!context_may(context, PERMISSION_ENROLMENT_READ)) return (Door){0};
    return (Door){str_format(context->arena, "/kinds/%.*s", STR_ARG(measure->key)),
                  STR("看登记")};
}
