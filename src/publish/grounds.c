// SPDX-License-Identifier: Apache-2.0
#include "publish/grounds.h"

static bool is_same_grant(const FactGrant *a, const FactGrant *b) {
    return a->policy_number == b->policy_number && str_equal(a->measure, b->measure) &&
           str_equal(a->subject_kind, b->subject_kind) &&
           str_equal(a->subject_key, b->subject_key) && str_equal(a->period, b->period) &&
           str_equal(a->stage, b->stage) && a->person_id == b->person_id &&
           str_equal(a->uscc, b->uscc) && a->amount_fen == b->amount_fen &&
           a->granted_on == b->granted_on && str_equal(a->claim_number, b->claim_number);
}

static bool is_same_book(const GrantBook *book, const FactGrants *grants) {
    if (book->count != grants->count) return false;
    for (size_t i = 0; i < book->count; i++) {
        if (!is_same_grant(&book->items[i], &grants->items[i])) return false;
    }
    return true;
}

static bool is_same_column(const FeelColumn *a, const FeelColumn *b) {
    if (!a->data || !b->data) return !a->data && !b->data;
    return feel_is_same(feel_column_get(a, 0), feel_column_get(b, 0));
}

static bool is_same_page(const KnownPage *a, const KnownPage *b) {
    for (size_t i = 0; i < a->policy->facts.count; i++) {
        if (!is_same_column(&a->columns[i], &b->columns[i])) return false;
    }
    return true;
}

// The book is looked into before the rest is read: mostly there is nothing new.
static bool page_stands(Tx *tx, const KnownPage *page, const FactRange *range, Arena *arena,
                        bool *stands, Error *error) {
    FactGrants grants;
    KnownPage again = *page;
    *stands = page->rows.count == 1 &&
              str_equal(page->rows.subjects[0].key, range->first);
    if (!*stands) return true;
    if (!fact_view_grants(tx, page->view, range, arena, &grants, error)) return false;
    *stands = is_same_book(&page->book, &grants);
    if (!*stands) return true;
    if (!known_columns(tx, range, arena, &again, error)) return false;
    *stands = is_same_page(page, &again);
    return true;
}

bool grounds_stand(Tx *tx, const AssessmentGrounds *grounds, const FactRange *range, Arena *arena,
                   bool *stand, Error *error) {
    *stand = grounds->count > 0;
    for (size_t i = 0; i < grounds->count && *stand; i++) {
        if (!page_stands(tx, &grounds->items[i], range, arena, stand, error)) return false;
    }
    return true;
}
