// SPDX-License-Identifier: Apache-2.0
#include "casework/claim_archive_text.h"

#include "casework/letter_text.h"
#include "fund/yuan.h"
#include "registry/mask.h"

// ---- For readers ----

static void put_heads(PaperBlock *table, Arena *arena, const char *const *heads, size_t count) {
    for (size_t i = 0; i < count; i++) paper_cell(table, arena, str_from_c(heads[i]));
}
#define PUT_HEADS(table, arena, heads)                                                             \
    put_heads((table), (arena), (heads), sizeof(heads) / sizeof *(heads))

static void put_cover(const ArchiveSource *source, Arena *arena, PaperDocument *document) {
    const Claim *claim = &source->file->claim;
    PaperBlock *facts = paper_block(document, arena, PAPER_FACTS, (Str){0});
    paper_pair(facts, arena, STR("受理号"), claim->number);
    paper_pair(facts, arena, STR("申请人"), claim->applicant_name);
    paper_pair(facts, arena,
               str_is_absent(claim->uscc) ? STR("公民身份号码") : STR("统一社会信用代码"),
               source->identity);
    paper_pair(facts, arena, STR("事项"),
               str_format(arena, "第%d项 %.*s：%.*s", claim->policy_number,
                          STR_ARG(claim->policy_title), STR_ARG(claim->measure_name)));
    paper_pair(
        facts, arena, STR("对象和期间"),
        str_format(arena, "%.*s，%.*s", STR_ARG(claim->subject_label), STR_ARG(claim->period)));
    Str yuan = yuan_from_fen(arena, claim->amount_fen);
    paper_pair(facts, arena, STR("金额"), str_format(arena, "%.*s 元", STR_ARG(yuan)));
    paper_pair(facts, arena, STR("提交日期"), date_to_chinese(arena, claim->submitted_on));
    paper_pair(facts, arena, STR("结果"), claim_state_label(claim->state));
    paper_pair(facts, arena, STR("办结日期"), date_to_chinese(arena, source->ended_on));
    if (source->file->notice_opens_on == DATE_ABSENT) return;
    Str opens = date_to_chinese(arena, source->file->notice_opens_on);
    Str closes = date_to_chinese(arena, source->file->notice_closes_on);
    paper_pair(facts, arena, STR("公示"),
               str_format(arena, "%.*s至%.*s", STR_ARG(opens), STR_ARG(closes)));
}

static void put_facts(const ArchiveSource *source, Arena *arena, PaperDocument *document) {
    static const int widths[] = {5, 6, 6, 0};
    static const char *const heads[] = {"信息", "值", "来源"};
    paper_block(document, arena, PAPER_HEADING, STR("一、判定用到的信息"));
    PaperBlock *table = paper_table(document, arena, widths);
    PUT_HEADS(table, arena, heads);
    for (size_t i = 0; i < source->file->facts.count; i++) {
        const KeptFact *fact = &source->file->facts.items[i];
        paper_cell(table, arena, fact->name);
        paper_cell(table, arena, str_is_absent(fact->value) ? STR("没有记录") : fact->value);
        paper_cell(table, arena, fact->source);
    }
}

// The conditions of a rule that held, with what they were held against.
static Str conditions_of(const JsonValue *rule, Arena *arena) {
    const JsonValue *cells = json_get(rule, "cells");
    StrBuilder out;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; cells && i < cells->count; i++) {
        Str cell = json_text(cells->items[i], "cell"), input = json_text(cells->items[i], "input");
        if (str_equal(cell, STR("-"))) continue;
        str_put_format(&out, "%s%.*s %.*s", out.count > 0 ? "；" : "", STR_ARG(input),
                       STR_ARG(cell));
    }
    return str_built(&out);
}

