// SPDX-License-Identifier: Apache-2.0
#include "casework/letter_text.h"

#include "casework/aftercare.h"
#include "fund/yuan.h"
#include "registry/code.h"
#include "registry/mask.h"

Str letter_issuer(Arena *arena, Str division_code) {
    const char *county = division_county_name(division_code);
    return str_format(arena, "%s人力资源和社会保障局", county ? county : "中卫市");
}

// ---- Parts that letters share ----

// 「你」 for a person, 「贵单位」 for an organisation.
static Str you(const LetterSource *source) {
    return str_is_absent(source->file->claim.uscc) ? STR("你") : STR("贵单位");
}

static Str division_of(const LetterSource *source) {
    return source->notice ? source->notice->division_code : source->file->claim.division_code;
}

static void begin(const LetterSource *source, LetterKind kind, Arena *arena,
                  PaperDocument *document) {
    *document = (PaperDocument){.issuer = letter_issuer(arena, division_of(source)),
                                .title = letter_title(kind),
                                .number = source->number,
                                .date = source->on};
    Str code = letter_code_shown(arena, source->code);
    document->footer =
        str_format(arena, "%.*s　核验码 %.*s", STR_ARG(source->number), STR_ARG(code));
    if (source->file) paper_block(document, arena, PAPER_LINE, STR(HOLE_NAME "："));
}

static void put_paragraph(PaperDocument *document, Arena *arena, Str text) {
    paper_block(document, arena, PAPER_PARAGRAPH, text);
}

// How the letter names the claim it answers.
static Str claim_named(const LetterSource *source, Arena *arena) {
    const Claim *claim = &source->file->claim;
    Str on = date_to_chinese(arena, claim->submitted_on);
    Str who = you(source);
    return str_format(arena, "%.*s于%.*s提交的“第%d项 %.*s”申请", STR_ARG(who), STR_ARG(on),
                      claim->policy_number, STR_ARG(claim->policy_title));
}

static void put_claim(const LetterSource *source, Arena *arena, PaperDocument *document) {
    const Claim *claim = &source->file->claim;
    bool is_person = str_is_absent(claim->uscc);
    PaperBlock *facts = paper_block(document, arena, PAPER_FACTS, (Str){0});
    paper_pair(facts, arena, STR("受理号"), claim->number);
    paper_pair(facts, arena, is_person ? STR("申请人") : STR("申请单位"), STR(HOLE_NAME));
    paper_pair(facts, arena, is_person ? STR("公民身份号码") : STR("统一社会信用代码"),
               STR(HOLE_IDENTITY));
    paper_pair(
        facts, arena, STR("事项"),
        str_format(arena, "第%d项 %.*s", claim->policy_number, STR_ARG(claim->policy_title)));
    if (!str_equal(claim->measure_name, claim->policy_title)) {
        paper_pair(facts, arena, STR("措施"), claim->measure_name);
    }
    if (!is_person) paper_pair(facts, arena, STR("对象"), STR(HOLE_SUBJECT));
}

Str letter_sum(Arena *arena, int64_t fen) {
    Str capitals = yuan_in_capitals(arena, fen), yuan = yuan_from_fen(arena, fen);
    return str_format(arena, "人民币%.*s（%.*s 元）", STR_ARG(capitals), STR_ARG(yuan));
}

Str letter_total(Arena *arena, int64_t fen) {
    Str yuan = yuan_from_fen(arena, fen);
    return str_format(arena, "，%.*s元。", STR_ARG(yuan));
}

static void put_money(Arena *arena, PaperDocument *document, Str name, int64_t fen) {
    PaperBlock *facts = document->blocks.items[document->blocks.count - 1];
    paper_pair(facts, arena, name, letter_sum(arena, fen));
}

static void put_amount(const LetterSource *source, Arena *arena, PaperDocument *document,
                       Str name) {
    put_money(arena, document, name, source->file->claim.amount_fen);
}

static void put_clause(const LetterSource *source, Arena *arena, PaperDocument *document) {
    const Policy *policy = pack_policy(source->pack, source->file->claim.policy_number);
    if (!policy || str_is_empty(policy->clause)) return;
    Str rules = source->pack->title;
    paper_block(document, arena, PAPER_HEADING, STR("依据"));
    put_paragraph(document, arena,
                  str_format(arena, "《%.*s》第%d项：“%.*s”", STR_ARG(rules), policy->number,
                             STR_ARG(policy->clause)));
}

