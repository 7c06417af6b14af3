// SPDX-License-Identifier: Apache-2.0
// Drawing a bulletin up from the records.
#include "monitor/bulletin.h"

#include "monitor/bulletin.sql.h"
#include "monitor/pace.h"

#include <assert.h>

#define WHOLE_BP 10000

typedef struct Draft {
    Tx *tx;
    const Pack *pack;
    Arena *arena;
    Bulletin *bulletin;
    Paces now, before, former; // as of the end of this period, the last one, the one before it
    BulletinMoneyRows money;
    BulletinOverdueRows overdue;
} Draft;

// ---- Reading ----

static bool read_records(Draft *draft, Error *error) {
    const CyclePeriod *period = &draft->bulletin->period;
    CyclePeriod before = cycle_period_before(period), former = cycle_period_before(&before);
    Scope city = {.division_prefix = STR("")};
    Tx *tx = draft->tx;
    Date as_of = draft->bulletin->as_of;
    BulletinMoneyIn money = {.first = period->first,
                             .last = as_of,
                             .former_first = before.first,
                             .former_last = before.last,
                             .year = period->year};
    Arena *arena = draft->arena;
    return pace_read(tx, &city, draft->pack, as_of, arena, &draft->now, error) &&
           pace_read(tx, &city, draft->pack, before.last, arena, &draft->before, error) &&
           pace_read(tx, &city, draft->pack, former.last, arena, &draft->former, error) &&
           bulletin_money(tx, &money, arena, &draft->money, error) &&
           bulletin_overdue(tx, &(BulletinOverdueIn){as_of}, arena, &draft->overdue, error);
}

// ---- Lines ----

static BulletinLine *add_line(Draft *draft, const BulletinLine *line) {
    BulletinLines *lines = &draft->bulletin->lines;
    PUSH(draft->arena, lines, *line);
    BulletinLine *added = &lines->items[lines->count - 1];
    added->sequence = (int64_t)lines->count;
    return added;
}

static void set(BulletinLine *line, size_t place, FigureCode code, int64_t value) {
    line->figures[place][code] = (BulletinFigure){true, value};
}

static void add(BulletinLine *line, size_t place, FigureCode code, int64_t value) {
    BulletinFigure *figure = &line->figures[place][code];
    *figure = (BulletinFigure){true, figure->value + value};
}

static const PaceFigure *pace_at(const Pace *pace, size_t place) {
    return place == 0 ? &pace->city : &pace->counties[place - 1];
}

static void add_target(Draft *draft, size_t i) {
    const Pace *pace = &draft->now.items[i];
    const Target *target = pace->target;
    if (str_is_absent(pace->measure)) return; // no record leads to it
    BulletinLine *line = add_line(draft, &(BulletinLine){.policy_number = pace->policy->number,
                                                         .target_key = target->key,
                                                         .label = target->name,
                                                         .unit = target->unit,
                                                         .measure = pace->measure,
                                                         .tally = pace->column});
    for (size_t place = 0; place < FIGURE_PLACES; place++) {
        const PaceFigure *now = pace_at(pace, place);
        int64_t before = pace_at(&draft->before.items[i], place)->reached;
        int64_t former = pace_at(&draft->former.items[i], place)->reached;
        set(line, place, FIGURE_REACHED, now->reached);
        set(line, place, FIGURE_REACHED_NOW, now->reached - before);
        set(line, place, FIGURE_REACHED_LAST, before - former);
        if (now->goal == 0) continue;
        set(line, place, FIGURE_GOAL, now->goal);
        set(line, place, FIGURE_RATE, now->rate_bp);
    }
}

// ---- Money and what is overdue: the city and the county of a row, of its item and of all ----

static BulletinLine *item_line(Draft *draft, int policy_number) {
    BulletinLines *lines = &draft->bulletin->lines;
    for (size_t i = 0; i < lines->count; i++) {
        BulletinLine *line = &lines->items[i];
        if (line->policy_number == policy_number && str_is_empty(line->target_key)) return line;
    }
    const Policy *policy = pack_policy(draft->pack, policy_number);
    Str label = policy ? policy->title
                       : str_format(draft->arena, "第%d项（已不在政策包里）", policy_number);
    BulletinLine line = {.policy_number = policy_number,
                         .target_key = STR(""),
                         .label = label,
                         .unit = STR(""),
                         .measure = STR(""),
                         .tally = STR("")};
    return add_line(draft, &line);
}

static void add_value(Draft *draft, int64_t policy_number, Str division_code, FigureCode code,
                      int64_t value) {
    size_t place;
    bool is_county = figure_place_from_code(division_code, &place) && place > 0;
    BulletinLine *item = item_line(draft, (int)policy_number);
    add(item, 0, code, value);
    if (is_county) add(item, place, code, value);
    BulletinLine *all = &draft->bulletin->lines.items[0]; // after item_line, which may move it
    add(all, 0, code, value);
    if (is_county) add(all, place, code, value);
}