// The decision tables of the trace: each rule that held, or that none did.
static void put_rules(const JsonValue *decision, Arena *arena, PaperDocument *document) {
    static const int widths[] = {4, 3, 10, 0};
    static const char *const heads[] = {"决策表", "规则", "成立的条件"};
    const JsonValue *trace = json_get(decision, "trace");
    const JsonValue *steps = trace ? json_get(trace, "steps") : NULL;
    PaperBlock *table = paper_table(document, arena, widths);
    PUT_HEADS(table, arena, heads);
    for (size_t i = 0; steps && i < steps->count; i++) {
        const JsonValue *rules = json_get(steps->items[i], "rules");
        size_t held = 0;
        for (size_t j = 0; rules && j < rules->count; j++) {
            if (!str_equal(json_text(rules->items[j], "state"), STR("fired"))) continue;
            held++;
            paper_cell(table, arena, json_text(steps->items[i], "name"));
            paper_cell(table, arena, json_text(rules->items[j], "rule"));
            paper_cell(table, arena, conditions_of(rules->items[j], arena));
        }
        if (!rules || held > 0) continue;
        paper_cell(table, arena, json_text(steps->items[i], "name"));
        paper_cell(table, arena, STR("-"));
        paper_cell(table, arena, STR("没有一条成立"));
    }
}

static bool put_decision(const ArchiveSource *source, Arena *arena, PaperDocument *document,
                         Error *error) {
    const ClaimFile *file = source->file;
    const JsonValue *decision;
    if (!json_parse(arena, file->decision_json, &decision, error)) return false;
    paper_block(document, arena, PAPER_HEADING, STR("二、判定"));
    PaperBlock *facts = paper_block(document, arena, PAPER_FACTS, (Str){0});
    paper_pair(facts, arena, STR("政策版本"), file->pack_hash);
    paper_pair(facts, arena, STR("判定日期"), json_text(decision, "on"));
    paper_pair(facts, arena, STR("条文"), json_text(decision, "clause"));
    PaperBlock *reasons = paper_block(document, arena, PAPER_LIST, (Str){0});
    for (size_t i = 0; i < file->reason_count; i++) {
        paper_cell(reasons, arena, file->reasons[i].sentence);
    }
    put_rules(decision, arena, document);
    return true;
}

static void put_steps(const ArchiveSource *source, Arena *arena, PaperDocument *document) {
    static const int widths[] = {5, 4, 5, 8, 0};
    static const char *const heads[] = {"日期", "步骤", "办理人", "说明"};
    paper_block(document, arena, PAPER_HEADING, STR("三、经过"));
    PaperBlock *table = paper_table(document, arena, widths);
    PUT_HEADS(table, arena, heads);
    for (size_t i = 0; i < source->file->history_count; i++) {
        const ClaimHistoryRow *step = &source->file->history[i];
        paper_cell(table, arena, date_to_chinese(arena, step->on));
        paper_cell(table, arena, step->action);
        paper_cell(table, arena,
                   str_is_absent(step->role_label)
                       ? step->actor_name
                       : str_format(arena, "%.*s（%.*s）", STR_ARG(step->actor_name),
                                    STR_ARG(step->role_label)));
        paper_cell(table, arena, step->note);
    }
}

static void put_payments(const ArchiveSource *source, Arena *arena, PaperDocument *document) {
    static const int widths[] = {6, 7, 3, 4, 0};
    static const char *const heads[] = {"支付号", "账户", "状态", "金额（元）"};
    const Payments *payments = &source->file->payments;
    paper_block(document, arena, PAPER_HEADING, STR("四、拨付"));
    if (payments->count == 0) {
        paper_block(document, arena, PAPER_PARAGRAPH, STR("没有拨付。"));
        return;
    }
    PaperBlock *table = paper_table(document, arena, widths);
    PUT_HEADS(table, arena, heads);
    for (size_t i = 0; i < payments->count; i++) {
        const Payment *payment = &payments->items[i];
        Str account = mask_account(arena, payment->account_number);
        paper_cell(table, arena, payment->number);
        paper_cell(table, arena,
                   str_format(arena, "%.*s，%.*s", STR_ARG(account), STR_ARG(payment->bank_name)));
        paper_cell(table, arena, payment_state_label(payment->state));
        paper_cell(table, arena, yuan_from_fen(arena, payment->amount_fen));
    }
}

