// SPDX-License-Identifier: Apache-2.0
#include "casework/proof.h"

void proof_fault(ProofFaults *faults, Arena *arena, Str noun, Str number, const char *fault) {
    if (faults->count++ > 0) return;
    faults->first = str_format(arena, "%.*s %.*s：%s", STR_ARG(noun), STR_ARG(number), fault);
}

bool proof_rules(Tx *tx, const ProofRule *rules, size_t count, Arena *arena, ProofFaults *faults,
                 Error *error) {
    for (size_t i = 0; i < count; i++) {
        QueryRows rows = {0};
        if (!query_all(tx, rules[i].query, NULL, arena, &rows, error)) return false;
        const Str *numbers = rows.items;
        for (size_t j = 0; j < rows.count; j++) {
            proof_fault(faults, arena, str_from_c(rules[i].noun), numbers[j], rules[i].fault);
        }
    }
    return true;
}
