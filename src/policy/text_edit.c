// SPDX-License-Identifier: Apache-2.0
#include "policy/text_edit.h"

#include <assert.h>

void text_edit_add(Arena *arena, TextEdits *edits, SourceRange range, Str text) {
    TextEdit edit = {range, text};
    PUSH(arena, edits, edit);
    for (size_t i = edits->count - 1; i > 0; i--) {
        if (edits->items[i - 1].range.from <= edits->items[i].range.from) break;
        TextEdit earlier = edits->items[i];
        edits->items[i] = edits->items[i - 1];
        edits->items[i - 1] = earlier;
    }
}

Str text_edits_apply(Arena *arena, Str text, TextEdits *edits) {
    StrBuilder out;
    size_t at = 0;
    str_builder_init(&out, arena, 0);
    for (size_t i = 0; i < edits->count; i++) {
        const TextEdit *edit = &edits->items[i];
        assert(edit->range.from >= at && edit->range.to <= text.length);
        str_put(&out, str_slice(text, at, edit->range.from));
        str_put(&out, edit->text);
        at = edit->range.to;
    }
    str_put(&out, str_slice(text, at, text.length));
    return str_built(&out);
}
