// SPDX-License-Identifier: Apache-2.0
#include "policy/pack.h"

#include "policy/concern.h"
#include "policy/front_matter.h"
#include "policy/program.h"
#include "policy/sheet.h"

#include <sodium.h>

#define PACK_MAIN_FILE "pack.md"
#define PACK_DOCUMENT_FILE "document.txt"

// ---- What all policies share ----

enum { DEPARTMENT_NAME, DEPARTMENT_SHORT };
static const SheetColumn department_columns[] = {
    [DEPARTMENT_NAME] = {"名称", true, true}, [DEPARTMENT_SHORT] = {"简称", true, true},
};

static void department_row_read(PolicyReader *reader, const Sheet *sheet, size_t row) {
    Department department = {sheet_text(sheet, row, DEPARTMENT_NAME),
                             sheet_text(sheet, row, DEPARTMENT_SHORT)};
    if (pack_department(reader->pack, department.name)) {
        reader_error(reader, sheet_range(sheet, row, DEPARTMENT_NAME), "部门“%.*s”写了两次",
                     STR_ARG(department.name));
    }
    PUSH(reader->arena, &reader->pack->departments, department);
}

static void departments_read(PolicyReader *reader, const Section *section) {
    sheet_read(reader, section, department_columns,
               sizeof department_columns / sizeof department_columns[0], department_row_read);
}

// How a fund's payments go out; the first of each is what a pack that does not say means.
static const char *const fund_channels[] = {"银行代发", "国库集中支付", "社保核心系统", "社会保障卡"};
static const char *const fund_formats[] = {"CSV", "定长"};
static const char *const fund_encodings[] = {"UTF-8", "GB18030"};

enum {
    FUND_NAME,
    FUND_KEY,
    FUND_LEVEL,
    FUND_BASIS,
    FUND_CHANNEL,
    FUND_SUBJECT,
    FUND_FORMAT,
    FUND_ENCODING,
    FUND_REFUND,
};
static const SheetColumn fund_columns[] = {
    [FUND_NAME] = {"名称", true, true}, [FUND_KEY] = {"键", true, true},
    [FUND_LEVEL] = {"来源级次", true, true}, [FUND_BASIS] = {"依据", true, true},
    [FUND_CHANNEL] = {"渠道", false, false}, [FUND_SUBJECT] = {"科目", false, false},
    [FUND_FORMAT] = {"格式", false, false},  [FUND_ENCODING] = {"编码", false, false},
    [FUND_REFUND] = {"退回账户", false, false},
};

// The cell, which must be one of `words`; the first of them when the column is not there.
static Str read_word(PolicyReader *reader, const Sheet *sheet, size_t row, size_t column,
                     const char *const *words, size_t count) {
    Str text = sheet_text(sheet, row, column);
    for (size_t i = 0; i < count; i++) {
        if (str_equal(text, str_from_c(words[i]))) return text;
    }
    if (!str_is_empty(text)) {
        reader_error(reader, sheet_range(sheet, row, column), "%s“%.*s”应为 %s 等 %zu 种之一",
                     fund_columns[column].name, STR_ARG(text), words[0], count);
    }
    return str_from_c(words[0]);
}
#define READ_WORD(column, words)                                                                  \
    read_word(reader, sheet, row, column, words, sizeof(words) / sizeof *(words))

static bool is_account_number(Str text) {
    bool is_number = text.length >= FUND_ACCOUNT_DIGITS_MIN &&
                     text.length <= FUND_ACCOUNT_DIGITS_MAX;
    for (size_t i = 0; i < text.length; i++) {
        is_number &= text.data[i] >= '0' && text.data[i] <= '9';
    }
    return is_number;
}

