// SPDX-License-Identifier: Apache-2.0
#include "pages/policy/reading.h"

#include "pages/platform.h"
#include "pages/policy/draft.h"
#include "pages/policy/reading_ledger.html.h"
#include "pages/policy/reading_policy.html.h"
#include "pages/policy/rule.h"

static const FormField confirm_fields[] = {
    {.name = "text_hash", .label = "口径", .type = FIELD_TEXT, .is_required = true,
     .length_max = 64},
    {.name = "document", .label = "确认依据的文件", .type = FIELD_TEXT, .length_max = 100},
};
static const Form confirm_form = {"reading_confirm", confirm_fields, 2};

static const FormOption trial_kinds[] = {{"parameter", "参数"}, {"reason", "原因"},
                                         {"measure", "措施"}};
static const FormField effect_fields[] = {
    {.name = "kind", .label = "算什么", .type = FIELD_ENUM, .options = trial_kinds,
     .option_count = BEARING_KIND_COUNT},
    {.name = "key", .label = "参数、原因码或者措施", .type = FIELD_TEXT, .is_required = true},
    {.name = "value", .label = "参数改成", .type = FIELD_TEXT},
};
static const Form effect_form = {"reading_effect", effect_fields, 3};

// ---- Reading ----

typedef struct LedgerIn {
    const Context *context;
    ReadingPlace place;
} LedgerIn;

static bool ledger_read(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const LedgerIn *ledger = in;
    return reading_list(tx, ledger->context->actor, platform_pack(ledger->context),
                        &ledger->place, arena, out, error);
}

static Str title_of(Context *context, int number, const Policy *rule) {
    const Policy *policy = pack_policy(platform_pack(context), number);
    if (rule) return rule_label(context->arena, rule);
    return policy ? policy_label(context->arena, number, policy->title) : STR("各项政策共用");
}

static Str place_key(Arena *arena, int number, const Policy *rule) {
    return rule ? rule_key(rule) : str_format(arena, "%d", number);
}

// The policy or rule that the path names; 0 is pack.md.
static bool place_of(Context *context, ReadingPlace *place, Error *error) {
    Str text = context_parameter(context, "policy");
    const Pack *pack = platform_pack(context);
    int64_t read;
    bool is_number = str_to_int64(text, &read) && read >= 0 && read <= INT32_MAX;
    *place = (ReadingPlace){0};
    if (is_number && (read == 0 || pack_policy(pack, (int)read))) {
        place->policy_number = (int)read;
        return true;
    }
    if (!is_number) place->rule = rule_of_key(context->arena, pack, text);
    return place->rule ||
           error_set(error, ERROR_NOT_FOUND, "没有第“%.*s”项政策，也没有这条规则", STR_ARG(text));
}

// ---- The ledger ----

static ReadingSumView *sum_of(Context *context, ReadingSumViews *sums, const ReadingItems *items,
                              const ReadingItem *item) {
    int number = item->policy_number;
    Str key = place_key(context->arena, number, item->rule);
    if (sums->count > 0 && str_equal(sums->items[sums->count - 1].key, key)) {
        return &sums->items[sums->count - 1];
    }
    ScanCount scanned = reading_scanned(items, number);
    ReadingSumView sum = {.key = key, .title = title_of(context, number, item->rule),
                          .entitled = scanned.entitled, .amount = {scanned.entitled_fen},
                          .has_money = number > 0 && scanned.entitled > 0,
                          .is_rule = item->rule != NULL};
    PUSH(context->arena, sums, sum);
    return &sums->items[sums->count - 1];
}

static bool ledger_page(Context *context, Error *error) {
    ReadingItems items;
    LedgerIn in = {context, {.policy_number = -1}};
    if (!platform_read(context, ledger_read, &in, &items, error)) return false;
    ReadingLedgerView view = {.total = (int64_t)items.count,
                              .has_scan = items.scanned.scanned_on != DATE_ABSENT,
                              .scanned = {items.scanned.scanned_on}};
    for (size_t i = 0; i < items.count; i++) {
        const ReadingItem *item = &items.items[i];
        ReadingSumView *sum = sum_of(context, &view.rows, &items, item);
        sum->readings += item->kind == READING_READING;
        sum->parameters += item->kind == READING_PARAMETER;
        sum->open += !item->is_confirmed;
        view.open += !item->is_confirmed;
    }
    Html html = context_html(context);
    reading_ledger_html(&html, &view);
    return context_page(context, STR("口径台账"), &html);
}

