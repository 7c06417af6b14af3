// SPDX-License-Identifier: Apache-2.0
#include "kinds/stake.h"

#include "kinds/stake.sql.h"

bool stake_of(Tx *tx, const Actor *actor, int64_t person_id, Str uscc, Arena *arena, Stake *stake,
              Error *error) {
    StakeRow row;
    bool found;
    StakeFindIn in = {actor->account_id, person_id, str_is_empty(uscc) ? (Str){0} : uscc};
    if (!stake_find(tx, &in, arena, &row, &found, error)) return false;
    *stake = !found ? STAKE_NONE : row.is_direct ? STAKE_DIRECT : STAKE_OTHERWISE;
    return true;
}

bool stake_refuse(const char *sentence, const char *code, Error *error) {
    error_set(error, ERROR_CONFLICT, "%s", sentence);
    error_detail(error, "请由另一位同事办理");
    return error_code(error, code);
}
