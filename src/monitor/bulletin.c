// SPDX-License-Identifier: Apache-2.0
#include "monitor/bulletin.h"

#include "access/audit.h"
#include "monitor/bulletin.sql.h"

static bool check_text(Str text, const char *what, Error *error) {
    if (str_is_empty(str_trim(text))) return error_set(error, ERROR_INVALID, "请写明%s", what);
    if (text.length <= BULLETIN_TEXT_BYTES_MAX) return true;
    return error_set(error, ERROR_LIMIT, "%s太长，最多%d个字节", what, BULLETIN_TEXT_BYTES_MAX);
}

static bool write_audit(Tx *tx, const Actor *actor, const char *action, Str number, Str after,
                        Error *error) {
    return audit_write(tx, actor,
                       &(AuditEntry){.action = str_from_c(action),
                                     .object_kind = STR("bulletin"),
                                     .object_number = number,
                                     .after = after},
                       error);
}

// ---- Signing ----

static bool write_lines(Tx *tx, const Bulletin *bulletin, Arena *arena, Error *error) {
    size_t line_count = bulletin->lines.count, count = 0;
    BulletinLineInsertIn *lines = NEW_ARRAY(arena, BulletinLineInsertIn, line_count);
    BulletinFigureInsertIn *figures =
        NEW_ARRAY(arena, BulletinFigureInsertIn, line_count * FIGURE_PLACES * FIGURE_CODE_COUNT);
    for (size_t i = 0; i < line_count; i++) {
        const BulletinLine *line = &bulletin->lines.items[i];
        lines[i] = (BulletinLineInsertIn){.bulletin_number = bulletin->number,
                                          .sequence = line->sequence,
                                          .policy_number = line->policy_number,
                                          .target_key = line->target_key,
                                          .label = line->label,
                                          .unit = line->unit,
                                          .measure = line->measure,
                                          .tally = line->tally};
        for (size_t j = 0; j < FIGURE_PLACES * FIGURE_CODE_COUNT; j++) {
            size_t place = j / FIGURE_CODE_COUNT;
            FigureCode code = (FigureCode)(j % FIGURE_CODE_COUNT);
            if (!line->figures[place][code].is_set) continue;
            figures[count++] = (BulletinFigureInsertIn){.bulletin_number = bulletin->number,
                                                        .sequence = line->sequence,
                                                        .division_code = figure_place_code(place),
                                                        .code = figure_code(code),
                                                        .value = line->figures[place][code].value};
        }
    }
    return bulletin_line_insert_bulk(tx, lines, line_count, NULL, error) &&
           bulletin_figure_insert_bulk(tx, figures, count, NULL, error);
}

static bool write_head(Tx *tx, const Actor *actor, const Bulletin *bulletin, Error *error) {
    return bulletin_insert(tx,
                           &(BulletinInsertIn){.number = bulletin->number,
                                               .cycle = cycle_code(bulletin->period.cycle),
                                               .first_on = bulletin->period.first,
                                               .last_on = bulletin->period.last,
                                               .elapsed_bp = bulletin->elapsed_bp,
                                               .pack_hash = bulletin->pack_hash,
                                               .sha256 = bulletin->sha256,
                                               .signed_by = actor->account_id,
                                               .signed_name = bulletin->signed_name,
                                               .signed_on = bulletin->signed_on,
                                               .signed_ms = actor->now_ms},
                           NULL, error);
}

static bool check_unsigned(Tx *tx, const Bulletin *bulletin, Arena *arena, Error *error) {
    BulletinRow row;
    bool found;
    BulletinByNumberIn in = {bulletin->number};
    if (!bulletin_by_number(tx, &in, arena, &row, &found, error)) return false;
    if (!found) return true;
    error_set(error, ERROR_CONFLICT, "通报 %.*s 已经审签，不能再改", STR_ARG(bulletin->number));
    error_detail(error, "数有变化，请在通报里加更正，写明原因");
    return error_code(error, "ALREADY_SIGNED");
}

bool bulletin_sign(Tx *tx, const Actor *actor, const Pack *pack, Str number, Arena *arena,
                   Bulletin *bulletin, Error *error) {
    if (!bulletin_preview(tx, actor, pack, number, arena, bulletin, error) ||
        !check_unsigned(tx, bulletin, arena, error)) {
        return false;
    }
    if (actor->today <= bulletin->period.last) {
        Str last = date_to_chinese(arena, bulletin->period.last);
        error_set(error, ERROR_CONFLICT, "这一期到%.*s才结束，还不能审签", STR_ARG(last));
        return error_code(error, "PERIOD_RUNNING");
    }
    bulletin->is_signed = true;
    bulletin->signed_name = actor->display_name;
    bulletin->signed_on = actor->today;
    bulletin->sha256 = bulletin_text(arena, bulletin).sha256; // it names the signer too
    return write_lines(tx, bulletin, arena, error) && write_head(tx, actor, bulletin, error) &&
           write_audit(tx, actor, "bulletin.sign", bulletin->number, bulletin->sha256, error);
}

// ---- Reading ----