// 「户名；开户银行；账号 [O] 依据」, or nothing.
static FundAccount refund_read(PolicyReader *reader, const Sheet *sheet, size_t row) {
    Str cell = sheet_text(sheet, row, FUND_REFUND);
    SourceRange range = sheet_range(sheet, row, FUND_REFUND);
    if (str_is_empty(cell)) return (FundAccount){0};
    size_t mark = str_find(cell, STR("["), 0);
    if (mark == SIZE_MAX) mark = cell.length;
    FundAccount account = {.basis = str_slice(cell, mark, cell.length)};
    Str rest = str_slice(cell, 0, mark);
    Str *const parts[] = {&account.holder_name, &account.bank_name, &account.number};
    bool is_whole = true;
    for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
        size_t end = i < 2 ? str_find(rest, STR("；"), 0) : rest.length;
        if (end == SIZE_MAX) end = rest.length;
        *parts[i] = str_trim(str_slice(rest, 0, end));
        size_t next = end + STR("；").length;
        rest = next < rest.length ? str_slice(rest, next, rest.length) : STR("");
        is_whole &= !str_is_empty(*parts[i]);
    }
    if (!is_whole) {
        reader_error(reader, range, "退回账户要写户名、开户银行和账号三样");
        diagnostics_hint(reader->diagnostics, "用“；”隔开，如“市财政局；某某银行；6400000000 "
                                              "[O] 财政局文号”；还没有的整格空着");
    } else if (!is_account_number(account.number)) {
        reader_error(reader, range, "退回账户的账号“%.*s”不对", STR_ARG(account.number));
        diagnostics_hint(reader->diagnostics, "账号是 %d 到 %d 位数字，中间没有空格",
                         FUND_ACCOUNT_DIGITS_MIN, FUND_ACCOUNT_DIGITS_MAX);
    } else if (mark_find(account.basis) == MARK_NONE) {
        reader_error(reader, range, "退回账户没有写依据");
        diagnostics_hint(reader->diagnostics, "在账号后面写 [O] 和财政部门的文号");
    }
    return account;
}

static void fund_row_read(PolicyReader *reader, const Sheet *sheet, size_t row) {
    Fund fund = {
        .name = sheet_text(sheet, row, FUND_NAME), .key = sheet_text(sheet, row, FUND_KEY),
        .level = sheet_text(sheet, row, FUND_LEVEL),
        .basis = sheet_text(sheet, row, FUND_BASIS),
        .mark = mark_find(sheet_text(sheet, row, FUND_BASIS)),
        .channel = READ_WORD(FUND_CHANNEL, fund_channels),
        .subject = sheet_text(sheet, row, FUND_SUBJECT),
        .file_format = READ_WORD(FUND_FORMAT, fund_formats),
        .file_encoding = READ_WORD(FUND_ENCODING, fund_encodings),
        .refund = refund_read(reader, sheet, row),
    };
    if (!is_ascii_key(fund.key) || pack_fund(reader->pack, fund.name)) {
        reader_error(reader, sheet_range(sheet, row, FUND_NAME), "资金“%.*s”重复或键不合写法",
                     STR_ARG(fund.name));
    }
    PUSH(reader->arena, &reader->pack->funds, fund);
}

static void funds_read(PolicyReader *reader, const Section *section) {
    sheet_read(reader, section, fund_columns, sizeof fund_columns / sizeof fund_columns[0],
               fund_row_read);
}

typedef struct SharedSection {
    const char *title;
    void (*read)(PolicyReader *reader, const Section *section);
} SharedSection;

static const SharedSection shared_sections[] = {
    {"部门", departments_read}, {"资金", funds_read}, {"取值", codes_read},
    {"读法", readings_read},
};

static void shared_section_read(PolicyReader *reader, const Section *section) {
    for (size_t i = 0; i < sizeof shared_sections / sizeof shared_sections[0]; i++) {
        if (!str_equal(section->title, str_from_c(shared_sections[i].title))) continue;
        shared_sections[i].read(reader, section);
        return;
    }
    element_read(reader, section, &reader->pack->elements);
}

static const FrontField pack_fields[] = {
    {"id", FRONT_TEXT, true}, {"title", FRONT_TEXT, true},
    {"document", FRONT_TEXT, true}, {"reference_date", FRONT_TEXT, true},
};

static void shared_read(PolicyReader *reader) {
    Pack *pack = reader->pack;
    const Source *source = reader->document->source;
    const FrontValue *front = front_matter_parse(
        reader->arena, source, reader->document->front_matter, reader->diagnostics);
    pack->reference_date = DATE_ABSENT;
    if (front) {
        front_check(front, source, pack_fields, sizeof pack_fields / sizeof pack_fields[0],
                    reader->diagnostics);
        pack->id = front_text(front, "id");
        pack->title = front_text(front, "title");
        pack->document_number = front_text(front, "document");
        pack->reference_date = front_date(front, "reference_date", source, reader->diagnostics);
    }
    SectionList sections = sections_of_level(reader->arena, reader->document->blocks,
                                             reader->document->block_count, 2);
    for (size_t i = 0; i < sections.count; i++) shared_section_read(reader, &sections.items[i]);
}

// ---- Loading ----

static const PackFile *file_find(const PackFiles *files, const char *name) {
    for (size_t i = 0; i < files->count; i++) {
        if (str_equal(files->items[i].name, str_from_c(name))) return &files->items[i];
    }
    return NULL;
}

