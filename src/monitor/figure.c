// SPDX-License-Identifier: Apache-2.0
#include "monitor/figure.h"

#include "fund/yuan.h"

typedef struct FigureRow {
    const char *code;
    FigureUnit unit;
    const char *label;
} FigureRow;

static const FigureRow figures[FIGURE_CODE_COUNT] = {
#define X(name, code, unit, label) [name] = {code, unit, label},
    FIGURES(X)
#undef X
};

Str figure_code(FigureCode code) {
    return str_from_c(figures[code].code);
}

Str figure_label(FigureCode code) {
    return str_from_c(figures[code].label);
}

FigureUnit figure_unit(FigureCode code) {
    return figures[code].unit;
}

bool figure_from_code(Str text, FigureCode *code) {
    for (int i = 0; i < FIGURE_CODE_COUNT; i++) {
        *code = (FigureCode)i;
        if (str_equal(text, str_from_c(figures[i].code))) return true;
    }
    return false;
}

Str figure_text(Arena *arena, FigureCode code, int64_t value) {
    switch (figures[code].unit) {
    case FIGURE_OF_FEN:
        return yuan_from_fen(arena, value);
    case FIGURE_OF_BP: {
        Str percent = yuan_from_fen(arena, value); // a percent has a hundred basis points
        return str_format(arena, "%.*s%%", STR_ARG(percent));
    }
    case FIGURE_OF_COUNT:
    case FIGURE_OF_RANK:
        break;
    }
    return str_format(arena, "%lld", (long long)value);
}

bool figure_from_text(FigureCode code, Str text, int64_t *value) {
    switch (figures[code].unit) {
    case FIGURE_OF_FEN:
        return yuan_to_fen(text, value);
    case FIGURE_OF_BP:
        return yuan_to_fen(
            str_ends_with(text, STR("%")) ? str_slice(text, 0, text.length - 1) : text, value);
    case FIGURE_OF_COUNT:
    case FIGURE_OF_RANK:
        break;
    }
    return str_to_int64(text, value);
}

Str figure_place_code(size_t place) {
    return place == 0 ? STR("") : str_from_c(division_counties[place - 1]);
}

bool figure_place_from_code(Str code, size_t *place) {
    for (*place = 0; *place < FIGURE_PLACES; ++*place) {
        if (str_equal(code, figure_place_code(*place))) return true;
    }
    return false;
}
