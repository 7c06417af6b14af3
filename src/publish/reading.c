// SPDX-License-Identifier: Apache-2.0
#include "publish/reading.h"

#include "access/audit.h"
#include "base/digest.h"
#include "feel/builtin.h"
#include "policy/bounds.h"
#include "publish/reading.sql.h"

static const char *const kind_codes[] = {"reading", "parameter"};

bool reading_is_open(Str basis) {
    return str_find(basis, STR("[R]"), 0) != SIZE_MAX || str_find(basis, STR("[O]"), 0) != SIZE_MAX;
}

// Whose it is: the number of an item, the file of a rule, 0 for pack.md.
static Str owner_of(Arena *arena, const ReadingItem *item) {
    return item->rule ? item->rule->file : str_format(arena, "%d", item->policy_number);
}

static Str item_hash(Arena *arena, const ReadingItem *item) {
    Str owner = owner_of(arena, item);
    Str whole = str_format(arena, "%.*s\n%s\n%.*s\n%.*s\n%.*s", STR_ARG(owner),
                           kind_codes[item->kind], STR_ARG(item->key), STR_ARG(item->text),
                           STR_ARG(item->basis));
    return digest_sha256(arena, whole);
}

// ---- Items ----

static ReadingItem reading_item(Arena *arena, const ReadingPlace *place,
                                const Reading *reading) {
    ReadingItem item = {.policy_number = place->policy_number, .rule = place->rule,
                        .kind = READING_READING, .key = reading->quote,
                        .name = reading->quote, .text = reading->reading, .basis = reading->basis,
                        .confirmed_on = DATE_ABSENT, .bears_on = &reading->bears_on};
    item.text_hash = item_hash(arena, &item);
    return item;
}

Str reading_hash(Arena *arena, int policy_number, const Reading *reading) {
    ReadingPlace place = {.policy_number = policy_number};
    return reading_item(arena, &place, reading).text_hash;
}

// To each other value that the bounds of a row allow.
static void parameter_moves(Arena *arena, const Parameter *parameter, const ParameterRow *row,
                            ReadingItem *item) {
    FeelValue *others;
    size_t count;
    parameter_others(arena, row, &others, &count);
    for (size_t i = 0; i < count; i++) {
        ReadingMove move = {.of = {BEARING_PARAMETER, parameter->key, parameter->name},
                            .to = {parameter, others[i]},
                            .value = feel_to_source(arena, others[i]),
                            .shown = parameter_shown(arena, parameter, others[i])};
        PUSH(arena, &item->moves, move);
    }
}

static void bearing_moves(Arena *arena, const Policy *policy, const Bearing *bearing, Date today,
                          ReadingItem *item) {
    if (bearing->kind != BEARING_PARAMETER) {
        PUSH(arena, &item->moves, ((ReadingMove){.of = *bearing}));
        return;
    }
    const Parameter *parameter = parameter_find(&policy->parameters, bearing->key);
    const ParameterRow *row = parameter_row_from(parameter, today);
    if (row) parameter_moves(arena, parameter, row, item);
}

static ReadingItem parameter_item(Arena *arena, const ReadingPlace *place,
                                  const Parameter *parameter, const ParameterRow *row) {
    Str value = parameter_shown(arena, parameter, row->value);
    Str bounds = parameter_bounds_shown(arena, parameter, row);
    ReadingItem item = {.policy_number = place->policy_number, .rule = place->rule,
                        .kind = READING_PARAMETER, .key = parameter->key,
                        .name = parameter->name, .basis = row->basis, .confirmed_on = DATE_ABSENT};
    item.text = str_is_absent(bounds) ? value
                                      : str_format(arena, "%.*s（可以是 %.*s）", STR_ARG(value),
                                                   STR_ARG(bounds));
    item.text_hash = item_hash(arena, &item);
    parameter_moves(arena, parameter, row, &item);
    return item;
}

static void readings_add(Arena *arena, const ReadingPlace *place, const ReadingList *readings,
                         ReadingItems *items) {
    for (size_t i = 0; i < readings->count; i++) {
        if (!reading_is_open(readings->items[i].basis)) continue;
        PUSH(arena, items, reading_item(arena, place, &readings->items[i]));
    }
}

static void bearings_add(Arena *arena, const Policy *policy, Date today, ReadingItem *item) {
    for (size_t i = 0; i < item->bears_on->count; i++) {
        bearing_moves(arena, policy, &item->bears_on->items[i], today, item);
    }
}

static void policy_add(Arena *arena, const Policy *policy, Date today, ReadingItems *items) {
    bool is_item = policy->kind == POLICY_ITEM;
    ReadingPlace place = {is_item ? policy->number : 0, is_item ? NULL : policy};
    size_t first = items->count;
    readings_add(arena, &place, &policy->readings, items);
    for (size_t i = first; i < items->count; i++) {
        bearings_add(arena, policy, today, &items->items[i]);
    }
    for (size_t i = 0; i < policy->parameters.count; i++) {
        const Parameter *parameter = &policy->parameters.items[i];
        const ParameterRow *row = parameter_row_from(parameter, today);
        if (!row || !reading_is_open(row->basis)) continue;
        PUSH(arena, items, parameter_item(arena, &place, parameter, row));
    }
}

