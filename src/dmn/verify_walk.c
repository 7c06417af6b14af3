// SPDX-License-Identifier: Apache-2.0
// Going through the classes of all inputs, one input after another, with the set of rules that may
// still match. Classes that the same rules match are one branch, and a branch ends as soon as it
// can tell nothing new; so the walk is short for tables that people write.
#include "dmn/verifier.h"

#include <string.h>

typedef struct Branches { // the classes of one input worth telling apart
    uint32_t *classes;    // one of each kind: by the rules that match
    size_t count;
    uint64_t *opaque;     // rules whose cell is no constant
} Branches;

typedef struct Walk {
    const Verifier *verifier;
    Arena *arena;
    const DmnTable *table;
    const DmnTableDefinition *definition;
    Branches *branches;  // per input
    uint64_t **sure;     // per depth: rules that match so far whatever opaque cells say
    uint64_t **possible; // per depth: rules that may match
    uint64_t **any_rest; // per depth: rules that look at none of the inputs from there on
    uint32_t *path;      // class chosen per input
    size_t depth;
    uint64_t *reached;   // F, P: rules that count somewhere
    uint64_t *paired;    // pairs reported, per rule
    size_t node_count;
    size_t gap_count, conflict_count, note_count;
    bool wants_gaps, wants_conflicts, wants_notes, wants_reach;
} Walk;

// ---- Words ----

static Str class_text(const Walk *walk, size_t input, uint32_t id) {
    FeelValue value;
    bool has_value = verifier_sample(walk->verifier, input, id, &value);
    if (has_value && !feel_is_null(value)) return dmn_value_text(walk->arena, value);
    bool is_text = walk->table->inputs[input].classes.kind == FEEL_STRING;
    return is_text ? STR("其他文本") : STR("其他值");
}

// "年龄 = 17，等级 = 其他文本": the path walked so far, without inputs that none of these rules
// (all of them when there are none) looks at.
static Str example(const Walk *walk, const size_t *rules, size_t rule_count) {
    StrBuilder out;
    str_builder_init(&out, walk->arena, 0);
    for (size_t i = 0; i < walk->depth; i++) {
        const DmnInputPlan *input = &walk->table->inputs[i];
        bool is_looked_at = rule_count == 0 && !input->is_any;
        for (size_t k = 0; k < rule_count; k++) {
            is_looked_at |= input->cells[input->rule_cells[rules[k]]].kind != DMN_CELL_ANY;
        }
        if (!is_looked_at) continue;
        if (out.count > 0) str_put(&out, STR("，"));
        Str value = class_text(walk, i, walk->path[i]);
        Str name = verifier_input_name(walk->verifier, i);
        str_put_format(&out, "%.*s = %.*s", STR_ARG(name), STR_ARG(value));
    }
    return out.count > 0 ? str_built(&out) : STR("任何输入");
}

// ---- Branches ----

static bool is_new_branch(const Walk *walk, size_t input, const Branches *branches,
                          uint32_t id) {
    const uint64_t *matched = walk->table->inputs[input].matched;
    size_t words = walk->table->words;
    for (size_t i = 0; i < branches->count; i++) {
        const uint64_t *known = matched + branches->classes[i] * words;
        if (memcmp(known, matched + id * words, words * sizeof *matched) == 0) return false;
    }
    return true;
}

static void prepare_input(Walk *walk, size_t input) {
    const DmnInputPlan *plan = &walk->table->inputs[input];
    Branches *branches = &walk->branches[input];
    branches->classes = NEW_ARRAY(walk->arena, uint32_t, plan->classes.count);
    branches->opaque = NEW_ARRAY(walk->arena, uint64_t, walk->table->words);
    for (size_t i = 0; i < plan->cell_count; i++) {
        if (plan->cells[i].kind != DMN_CELL_PROGRAM) continue;
        for (size_t k = 0; k < plan->cell_rules[i].count; k++) {
            bits_set(branches->opaque, plan->cell_rules[i].rules[k]);
        }
    }
    for (uint32_t id = 0; id < plan->classes.count; id++) {
        FeelValue sample;
        bool is_real = verifier_sample(walk->verifier, input, id, &sample);
        if (is_real && is_new_branch(walk, input, branches, id)) {
            branches->classes[branches->count++] = id;
        }
    }
}

// ---- Findings on the way ----