static const MarkdownDocument *file_parse(Arena *arena, const PackFile *file,
                                          Diagnostics *diagnostics) {
    Source *source = NEW(arena, Source);
    *source = (Source){file->path, file->content};
    return markdown_parse(arena, source, diagnostics);
}

static void hash_part(crypto_hash_sha256_state *state, Str part) {
    unsigned char length[8];
    for (size_t i = 0; i < sizeof length; i++) {
        length[i] = (unsigned char)(part.length >> (8 * i));
    }
    crypto_hash_sha256_update(state, length, sizeof length);
    crypto_hash_sha256_update(state, (const unsigned char *)part.data, part.length);
}

// Names and contents, each behind its length, in the order of the names.
static void hash_files(const PackFiles *files, char out[PACK_HASH_TEXT_BYTES + 1]) {
    crypto_hash_sha256_state state;
    unsigned char digest[crypto_hash_sha256_BYTES];
    crypto_hash_sha256_init(&state);
    for (size_t i = 0; i < files->count; i++) {
        hash_part(&state, files->items[i].name);
        hash_part(&state, files->items[i].content);
    }
    crypto_hash_sha256_final(&state, digest);
    sodium_bin2hex(out, PACK_HASH_TEXT_BYTES + 1, digest, sizeof digest);
}

static void measure_keys_check(const Policy *policy, const Policy *other,
                               Diagnostics *diagnostics) {
    for (size_t i = 0; i < policy->measures.count; i++) {
        const Measure *measure = &policy->measures.items[i];
        size_t end = other == policy ? i : other->measures.count;
        for (size_t j = 0; j < end; j++) {
            if (!str_equal(measure->key, other->measures.items[j].key)) continue;
            diagnostics_add(diagnostics, SEVERITY_ERROR, policy->document->source, measure->place,
                            "措施的键“%.*s”已被第%d项用了", STR_ARG(measure->key), other->number);
        }
    }
}

static void policy_add(Arena *arena, PolicyList *list, Policy *policy,
                       Diagnostics *diagnostics) {
    for (size_t i = 0; i < list->count; i++) {
        measure_keys_check(policy, list->items[i], diagnostics);
        if (list->items[i]->number != policy->number || policy->number == 0) continue;
        diagnostics_add(diagnostics, SEVERITY_ERROR, policy->document->source,
                        policy->document->front_matter, "第%d项已经有一个文件：%.*s",
                        policy->number, STR_ARG(list->items[i]->document->source->name));
        return;
    }
    measure_keys_check(policy, policy, diagnostics);
    PUSH(arena, list, policy);
    for (size_t i = list->count - 1; i > 0; i--) {
        if (list->items[i - 1]->number <= list->items[i]->number) break;
        Policy *earlier = list->items[i];
        list->items[i] = list->items[i - 1];
        list->items[i - 1] = earlier;
    }
}

static void inspection_set(Pack *pack, Policy *policy, Diagnostics *diagnostics) {
    if (!pack->inspection) {
        pack->inspection = policy;
        return;
    }
    diagnostics_add(diagnostics, SEVERITY_ERROR, policy->document->source,
                    policy->document->front_matter, "抽查办法已经有一个文件：%.*s",
                    STR_ARG(pack->inspection->file));
}

static void policy_load(Arena *arena, Pack *pack, const PackFile *file,
                        Diagnostics *diagnostics) {
    size_t errors_before = diagnostics->error_count;
    const MarkdownDocument *document = file_parse(arena, file, diagnostics);
    if (!document) return;
    Policy *policy = NEW(arena, Policy);
    policy->file = file->name;
    PolicyReader reader = {.arena = arena, .diagnostics = diagnostics, .document = document,
                           .pack = pack, .policy = policy};
    policy_read(&reader);
    if (policy->number == 0) return;
    if (policy->conclusions.count > 0 && diagnostics->error_count == errors_before) {
        policy->program = policy_program_compile(arena, pack, policy, diagnostics);
    }
    switch (policy->kind) {
    case POLICY_INSPECTION: inspection_set(pack, policy, diagnostics); break;
    case POLICY_RISK: policy_add(arena, &pack->risks, policy, diagnostics); break;
    case POLICY_ITEM:
    case POLICY_KIND_COUNT: policy_add(arena, &pack->policies, policy, diagnostics); break;
    }
}

static bool is_policy_file(Str name) {
    return str_ends_with(name, STR(".md")) && !str_equal(name, STR(PACK_MAIN_FILE));
}

