// SPDX-License-Identifier: Apache-2.0
// A sheet that came back: every cell is read first, then the cases are answered chunk by chunk.
#include "access/audit.h"
#include "casework/batch.h"
#include "casework/fact_sheet.h"
#include "casework/fact_sheet.sql.h"
#include "registry/spreadsheet.h"

#include <stdlib.h>

_Static_assert(FACT_SHEET_CASES_EACH <= STORE_CHUNK_ROWS, "a transaction of long work is bounded");

// What is to be written about one case.
typedef struct Answer {
    const FactSheetCase *of;
    Str json; // an object of facts
} Answer;

typedef struct Answers {
    Answer *items;
    size_t count;
    size_t capacity;
} Answers;

typedef struct Intake {
    Arena *arena;
    const FactSheet *sheet;
    const FactSheetCase **by_number; // the cases, in the order of their numbers
    bool *was_read;                  // by place in `by_number`
    FactSheetPassedRows passed;
    Spreadsheet table;
    int case_place;                  // columns of the table; -1 = not there
    int *places;                     // of the sheet's columns
    Answers answers;
    FactSheetResult *result;
} Intake;

// ---- Columns ----

static int place_of(const Intake *intake, Str name) {
    Str wanted = spreadsheet_plain_name(intake->arena, name);
    for (size_t i = 0; i < intake->table.name_count; i++) {
        if (str_equal(intake->table.names[i], wanted)) return (int)i;
    }
    return -1;
}

static bool find_columns(Intake *intake, Error *error) {
    const FactSheet *sheet = intake->sheet;
    size_t found = 0;
    intake->case_place = place_of(intake, STR(FACT_SHEET_CASE_COLUMN));
    intake->places = NEW_ARRAY(intake->arena, int, sheet->column_count + 1);
    for (size_t i = 0; i < sheet->column_count; i++) {
        intake->places[i] = place_of(intake, sheet->columns[i].name);
        found += intake->places[i] >= 0;
    }
    if (intake->case_place >= 0 && found > 0) return true;
    error_set(error, ERROR_INVALID, "表里缺少“" FACT_SHEET_CASE_COLUMN "”，或者没有一列是要提供的数据");
    error_detail(error, "请下载要填的表，照它的列名填好再上传");
    return spreadsheet_tell_sheet(&intake->table, error);
}

static Str cell_at(const SpreadsheetRow *row, int place) {
    return place >= 0 && (size_t)place < row->count ? row->cells[place] : STR("");
}

// ---- Rows ----

static void fault(Intake *intake, const SpreadsheetRow *row, Str column, int place,
                  Str sentence) {
    FactSheetFault one = {row->line, column, cell_at(row, place), sentence};
    PUSH(intake->arena, &intake->result->faults, one);
}

static void leave(Intake *intake, Str case_number, Str sentence) {
    FactSheetLeft one = {case_number, sentence};
    PUSH(intake->arena, &intake->result->left, one);
}

static int compare_cases(const void *left, const void *right) {
    const FactSheetCase *const *a = left, *const *b = right;
    return str_compare((*a)->case_number, (*b)->case_number);
}

static const FactSheetCase **find_case(const Intake *intake, Str number) {
    FactSheetCase wanted = {.case_number = number};
    const FactSheetCase *key = &wanted;
    return bsearch(&key, intake->by_number, intake->sheet->count, sizeof key, compare_cases);
}

// A row of the batch that somebody confirmed since the workbook was made.
static bool has_passed(Intake *intake, Str number) {
    for (size_t i = 0; i < intake->passed.count; i++) {
        const FactSheetPassedRow *row = &intake->passed.items[i];
        if (!str_equal(row->case_number, number)) continue;
        leave(intake, number, str_format(intake->arena, "已经确认成申请 %.*s，要改的请在那一件里改",
                                          STR_ARG(row->claim_number)));
        return true;
    }
    return false;
}

