// SPDX-License-Identifier: Apache-2.0
#ifndef WEB_CONTEXT_H
#define WEB_CONTEXT_H
// What a handler has in hand, and how it answers.
//
// Everything lives in `arena`, the request's. A handler ends with one of the context_* answers, or
// returns false with an error.

#include "web/html.h"
#include "web/route.h"

typedef struct Web Web;

// Who sent the request, as `WebOptions.identify` found out.
typedef struct Identity {
    Actor actor;       // account_id 0: nobody is signed in
    Str csrf_token;    // bound to the session; absent when nobody is signed in
    bool is_by_token;  // by an API token in a header, which no browser sends by itself
} Identity;

// For refresh_s, on a page that has something marked data-live (web/assets/app.js).
#define LIVE_REFRESH_S 3

struct Context {
    Web *web;
    void *app;                // WebOptions.app: the store, the pack, whatever handlers work on
    Arena *arena;
    Request *request;
    Response *response;
    const Route *route;       // NULL on the page that says there is none
    Identity identity;
    const Actor *actor;       // &identity.actor, with today, now_ms, address and request id set
    FormValues form;
    const JsonValue *json;    // ROUTE_TAKES_JSON
    Str request_key;          // StoreRequest.key: the client's key and who sent it, such as
                              // "account 42:7f3c9a10"; absent on repeatable routes
    Str body_digest;          // StoreRequest.body: of method, path and values
    int refresh_s;            // without a script the page is loaded again after so long; 0 = never
    bool wants_json;
    bool is_signed_in;
    Str visit;                // names an anonymous visitor for CSRF; made when first needed
    JsonWriter *json_answer;  // between context_json_begin and context_json_end
};

// ---- Answers; all return true, so that a handler can end with `return context_page(...)` ----

// The page inside the layout. `title` goes before " · 就业".
bool context_page(Context *context, Str title, const Html *html);
bool context_redirect(Context *context, Str path);
// A download; the name may be Chinese.
bool context_file(Context *context, Str file_name, Str content_type, Str bytes);

// JSON: writer = context_json_begin(context); json_open_object(writer); ...; context_json_end.
JsonWriter *context_json_begin(Context *context);
bool context_json_end(Context *context);

// A page being written.
Html context_html(Context *context);
// A path parameter, text of ":name" in the route; absent text when the route has no such parameter.
Str context_parameter(const Context *context, const char *name);
// Whether the visitor may call what asks for this permission; for showing or hiding a button.
bool context_may(const Context *context, Permission permission);
// Whether the page at this path opens for the visitor; who is not signed in may sign in on the way.
bool context_may_open(const Context *context, Str path);
// The token that a page's own script sends as X-CSRF-Token.
Str context_csrf_token(Context *context);

// ---- Forms in pages; templates web/form_start.html and web/field.html show these ----

typedef struct FaultView {
    Str id;
    Str text;
} FaultView;

typedef struct FaultViews {
    FaultView *items;
    size_t count;
} FaultViews;

// The hidden fields of a POST form, and the list of what must be mended.
typedef struct FormView {
    Str csrf_token;
    Str idempotency_key; // kept when a faulty form is shown again, so that a repeat stays a repeat
    FaultViews faults;
} FormView;
FormView context_form_view(Context *context);

typedef struct OptionView {
    Str value;
    Str label;
    bool is_selected;
} OptionView;

typedef struct OptionViews {
    OptionView *items;
    size_t count;
} OptionViews;

typedef struct FieldView {
    Str name;
    Str label;
    Str value;
    Str help;        // absent = none
    Str fault;       // absent = good
    Str described_by; // ids of help and fault, for screen readers
    Str input_type;  // "text", "date", "password", "file"
    Str input_mode;  // "numeric", "decimal" for small keyboards; absent = none
    size_t length_max;
    bool is_required;
    bool is_area;
    bool is_select;
    bool is_checkbox;
    bool is_checked;
    bool is_focused; // the page opens on it
    OptionViews options;
} FieldView;
typedef struct FieldViews {
    FieldView *items;
    size_t count;
} FieldViews;

// A field as it was typed, or with `value` when nothing was: the pre-filled fact.
FieldView context_field_view(Context *context, const char *name, Str value);
// The same from a form that was not submitted, to show it for the first time.
FieldView form_field_view(Arena *arena, const FormField *field, Str value);

#endif