bool bulletin_list(Tx *tx, Arena *arena, BulletinHeads *heads, Error *error) {
    BulletinHeadRows rows;
    if (!bulletin_heads(tx, NULL, arena, &rows, error)) return false;
    *heads = (BulletinHeads){.items = NEW_ARRAY(arena, BulletinHead, rows.count)};
    for (size_t i = 0; i < rows.count; i++) {
        const BulletinHeadRow *row = &rows.items[i];
        CyclePeriod period;
        bool is_known = cycle_period_from_number(row->number, &period);
        heads->items[heads->count++] =
            (BulletinHead){.number = row->number,
                           .title = is_known ? cycle_title(arena, &period) : row->number,
                           .sha256 = row->sha256,
                           .signed_name = row->signed_name,
                           .signed_on = row->signed_on,
                           .corrections = row->corrections,
                           .instructions = row->instructions};
    }
    return true;
}

const BulletinLine *bulletin_line_of(const Bulletin *bulletin, int64_t sequence) {
    bool is_there = sequence >= 1 && (size_t)sequence <= bulletin->lines.count;
    return is_there ? &bulletin->lines.items[sequence - 1] : NULL;
}

static bool key_of(Str division_code, Str code, FigureKey *key, Error *error) {
    if (figure_place_from_code(division_code, &key->place) && figure_from_code(code, &key->code)) {
        return true;
    }
    return error_set(error, ERROR_UNAVAILABLE, "通报里有不认识的数“%.*s %.*s”",
                     STR_ARG(division_code), STR_ARG(code));
}

static bool read_figures(Tx *tx, Bulletin *bulletin, Arena *arena, Error *error) {
    BulletinFigureRows rows;
    BulletinFiguresOfIn in = {bulletin->number};
    if (!bulletin_figures_of(tx, &in, arena, &rows, error)) return false;
    for (size_t i = 0; i < rows.count; i++) {
        const BulletinFigureRow *row = &rows.items[i];
        FigureKey key = {.sequence = row->sequence};
        if (!key_of(row->division_code, row->code, &key, error)) return false;
        if (!bulletin_line_of(bulletin, row->sequence)) continue; // the hash will tell
        bulletin->lines.items[row->sequence - 1].figures[key.place][key.code] =
            (BulletinFigure){true, row->value};
    }
    return true;
}

static bool read_lines(Tx *tx, Bulletin *bulletin, Arena *arena, Error *error) {
    BulletinLineRows rows;
    if (!bulletin_lines_of(tx, &(BulletinLinesOfIn){bulletin->number}, arena, &rows, error)) {
        return false;
    }
    bulletin->lines = (BulletinLines){.items = NEW_ARRAY(arena, BulletinLine, rows.count)};
    for (size_t i = 0; i < rows.count; i++) {
        const BulletinLineRow *row = &rows.items[i];
        bulletin->lines.items[bulletin->lines.count++] =
            (BulletinLine){.sequence = row->sequence,
                           .policy_number = (int)row->policy_number,
                           .target_key = row->target_key,
                           .label = row->label,
                           .unit = row->unit,
                           .measure = row->measure,
                           .tally = row->tally};
    }
    return read_figures(tx, bulletin, arena, error);
}

static bool read_bulletin(Tx *tx, Str number, Arena *arena, Bulletin *bulletin, Error *error) {
    BulletinRow row;
    bool found;
    if (!bulletin_by_number(tx, &(BulletinByNumberIn){number}, arena, &row, &found, error)) {
        return false;
    }
    *bulletin = (Bulletin){0};
    if (!found || !cycle_period_from_number(row.number, &bulletin->period)) {
        error_set(error, ERROR_NOT_FOUND, "没有审签过的通报“%.*s”", STR_ARG(number));
        return error_detail(error, "领导小组办公室审签后才能看");
    }
    bulletin->number = row.number;
    bulletin->period.first = row.first_on;
    bulletin->period.last = row.last_on;
    bulletin->as_of = row.last_on;
    bulletin->elapsed_bp = row.elapsed_bp;
    bulletin->pack_hash = row.pack_hash;
    bulletin->is_signed = true;
    bulletin->sha256 = row.sha256;
    bulletin->signed_name = row.signed_name;
    bulletin->signed_on = row.signed_on;
    return read_lines(tx, bulletin, arena, error);
}

static bool read_corrections(Tx *tx, BulletinFile *file, Arena *arena, Error *error) {
    BulletinCorrectionRows rows;
    BulletinCorrectionsOfIn in = {file->bulletin.number};
    if (!bulletin_corrections_of(tx, &in, arena, &rows, error)) return false;
    file->corrections = NEW_ARRAY(arena, BulletinCorrection, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        const BulletinCorrectionRow *row = &rows.items[i];
        BulletinCorrection *to = &file->corrections[file->correction_count++];
        *to = (BulletinCorrection){.key = {.sequence = row->sequence},
                                   .value = row->value,
                                   .reason = row->reason,
                                   .corrected_name = row->corrected_name,
                                   .corrected_on = row->corrected_on};
        if (!key_of(row->division_code, row->code, &to->key, error)) return false;
    }
    return true;
}

