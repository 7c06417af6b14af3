// SPDX-License-Identifier: Apache-2.0
#include "policy/conclusion.h"

#include "policy/policy.h"
#include "policy/sheet.h"

enum { KEY, NAME, VALUE };
static const SheetColumn columns[] = {
    [KEY] = {"键", true, true}, [NAME] = {"名称", true, true}, [VALUE] = {"值", true, true},
};

// Keys of the answer that no conclusion may take.
static const char *const taken_keys[] = {"policy", "title", "on", "pack", "clause", "reasons",
                                         "trace", "message", "missing_names"};

static bool is_taken(Str key) {
    for (size_t i = 0; i < sizeof taken_keys / sizeof taken_keys[0]; i++) {
        if (str_equal(key, str_from_c(taken_keys[i]))) return true;
    }
    return false;
}

static void row_read(PolicyReader *reader, const Sheet *sheet, size_t row) {
    ConclusionList *list = &reader->policy->conclusions;
    Conclusion conclusion = {
        .key = sheet_text(sheet, row, KEY),
        .name = sheet_text(sheet, row, NAME),
        .value = reader_cell_text(reader, sheet_cell(sheet, row, VALUE)),
        .place = sheet_range(sheet, row, KEY),
    };
    if (!is_ascii_key(conclusion.key) || is_taken(conclusion.key)) {
        reader_error(reader, conclusion.place, "“%.*s”不能作结论的键", STR_ARG(conclusion.key));
        return;
    }
    for (size_t i = 0; i < list->count; i++) {
        if (!str_equal(list->items[i].key, conclusion.key)) continue;
        reader_error(reader, conclusion.place, "结论“%.*s”写了两次", STR_ARG(conclusion.key));
        return;
    }
    PUSH(reader->arena, list, conclusion);
}

void conclusions_read(PolicyReader *reader, const Section *section) {
    sheet_read(reader, section, columns, sizeof columns / sizeof columns[0], row_read);
}

size_t conclusion_find(const ConclusionList *list, Str key_or_name) {
    for (size_t i = 0; i < list->count; i++) {
        if (str_equal(list->items[i].key, key_or_name)) return i;
    }
    for (size_t i = 0; i < list->count; i++) {
        if (str_equal(list->items[i].name, key_or_name)) return i;
    }
    return SIZE_MAX;
}

bool conclusion_is_money(const Conclusion *conclusion) {
    return str_ends_with(conclusion->key, STR("_fen"));
}