static void put_files(const ArchiveSource *source, Arena *arena, PaperDocument *document) {
    static const int letter_widths[] = {6, 5, 9, 0}, evidence_widths[] = {2, 9, 9, 0};
    static const char *const letter_heads[] = {"编号", "文书", "SHA-256"};
    static const char *const evidence_heads[] = {"序号", "材料", "SHA-256"};
    paper_block(document, arena, PAPER_HEADING, STR("五、文书"));
    PaperBlock *table = paper_table(document, arena, letter_widths);
    PUT_HEADS(table, arena, letter_heads);
    for (size_t i = 0; i < source->letters->count; i++) {
        const Letter *letter = &source->letters->items[i];
        paper_cell(table, arena, letter->number);
        paper_cell(table, arena, letter_title(letter->kind));
        paper_cell(table, arena, letter->sha256);
    }
    paper_block(document, arena, PAPER_HEADING, STR("六、材料"));
    if (source->file->evidence_count == 0) {
        paper_block(document, arena, PAPER_PARAGRAPH, STR("没有上传材料。"));
        return;
    }
    table = paper_table(document, arena, evidence_widths);
    PUT_HEADS(table, arena, evidence_heads);
    for (size_t i = 0; i < source->file->evidence_count; i++) {
        const ClaimEvidence *item = &source->file->evidence[i];
        paper_cell(table, arena, str_format(arena, "%lld", (long long)item->index));
        paper_cell(table, arena, item->name);
        paper_cell(table, arena, item->sha256);
    }
}

bool archive_document(const ArchiveSource *source, Arena *arena, PaperDocument *document,
                      Error *error) {
    const Claim *claim = &source->file->claim;
    *document = (PaperDocument){.issuer = letter_issuer(arena, claim->division_code),
                                .title = STR("案卷"),
                                .number = claim->number,
                                .footer = claim->number,
                                .date = source->ended_on};
    put_cover(source, arena, document);
    put_facts(source, arena, document);
    if (!put_decision(source, arena, document, error)) return false;
    put_steps(source, arena, document);
    put_payments(source, arena, document);
    put_files(source, arena, document);
    return true;
}

// ---- For programs ----

static void member_date(JsonWriter *writer, Arena *arena, const char *key, Date date) {
    json_member_string(writer, key, date == DATE_ABSENT ? (Str){0} : date_to_str(arena, date));
}

static void open_list(JsonWriter *writer, const char *key) {
    json_key(writer, str_from_c(key));
    json_open_array(writer);
}

static void write_claim(JsonWriter *writer, const ArchiveSource *source, Arena *arena) {
    const Claim *claim = &source->file->claim;
    json_member_string(writer, "number", claim->number);
    json_member_int(writer, "policy", claim->policy_number);
    json_member_string(writer, "title", claim->policy_title);
    json_member_string(writer, "measure", claim->measure_key);
    json_member_string(writer, "fund", claim->fund_key);
    json_member_string(writer, "subject", claim->subject_key);
    json_member_string(writer, "period", claim->period);
    json_member_string(writer, "applicant", claim->applicant_name);
    json_member_string(writer, "identity", source->identity);
    json_member_string(writer, "division", claim->division_code);
    json_member_string(writer, "channel", claim->channel);
    json_member_string(writer, "state", claim_state_code(claim->state));
    json_member_int(writer, "amount_fen", claim->amount_fen);
    member_date(writer, arena, "submitted_on", claim->submitted_on);
    member_date(writer, arena, "ended_on", source->ended_on);
    member_date(writer, arena, "notice_opens_on", source->file->notice_opens_on);
    member_date(writer, arena, "notice_closes_on", source->file->notice_closes_on);
    json_member_string(writer, "pack", source->file->pack_hash);
}