static bool read_instructions(Tx *tx, BulletinFile *file, Arena *arena, Error *error) {
    BulletinInstructionRows rows;
    BulletinInstructionsOfIn in = {file->bulletin.number};
    if (!bulletin_instructions_of(tx, &in, arena, &rows, error)) return false;
    file->instructions = NEW_ARRAY(arena, BulletinInstruction, rows.count);
    for (size_t i = 0; i < rows.count; i++) {
        const BulletinInstructionRow *row = &rows.items[i];
        file->instructions[file->instruction_count++] =
            (BulletinInstruction){row->body, row->given_name, row->given_on};
    }
    return true;
}

bool bulletin_find(Tx *tx, Str number, Arena *arena, BulletinFile *file, Error *error) {
    *file = (BulletinFile){0};
    return read_bulletin(tx, number, arena, &file->bulletin, error) &&
           read_corrections(tx, file, arena, error) && read_instructions(tx, file, arena, error);
}

bool bulletin_export(Tx *tx, const Actor *actor, Str number, Arena *arena, BulletinText *text,
                     Error *error) {
    Bulletin bulletin;
    if (!read_bulletin(tx, number, arena, &bulletin, error)) return false;
    *text = bulletin_text(arena, &bulletin);
    return write_audit(tx, actor, "bulletin.export", bulletin.number, text->sha256, error);
}

// ---- Adding ----

bool bulletin_correct(Tx *tx, const Actor *actor, const CorrectionIn *in, Arena *arena,
                      Error *error) {
    Bulletin bulletin;
    if (!check_text(in->reason, "为什么更正", error) ||
        !read_bulletin(tx, in->number, arena, &bulletin, error)) {
        return false;
    }
    const BulletinLine *line = bulletin_line_of(&bulletin, in->key.sequence);
    const BulletinFigure *figure = line ? &line->figures[in->key.place][in->key.code] : NULL;
    if (!figure || !figure->is_set) {
        return error_set(error, ERROR_NOT_FOUND, "通报里没有这个数");
    }
    Str was = figure_text(arena, in->key.code, figure->value);
    Str is = figure_text(arena, in->key.code, in->value);
    if (figure->value == in->value) {
        return error_set(error, ERROR_INVALID, "更正的数和原来的一样，都是%.*s", STR_ARG(was));
    }
    BulletinCorrectionInsertIn insert = {.bulletin_number = bulletin.number,
                                         .sequence = in->key.sequence,
                                         .division_code = figure_place_code(in->key.place),
                                         .code = figure_code(in->key.code),
                                         .value = in->value,
                                         .reason = str_trim(in->reason),
                                         .account_id = actor->account_id,
                                         .actor_name = actor->display_name,
                                         .business_date = actor->today,
                                         .at_ms = actor->now_ms};
    Str change = str_format(arena, "第%lld行 %.*s：%.*s 更正为 %.*s", (long long)in->key.sequence,
                            STR_ARG(figure_label(in->key.code)), STR_ARG(was), STR_ARG(is));
    return bulletin_correction_insert(tx, &insert, NULL, error) &&
           write_audit(tx, actor, "bulletin.correct", bulletin.number, change, error);
}

bool bulletin_instruct(Tx *tx, const Actor *actor, Str number, Str body, Arena *arena,
                       Error *error) {
    BulletinRow row;
    bool found;
    if (!check_text(body, "批示", error) ||
        !bulletin_by_number(tx, &(BulletinByNumberIn){number}, arena, &row, &found, error)) {
        return false;
    }
    if (!found) {
        error_set(error, ERROR_NOT_FOUND, "没有审签过的通报“%.*s”", STR_ARG(number));
        return error_detail(error, "批示写在审签过的通报上，数才不会再变");
    }
    BulletinInstructionInsertIn in = {.bulletin_number = row.number,
                                      .body = str_trim(body),
                                      .account_id = actor->account_id,
                                      .actor_name = actor->display_name,
                                      .business_date = actor->today,
                                      .at_ms = actor->now_ms};
    return bulletin_instruction_insert(tx, &in, NULL, error) &&
           write_audit(tx, actor, "bulletin.instruct", row.number, (Str){0}, error);
}

// ---- Proof ----

bool bulletin_prove(Tx *tx, Arena *arena, BulletinProof *proof, Error *error) {
    BulletinHeadRows heads;
    *proof = (BulletinProof){0};
    if (!bulletin_heads(tx, NULL, arena, &heads, error)) return false;
    for (size_t i = 0; i < heads.count; i++) {
        Bulletin bulletin;
        Str number = heads.items[i].number, was = heads.items[i].sha256;
        if (!read_bulletin(tx, number, arena, &bulletin, error)) return false;
        proof->bulletins++;
        if (str_equal(bulletin_text(arena, &bulletin).sha256, was)) continue;
        if (proof->faults++ > 0) continue;
        proof->first_fault = str_format(arena, "通报 %.*s 的数与审签时的指纹 %.*s 不符",
                                        STR_ARG(number), STR_ARG(was));
    }
    return true;
}