// One sentence each, as the clerk wrote them: by line, or by semicolon.
static void put_sentences(PaperBlock *list, Arena *arena, Str note) {
    static const char *const ends[] = {"\n", "；", ";"};
    Str rest = note;
    while (!str_is_empty(rest)) {
        size_t at = rest.length, width = 0;
        for (size_t i = 0; i < sizeof ends / sizeof *ends; i++) {
            Str end = str_from_c(ends[i]);
            size_t found = str_find(rest, end, 0);
            if (found >= at) continue;
            at = found;
            width = end.length;
        }
        Str sentence = str_trim(str_slice(rest, 0, at));
        if (!str_is_empty(sentence)) paper_cell(list, arena, sentence);
        rest = str_slice(rest, at + width, rest.length);
    }
}

static void put_remedies(const LetterSource *source, Arena *arena, PaperDocument *document) {
    Str who = you(source);
    paper_block(document, arena, PAPER_HEADING, STR("救济途径"));
    put_paragraph(
        document, arena,
        str_format(arena,
                   "%.*s对本决定有异议的，可以向本机关提出申诉，由另外的人员复查；也可以自"
                   "收到本决定书之日起%d日内依法申请行政复议，或者自收到之日起%d个月内依法"
                   "向人民法院提起行政诉讼。",
                   STR_ARG(who), APPEAL_REVIEW_DAYS, APPEAL_LAWSUIT_MONTHS));
}

static void end(const LetterSource *source, Arena *arena, PaperDocument *document) {
    Str path = str_format(arena, "%.*s/verify/%.*s", STR_ARG(source->site), STR_ARG(source->code));
    Str code = letter_code_shown(arena, source->code);
    PaperBlock *signature = paper_block(document, arena, PAPER_SIGNATURE, path);
    paper_pair(signature, arena, STR("扫码或输入核验码，核对真伪"), document->issuer);
    paper_pair(signature, arena, code, date_to_chinese(arena, source->on));
    paper_pair(signature, arena, source->site, STR("（盖章）"));
}

// ---- The letters ----

void letter_compose_acceptance(const LetterSource *source, Arena *arena, PaperDocument *document) {
    Str named = claim_named(source, arena), who = you(source);
    begin(source, LETTER_ACCEPTANCE, arena, document);
    put_paragraph(document, arena,
                  str_format(arena,
                             "%.*s收悉。经审查，属于本机关办理的事项，判定所需的信息齐全，"
                             "决定受理。",
                             STR_ARG(named)));
    put_claim(source, arena, document);
    put_amount(source, arena, document, STR("申请金额"));
    paper_pair(document->blocks.items[document->blocks.count - 1], arena, STR("受理日期"),
               date_to_chinese(arena, source->on));
    put_paragraph(
        document, arena,
        str_format(arena,
                   "自受理之日起%d个工作日内复核；复核通过后按规定公示，公示期满没有异议的，"
                   "%d个工作日内办理资金审批。本通知书不是拨付的决定，金额以审批决定为准。",
                   CLAIM_REVIEW_WORKDAYS, CLAIM_APPROVE_WORKDAYS));
    put_paragraph(
        document, arena,
        str_format(arena, "%.*s可以凭受理号在本平台查看进度，也可以拨打12333询问。", STR_ARG(who)));
    end(source, arena, document);
}

void letter_compose_correction(const LetterSource *source, Arena *arena, PaperDocument *document) {
    Str named = claim_named(source, arena), who = you(source);
    begin(source, LETTER_CORRECTION, arena, document);
    put_paragraph(document, arena,
                  str_format(arena, "%.*s收悉。经审查，还需要补正。现将需要补正的内容一次性告知：",
                             STR_ARG(named)));
    put_sentences(paper_block(document, arena, PAPER_LIST, (Str){0}), arena, source->note);
    put_claim(source, arena, document);
    put_paragraph(
        document, arena,
        str_format(arena,
                   "请%.*s补正后在本平台重新提交，或者到窗口办理。本机关自收到补正后的申请"
                   "之日起%d个工作日内答复。",
                   STR_ARG(who), CLAIM_ACCEPT_WORKDAYS));
    end(source, arena, document);
}

