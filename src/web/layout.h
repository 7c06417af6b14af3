// SPDX-License-Identifier: Apache-2.0
#ifndef WEB_LAYOUT_H
#define WEB_LAYOUT_H
// What the frame around every page shows, and the page that reports an error.

#include "web/context.h"

typedef struct NavView {
    Str label;
    Str path;
    bool is_current;
} NavView;

typedef struct NavViews {
    NavView *items;
    size_t count;
} NavViews;

// The items of the navigation that stand on the page of a work instead, for whoever has that.
NavViews context_nav_below(const Context *context, Permission below);

typedef struct LayoutView {
    Str title;
    Str body; // HTML of the page
    Str path; // of the request, for the way back from /display
    bool is_large;
    bool has_high_contrast;
    bool shows_today; // the business date is not the calendar's
    Day today;
    bool is_signed_in;
    Str display_name;
    Str role_label;
    Str csrf_token; // for signing out; only when signed in
    NavViews nav;
    Str bootstrap_url;
    Str style_url;
    Str script_url;
    Str icon_url;
    int refresh_s; // 0 = the page stays as it is
} LayoutView;

typedef struct ErrorView {
    int status;
    Str message;
    Str detail; // absent = none
    Str code;
    FaultViews faults;
    bool asks_to_sign_in;
    Str sign_in_path;
} ErrorView;

#endif
