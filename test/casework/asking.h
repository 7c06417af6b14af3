// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_CASEWORK_ASKING_H
#define TEST_CASEWORK_ASKING_H
// The pack as if a fact were a department's to state, and what the department is asked.
#include "desk.h"

#include "../registry/posts.h"
#include "casework/fact_sheet.h"
#include "publish/catalogue.h"

// The embedded files with one text of one file replaced.
static inline PackFiles files_with(Arena *arena, const char *file, const char *from,
                                   const char *to) {
    PackFiles files;
    assert_true(pack_files_embedded(arena, &files));
    for (size_t i = 0; i < files.count; i++) {
        Str *text = &files.items[i].content;
        size_t at = str_find(*text, str_from_c(from), 0);
        if (!str_equal(files.items[i].name, str_from_c(file))) continue;
        assert_true(at != SIZE_MAX);
        *text = str_format(arena, "%.*s%s%.*s", STR_ARG(str_slice(*text, 0, at)), to,
                           STR_ARG(str_slice(*text, at + strlen(from), text->length)));
    }
    return files;
}

// It is published, and in effect.
static inline void desk_publish(Desk *desk, const PackFiles *files) {
    PublishIn in = {files, desk->today, 0};
    Error error = {0};
    assert_ok(catalogue_publish(desk->city.store, &in, &error), error);
    assert_ok(catalogue_refresh(desk->city.catalogue, desk->today, &error), error);
    desk->city.pack = catalogue_pack(desk->city.catalogue);
}

// Everybody holds a public-welfare post.
static inline void desk_fills_posts(Desk *desk) {
    DeskCall call = {.desk = desk};
    assert_ok(desk_write(desk, posts_fill, &call, NULL), desk->error);
}

static inline void desk_asks_attendance(Desk *desk) {
    PackFiles files = files_with(&desk->city.arena, "39-public-welfare-post.md",
                                 "| 本月在岗 | attended | boolean | ask |",
                                 "| 本月在岗 | attended | boolean | department |");
    desk_publish(desk, &files);
    desk_fills_posts(desk);
}

static inline void desk_asks_claimants(Desk *desk) {
    PackFiles files = files_with(&desk->city.arena, "24-stable-employment-refund.md",
                                 "| number | employer.ui_claimants |", "| number | department |");
    desk_publish(desk, &files);
}

static inline Actor bureau(const Desk *desk, int64_t account_id, const char *department) {
    Actor actor = desk_actor(desk, account_id, ROLE_BUREAU_REPORTER, "");
    actor.department = str_from_c(department);
    return actor;
}

static inline bool run_cards(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    const DeskCall *call = in;
    return fact_sheet_cards(tx, &call->actor, arena, out, error);
}

static inline FactSheetCards cards_of(Desk *desk, Actor actor) {
    FactSheetCards cards;
    DeskCall call = {.desk = desk, .actor = actor};
    assert_ok(desk_read(desk, run_cards, &call, &cards), desk->error);
    return cards;
}

#endif