// Puts what is new into `out`; whether anything was written in the cell.
static bool read_cell(Intake *intake, const SpreadsheetRow *row, const FactSheetCase *of,
                      size_t at, StrBuilder *out) {
    const FactCell *cell = &intake->sheet->columns[at];
    Str text = cell_at(row, intake->places[at]), sentence;
    const JsonValue *json;
    if (str_is_empty(text)) return false;
    if (!of->is_asked[at]) {
        fault(intake, row, cell->name, intake->places[at], STR("这一件没有要过这一项，请留空"));
        return true;
    }
    if (!fact_cell_read(intake->arena, cell, text, &json, &sentence)) {
        fault(intake, row, cell->name, intake->places[at], sentence);
        return true;
    }
    Str value = json_value_to_str(intake->arena, json);
    if (str_equal(value, of->answers[at])) return true;
    str_put_format(out, "%s\"%.*s\":%.*s", out->count > 1 ? "," : "", STR_ARG(cell->fact->key),
                   STR_ARG(value));
    return true;
}

static void read_case(Intake *intake, const SpreadsheetRow *row, const FactSheetCase *of) {
    StrBuilder out;
    bool is_filled = false;
    str_builder_init(&out, intake->arena, 0);
    str_put_char(&out, '{');
    for (size_t i = 0; i < intake->sheet->column_count; i++) {
        is_filled |= read_cell(intake, row, of, i, &out);
    }
    bool is_new = out.count > 1;
    str_put_char(&out, '}');
    if (is_new && !of->is_living) {
        leave(intake, of->case_number, STR("已经往下办了，不能再改"));
    } else if (is_new) {
        Answer answer = {of, str_built(&out)};
        PUSH(intake->arena, &intake->answers, answer);
    } else {
        intake->result->unchanged += is_filled;
    }
}

static void read_row(Intake *intake, const SpreadsheetRow *row) {
    Str column = STR(FACT_SHEET_CASE_COLUMN), number = cell_at(row, intake->case_place);
    if (!str_is_absent(row->unreadable)) {
        fault(intake, row, STR(""), -1, row->unreadable);
        return;
    }
    const FactSheetCase **found = find_case(intake, number);
    if (!found) {
        if (has_passed(intake, number)) return;
        fault(intake, row, column, intake->case_place,
              STR("这份名册或批次里没有这个编号，或者没有向你们单位要过"));
        return;
    }
    bool *was_read = &intake->was_read[found - intake->by_number];
    if (*was_read) fault(intake, row, column, intake->case_place, STR("这个编号出现了两次"));
    if (!*was_read) read_case(intake, row, *found);
    *was_read = true;
}

static bool read_table(Intake *intake, Str bytes, Error *error) {
    const FactSheet *sheet = intake->sheet;
    SpreadsheetOptions options = {FACT_SHEET_BYTES_MAX, FACT_SHEET_ROWS_MAX,
                                  STR(FACT_SHEET_CASE_COLUMN)};
    if (!spreadsheet_read(intake->arena, bytes, &options, &intake->table, error) ||
        !find_columns(intake, error)) {
        return false;
    }
    intake->by_number = NEW_ARRAY(intake->arena, const FactSheetCase *, sheet->count);
    intake->was_read = NEW_ARRAY(intake->arena, bool, sheet->count);
    for (size_t i = 0; i < sheet->count; i++) intake->by_number[i] = &sheet->cases[i];
    qsort(intake->by_number, sheet->count, sizeof *intake->by_number, compare_cases);
    for (size_t i = 0; i < intake->table.count; i++) read_row(intake, &intake->table.items[i]);
    return true;
}

// ---- Writing ----

typedef struct SheetAnswer {
    const Actor *actor;
    const CaseContext *context;
    const FactSheetIn *in;
    const Answer *answers; // of a chunk
    size_t count;
} SheetAnswer;

typedef struct AnswerOne {
    const SheetAnswer *all;
    const Answer *answer;
} AnswerOne;

static bool answer_one(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const AnswerOne *one = in;
    const FactSheetCase *of = one->answer->of;
    const Actor *actor = one->all->actor;
    Claim claim;
    BatchRow row;
    (void)out;
    return of->is_batch_row
               ? batch_state_facts(tx, actor, one->all->context, of->case_number,
                                   one->answer->json, arena, &row, error)
               : claim_state_facts(tx, actor, one->all->context, of->case_number,
                                   one->answer->json, arena, &claim, error);
}