// Refused after the bank returned the money: the approval of before is over.
static void put_returned(const LetterSource *source, Arena *arena, PaperDocument *document) {
    if (!str_equal(source->from_state, claim_state_code(CLAIM_FAILED))) return;
    put_paragraph(document, arena,
                  STR("这件申请曾经审批拨付，银行没有发放成功，款项已退回预算；原来的资金审批"
                      "不再执行。"));
}

void letter_compose_refusal(const LetterSource *source, Arena *arena, PaperDocument *document) {
    Str named = claim_named(source, arena);
    begin(source, LETTER_REFUSAL, arena, document);
    put_paragraph(document, arena,
                  str_format(arena, "%.*s，经审查，决定不予办理。", STR_ARG(named)));
    put_claim(source, arena, document);
    paper_block(document, arena, PAPER_HEADING, STR("理由"));
    PaperBlock *reasons = paper_block(document, arena, PAPER_LIST, (Str){0});
    put_sentences(reasons, arena, source->note);
    for (size_t i = 0; i < source->file->reason_count; i++) {
        paper_cell(reasons, arena, source->file->reasons[i].sentence);
    }
    put_returned(source, arena, document);
    put_clause(source, arena, document);
    put_remedies(source, arena, document);
    end(source, arena, document);
}

void letter_compose_approval(const LetterSource *source, Arena *arena, PaperDocument *document) {
    const ClaimFile *file = source->file;
    Str named = claim_named(source, arena), shown = STR("");
    begin(source, LETTER_APPROVAL, arena, document);
    if (file->notice_opens_on != DATE_ABSENT) {
        Str opens = date_to_chinese(arena, file->notice_opens_on);
        Str closes = date_to_chinese(arena, file->notice_closes_on);
        shown = str_format(arena, "经%.*s至%.*s公示，", STR_ARG(opens), STR_ARG(closes));
    }
    put_paragraph(document, arena,
                  str_format(arena, "%.*s，经受理、复核，%.*s经财政复核，符合条件，决定拨付。",
                             STR_ARG(named), STR_ARG(shown)));
    put_claim(source, arena, document);
    put_amount(source, arena, document, STR("拨付金额"));
    PaperBlock *facts = document->blocks.items[document->blocks.count - 1];
    paper_pair(facts, arena, STR("资金来源"), pack_fund_name(source->pack, file->claim.fund_key));
    Str account = mask_account(arena, file->claim.account.account_number);
    paper_pair(
        facts, arena, STR("收款账户"),
        str_format(arena, "%.*s，%.*s", STR_ARG(account), STR_ARG(file->claim.account.bank_name)));
    paper_pair(facts, arena, STR("审批日期"), date_to_chinese(arena, source->on));
    put_paragraph(document, arena, STR("款项由银行拨到上面的账户，到账后另行告知。"));
    put_clause(source, arena, document);
    put_remedies(source, arena, document);
    end(source, arena, document);
}

void letter_compose_notice(const LetterSource *source, Arena *arena, PaperDocument *document) {
    static const int widths[] = {2, 5, 7, 4, 0};
    static const char *const heads[] = {"序号", "姓名或单位", "证件号", "金额（元）"};
    const Notice *notice = source->notice;
    int64_t total_fen = 0;
    begin(source, LETTER_NOTICE, arena, document);
    Str opens = date_to_chinese(arena, notice->opens_on);
    Str closes = date_to_chinese(arena, notice->closes_on);
    put_paragraph(
        document, arena,
        str_format(arena,
                   "按照“第%d项 %.*s”，拟对下列对象发放%.*s，现予公示。公示期为%.*s至%.*s，"
                   "首尾两天都算。",
                   notice->policy_number, STR_ARG(notice->policy_title),
                   STR_ARG(notice->measure_name), STR_ARG(opens), STR_ARG(closes)));
    PaperBlock *table = paper_table(document, arena, widths);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        paper_cell(table, arena, str_from_c(heads[i]));
    }
    for (size_t i = 0; i < notice->item_count; i++) {
        const NoticeItem *item = &notice->items[i];
        total_fen += item->amount_fen;
        paper_cell(table, arena, str_format(arena, "%lld", (long long)item->index));
        paper_cell(table, arena, item->masked_name);
        paper_cell(table, arena, item->masked_key);
        paper_cell(table, arena, yuan_from_fen(arena, item->amount_fen));
    }
    Str total = letter_total(arena, total_fen);
    put_paragraph(document, arena,
                  str_format(arena, "合计%zu件%.*s姓名和证件号已经脱敏。", notice->item_count,
                             STR_ARG(total)));
    put_paragraph(
        document, arena,
        str_format(arena,
                   "有异议的，请在公示期内实名提出：在本平台打开公示 %.*s，或者到窗口。核查"
                   "答复之前不会拨款。",
                   STR_ARG(notice->number)));
    end(source, arena, document);
}