static bool write_facts(JsonWriter *writer, const ClaimFile *file, Arena *arena, Error *error) {
    const JsonValue *value;
    open_list(writer, "facts");
    for (size_t i = 0; i < file->facts.count; i++) {
        if (!json_parse(arena, file->facts.items[i].json, &value, error)) return false;
        json_open_object(writer);
        json_member_string(writer, "key", file->facts.items[i].key);
        json_member_string(writer, "name", file->facts.items[i].name);
        json_key(writer, STR("value"));
        json_value(writer, value);
        json_member_string(writer, "source", file->facts.items[i].source);
        json_member_boolean(writer, "stated", file->facts.items[i].is_stated);
        json_close_object(writer);
    }
    json_close_array(writer);
    if (!json_parse(arena, file->decision_json, &value, error)) return false;
    json_key(writer, STR("decision"));
    json_value(writer, value);
    return true;
}

static void write_steps(JsonWriter *writer, const ClaimFile *file, Arena *arena) {
    open_list(writer, "steps");
    for (size_t i = 0; i < file->history_count; i++) {
        const ClaimHistoryRow *step = &file->history[i];
        json_open_object(writer);
        member_date(writer, arena, "on", step->on);
        json_member_int(writer, "at_ms", step->at_ms);
        json_member_string(writer, "action", step->action);
        json_member_string(writer, "to", step->to_label);
        json_member_string(writer, "by", step->actor_name);
        json_member_string(writer, "role", step->role_label);
        json_member_string(writer, "note", step->note);
        json_close_object(writer);
    }
    json_close_array(writer);
    open_list(writer, "payments");
    for (size_t i = 0; i < file->payments.count; i++) {
        const Payment *payment = &file->payments.items[i];
        json_open_object(writer);
        json_member_string(writer, "number", payment->number);
        json_member_string(writer, "account", mask_account(arena, payment->account_number));
        json_member_string(writer, "bank", payment->bank_name);
        json_member_string(writer, "state", payment->state);
        json_member_int(writer, "amount_fen", payment->amount_fen);
        member_date(writer, arena, "approved_on", payment->approved_on);
        json_close_object(writer);
    }
    json_close_array(writer);
}

static void write_files(JsonWriter *writer, const ArchiveSource *source) {
    open_list(writer, "letters");
    for (size_t i = 0; i < source->letters->count; i++) {
        json_open_object(writer);
        json_member_string(writer, "number", source->letters->items[i].number);
        json_member_string(writer, "kind", letter_code(source->letters->items[i].kind));
        json_member_string(writer, "sha256", source->letters->items[i].sha256);
        json_close_object(writer);
    }
    json_close_array(writer);
    open_list(writer, "evidence");
    for (size_t i = 0; i < source->file->evidence_count; i++) {
        const ClaimEvidence *item = &source->file->evidence[i];
        json_open_object(writer);
        json_member_int(writer, "index", item->index);
        json_member_string(writer, "name", item->name);
        json_member_string(writer, "type", item->content_type);
        json_member_int(writer, "size", item->size);
        json_member_string(writer, "sha256", item->sha256);
        json_close_object(writer);
    }
    json_close_array(writer);
}

bool archive_json(const ArchiveSource *source, Arena *arena, Str *json, Error *error) {
    StrBuilder out;
    JsonWriter writer;
    str_builder_init(&out, arena, 0);
    json_writer_init(&writer, &out);
    json_open_object(&writer);
    write_claim(&writer, source, arena);
    if (!write_facts(&writer, source->file, arena, error)) return false;
    write_steps(&writer, source->file, arena);
    write_files(&writer, source);
    json_close_object(&writer);
    *json = str_built(&out);
    return true;
}