static size_t count_rules(const Walk *walk, const uint64_t *set) {
    size_t count = 0;
    for (size_t i = 0; i < walk->table->words; i++) {
        count += (size_t)__builtin_popcountll(set[i]);
    }
    return count;
}

static bool has_any(const Walk *walk, const uint64_t *a, const uint64_t *b) {
    for (size_t i = 0; i < walk->table->words; i++) {
        if ((a[i] & b[i]) != 0) return true;
    }
    return false;
}

static void report_gap(Walk *walk) {
    if (walk->gap_count++ >= walk->verifier->findings_max) return;
    SourceRange range = {0};
    if (walk->definition->rule_count > 0) range = walk->definition->rules[0].range;
    Str values = example(walk, NULL, 0);
    Str message = str_format(walk->arena, "决策表“%.*s”有缺口：%.*s 时没有规则",
                             STR_ARG(walk->definition->name), STR_ARG(values));
    verifier_report(walk->verifier, SEVERITY_WARNING, range, message);
}

// By the ranks of constant outputs: negative when `a` goes before `b`.
static int compare_ranks(const DmnTable *table, size_t a, size_t b) {
    for (size_t i = 0; i < table->definition->output_count; i++) {
        const DmnOutputPlan *output = &table->outputs[i];
        uint32_t left = output->cells[output->rule_cells[a]].rank;
        uint32_t right = output->cells[output->rule_cells[b]].rank;
        if (left != right) return left < right ? -1 : 1;
    }
    return 0;
}

// What two rules that hit together mean: an error, something to know, or nothing.
typedef struct Meeting {
    bool is_conflict, is_noteworthy;
    const char *effect; // what happens then
} Meeting;

static Meeting meeting_of(const Walk *walk, size_t a, size_t b) {
    bool is_same = verifier_same_outputs(walk->table, a, b);
    int order = compare_ranks(walk->table, a, b);
    switch (walk->definition->hit_policy) {
    case DMN_UNIQUE: return (Meeting){.is_conflict = true, .effect = "同时命中"};
    case DMN_ANY: return (Meeting){.is_conflict = !is_same, .effect = "同时命中而结果不同"};
    case DMN_PRIORITY:
        if (order == 0) return (Meeting){.is_conflict = !is_same, .effect = "同时命中而结果不同"};
        return (Meeting){.is_noteworthy = true, .effect = order < 0 ? "优先取前者" : "优先取后者"};
    case DMN_FIRST: return (Meeting){.is_noteworthy = !is_same, .effect = "取在前的一条"};
    case DMN_RULE_ORDER:
    case DMN_OUTPUT_ORDER:
    case DMN_COLLECT: return (Meeting){.is_noteworthy = true, .effect = "两个结果都列出"};
    case DMN_COLLECT_SUM: return (Meeting){.is_noteworthy = true, .effect = "两个结果相加"};
    case DMN_COLLECT_MIN: return (Meeting){.is_noteworthy = !is_same, .effect = "取小的结果"};
    case DMN_COLLECT_MAX: return (Meeting){.is_noteworthy = !is_same, .effect = "取大的结果"};
    case DMN_COLLECT_COUNT: return (Meeting){.is_noteworthy = true, .effect = "算作两条"};
    }
    return (Meeting){0};
}

static size_t notes_max(const Walk *walk) {
    size_t findings_max = walk->verifier->options->findings_max;
    return findings_max != 0 ? findings_max : DMN_VERIFY_NOTES_MAX;
}

// Whether a pair is met for the first time.
static bool is_new_pair(Walk *walk, size_t a, size_t b) {
    size_t pair = a * walk->definition->rule_count + b;
    if (walk->paired == NULL) return true;
    if (bits_has(walk->paired, pair)) return false;
    bits_set(walk->paired, pair);
    return true;
}

static void report_overlap(Walk *walk, size_t a, size_t b) {
    Meeting meeting = meeting_of(walk, a, b);
    bool is_wanted = (walk->wants_conflicts && meeting.is_conflict) ||
                     (walk->wants_notes && meeting.is_noteworthy);
    if (!is_wanted || !is_new_pair(walk, a, b)) return;
    size_t *count = meeting.is_conflict ? &walk->conflict_count : &walk->note_count;
    size_t most = meeting.is_conflict ? walk->verifier->findings_max : notes_max(walk);
    if ((*count)++ >= most) return;
    Str one = verifier_rule_name(walk->verifier, a), other = verifier_rule_name(walk->verifier, b);
    Str values = example(walk, (const size_t[]){a, b}, 2);
    Str message = str_format(walk->arena, "规则 %.*s 和 %.*s 重叠（%s）：%.*s 时%s", STR_ARG(one),
                             STR_ARG(other), dmn_hit_policy_sign(walk->definition->hit_policy),
                             STR_ARG(values), meeting.effect);
    verifier_report(walk->verifier, meeting.is_conflict ? SEVERITY_ERROR : SEVERITY_NOTE,
                    walk->definition->rules[b].range, message);
}

