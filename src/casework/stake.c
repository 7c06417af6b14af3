// SPDX-License-Identifier: Apache-2.0
#include "casework/stake.h"

Stake stake_among(const StakeRows *stakes, int64_t person_id, Str uscc) {
    Stake most = STAKE_NONE;
    for (size_t i = 0; i < stakes->count; i++) {
        const StakeRow *row = &stakes->items[i];
        bool is_person = row->person_id.present && row->person_id.value == person_id;
        bool is_unit = !str_is_empty(uscc) && str_equal(row->uscc, uscc);
        if (!is_person && !is_unit) continue;
        if (row->is_direct) return STAKE_DIRECT;
        most = STAKE_OTHERWISE;
    }
    return most;
}

bool stake_of(Tx *tx, int64_t account_id, int64_t person_id, Str uscc, Arena *arena, Stake *stake,
              Error *error) {
    StakeRows stakes;
    if (!stake_list(tx, &(StakeListIn){account_id}, arena, &stakes, error)) return false;
    *stake = stake_among(&stakes, person_id, uscc);
    return true;
}

bool stake_refuse(const char *sentence, const char *code, Error *error) {
    error_set(error, ERROR_CONFLICT, "%s", sentence);
    error_detail(error, "请由另一位同事办理");
    return error_code(error, code);
}