// ---- One policy ----

static Str tried_sentence(Arena *arena, const DoubtTableView *doubts) {
    if (doubts->claims == 0) return STR("现在没有等着核查的申请，试不出差别。");
    return str_format(arena, "%s %lld 件等着核查的申请里，%.*s", doubts->is_bounded ? "最新的" : "",
                      (long long)doubts->claims, STR_ARG(doubts->sentence));
}

// Whom the reason turns away, and whom it alone does.
static Str refused_sentence(Arena *arena, const SimulatedCount *sum) {
    Str fen = fen_to_str(arena, (Fen){sum->gained_fen});
    if (sum->refused == 0) return STR("现在没有拒谁。");
    if (sum->gaining == 0) {
        return str_format(arena, "现在拒了 %lld 个，他们都还有别的原因。",
                          (long long)sum->refused);
    }
    return str_format(arena, "现在拒了 %lld 个，其中 %lld 个只因为这一条，共 %.*s 元。",
                      (long long)sum->refused, (long long)sum->gaining, STR_ARG(fen));
}

static Str measure_sentence(Arena *arena, const SimulatedCount *sum) {
    if (sum->before_count == 0) return STR("现在没有谁符合。");
    return str_format(arena, "现在符合的 %lld 个，共 %.*s 元。", (long long)sum->before_count,
                      STR_ARG(fen_to_str(arena, (Fen){sum->before_fen})));
}

static Str done_sentence(Arena *arena, const ReadingItem *item, const ReadingMove *move,
                         const PreviewView *preview) {
    SimulatedCount sum = simulated_sum(&move->simulation->counts, 0);
    if (item->rule) return tried_sentence(arena, &preview->doubts);
    if (sum.subjects == 0) return STR("数据库里没有这项政策的对象，算不出来。");
    switch (move->of.kind) {
    case BEARING_PARAMETER: break;
    case BEARING_REASON: return refused_sentence(arena, &sum);
    case BEARING_MEASURE: return measure_sentence(arena, &sum);
    }
    return preview->sentence;
}

// 「参数“补助标准”」; of a reason what it says, with its code.
static Str bearing_text(Arena *arena, const Bearing *of) {
    Str label = bearing_kind_label(of->kind);
    if (of->kind != BEARING_REASON) {
        return str_format(arena, "%.*s“%.*s”", STR_ARG(label), STR_ARG(of->name));
    }
    return str_format(arena, "%.*s“%.*s”（%.*s）", STR_ARG(label), STR_ARG(of->name),
                      STR_ARG(of->key));
}

static Str move_condition(Arena *arena, const ReadingItem *item, const ReadingMove *move) {
    if (item->kind == READING_PARAMETER) {
        return str_format(arena, "如果是 %.*s", STR_ARG(move->shown));
    }
    Str of = bearing_text(arena, &move->of);
    if (move->of.kind == BEARING_REASON && item->rule) {
        return str_format(arena, "没有%.*s", STR_ARG(of));
    }
    if (move->of.kind != BEARING_PARAMETER) return of;
    return str_format(arena, "%.*s如果是 %.*s", STR_ARG(of), STR_ARG(move->shown));
}

static Str move_question(Arena *arena, const ReadingItem *item, const ReadingMove *move) {
    Str name = move->of.name, shown = move->shown;
    switch (move->of.kind) {
    case BEARING_PARAMETER: break;
    case BEARING_REASON:
        return str_format(arena, "%.*s %s", STR_ARG(move->of.key),
                          item->rule ? "查出多少件" : "拒了多少人、多少钱");
    case BEARING_MEASURE: return str_format(arena, "%.*s是多少人、多少钱", STR_ARG(name));
    }
    return str_format(arena, "%.*s改成 %.*s", STR_ARG(name), STR_ARG(shown));
}

