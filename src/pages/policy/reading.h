// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_POLICY_READING_H
#define PAGES_POLICY_READING_H
// 口径台账: the ledger of readings, policy by policy, with their money and who confirmed them.

#include "pages/casework/wording.h"
#include "publish/reading.h"

typedef struct ReadingSumView {
    Str key;        // in paths: the number, 0 for pack.md, the file of a rule without its ending
    Str title;
    int64_t readings, parameters, open; // open: nobody confirmed them
    int64_t entitled;
    Fen amount;
    bool has_money; // the latest scan counted it
    bool is_rule;   // no money hangs on it
} ReadingSumView;

typedef struct ReadingSumViews {
    ReadingSumView *items;
    size_t count;
    size_t capacity;
} ReadingSumViews;

typedef struct ReadingLedgerView {
    ReadingSumViews rows;
    int64_t total, open;
    bool has_scan;
    Day scanned;
} ReadingLedgerView;

typedef struct MoveView {
    Str kind, key, value; // how it is asked for
    Str condition;   // 「如果是 1,000.00 元」, 「原因“没有求职创业的意愿”」
    Str question;    // on the button
    bool is_known;   // follows at once; nobody asks for it
    bool is_open;    // being computed
    bool is_done;
    Str sentence;    // what it comes to, or why it failed; empty: nobody asked
} MoveView;

typedef struct MoveViews {
    MoveView *items;
    size_t count;
} MoveViews;

typedef struct ReadingItemView {
    const char *kind; // 读法, 参数
    Str bears_on;     // of a reading: 「参数“…”；措施“…”」, or the whole policy; empty: a parameter
    bool is_fixed;    // it bears on parameters alone that allow no other value
    Str name, key, text, basis, hash;
    bool is_confirmed;
    Str confirmed_by, document;
    Day confirmed_on;
    MoveViews moves;
} ReadingItemView;

typedef struct ReadingItemViews {
    ReadingItemView *items;
    size_t count;
} ReadingItemViews;

typedef struct ReadingPolicyView {
    FaultBoxView fault;
    Str key;        // as above
    int number;     // 0: pack.md, or a rule
    bool is_rule, is_risk;
    Str title;
    ReadingItemViews items;
    int64_t open, entitled;
    int64_t waiting; // moves that are being computed
    Fen amount;
    bool has_money;
    bool may_confirm;
    bool may_see_rules; // the list of them
    FormView form;
} ReadingPolicyView;

extern const RouteList reading_pages;

#endif
