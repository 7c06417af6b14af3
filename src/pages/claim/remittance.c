// SPDX-License-Identifier: Apache-2.0
#include "pages/claim/remittance.h"

#include "base/csv.h"
#include "base/digest.h"
#include "pages/claim/remittance.html.h"
#include "pages/platform.h"

typedef struct RemittanceOut {
    ClaimFile file;
    Remittance remittance;
} RemittanceOut;

static bool read_remittance(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const Context *context = in;
    RemittanceOut *result = out;
    bool found = false;
    Str number = context_parameter(context, "number");
    if (!claim_find(tx, context->actor, number, arena, &result->file, error) ||
        !remittance_find(tx, number, arena, &result->remittance, &found, error)) {
        return false;
    }
    if (found) return true;
    error_set(error, ERROR_NOT_FOUND, "申请 %.*s 还没有到账", STR_ARG(number));
    return error_detail(error, "银行确认到账后，这里可以下载拨付凭证");
}

static void put(Arena *arena, RemittanceLineViews *lines, const char *label, Str text) {
    PUSH(arena, lines, ((RemittanceLineView){str_from_c(label), text}));
}

// Reads it, and by which version it was decided.
static bool get(Context *context, RemittanceOut *out, const Pack **pack, Error *error) {
    return platform_read(context, read_remittance, context, out, error) &&
           catalogue_version(platform_of(context)->catalogue, out->file.pack_hash, pack, error);
}

static RemittanceLineViews lines_of(Arena *arena, const RemittanceOut *out, const Pack *pack) {
    const Claim *claim = &out->file.claim;
    const Remittance *remittance = &out->remittance;
    const Fund *fund = pack_fund_of_key(pack, remittance->fund_key);
    RemittanceLineViews lines = {0};
    put(arena, &lines, "受理号", claim->number);
    put(arena, &lines, "政策", policy_label(arena, claim->policy_number, claim->policy_title));
    put(arena, &lines, "收款方", claim->applicant_name);
    put(arena, &lines, "金额（元）", fen_to_str(arena, (Fen){remittance->amount_fen}));
    put(arena, &lines, "用途", remittance->purpose);
    put(arena, &lines, "资金来源", claim_fund_label(pack, claim));
    put(arena, &lines, "科目", fund ? fund->subject : STR(""));
    put(arena, &lines, "预算年度", str_format(arena, "%lld年", (long long)remittance->year));
    put(arena, &lines, "拨付单号", remittance->number);
    put(arena, &lines, "支付文件", remittance->file_number);
    put(arena, &lines, "支付文件行", remittance->line_ref);
    put(arena, &lines, "凭证号",
        str_is_absent(remittance->voucher) ? STR("财政还没有登记") : remittance->voucher);
    put(arena, &lines, "到账日期", date_to_chinese(arena, remittance->bank_date));
    put(arena, &lines, "政策版本", out->file.pack_hash);
    return lines;
}

static bool remittance_page(Context *context, Error *error) {
    RemittanceOut out;
    const Pack *pack;
    if (!get(context, &out, &pack, error)) return false;
    RemittanceView view = {.number = out.file.claim.number,
                           .amount = {out.remittance.amount_fen},
                           .lines = lines_of(context->arena, &out, pack)};
    Html html = context_html(context);
    remittance_html(&html, &view);
    return context_page(context, STR("拨付凭证"), &html);
}

// Proves itself as the other files do: the last line has the hash of all before it.
static bool remittance_file(Context *context, Error *error) {
    RemittanceOut out;
    const Pack *pack;
    StrBuilder text;
    if (!get(context, &out, &pack, error)) return false;
    RemittanceLineViews lines = lines_of(context->arena, &out, pack);
    str_builder_init(&text, context->arena, 0);
    str_put(&text, STR(CSV_BYTE_ORDER_MARK "项目,内容\n"));
    for (size_t i = 0; i < lines.count; i++) {
        csv_put_cell(&text, lines.items[i].label, true);
        csv_put_cell(&text, lines.items[i].text, false);
        str_put_char(&text, '\n');
    }
    Str sha256 = digest_sha256(context->arena, str_built(&text));
    str_put_format(&text, "校验,共%zu行；以上各行 SHA-256 %.*s\n", lines.count, STR_ARG(sha256));
    Str name = str_format(context->arena, "拨付凭证-%.*s.csv", STR_ARG(out.file.claim.number));
    return context_file(context, name, STR("text/csv; charset=utf-8"), str_built(&text));
}

static bool remittance_api(Context *context, Error *error) {
    RemittanceOut out;
    if (!platform_read(context, read_remittance, context, &out, error)) return false;
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_member_string(writer, "claim", out.file.claim.number);
    json_member_string(writer, "payment", out.remittance.number);
    json_member_string(writer, "fund", out.remittance.fund_key);
    json_member_int(writer, "amount_fen", out.remittance.amount_fen);
    json_member_string(writer, "file", out.remittance.file_number);
    json_member_string(writer, "line", out.remittance.line_ref);
    json_member_string(writer, "voucher", out.remittance.voucher);
    json_member_date(writer, "arrived_on", out.remittance.bank_date);
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
static const Route routes[] = {
    {GET, "/me/claims/:number/remittance",        remittance_page, .needs = PERMISSION_CLAIMANT, .title = "拨付凭证"},
    {GET, "/me/claims/:number/remittance/export", remittance_file, .needs = PERMISSION_CLAIMANT, .title = "下载拨付凭证"},
    {GET, "/api/applications/:number/remittance", remittance_api,  .needs = PERMISSION_CLAIMANT, .title = "拨付凭证"},
};
// clang-format on
const RouteList remittance_pages = ROUTES(routes);