static MoveView move_view(Context *context, const ReadingItem *item, const ReadingMove *move) {
    MoveView view = {.kind = bearing_kind_code(move->of.kind),
                     .key = move->of.key,
                     .value = move->value,
                     .condition = move_condition(context->arena, item, move),
                     .question = move_question(context->arena, item, move),
                     .sentence = STR("")};
    view.is_known = item->rule && item->rule->kind == POLICY_INSPECTION;
    if (view.is_known) view.sentence = inspection_move_sentence(context, &move->to);
    if (!move->simulation) return view;
    PreviewView preview = preview_view(context, move->simulation, move->simulation->revision);
    view.is_open = preview.is_open;
    view.is_done = preview.is_done;
    if (preview.is_open) view.sentence = STR("正在计算……");
    else if (!preview.is_done) view.sentence = preview.failure;
    else view.sentence = done_sentence(context->arena, item, move, &preview);
    return view;
}

// A mark that stands alone is said in words.
static Str basis_shown(Str basis) {
    if (str_equal(basis, STR("[R]"))) return STR("[R] 文件没有写明，是我们的理解");
    if (str_equal(basis, STR("[O]"))) return STR("[O] 其他规定或公开资料");
    return basis;
}

static Str bears_on_text(Arena *arena, const ReadingItem *item) {
    StrBuilder text;
    if (item->kind == READING_PARAMETER) return STR("");
    if (item->bears_on->count == 0) {
        return item->rule ? STR("整条规则")
               : item->policy_number == 0 ? STR("各项政策") : STR("整项政策");
    }
    str_builder_init(&text, arena, 0);
    for (size_t i = 0; i < item->bears_on->count; i++) {
        Str of = bearing_text(arena, &item->bears_on->items[i]);
        str_put_format(&text, "%s%.*s", i > 0 ? "；" : "", STR_ARG(of));
    }
    return str_built(&text);
}

static ReadingItemView item_view(Context *context, const ReadingItem *item, int64_t *waiting) {
    ReadingItemView view = {
        .kind = item->kind == READING_READING ? "读法" : "参数",
        .bears_on = bears_on_text(context->arena, item),
        .is_fixed = item->bears_on && item->bears_on->count > 0 && item->moves.count == 0,
        .name = item->name,
        .key = item->key,
        .text = item->text,
        .basis = basis_shown(item->basis),
        .hash = item->text_hash,
        .is_confirmed = item->is_confirmed,
        .confirmed_by = item->confirmed_by,
        .document = item->document,
        .confirmed_on = {item->confirmed_on},
        .moves = {NEW_ARRAY(context->arena, MoveView, item->moves.count), item->moves.count},
    };
    for (size_t i = 0; i < item->moves.count; i++) {
        view.moves.items[i] = move_view(context, item, &item->moves.items[i]);
        *waiting += view.moves.items[i].is_open;
    }
    return view;
}

static bool show_policy(Context *context, const ReadingPlace *place, const Error *fault,
                        Error *error) {
    ReadingItems items;
    LedgerIn in = {context, *place};
    int number = place->policy_number;
    if (!platform_read(context, ledger_read, &in, &items, error)) return false;
    ScanCount scanned = reading_scanned(&items, number);
    ReadingPolicyView view = {
        .fault = fault_box(context, fault),
        .key = place_key(context->arena, number, place->rule),
        .number = number,
        .is_rule = place->rule != NULL,
        .is_risk = place->rule && place->rule->kind == POLICY_RISK,
        .title = title_of(context, number, place->rule),
        .items = {NEW_ARRAY(context->arena, ReadingItemView, items.count), items.count},
        .entitled = scanned.entitled,
        .amount = {scanned.entitled_fen},
        .has_money = number > 0 && scanned.entitled > 0,
        .may_confirm = context_may(context, PERMISSION_READING_CONFIRM),
        .may_see_rules = place->rule && context_may(context, PERMISSION_POLICY_PUBLISH),
    };
    if (view.may_confirm) view.form = context_form_view(context);
    for (size_t i = 0; i < items.count; i++) {
        view.items.items[i] = item_view(context, &items.items[i], &view.waiting);
        view.open += !items.items[i].is_confirmed;
    }
    Html html = context_html(context);
    reading_policy_html(&html, &view);
    if (view.waiting > 0 && !fault) context->refresh_s = LIVE_REFRESH_S;
    context_page(context, str_format(context->arena, "口径：%.*s", STR_ARG(view.title)), &html);
    if (fault) context->response->status = error_http_status(fault->kind);
    return true;
}

