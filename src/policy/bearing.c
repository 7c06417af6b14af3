// SPDX-License-Identifier: Apache-2.0
#include "policy/bearing.h"

#include "policy/nearest.h"
#include "policy/pack.h"

static const struct {
    Str code, label;
} kinds[BEARING_KIND_COUNT] = {
    [BEARING_PARAMETER] = {STR_INIT("parameter"), STR_INIT("参数")},
    [BEARING_REASON] = {STR_INIT("reason"), STR_INIT("原因")},
    [BEARING_MEASURE] = {STR_INIT("measure"), STR_INIT("措施")},
};

static const Str separator = STR_INIT("、");

Str bearing_kind_code(BearingKind kind) { return kinds[kind].code; }

Str bearing_kind_label(BearingKind kind) { return kinds[kind].label; }

BearingKind bearing_kind_from_code(Str code) {
    for (int i = 0; i < BEARING_KIND_COUNT; i++) {
        if (str_equal(code, kinds[i].code)) return (BearingKind)i;
    }
    return BEARING_PARAMETER;
}

static bool parameter_bears(const Policy *policy, Str name, Nearest *nearest, Bearing *bearing) {
    const Parameter *parameter = parameter_find(&policy->parameters, name);
    for (size_t i = 0; i < policy->parameters.count; i++) {
        nearest_offer(nearest, policy->parameters.items[i].name);
    }
    if (!parameter) return false;
    *bearing = (Bearing){BEARING_PARAMETER, parameter->key, parameter->name};
    return true;
}

// 「外出务工满…个月才能领」: what stands in the holes is of each applicant.
static void sentence_put(StrBuilder *out, const Sentence *sentence) {
    for (size_t i = 0; sentence && i < sentence->count; i++) {
        str_put(out, sentence->pieces[i].text);
        if (sentence->pieces[i].hole.source) str_put(out, STR("…"));
    }
}

// A code may have several rules; all of them say what it means.
static bool reason_bears(PolicyReader *reader, Str code, Nearest *nearest, Bearing *bearing) {
    const ReasonList *reasons = &reader->policy->reasons;
    StrBuilder name;
    bool is_there = false;
    str_builder_init(&name, reader->arena, 0);
    for (size_t i = 0; i < reasons->count; i++) {
        const Reason *reason = &reasons->items[i];
        nearest_offer(nearest, reason->code);
        if (!str_equal(reason->code, code)) continue;
        if (is_there) str_put(&name, STR("；"));
        sentence_put(&name, reason->sentence);
        is_there = true;
    }
    *bearing = (Bearing){BEARING_REASON, code, str_built(&name)};
    return is_there;
}

static bool measure_bears(const Policy *policy, Str name, Nearest *nearest, Bearing *bearing) {
    for (size_t i = 0; i < policy->measures.count; i++) {
        const Measure *measure = &policy->measures.items[i];
        *bearing = (Bearing){BEARING_MEASURE, measure->key, measure->name};
        if (str_equal(measure->key, name) || str_equal(measure->name, name)) return true;
        nearest_offer(nearest, measure->key);
        nearest_offer(nearest, measure->name);
    }
    return false;
}

static void unknown(PolicyReader *reader, Str name, SourceRange place, const Nearest *nearest) {
    reader_error(reader, place, "“牵涉”写本文件的参数、原因码或者措施，没有“%.*s”", STR_ARG(name));
    if (str_is_absent(nearest->best)) {
        diagnostics_hint(reader->diagnostics, "几样用、分开；牵涉整项政策的写 " BEARING_WHOLE);
    } else {
        diagnostics_hint(reader->diagnostics, "是不是“%.*s”？", STR_ARG(nearest->best));
    }
}

static void bearing_read(PolicyReader *reader, Str name, SourceRange place, BearingList *bearings) {
    const Policy *policy = reader->policy;
    Nearest nearest = nearest_to(name);
    Bearing bearing;
    if (!parameter_bears(policy, name, &nearest, &bearing) &&
        !reason_bears(reader, name, &nearest, &bearing) &&
        !measure_bears(policy, name, &nearest, &bearing)) {
        unknown(reader, name, place, &nearest);
        return;
    }
    for (size_t i = 0; i < bearings->count; i++) {
        const Bearing *other = &bearings->items[i];
        if (other->kind != bearing.kind || !str_equal(other->key, bearing.key)) continue;
        reader_error(reader, place, "“%.*s”写了两次", STR_ARG(name));
        return;
    }
    PUSH(reader->arena, bearings, bearing);
}

void bearings_read(PolicyReader *reader, Str text, SourceRange place, BearingList *bearings) {
    if (str_is_empty(text) || str_equal(text, STR(BEARING_WHOLE))) return;
    if (!reader->policy) {
        reader_error(reader, place, "pack.md 的读法管各项政策，不写“牵涉”");
        return;
    }
    for (Str rest = text; !str_is_absent(rest);) {
        size_t end = str_find(rest, separator, 0);
        bearing_read(reader, str_trim(str_slice(rest, 0, end)), place, bearings);
        rest = end == SIZE_MAX ? (Str){0} : str_slice(rest, end + separator.length, rest.length);
    }
    if (bearings->count <= BEARINGS_MAX) return;
    reader_error(reader, place, "一条读法最多牵涉%d样", BEARINGS_MAX);
}
