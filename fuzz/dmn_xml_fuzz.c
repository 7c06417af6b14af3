// SPDX-License-Identifier: Apache-2.0
// Any bytes as a decision model through the public interface: opening it ends with a model or with
// notes, and every decision of it can be evaluated and explained.
#include "dmn.h"

#include "fuzz.h"

#include <assert.h>

static void evaluate(const Dmn *model) {
    DmnSession *session = dmn_session_open(model);
    DmnRequest request = {.today = "2023-10-16", .wants_trace = 1};
    DmnOutcome outcome;
    DmnStatus status = dmn_evaluate(session, &request, &outcome);
    assert((status == DMN_OK) == (outcome.result != NULL));
    assert(status == DMN_OK || outcome.note_count > 0);
    for (size_t i = 0; i < dmn_decision_count(model) && i < 10; i++) {
        request = (DmnRequest){.decision = dmn_decision_name(model, i)};
        (void)dmn_evaluate(session, &request, &outcome);
    }
    dmn_session_close(session);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    FeelOptions options = {.bytes_max = (size_t)256 * 1024 * 1024, .steps_max = 20000};
    DmnFile file = {"fuzz.dmn", (const char *)data, size};
    Dmn *model;
    DmnStatus status = dmn_open(&options, &file, 1, &model);
    assert(status == DMN_OK || dmn_note_count(model) > 0);
    if (status == DMN_OK) evaluate(model);
    dmn_close(model);
    return 0;
}