static bool policy_readings_page(Context *context, Error *error) {
    ReadingPlace place;
    return place_of(context, &place, error) && show_policy(context, &place, NULL, error);
}

// ---- As JSON ----

static void bearing_write(JsonWriter *writer, const Bearing *of) {
    json_member_string(writer, "kind", bearing_kind_code(of->kind));
    json_member_string(writer, "key", of->key);
    json_member_string(writer, "name", of->name);
}

static void bears_on_write(JsonWriter *writer, const ReadingItem *item) {
    json_key(writer, STR("bears_on"));
    json_open_array(writer);
    for (size_t i = 0; item->bears_on && i < item->bears_on->count; i++) {
        json_open_object(writer);
        bearing_write(writer, &item->bears_on->items[i]);
        json_close_object(writer);
    }
    json_close_array(writer);
}

static void outcome_write(JsonWriter *writer, const ReadingItem *item, const ReadingMove *move) {
    const Simulation *simulation = move->simulation;
    SimulatedCount sum = simulated_sum(&simulation->counts, 0);
    json_member_date(writer, "on", simulation->decided_on);
    if (item->rule) {
        json_member_int(writer, "claims", simulation->subjects);
        doubts_to_json(writer, &simulation->doubts);
        return;
    }
    switch (move->of.kind) {
    case BEARING_PARAMETER:
        json_member_int(writer, "gaining", sum.gaining);
        json_member_int(writer, "losing", sum.losing);
        json_member_int(writer, "change_fen", sum.after_fen - sum.before_fen);
        return;
    case BEARING_REASON:
        json_member_int(writer, "refused", sum.refused);
        json_member_int(writer, "refused_alone", sum.gaining);
        json_member_int(writer, "refused_alone_fen", sum.gained_fen);
        return;
    case BEARING_MEASURE:
        json_member_int(writer, "entitled", sum.before_count);
        json_member_int(writer, "entitled_fen", sum.before_fen);
        return;
    }
}

static void moves_write(JsonWriter *writer, const ReadingItem *item) {
    json_key(writer, STR("moves"));
    json_open_array(writer);
    for (size_t i = 0; i < item->moves.count; i++) {
        const ReadingMove *move = &item->moves.items[i];
        const Simulation *simulation = move->simulation;
        json_open_object(writer);
        bearing_write(writer, &move->of);
        json_member_string(writer, "value", move->value);
        json_member_string(writer, "shown", move->shown);
        json_member_string(writer, "state",
                           simulation ? job_state_code(simulation->state) : (Str){0});
        if (simulation && simulation->state == JOB_DONE) outcome_write(writer, item, move);
        json_close_object(writer);
    }
    json_close_array(writer);
}

static void item_write(JsonWriter *writer, const ReadingItem *item) {
    json_open_object(writer);
    json_member_int(writer, "policy", item->policy_number);
    json_member_string(writer, "rule", item->rule ? rule_key(item->rule) : (Str){0});
    json_member_string(writer, "kind",
                       item->kind == READING_READING ? STR("reading") : STR("parameter"));
    json_member_string(writer, "key", item->key);
    json_member_string(writer, "name", item->name);
    json_member_string(writer, "text", item->text);
    json_member_string(writer, "basis", item->basis);
    json_member_string(writer, "text_hash", item->text_hash);
    json_member_boolean(writer, "is_confirmed", item->is_confirmed);
    json_member_string(writer, "confirmed_by", item->confirmed_by);
    json_member_date(writer, "confirmed_on", item->confirmed_on);
    json_member_string(writer, "document", item->document);
    bears_on_write(writer, item);
    moves_write(writer, item);
    json_close_object(writer);
}

