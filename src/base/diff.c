// SPDX-License-Identifier: Apache-2.0
#include "base/diff.h"

typedef struct LineList {
    Str *items;
    size_t count;
    size_t capacity;
} LineList;

typedef struct Diff {
    Arena *arena;
    LineList before, after;
    size_t head, tail; // equal lines at both ends
    DiffLines all;
} Diff;

static LineList lines_of(Arena *arena, Str text) {
    LineList lines = {0};
    if (str_ends_with(text, STR("\n"))) text.length--;
    for (Str rest = text; !str_is_absent(rest) && text.length > 0;) {
        Str line = str_cut(&rest, '\n');
        PUSH(arena, &lines, line);
    }
    return lines;
}

static bool are_equal(const Diff *diff, size_t before, size_t after) {
    return str_equal(diff->before.items[before], diff->after.items[after]);
}

static void ends_find(Diff *diff) {
    size_t least =
        diff->before.count < diff->after.count ? diff->before.count : diff->after.count;
    while (diff->head < least && are_equal(diff, diff->head, diff->head)) diff->head++;
    while (diff->tail < least - diff->head &&
           are_equal(diff, diff->before.count - 1 - diff->tail,
                     diff->after.count - 1 - diff->tail)) {
        diff->tail++;
    }
}

static void put(Diff *diff, DiffKind kind, size_t before, size_t after) {
    DiffLine line = {.kind = kind};
    if (kind != DIFF_ADDED) line.before = before + 1;
    if (kind != DIFF_REMOVED) line.after = after + 1;
    line.text = kind == DIFF_ADDED ? diff->after.items[after] : diff->before.items[before];
    diff->all.removed += kind == DIFF_REMOVED;
    diff->all.added += kind == DIFF_ADDED;
    PUSH(diff->arena, &diff->all, line);
}

// ---- The middle: furthest points on each diagonal, kept for every number of edits ----

typedef struct Search {
    Diff *diff;
    size_t rows, columns; // lines of the middle, before and after
    int *reach;           // by diagonal, from -edits to +edits
    int **kept;           // reach before each step
    int edits;            // of the shortest script; -1 = too many
} Search;

static int follow(const Search *search, int x, int diagonal) {
    const Diff *diff = search->diff;
    int y = x - diagonal;
    while ((size_t)x < search->rows && (size_t)y < search->columns &&
           are_equal(diff, diff->head + (size_t)x, diff->head + (size_t)y)) {
        x++;
        y++;
    }
    return x;
}

// From which neighbour the furthest path to a diagonal comes: true = a line was added.
static bool comes_by_adding(const int *reach, int diagonal, int edits) {
    if (diagonal == -edits) return true;
    return diagonal != edits && reach[diagonal - 1] < reach[diagonal + 1];
}

static bool step(Search *search, int edits) {
    int *reach = search->reach;
    for (int diagonal = -edits; diagonal <= edits; diagonal += 2) {
        int x = comes_by_adding(reach, diagonal, edits) ? reach[diagonal + 1]
                                                        : reach[diagonal - 1] + 1;
        x = follow(search, x, diagonal);
        reach[diagonal] = x;
        if ((size_t)x >= search->rows && (size_t)(x - diagonal) >= search->columns) return true;
    }
    return false;
}

static void search_run(Search *search, Arena *scratch, int most) {
    int *cells = NEW_ARRAY(scratch, int, 2 * (size_t)most + 3);
    search->reach = cells + most + 1;
    search->kept = NEW_ARRAY(scratch, int *, (size_t)most + 1);
    search->edits = -1;
    search->reach[1] = 0;
    for (int edits = 0; edits <= most; edits++) {
        int *copy = NEW_ARRAY(scratch, int, 2 * (size_t)edits + 3);
        for (int i = -edits - 1; i <= edits + 1; i++) copy[i + edits + 1] = search->reach[i];
        search->kept[edits] = copy + edits + 1;
        if (!step(search, edits)) continue;
        search->edits = edits;
        return;
    }
}

// Walks back from the end and writes the steps down in order.
static void search_put(const Search *search, Arena *scratch) {
    int x = (int)search->rows, y = (int)search->columns, count = 0;
    DiffKind *kinds = NEW_ARRAY(scratch, DiffKind, search->rows + search->columns + 1);
    for (int edits = search->edits; x > 0 || y > 0; edits--) {
        const int *reach = search->kept[edits];
        int diagonal = x - y;
        bool is_added = edits > 0 && comes_by_adding(reach, diagonal, edits);
        int from = is_added ? diagonal + 1 : diagonal - 1;
        int from_x = edits > 0 ? reach[from] : 0, from_y = edits > 0 ? from_x - from : 0;
        int start_x = edits == 0 ? 0 : is_added ? from_x : from_x + 1;
        for (; x > start_x; x--, y--) kinds[count++] = DIFF_SAME;
        if (edits > 0) kinds[count++] = is_added ? DIFF_ADDED : DIFF_REMOVED;
        x = from_x;
        y = from_y;
        if (edits == 0) break;
    }
    size_t before = search->diff->head, after = search->diff->head;
    while (count > 0) {
        DiffKind kind = kinds[--count];
        put(search->diff, kind, before, after);
        before += kind != DIFF_ADDED;
        after += kind != DIFF_REMOVED;
    }
}

static void middle_put(Diff *diff) {
    Arena scratch = {0};
    Search search = {.diff = diff, .rows = diff->before.count - diff->head - diff->tail,
                     .columns = diff->after.count - diff->head - diff->tail};
    size_t most = search.rows + search.columns;
    search_run(&search, &scratch, most < DIFF_EDITS_MAX ? (int)most : DIFF_EDITS_MAX);
    if (search.edits >= 0) {
        search_put(&search, &scratch);
    } else {
        for (size_t i = 0; i < search.rows; i++) put(diff, DIFF_REMOVED, diff->head + i, 0);
        for (size_t i = 0; i < search.columns; i++) put(diff, DIFF_ADDED, 0, diff->head + i);
    }
    arena_release(&scratch);
}

// ---- Leaving out ----

static bool is_near_change(const DiffLines *all, size_t at, size_t context) {
    size_t from = at > context ? at - context : 0;
    size_t to = context < all->count - at ? at + context : all->count - 1;
    for (size_t i = from; i <= to; i++) {
        if (all->items[i].kind != DIFF_SAME) return true;
    }
    return false;
}

static DiffLines shortened(Arena *arena, const DiffLines *all, size_t context) {
    DiffLines lines = {.removed = all->removed, .added = all->added};
    bool is_skipping = false;
    if (all->removed + all->added == 0) return lines;
    for (size_t i = 0; i < all->count; i++) {
        bool is_kept = is_near_change(all, i, context);
        DiffLine line = is_kept ? all->items[i] : (DiffLine){.kind = DIFF_SKIPPED};
        if (is_kept || !is_skipping) PUSH(arena, &lines, line);
        is_skipping = !is_kept;
    }
    return lines;
}

DiffLines diff_lines(Arena *arena, Str before, Str after, size_t context) {
    Diff diff = {.arena = arena, .before = lines_of(arena, before),
                 .after = lines_of(arena, after)};
    ends_find(&diff);
    for (size_t i = 0; i < diff.head; i++) put(&diff, DIFF_SAME, i, i);
    middle_put(&diff);
    for (size_t i = diff.tail; i > 0; i--) {
        put(&diff, DIFF_SAME, diff.before.count - i, diff.after.count - i);
    }
    return context == SIZE_MAX ? diff.all : shortened(arena, &diff.all, context);
}
