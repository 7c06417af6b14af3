// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_REGISTRY_POSTS_H
#define TEST_REGISTRY_POSTS_H
// Posts of public welfare, for those who are paid for one.

#include "registry/person.sql.h"
#include "registry/post.sql.h"

// Everybody holds one since March 2023; a transaction's function.
static inline bool posts_fill(Tx *tx, const void *in, void *out, Arena *arena, Error *error) {
    PersonKeyRows people;
    const Date since = date_from_civil((CivilDate){2023, 3, 1});
    (void)in;
    (void)out;
    if (!person_key_list(tx, NULL, arena, &people, error)) return false;
    for (size_t i = 0; i < people.count; i++) {
        PostPutIn post = {people.items[i].id, STR("916405220000000000"), STR("某村委会"),
                          STR("public_welfare"), STR("village"), since, DATE_ABSENT,
                          DATE_ABSENT, STR("640522"), STR("测试"), since};
        if (!post_put(tx, &post, NULL, error)) return false;
    }
    return true;
}

#endif