static bool wants_overlaps(const Walk *walk) {
    size_t most = walk->verifier->findings_max;
    return (walk->wants_conflicts && walk->conflict_count < most) ||
           (walk->wants_notes && walk->note_count < notes_max(walk));
}

static void leaf_overlaps(Walk *walk, const uint64_t *sure) {
    size_t rule_count = walk->definition->rule_count;
    for (size_t a = 0; a < rule_count && wants_overlaps(walk); a++) {
        if (!bits_has(sure, a)) continue;
        for (size_t b = a + 1; b < rule_count; b++) {
            if (bits_has(sure, b)) report_overlap(walk, a, b);
        }
    }
}

// Rules that may decide here: those before the first sure one, and that one itself (F); none that
// a sure one outranks (P).
static void leaf_reach(Walk *walk, const uint64_t *sure, const uint64_t *possible) {
    size_t rule_count = walk->definition->rule_count, best = SIZE_MAX;
    bool is_first = walk->definition->hit_policy == DMN_FIRST;
    for (size_t rule = 0; rule < rule_count; rule++) {
        if (!bits_has(sure, rule)) continue;
        bool is_better =
            best == SIZE_MAX || (!is_first && compare_ranks(walk->table, rule, best) < 0);
        if (is_better) best = rule;
    }
    for (size_t rule = 0; rule < rule_count; rule++) {
        if (!bits_has(possible, rule)) continue;
        bool is_masked = best != SIZE_MAX && rule != best;
        if (is_masked && is_first) is_masked = rule > best;
        if (is_masked && !is_first) {
            int order = compare_ranks(walk->table, best, rule);
            is_masked = order < 0 || (order == 0 && best < rule);
        }
        if (!is_masked) bits_set(walk->reached, rule);
    }
}

// ---- The walk ----

static bool all_reached(const Walk *walk, const uint64_t *possible) {
    for (size_t i = 0; i < walk->table->words; i++) {
        if ((possible[i] & ~walk->reached[i]) != 0) return false;
    }
    return true;
}

static bool is_worth_walking(const Walk *walk, size_t depth) {
    const uint64_t *sure = walk->sure[depth], *possible = walk->possible[depth];
    if (walk->wants_gaps && walk->gap_count < walk->verifier->findings_max &&
        !has_any(walk, sure, walk->any_rest[depth])) {
        return true;
    }
    if (wants_overlaps(walk) && count_rules(walk, sure) > 1) return true;
    return walk->wants_reach && !all_reached(walk, possible);
}

static void walk_from(Walk *walk, size_t depth) {
    const DmnTable *table = walk->table;
    const uint64_t *sure = walk->sure[depth], *possible = walk->possible[depth];
    if (walk->node_count++ >= DMN_VERIFY_NODES_MAX) return;
    walk->depth = depth;
    if (count_rules(walk, possible) == 0) {
        if (walk->wants_gaps) report_gap(walk);
        return;
    }
    if (depth == table->definition->input_count) {
        if (wants_overlaps(walk)) leaf_overlaps(walk, sure);
        if (walk->wants_reach) leaf_reach(walk, sure, possible);
        return;
    }
    if (!is_worth_walking(walk, depth)) return;
    const Branches *branches = &walk->branches[depth];
    for (size_t i = 0; i < branches->count; i++) {
        const uint64_t *matched =
            table->inputs[depth].matched + branches->classes[i] * table->words;
        for (size_t word = 0; word < table->words; word++) {
            walk->sure[depth + 1][word] = sure[word] & matched[word];
            walk->possible[depth + 1][word] =
                possible[word] & (matched[word] | branches->opaque[word]);
        }
        walk->path[depth] = branches->classes[i];
        walk_from(walk, depth + 1);
    }
}

