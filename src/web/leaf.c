// SPDX-License-Identifier: Apache-2.0
#include "web/leaf.h"

LeafView leaf_view(const Context *context, size_t count, Str path) {
    const char *joint = str_find(path, STR("?"), 0) == SIZE_MAX ? "?" : "&";
    bool is_whole = form_is_checked(&context->form, "whole");
    LeafView view = {.count = count, .last = count};
    if (!is_whole) {
        view.after = (size_t)form_int(&context->form, "after");
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
