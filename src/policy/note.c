// SPDX-License-Identifier: Apache-2.0
#include "policy/note.h"

#include "policy/pack.h"
#include "policy/sheet.h"

enum { CARD_QUESTION, CARD_ANSWER };
static const SheetColumn card_columns[] = {
    [CARD_QUESTION] = {"问", true, true}, [CARD_ANSWER] = {"答", true, true},
};

static void card_row_read(PolicyReader *reader, const Sheet *sheet, size_t row) {
    PUSH(reader->arena, &reader->policy->card,
         ((CardLine){.question = sheet_text(sheet, row, CARD_QUESTION),
                     .answer = sheet_text(sheet, row, CARD_ANSWER),
                     .place = sheet_range(sheet, row, CARD_QUESTION)}));
}

void card_read(PolicyReader *reader, const Section *section) {
    sheet_read(reader, section, card_columns, sizeof card_columns / sizeof card_columns[0],
               card_row_read);
}

Str card_answer(const CardLineList *card, Str question) {
    Mark mark;
    for (size_t i = 0; i < card->count; i++) {
        if (str_equal(card->items[i].question, question)) {
            return mark_cut(card->items[i].answer, &mark);
        }
    }
    return STR("");
}

enum { READING_QUOTE, READING_READING, READING_BASIS, READING_BEARING };
static const SheetColumn reading_columns[] = {
    [READING_QUOTE] = {"原文", true, true}, [READING_READING] = {"读法", true, true},
    [READING_BASIS] = {"依据", true, true}, [READING_BEARING] = {"牵涉", false, false},
};

static void reading_row_read(PolicyReader *reader, const Sheet *sheet, size_t row) {
    Reading reading = {
        .quote = sheet_text(sheet, row, READING_QUOTE),
        .reading = sheet_text(sheet, row, READING_READING),
        .basis = sheet_text(sheet, row, READING_BASIS),
        .mark = mark_find(sheet_text(sheet, row, READING_BASIS)),
        .place = sheet_range(sheet, row, READING_QUOTE),
    };
    if (reading.mark == MARK_NONE) {
        reader_error(reader, sheet_range(sheet, row, READING_BASIS),
                     "依据要有 [D]、[O] 或 [R]");
    }
    bearings_read(reader, sheet_text(sheet, row, READING_BEARING),
                  sheet_range(sheet, row, READING_BEARING), &reading.bears_on);
    ReadingList *list = reader->policy ? &reader->policy->readings : &reader->pack->readings;
    PUSH(reader->arena, list, reading);
}

void readings_read(PolicyReader *reader, const Section *section) {
    sheet_read(reader, section, reading_columns,
               sizeof reading_columns / sizeof reading_columns[0], reading_row_read);
}

enum { MERGE_SUBJECT, MERGE_KEY, MERGE_KEEP, MERGE_TIE };
static const SheetColumn merge_columns[] = {
    [MERGE_SUBJECT] = {"对象", true, true}, [MERGE_KEY] = {"键", true, true},
    [MERGE_KEEP] = {"留", true, true}, [MERGE_TIE] = {"同分", true, false},
};

static void merge_row_read(PolicyReader *reader, const Sheet *sheet, size_t row) {
    PUSH(reader->arena, &reader->policy->merges,
         ((Merge){.subject = sheet_text(sheet, row, MERGE_SUBJECT),
                  .key = sheet_text(sheet, row, MERGE_KEY),
                  .keep = sheet_text(sheet, row, MERGE_KEEP),
                  .tie = sheet_text(sheet, row, MERGE_TIE),
                  .place = sheet_range(sheet, row, MERGE_SUBJECT)}));
}

void merges_read(PolicyReader *reader, const Section *section) {
    sheet_read(reader, section, merge_columns, sizeof merge_columns / sizeof merge_columns[0],
               merge_row_read);
}
