// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_POLICY_VERSION_H
#define PAGES_POLICY_VERSION_H
// The versions of a policy or of a rule, and two of them compared.

#include "pages/policy/diff_view.h"
#include "web/context.h"

typedef struct VersionRowView {
    Str hash;
    Str hash_shown;
    Str former;       // hash of the change before; empty for the first
    Day published, effective;
    const char *state; // 生效中, 待生效, 从前的
    const char *state_class;
    Str draft;        // its number, for who may open it; empty otherwise
} VersionRowView;

typedef struct VersionRowViews {
    VersionRowView *items;
    size_t count;
} VersionRowViews;

typedef struct VersionListView {
    Str path;         // of the policy or rule: "/policies/7", "/rules/risk-01-repeated-benefit"
    bool is_rule;
    Str title;
    VersionRowViews rows;
} VersionListView;

typedef struct VersionCompareView {
    Str path;         // as above
    Str title;
    Str before, after; // hashes, short
    Day before_on, after_on;
    DiffView diff;
} VersionCompareView;

extern const RouteList version_pages;

#endif