// ---- Letters of a clawback ----

static void put_evidence(const LetterSource *source, Arena *arena, PaperDocument *document) {
    const ClawbackFile *file = &source->course->clawback;
    paper_block(document, arena, PAPER_HEADING, STR("证据"));
    PaperBlock *list = paper_block(document, arena, PAPER_LIST, (Str){0});
    for (size_t i = 0; i < file->evidence_count; i++) {
        const ClawbackEvidence *item = &file->evidence[i];
        Str on = date_to_chinese(arena, item->on);
        paper_cell(list, arena,
                   str_format(arena, "%.*s（%.*s登记）：" HOLE_EVIDENCE, STR_ARG(item->source),
                              STR_ARG(on), i + 1));
    }
}

static void put_clawback(const LetterSource *source, Arena *arena, PaperDocument *document) {
    const Clawback *clawback = &source->course->clawback.clawback;
    put_claim(source, arena, document);
    PaperBlock *facts = document->blocks.items[document->blocks.count - 1];
    paper_pair(facts, arena, STR("追回编号"), clawback->number);
    paper_pair(facts, arena, STR("发现于"), clawback_cause_label(clawback->cause));
    put_money(arena, document, STR("已拨金额"), clawback->claim_fen);
}

void letter_compose_clawback_notice(const LetterSource *source, Arena *arena,
                                    PaperDocument *document) {
    const Clawback *clawback = &source->course->clawback.clawback;
    Str who = you(source), until = date_to_chinese(arena, clawback->statement_until);
    begin(source, LETTER_CLAWBACK_NOTICE, arena, document);
    put_paragraph(document, arena,
                  str_format(arena,
                             "%.*s领取的“第%d项 %.*s”款项，经核查有下列情况，拟要求退回。现将"
                             "拟作出决定的事实、理由和依据告知%.*s。",
                             STR_ARG(who), clawback->policy_number,
                             STR_ARG(clawback->policy_title), STR_ARG(who)));
    put_clawback(source, arena, document);
    paper_block(document, arena, PAPER_HEADING, STR("查明的事实和理由"));
    put_paragraph(document, arena, STR(HOLE_NOTE));
    put_evidence(source, arena, document);
    put_clause(source, arena, document);
    paper_block(document, arena, PAPER_HEADING, STR("陈述和申辩"));
    put_paragraph(
        document, arena,
        str_format(arena,
                   "%.*s可以在%.*s以前（当日也算）提出陈述和申辩：在本平台打开 %.*s 提交，或者"
                   "到经办窗口说明，由工作人员记录。提出的事实、理由和证据成立的，本机关采纳；"
                   "不因陈述和申辩加重处理。到期没有提出的，依法作出决定。",
                   STR_ARG(who), STR_ARG(until), STR_ARG(clawback->number)));
    end(source, arena, document);
}

static void put_hearing(const LetterSource *source, Arena *arena, PaperDocument *document) {
    const Clawback *clawback = &source->course->clawback.clawback;
    Str who = you(source), told = date_to_chinese(arena, clawback->notified_on);
    if (str_is_absent(clawback->statement)) {
        Str until = date_to_chinese(arena, clawback->statement_until);
        put_paragraph(document, arena,
                      str_format(arena,
                                 "本机关于%.*s告知拟追回的事实、理由和依据，%.*s在%.*s以前没有"
                                 "提出陈述和申辩。",
                                 STR_ARG(told), STR_ARG(who), STR_ARG(until)));
        return;
    }
    Str on = date_to_chinese(arena, clawback->stated_on);
    put_paragraph(document, arena,
                  str_format(arena,
                             "本机关于%.*s告知拟追回的事实、理由和依据。%.*s于%.*s陈述如下，"
                             "本机关已经核对：",
                             STR_ARG(told), STR_ARG(who), STR_ARG(on)));
    put_paragraph(document, arena, STR(HOLE_STATEMENT));
}