static bool answer_items(Context *context, const ReadingPlace *place, Error *error) {
    ReadingItems items;
    LedgerIn in = {context, *place};
    if (!platform_read(context, ledger_read, &in, &items, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("readings"));
    json_open_array(writer);
    for (size_t i = 0; i < items.count; i++) item_write(writer, &items.items[i]);
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

static bool ledger_api(Context *context, Error *error) {
    return answer_items(context, &(ReadingPlace){.policy_number = -1}, error);
}

static bool policy_readings_api(Context *context, Error *error) {
    ReadingPlace place;
    return place_of(context, &place, error) && answer_items(context, &place, error);
}

// ---- Confirming, and asking what it costs ----

static bool answer(Context *context, const ReadingPlace *place, const Error *fault,
                   Error *error) {
    bool is_api = str_starts_with(context->request->path, STR("/api/"));
    if (fault && !is_api && (fault_is_shown(fault) || fault->kind == ERROR_NOT_FOUND)) {
        return show_policy(context, place, fault, error);
    }
    if (fault) {
        *error = *fault;
        return false;
    }
    if (is_api) return answer_items(context, place, error);
    Str key = place_key(context->arena, place->policy_number, place->rule);
    return context_redirect(context, str_format(context->arena, "/readings/%.*s", STR_ARG(key)));
}

static bool run_confirm(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const LedgerIn *ledger = in;
    const FormValues *form = &ledger->context->form;
    (void)out;
    ReadingConfirm confirm = {platform_pack(ledger->context), ledger->place,
                              form_text(form, "text_hash"), form_text(form, "document")};
    return reading_confirm(tx, ledger->context->actor, &confirm, arena, error);
}

static bool confirm_step(Context *context, Error *error) {
    LedgerIn in = {.context = context};
    Error fault = {0};
    if (!place_of(context, &in.place, error)) return false;
    if (!platform_write(context, run_confirm, &in, NULL, &fault)) {
        return answer(context, &in.place, &fault, error);
    }
    return catalogue_refresh(platform_of(context)->catalogue, context->actor->today, error) &&
           answer(context, &in.place, NULL, error);
}

// What the form names is one of the moves that the ledger offers here.
static bool is_asked(const FormValues *form, const ReadingMove *move) {
    return move->of.kind == bearing_kind_from_code(form_text(form, "kind")) &&
           str_equal(move->of.key, form_text(form, "key")) &&
           str_equal(move->value, form_text(form, "value"));
}

static bool run_effect(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const LedgerIn *ledger = in;
    const Context *context = ledger->context;
    ReadingItems items;
    (void)out;
    if (!ledger_read(tx, in, &items, arena, error)) return false;
    for (size_t i = 0; i < items.count; i++) {
        const ReadingMoves *moves = &items.items[i].moves;
        for (size_t j = 0; j < moves->count; j++) {
            if (!is_asked(&context->form, &moves->items[j])) continue;
            SimulationTrial trial = reading_trial(platform_pack(context), &items.items[i],
                                                  &moves->items[j]);
            return simulation_ask_trial(tx, context->actor, &trial, arena, error);
        }
    }
    return error_set(error, ERROR_NOT_FOUND, "没有这个参数、原因或者措施，或者它不能改成这个值");
}

static bool effect_step(Context *context, Error *error) {
    LedgerIn in = {.context = context};
    Error fault = {0};
    if (!place_of(context, &in.place, error)) return false;
    if (!platform_write(context, run_effect, &in, NULL, &fault)) {
        return answer(context, &in.place, &fault, error);
    }
    platform_wake_workers(context);
    return answer(context, &in.place, NULL, error);
}

// clang-format off
static const Route routes[] = {
    {GET,  "/readings",                     ledger_page,          .needs = PERMISSION_MONITOR,         .title = "口径台账"},
    {GET,  "/readings/:policy",             policy_readings_page, .needs = PERMISSION_MONITOR,         .title = "口径"},
    {POST, "/readings/:policy/confirm",     confirm_step,         .needs = PERMISSION_READING_CONFIRM, .form = &confirm_form, .title = "确认口径"},
    {POST, "/readings/:policy/effect",      effect_step,          .needs = PERMISSION_READING_CONFIRM, .form = &effect_form, .title = "算口径的金额"},
    {GET,  "/api/readings",                 ledger_api,           .needs = PERMISSION_MONITOR,         .title = "口径台账"},
    {GET,  "/api/readings/:policy",         policy_readings_api,  .needs = PERMISSION_MONITOR,         .title = "口径"},
    {POST, "/api/readings/:policy/confirm", confirm_step,         .needs = PERMISSION_READING_CONFIRM, .form = &confirm_form, .title = "确认口径"},
    {POST, "/api/readings/:policy/effect",  effect_step,          .needs = PERMISSION_READING_CONFIRM, .form = &effect_form, .title = "算口径的金额"},
};
// clang-format on
const RouteList reading_pages = ROUTES(routes);