static void prepare_walk(Walk *walk) {
    const DmnTable *table = walk->table;
    size_t input_count = table->definition->input_count, words = table->words;
    walk->branches = NEW_ARRAY(walk->arena, Branches, input_count);
    walk->sure = NEW_ARRAY(walk->arena, uint64_t *, input_count + 1);
    walk->possible = NEW_ARRAY(walk->arena, uint64_t *, input_count + 1);
    walk->any_rest = NEW_ARRAY(walk->arena, uint64_t *, input_count + 1);
    walk->path = NEW_ARRAY(walk->arena, uint32_t, input_count);
    walk->reached = NEW_ARRAY(walk->arena, uint64_t, words);
    for (size_t i = 0; i <= input_count; i++) {
        walk->sure[i] = NEW_ARRAY(walk->arena, uint64_t, words);
        walk->possible[i] = NEW_ARRAY(walk->arena, uint64_t, words);
        walk->any_rest[i] = NEW_ARRAY(walk->arena, uint64_t, words);
    }
    memcpy(walk->sure[0], table->all_rules, words * sizeof(uint64_t));
    memcpy(walk->possible[0], table->all_rules, words * sizeof(uint64_t));
    memcpy(walk->any_rest[input_count], table->all_rules, words * sizeof(uint64_t));
    for (size_t i = input_count; i-- > 0;) {
        prepare_input(walk, i);
        for (size_t word = 0; word < words; word++) {
            walk->any_rest[i][word] =
                walk->any_rest[i + 1][word] & table->inputs[i].any[word];
        }
    }
}

static void report_unreached(const Walk *walk) {
    size_t count = 0;
    for (size_t rule = 0; rule < walk->definition->rule_count; rule++) {
        if (bits_has(walk->reached, rule) || count++ >= walk->verifier->findings_max) continue;
        Str name = verifier_rule_name(walk->verifier, rule);
        Str message = str_format(walk->arena, "规则 %.*s 永远轮不到：别的规则总在它前面命中",
                                 STR_ARG(name));
        verifier_report(walk->verifier, SEVERITY_WARNING, walk->definition->rules[rule].range,
                        message);
    }
}

// ---- The whole ----

// Whether every input has an index to walk along.
static bool is_walkable(const Walk *walk) {
    for (size_t i = 0; i < walk->definition->input_count; i++) {
        if (walk->table->inputs[i].matched != NULL) continue;
        Str name = verifier_input_name(walk->verifier, i);
        Str message = str_format(walk->arena,
                                 "决策表“%.*s”的输入“%.*s”取值种类太多，没有查缺口和重叠",
                                 STR_ARG(walk->definition->name), STR_ARG(name));
        verifier_report(walk->verifier, SEVERITY_NOTE, (SourceRange){0}, message);
        return false;
    }
    return true;
}

static void choose_questions(Walk *walk) {
    const DmnVerifyOptions *options = walk->verifier->options;
    DmnHitPolicy policy = walk->definition->hit_policy;
    walk->wants_gaps = policy <= DMN_FIRST && !walk->table->has_fallback &&
                       !options->is_gap_allowed && walk->definition->input_count > 0;
    walk->wants_conflicts =
        policy == DMN_UNIQUE || policy == DMN_ANY || policy == DMN_PRIORITY;
    walk->wants_notes = options->wants_notes;
    walk->wants_reach = policy == DMN_FIRST || policy == DMN_PRIORITY;
}

void verifier_walk(const Verifier *verifier) {
    Walk walk = {.verifier = verifier, .arena = verifier->arena, .table = verifier->table,
                 .definition = verifier->table->definition};
    size_t rule_count = walk.definition->rule_count;
    choose_questions(&walk);
    bool is_asked =
        walk.wants_gaps || walk.wants_conflicts || walk.wants_notes || walk.wants_reach;
    if (!is_asked || !is_walkable(&walk)) return;
    if (rule_count <= DMN_VERIFY_PAIRED_RULES_MAX) {
        walk.paired = NEW_ARRAY(walk.arena, uint64_t, bits_words(rule_count * rule_count) + 1);
    }
    prepare_walk(&walk);
    walk_from(&walk, 0);
    if (walk.node_count > DMN_VERIFY_NODES_MAX) {
        Str message = str_format(walk.arena, "决策表“%.*s”的组合超过 %d 个，没有查完缺口和重叠",
                                 STR_ARG(walk.definition->name), DMN_VERIFY_NODES_MAX);
        verifier_report(verifier, SEVERITY_NOTE, (SourceRange){0}, message);
    } else if (walk.wants_reach) {
        report_unreached(&walk);
    }
}
