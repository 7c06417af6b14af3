// SPDX-License-Identifier: Apache-2.0
#include "web/leaf.h"

static size_t number_of(const Context *context, const char *field) {
    const FormValue *value = form_find(&context->form, field);
    return value ? (size_t)value->number : 0;
}

LeafView leaf_view(const Context *context, size_t count, Str path) {
    const char *joint = str_find(path, STR("?"), 0) == SIZE_MAX ? "?" : "&";
    bool is_whole = number_of(context, "whole") != 0;
    LeafView view = {.count = count, .last = count};
    if (!is_whole) {
        view.after = number_of(context, "after");
        if (view.after > count) view.after = count;
        if (count - view.after > LEAF_ROWS) view.last = view.after + LEAF_ROWS;
    }
    view.first = view.after + 1;
    view.is_part = view.last - view.after < count;
    view.has_more = view.last < count;
    view.next_path = str_format(context->arena, "%.*s%safter=%zu", STR_ARG(path), joint, view.last);
    view.whole_path = str_format(context->arena, "%.*s%swhole=1", STR_ARG(path), joint);
    return view;
}