static void add_money(Draft *draft) {
    for (size_t i = 0; i < draft->money.count; i++) {
        const BulletinMoneyRow *row = &draft->money.items[i];
        const struct {
            FigureCode code;
            int64_t fen;
        } sums[] = {{FIGURE_ALLOTTED, row->allotted_fen},
                    {FIGURE_PAID, row->paid_fen},
                    {FIGURE_PAID_NOW, row->paid_now_fen},
                    {FIGURE_PAID_LAST, row->paid_last_fen}};
        for (size_t j = 0; j < sizeof sums / sizeof *sums; j++) {
            add_value(draft, row->policy_number, row->division_code, sums[j].code, sums[j].fen);
        }
    }
    for (size_t i = 0; i < draft->overdue.count; i++) {
        const BulletinOverdueRow *row = &draft->overdue.items[i];
        add_value(draft, row->policy_number, row->division_code, FIGURE_OVERDUE, row->overdue);
    }
}

// ---- Rates and ranks ----

static void set_execution(BulletinLine *line) {
    for (size_t place = 0; place < FIGURE_PLACES; place++) {
        const BulletinFigure *figures = line->figures[place];
        int64_t allotted = figures[FIGURE_ALLOTTED].value;
        if (allotted <= 0) continue;
        // In fen times 10,000 a city's budget still has two digits to spare.
        set(line, place, FIGURE_EXECUTION, figures[FIGURE_PAID].value * WHOLE_BP / allotted);
    }
}

// The mean of what is reached of each target, each at most wholly; whoever has no goal has no mean.
static void set_mean(BulletinLines *lines) {
    for (size_t place = 0; place < FIGURE_PLACES; place++) {
        int64_t sum = 0, count = 0;
        for (size_t i = 1; i < lines->count; i++) {
            const BulletinFigure *rate = &lines->items[i].figures[place][FIGURE_RATE];
            if (!rate->is_set) continue;
            sum += rate->value > WHOLE_BP ? WHOLE_BP : rate->value;
            count++;
        }
        if (count > 0) set(&lines->items[0], place, FIGURE_RATE, sum / count);
    }
}

// Counties by a rate, the highest first; equals share a rank, and the next one is skipped.
static void set_rank(BulletinLine *line, FigureCode rate, FigureCode rank) {
    for (size_t place = 1; place < FIGURE_PLACES; place++) {
        const BulletinFigure *own = &line->figures[place][rate];
        int64_t better = 0;
        for (size_t other = 1; other < FIGURE_PLACES; other++) {
            const BulletinFigure *figure = &line->figures[other][rate];
            better += figure->is_set && figure->value > own->value;
        }
        if (own->is_set) set(line, place, rank, better + 1);
    }
}

static void draw(Draft *draft) {
    BulletinLines *lines = &draft->bulletin->lines;
    add_line(draft, &(BulletinLine){.target_key = STR(""),
                                    .label = STR("全部事项"),
                                    .unit = STR(""),
                                    .measure = STR(""),
                                    .tally = STR("")});
    for (size_t i = 0; i < draft->now.count; i++) add_target(draft, i);
    add_money(draft);
    set_mean(lines);
    for (size_t i = 0; i < lines->count; i++) {
        set_execution(&lines->items[i]);
        set_rank(&lines->items[i], FIGURE_RATE, FIGURE_RANK);
        set_rank(&lines->items[i], FIGURE_EXECUTION, FIGURE_EXECUTION_RANK);
    }
}

bool bulletin_preview(Tx *tx, const Actor *actor, const Pack *pack, Str number, Arena *arena,
                      Bulletin *bulletin, Error *error) {
    CyclePeriod period;
    if (!cycle_period_from_number(number, &period) || period.first > actor->today) {
        error_set(error, ERROR_NOT_FOUND, "没有通报“%.*s”", STR_ARG(number));
        return error_detail(error, "请从通报列表里选一期");
    }
    *bulletin = (Bulletin){.number = cycle_number(arena, &period),
                           .period = period,
                           .as_of = period.last < actor->today ? period.last : actor->today,
                           .pack_hash = str_copy(arena, str_from_c(pack->hash)),
                           .signed_on = DATE_ABSENT};
    bulletin->elapsed_bp = pace_elapsed_bp(bulletin->as_of);
    Draft draft = {.tx = tx, .pack = pack, .arena = arena, .bulletin = bulletin};
    if (!read_records(&draft, error)) return false;
    draw(&draft);
    bulletin->sha256 = bulletin_text(arena, bulletin).sha256;
    return true;
}