const Pack *pack_load(Arena *arena, const PackFiles *files, Diagnostics *diagnostics) {
    const PackFile *main_file = file_find(files, PACK_MAIN_FILE);
    const PackFile *document_file = file_find(files, PACK_DOCUMENT_FILE);
    if (!main_file) {
        diagnostics_add(diagnostics, SEVERITY_ERROR, NULL, (SourceRange){0, 0},
                        "这个文件夹里没有 " PACK_MAIN_FILE);
        return NULL;
    }
    const MarkdownDocument *main_document = file_parse(arena, main_file, diagnostics);
    if (!main_document) return NULL;
    Pack *pack = NEW(arena, Pack);
    hash_files(files, pack->hash);
    pack->shared = main_file->content;
    if (document_file) {
        pack->document = document_file->content;
        pack->document_squeezed = policy_squeeze(arena, pack->document);
    } else {
        diagnostics_add(diagnostics, SEVERITY_ERROR, NULL, (SourceRange){0, 0},
                        "这个文件夹里没有文件原文 " PACK_DOCUMENT_FILE);
    }
    PolicyReader reader = {
        .arena = arena, .diagnostics = diagnostics, .document = main_document, .pack = pack};
    shared_read(&reader);
    for (size_t i = 0; i < files->count; i++) {
        if (is_policy_file(files->items[i].name)) {
            policy_load(arena, pack, &files->items[i], diagnostics);
        }
    }
    pack_place_findings(pack, diagnostics);
    concern_settle(arena, pack);
    return pack;
}

static void finding_place(const EscapedCell *escaped, Diagnostic *finding) {
    if (finding->source != escaped->source) return;
    finding->source = escaped->document->source;
    finding->range.from =
        markdown_cell_offset(escaped->document, escaped->cell, finding->range.from);
    finding->range.to = markdown_cell_offset(escaped->document, escaped->cell, finding->range.to);
}

void pack_place_findings(const Pack *pack, Diagnostics *diagnostics) {
    for (size_t i = 0; i < pack->escaped_cells.count; i++) {
        for (size_t j = 0; j < diagnostics->count; j++) {
            finding_place(&pack->escaped_cells.items[i], &diagnostics->items[j]);
        }
    }
}

// ---- Asking ----

static const Policy *list_find_file(const PolicyList *list, Str file) {
    for (size_t i = 0; i < list->count; i++) {
        if (str_equal(list->items[i]->file, file)) return list->items[i];
    }
    return NULL;
}

const Policy *pack_policy_of_file(const Pack *pack, Str file) {
    const Policy *policy = list_find_file(&pack->policies, file);
    if (!policy) policy = list_find_file(&pack->risks, file);
    bool is_inspection = pack->inspection && str_equal(pack->inspection->file, file);
    return policy || !is_inspection ? policy : pack->inspection;
}

const Fund *pack_fund_of_key(const Pack *pack, Str key) {
    for (size_t i = 0; i < pack->funds.count; i++) {
        if (str_equal(pack->funds.items[i].key, key)) return &pack->funds.items[i];
    }
    return NULL;
}

Str pack_fund_name(const Pack *pack, Str key) {
    const Fund *fund = pack_fund_of_key(pack, key);
    return fund ? fund->name : key;
}

const FundAccount *pack_refund(const Pack *pack, Str fund_key) {
    const Fund *fund = pack_fund_of_key(pack, fund_key);
    return fund && !str_is_empty(fund->refund.number) ? &fund->refund : NULL;
}

const Policy *pack_policy(const Pack *pack, int number) {
    for (size_t i = 0; i < pack->policies.count; i++) {
        if (pack->policies.items[i]->number == number) return pack->policies.items[i];
    }
    return NULL;
}

const Measure *pack_measure(const Pack *pack, Str key, const Policy **policy) {
    for (size_t i = 0; i < pack->policies.count; i++) {
        *policy = pack->policies.items[i];
        for (size_t j = 0; j < (*policy)->measures.count; j++) {
            const Measure *measure = &(*policy)->measures.items[j];
            if (str_equal(measure->key, key)) return measure;
        }
    }
    *policy = NULL;
    return NULL;
}

const Department *pack_department(const Pack *pack, Str name_or_short_name) {
    for (size_t i = 0; i < pack->departments.count; i++) {
        const Department *department = &pack->departments.items[i];
        if (str_equal(department->name, name_or_short_name) ||
            str_equal(department->short_name, name_or_short_name)) {
            return department;
        }
    }
    return NULL;
}

const Fund *pack_fund(const Pack *pack, Str name) {
    for (size_t i = 0; i < pack->funds.count; i++) {
        if (str_equal(pack->funds.items[i].name, name)) return &pack->funds.items[i];
    }
    return NULL;
}
