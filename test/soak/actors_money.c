// SPDX-License-Identifier: Apache-2.0
// Who asks for what about money.
#include "actors_core.h"

// ---- The bank: late, twice, in parts, wrongly, never ----

static const ModelFile *pick_file(Actors *actors, const Model *model) {
    if (model->file_count == 0) return NULL;
    int from = actors_draw(actors, model->file_count);
    for (int i = 0; i < model->file_count && !is_rare(actors, 12); i++) {
        const ModelFile *file = &model->files[(from + i) % model->file_count];
        if (model_answered_fen(file) < model_total_fen(file)) return file;
    }
    return &model->files[from];
}

bool draw_bank(Pen *pen) {
    const ModelFile *file = pick_file(pen->actors, pen->model);
    char *content = pen->action->content;
    size_t room = sizeof pen->action->content;
    if (!file) return false;
    int length = snprintf(content, room, "行号,金额,结果,原因,日期\n");
    int from = is_rare(pen->actors, 2) ? 0 : actors_draw(pen->actors, file->count);
    int to = from + 1 + actors_draw(pen->actors, file->count - from);
    for (int i = from; i < to; i++) {
        const ModelLine *line = &file->lines[i];
        bool is_new = !line->is_answered || is_rare(pen->actors, 12);
        bool is_paid = is_new ? !is_rare(pen->actors, 4) : line->is_paid;
        Date on = is_new ? pen->actors->today : line->bank_date;
        CivilDate day = date_to_civil(on);
        int64_t fen = line->amount_fen + is_rare(pen->actors, 25);
        int sequence = is_rare(pen->actors, 40) ? 99 : i + 1;
        length += snprintf(content + length, room - (size_t)length,
                           "%s-%05d,%lld.%02d,%s,%04d-%02d-%02d\n", file->number, sequence,
                           (long long)(fen / 100), (int)(fen % 100),
                           is_paid ? "成功," : "失败,户名不符", (int)day.year, day.month, day.day);
    }
    return draw_by_officer(pen);
}

// ---- Money ----

bool draw_allot(Pen *pen) {
    pen->action->amount_fen = 20000 + actors_draw(pen->actors, 30) * 10000;
    if (is_rare(pen->actors, 4)) pen->action->amount_fen = -pen->action->amount_fen / 2;
    name_purse(pen->action, actors_draw(pen->actors, TOWN_PURSES));
    return draw_by_officer(pen);
}

bool draw_voucher(Pen *pen) {
    const Model *model = pen->model;
    if (model->file_count == 0 || model->voucher_count == MODEL_VOUCHERS) return false;
    const ModelFile *file = &model->files[actors_draw(pen->actors, model->file_count)];
    int64_t open = model_total_fen(file) - file->voucher_fen;
    name_object(pen->action, file->number);
    name_text(pen->action, "凭证");
    pen->action->amount_fen = open > 0 ? open : 100;
    if (open <= 0 && !is_rare(pen->actors, 10)) return false;
    if (is_rare(pen->actors, 8)) pen->action->amount_fen += 1;
    return draw_by_officer(pen);
}

// One that was more than its file, mostly.
bool draw_reverse(Pen *pen) {
    for (int i = 0; i < pen->model->voucher_count; i++) {
        const ModelVoucher *voucher = &pen->model->vouchers[i];
        const ModelFile *file = &pen->model->files[voucher->file];
        bool is_wrong = file->voucher_fen > model_total_fen(file) && !voucher->is_reversed;
        if (!is_wrong && !is_rare(pen->actors, 60)) continue;
        name_object(pen->action, file->number);
        snprintf(pen->action->text, sizeof pen->action->text, "%s", voucher->name);
        return draw_by_officer(pen);
    }
    return false;
}

// The earliest month that is open, now and then this one or any.
bool draw_close_month(Pen *pen) {
    int purse = actors_draw(pen->actors, TOWN_PURSES);
    int month = 0, now = model_month(pen->actors->today);
    const ModelMonth *months = pen->model->months[book_of_purse(purse)];
    while (month < now && (months[month].is_closed || !months[month].has_moved)) month++;
    if (is_rare(pen->actors, 8)) month = actors_draw(pen->actors, now + 2);
    if (month == now && !is_rare(pen->actors, 8)) return false;
    name_purse(pen->action, purse);
    name_month(pen->action, month);
    return draw_by_officer(pen);
}

// The year before, now and then this one.
static int64_t draw_year(Actors *actors) {
    return date_to_civil(actors->today).year - !is_rare(actors, 8);
}

bool draw_close_year(Pen *pen) {
    int64_t year = draw_year(pen->actors);
    if (year < MODEL_FIRST_YEAR) return false;
    name_purse(pen->action, actors_draw(pen->actors, TOWN_PURSES));
    snprintf(pen->action->text, sizeof pen->action->text, "%lld", (long long)year);
    return draw_by_officer(pen);
}

bool draw_carry_over(Pen *pen) {
    pen->action->index = draw_year(pen->actors);
    if (pen->action->index < MODEL_FIRST_YEAR) return false;
    name_purse(pen->action, actors_draw(pen->actors, TOWN_PURSES));
    return draw_by_officer(pen);
}