// Where the money goes back to: the account that the finance bureau has stated, or who knows it.
static void put_account(const LetterSource *source, Arena *arena, PaperDocument *document) {
    Str key = source->file->claim.fund_key;
    Str receivable = source->course->clawback.clawback.receivable_number;
    Str name = pack_fund_name(source->pack, key), where;
    const FundAccount *refund = pack_refund(source->current, key);
    if (refund) {
        PaperBlock *facts = paper_block(document, arena, PAPER_FACTS, (Str){0});
        paper_pair(facts, arena, STR("退回账户户名"), refund->holder_name);
        paper_pair(facts, arena, STR("开户银行"), refund->bank_name);
        paper_pair(facts, arena, STR("账号"), refund->number);
        paper_pair(facts, arena, STR("转账附言"), receivable);
        where = STR("账户可以拨打12333核对");
    } else {
        where = str_format(arena, "开户银行和账号由%.*s经办窗口书面提供，也可以拨打12333核对",
                           STR_ARG(document->issuer));
    }
    put_paragraph(document, arena,
                  str_format(arena,
                             "请在到期以前退回到%.*s的财政专户，转账附言写“%.*s”。%.*s；不要向其他"
                             "账户转账。到期没有退回的，依法移交处理。",
                             STR_ARG(name), STR_ARG(receivable), STR_ARG(where)));
}

// When, how much, and to whom.
static void put_return(const LetterSource *source, Arena *arena, PaperDocument *document) {
    static const int widths[] = {2, 6, 5, 0};
    static const char *const heads[] = {"期", "到期", "金额（元）"};
    const ClawbackFile *file = &source->course->clawback;
    paper_block(document, arena, PAPER_HEADING, STR("退回的办法"));
    PaperBlock *table = paper_table(document, arena, widths);
    for (size_t i = 0; i < sizeof heads / sizeof *heads; i++) {
        paper_cell(table, arena, str_from_c(heads[i]));
    }
    for (size_t i = 0; i < file->money.instalment_count; i++) {
        const Instalment *item = &file->money.instalments[i];
        paper_cell(table, arena, str_format(arena, "%lld", (long long)item->index));
        paper_cell(table, arena, date_to_chinese(arena, item->due_on));
        paper_cell(table, arena, yuan_from_fen(arena, item->amount_fen));
    }
    put_account(source, arena, document);
}

void letter_compose_clawback_decision(const LetterSource *source, Arena *arena,
                                      PaperDocument *document) {
    const Clawback *clawback = &source->course->clawback.clawback;
    Str who = you(source);
    begin(source, LETTER_CLAWBACK_DECISION, arena, document);
    put_paragraph(document, arena,
                  str_format(arena,
                             "%.*s领取的“第%d项 %.*s”款项，经核查，决定要求退回其中下列金额，"
                             "分%lld期缴清。",
                             STR_ARG(who), clawback->policy_number,
                             STR_ARG(clawback->policy_title), (long long)clawback->instalments));
    put_clawback(source, arena, document);
    paper_pair(document->blocks.items[document->blocks.count - 1], arena, STR("文号"),
               clawback->decision_number);
    put_money(arena, document, STR("应退金额"), clawback->amount_fen);
    paper_block(document, arena, PAPER_HEADING, STR("认定的事实和理由"));
    put_paragraph(document, arena, STR(HOLE_NOTE));
    put_hearing(source, arena, document);
    put_evidence(source, arena, document);
    put_clause(source, arena, document);
    put_return(source, arena, document);
    if (!str_is_absent(clawback->penalty_reference)) {
        put_paragraph(document, arena,
                      str_format(arena, "行政处罚由社会保险行政部门另行决定，案号 %.*s。",
                                 STR_ARG(clawback->penalty_reference)));
    }
    put_remedies(source, arena, document);
    end(source, arena, document);
}

// ---- Letters of an appeal ----

static void put_appeal(const LetterSource *source, Arena *arena, PaperDocument *document) {
    const Appeal *appeal = &source->course->appeal.appeal;
    put_claim(source, arena, document);
    PaperBlock *facts = document->blocks.items[document->blocks.count - 1];
    paper_pair(facts, arena, STR("申诉编号"), appeal->number);
    paper_pair(facts, arena, STR("申诉对象"),
               str_is_absent(appeal->clawback_number)
                   ? appeal_subject_label(appeal->subject)
                   : str_format(arena, "追回决定 %.*s", STR_ARG(appeal->clawback_number)));
    paper_pair(facts, arena, STR("提出日期"), date_to_chinese(arena, appeal->filed_on));
    paper_pair(facts, arena, STR("受理日期"), date_to_chinese(arena, appeal->accepted_on));
}

