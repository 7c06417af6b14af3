// SPDX-License-Identifier: Apache-2.0
#include "kinds/kind.h"

static const Kind *const kinds[] = {
    &kind_programme, &kind_register, &kind_service, &kind_loan, &kind_action,
};

const Kind *kind_of(MeasureKind measure) {
    for (size_t i = 0; i < sizeof kinds / sizeof *kinds; i++) {
        if (kinds[i]->measure == measure) return kinds[i];
    }
    return NULL;
}

Str kind_state_label(const Kind *kind, EnrolmentState state) { return kind->state_labels[state]; }