static bool is_refusal(const Error *error) {
    return error->kind == ERROR_CONFLICT || error->kind == ERROR_FORBIDDEN ||
           error->kind == ERROR_NOT_FOUND || error->kind == ERROR_INVALID;
}

static bool audit_chunk(Tx *tx, const SheetAnswer *all, int64_t answered, Arena *arena,
                        Error *error) {
    return answered == 0 ||
           audit_write(tx, all->actor,
                       &(AuditEntry){.action = STR("fact_sheet.answer"),
                                     .object_kind = STR("fact_sheet"),
                                     .object_number = all->in->number,
                                     .division_code = all->actor->scope.division_prefix,
                                     .after = str_format(arena, "{\"answered\":%lld}",
                                                         (long long)answered)},
                       error);
}

// What became of a chunk: an error for each answer, or none.
typedef struct Chunk {
    int64_t answered;
    Error refusals[FACT_SHEET_CASES_EACH];
} Chunk;

static bool answer_chunk(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const SheetAnswer *all = in;
    Chunk *chunk = out;
    *chunk = (Chunk){0};
    for (size_t i = 0; i < all->count; i++) {
        AnswerOne one = {all, &all->answers[i]};
        ArenaMark mark = arena_mark(arena);
        Error *refusal = &chunk->refusals[i];
        if (store_attempt(tx, answer_one, &one, NULL, arena, refusal)) {
            chunk->answered++;
        } else if (!is_refusal(refusal)) {
            *error = *refusal;
            return false;
        }
        arena_rewind(arena, mark);
    }
    return audit_chunk(tx, all, chunk->answered, arena, error);
}

static void put_left(Intake *intake, const SheetAnswer *all, const Chunk *chunk) {
    for (size_t i = 0; i < all->count; i++) {
        const Error *refusal = &chunk->refusals[i];
        if (refusal->kind == ERROR_NONE) continue;
        leave(intake, all->answers[i].of->case_number,
              str_format(intake->arena, "%s%s%s", refusal->message,
                         refusal->detail[0] ? "：" : "", refusal->detail));
    }
}

static bool write_answers(Store *store, Intake *intake, SheetAnswer *all, Error *error) {
    Chunk *chunk = NEW(intake->arena, Chunk);
    Arena scratch = {0};
    bool ok = true;
    for (size_t from = 0; ok && from < intake->answers.count; from += all->count) {
        size_t rest = intake->answers.count - from;
        all->answers = intake->answers.items + from;
        all->count = rest < FACT_SHEET_CASES_EACH ? rest : FACT_SHEET_CASES_EACH;
        arena_reset(&scratch);
        ok = store_write(store, answer_chunk, all, chunk, &scratch, error);
        if (ok) put_left(intake, all, chunk);
        if (ok) intake->result->answered += chunk->answered;
    }
    arena_release(&scratch);
    return ok;
}

// ---- The whole ----

typedef struct SheetRead {
    FactSheet sheet;
    FactSheetPassedRows passed;
} SheetRead;

static bool read_sheet(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const SheetAnswer *all = in;
    SheetRead *read = out;
    return fact_sheet_find(tx, all->actor, all->context->pack, all->in->number, arena,
                           &read->sheet, error) &&
           fact_sheet_passed(tx, &(FactSheetPassedIn){all->in->number}, arena, &read->passed,
                             error);
}

bool fact_sheet_answer(Store *store, const Actor *actor, const CaseContext *context,
                       const FactSheetIn *in, Arena *arena, FactSheetResult *result,
                       Error *error) {
    SheetAnswer all = {.actor = actor, .context = context, .in = in};
    SheetRead read;
    *result = (FactSheetResult){0};
    if (!store_read(store, read_sheet, &all, &read, arena, error)) return false;
    Intake intake = {.arena = arena, .sheet = &read.sheet, .passed = read.passed,
                     .result = result};
    return read_table(&intake, in->bytes, error) &&
           (result->faults.count > 0 || write_answers(store, &intake, &all, error));
}