void letter_compose_appeal_acceptance(const LetterSource *source, Arena *arena,
                                      PaperDocument *document) {
    const Appeal *appeal = &source->course->appeal.appeal;
    Str who = you(source), on = date_to_chinese(arena, appeal->filed_on);
    begin(source, LETTER_APPEAL_ACCEPTANCE, arena, document);
    put_paragraph(document, arena,
                  str_format(arena, "%.*s于%.*s提出的申诉收悉，经审查，决定受理。", STR_ARG(who),
                             STR_ARG(on)));
    put_appeal(source, arena, document);
    paper_block(document, arena, PAPER_HEADING, STR("申诉的理由"));
    put_paragraph(document, arena, STR(HOLE_GROUNDS));
    paper_block(document, arena, PAPER_HEADING, STR("怎样复查"));
    put_paragraph(
        document, arena,
        str_format(arena,
                   "由没有办过这件事的人员复查，自受理之日起%d个工作日内作出维持、变更或者撤销"
                   "原决定的复查决定。复查期间，%.*s可以在本平台补充材料，也可以撤回申诉；办理的"
                   "经过都可以查看。",
                   APPEAL_DECIDE_WORKDAYS, STR_ARG(who)));
    end(source, arena, document);
}

// What follows from the decision, with its sums and numbers.
static Str review_result(const LetterSource *source, Arena *arena) {
    const Appeal *appeal = &source->course->appeal.appeal;
    Str right = yuan_from_fen(arena, appeal->result_fen);
    Str number = appeal->result_number;
    if (appeal->state == APPEAL_MAINTAINED) return STR("原决定不变。");
    if (appeal->subject == APPEAL_OF_REFUSAL) {
        return str_format(arena,
                          "按认定的事实重新判定，应领 %.*s 元。撤销不予办理的决定，申请 %.*s 恢复"
                          "办理，重新受理、复核和公示。",
                          STR_ARG(right), STR_ARG(number));
    }
    if (aftercare_course(number) == &clawback_course) {
        const char *follows = appeal->subject == APPEAL_OF_CLAWBACK
                                  ? "应退的金额相应减少或者不再要求，见"
                                  : "多付的部分另行核查，见";
        return str_format(arena, "按认定的事实重新判定，应领 %.*s 元。%s %.*s。", STR_ARG(right),
                          follows, STR_ARG(number));
    }
    return str_format(arena,
                      "按认定的事实重新判定，应领 %.*s 元。少付或者多退的部分补发，受理号 %.*s，"
                      "补发也要复核和公示。",
                      STR_ARG(right), STR_ARG(number));
}

void letter_compose_appeal_review(const LetterSource *source, Arena *arena,
                                  PaperDocument *document) {
    const Appeal *appeal = &source->course->appeal.appeal;
    Str who = you(source);
    Str result = course_state_label(&appeal_course, (int)appeal->state);
    begin(source, LETTER_APPEAL_REVIEW, arena, document);
    put_paragraph(document, arena,
                  str_format(arena,
                             "%.*s的申诉，本机关受理后由没有办过这件事的人员复查，现已终结，决定："
                             "%.*s。",
                             STR_ARG(who), STR_ARG(result)));
    put_appeal(source, arena, document);
    paper_block(document, arena, PAPER_HEADING, STR("申诉的理由"));
    put_paragraph(document, arena, STR(HOLE_GROUNDS));
    paper_block(document, arena, PAPER_HEADING, STR("认定的事实和理由"));
    put_paragraph(document, arena, STR(HOLE_NOTE));
    put_clause(source, arena, document);
    paper_block(document, arena, PAPER_HEADING, STR("处理结果"));
    put_paragraph(document, arena, review_result(source, arena));
    paper_block(document, arena, PAPER_HEADING, STR("救济途径"));
    put_paragraph(document, arena,
                  str_format(arena,
                             "%.*s对本复查决定仍不服的，可以自收到之日起%d日内依法申请行政复议，"
                             "或者自收到之日起%d个月内依法向人民法院提起行政诉讼。",
                             STR_ARG(who), APPEAL_RECONSIDERATION_DAYS, APPEAL_LAWSUIT_MONTHS));
    end(source, arena, document);
}