static void all_collect(Arena *arena, const Pack *pack, Date today, ReadingItems *items) {
    const PolicyList *lists[] = {&pack->policies, &pack->risks};
    readings_add(arena, &(ReadingPlace){0}, &pack->readings, items);
    for (size_t i = 0; i < sizeof lists / sizeof *lists; i++) {
        for (size_t j = 0; j < lists[i]->count; j++) {
            policy_add(arena, lists[i]->items[j], today, items);
        }
    }
    if (pack->inspection) policy_add(arena, pack->inspection, today, items);
}

static void items_collect(Arena *arena, const Pack *pack, const ReadingPlace *place, Date today,
                          ReadingItems *items) {
    *items = (ReadingItems){0};
    const Policy *policy = place->rule ? place->rule : pack_policy(pack, place->policy_number);
    if (policy) {
        policy_add(arena, policy, today, items);
    } else if (place->policy_number == 0) {
        readings_add(arena, place, &pack->readings, items);
    } else if (place->policy_number < 0) {
        all_collect(arena, pack, today, items);
    }
}

// ---- What the database knows of them ----

static void confirmations_put(const ConfirmationRows *rows, ReadingItems *items) {
    for (size_t i = 0; i < items->count; i++) {
        ReadingItem *item = &items->items[i];
        for (size_t j = 0; j < rows->count; j++) {
            const ConfirmationRow *row = &rows->items[j];
            if (!str_equal(row->text_hash, item->text_hash)) continue;
            item->is_confirmed = true;
            item->confirmed_by = row->actor_name;
            item->document = row->document;
            item->confirmed_on = row->confirmed_on;
        }
    }
}

SimulationTrial reading_trial(const Pack *pack, const ReadingItem *item,
                              const ReadingMove *move) {
    return (SimulationTrial){pack, item->policy_number, item->rule, move->of.kind, move->of.key,
                             move->value};
}

static void simulations_put(const Pack *pack, const Simulations *simulations,
                            ReadingItem *item) {
    for (size_t i = 0; i < item->moves.count; i++) {
        ReadingMove *move = &item->moves.items[i];
        SimulationTrial trial = reading_trial(pack, item, move);
        for (size_t j = 0; j < simulations->count; j++) {
            bool is_it = simulation_is_of(&simulations->items[j], &trial);
            if (is_it) move->simulation = &simulations->items[j];
        }
    }
}

bool reading_list(Tx *tx, const Actor *actor, const Pack *pack, const ReadingPlace *place,
                  Arena *arena, ReadingItems *items, Error *error) {
    ConfirmationRows rows;
    Simulations simulations;
    items_collect(arena, pack, place, actor->today, items);
    if (!confirmation_list(tx, NULL, arena, &rows, error) ||
        !simulation_trials(tx, str_from_c(pack->hash), arena, &simulations, error) ||
        !scan_counts(tx, actor, arena, &items->scanned, error)) {
        return false;
    }
    confirmations_put(&rows, items);
    for (size_t i = 0; i < items->count; i++) {
        simulations_put(pack, &simulations, &items->items[i]);
    }
    return true;
}

ScanCount reading_scanned(const ReadingItems *items, int policy_number) {
    ScanCount sum = {.policy_number = policy_number};
    for (size_t i = 0; i < items->scanned.count; i++) {
        const ScanCount *count = &items->scanned.items[i];
        if (policy_number != 0 && count->policy_number != policy_number) continue;
        sum.entitled += count->entitled;
        sum.entitled_fen += count->entitled_fen;
    }
    return sum;
}

// ---- Confirming ----

static const ReadingItem *item_find(const ReadingItems *items, Str text_hash) {
    for (size_t i = 0; i < items->count; i++) {
        if (str_equal(items->items[i].text_hash, text_hash)) return &items->items[i];
    }
    return NULL;
}

bool reading_confirm(Tx *tx, const Actor *actor, const ReadingConfirm *in, Arena *arena,
                     Error *error) {
    ReadingItems items;
    Str document = str_trim(in->document);
    items_collect(arena, in->pack, &in->place, actor->today, &items);
    const ReadingItem *item = item_find(&items, in->text_hash);
    if (!item) {
        error_set(error, ERROR_NOT_FOUND, "这条口径已经改过，或者没有这一条");
        return error_detail(error, "请刷新页面，看现在的写法");
    }
    if (document.length == 0 || document.length > READING_DOCUMENT_BYTES_MAX) {
        error_set(error, ERROR_INVALID, "确认口径要写依据的文件，最多%d字",
                  READING_DOCUMENT_BYTES_MAX / 3);
        return error_detail(error, "如：卫人社函〔2023〕12号");
    }
    ConfirmationInsertIn row = {item->policy_number, item->rule ? item->rule->file : (Str){0},
                                str_from_c(kind_codes[item->kind]), item->key, item->text_hash,
                                document, actor->account_id, actor->display_name,
                                role_code(actor->role), actor->today};
    if (!confirmation_insert(tx, &row, NULL, error)) {
        if (error->kind != ERROR_CONFLICT) return false;
        error_set(error, ERROR_CONFLICT, "这条口径已经确认过");
        return error_code(error, "CONFIRMED");
    }
    AuditEntry entry = {.action = STR("reading.confirm"), .object_kind = STR("policy"),
                        .object_number = owner_of(arena, item),
                        .before = str_format(arena, "%.*s：%.*s", STR_ARG(item->name),
                                             STR_ARG(item->text)),
                        .after = document};
    return audit_write(tx, actor, &entry, error);
}
