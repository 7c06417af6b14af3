// SPDX-License-Identifier: Apache-2.0
// A model read from a file, a decision of it, and the reasons.
//
//     cc dmn.c $(pkg-config --cflags --libs dmn) -o dmn && ./dmn subsidy.dmn
#include <dmn.h>
#include <stdio.h>

#define BYTES_MAX 65536

static const char *const APPLICANTS[] = {
    "{\"就业月数\": 6, \"参保\": true}",
    "{\"就业月数\": 2, \"参保\": true}",
    "{\"就业月数\": 4}", // nobody said whether insured
};

static int decide(DmnSession *session, const char *applicant) {
    DmnRequest request = {.inputs = applicant, .decision = "补贴", .wants_trace = 1};
    DmnOutcome outcome;
    DmnStatus status = dmn_evaluate(session, &request, &outcome);
    if (status == DMN_OK) printf("%s -> %s\n", applicant, outcome.result);
    if (status == DMN_OK) printf("because %s\n", outcome.trace);
    if (outcome.report != NULL) fputs(outcome.report, stdout);
    return status == DMN_OK;
}

static int run(const Dmn *model) {
    DmnSession *session = dmn_session_open(model);
    int ok = session != NULL;
    for (size_t i = 0; ok && i < sizeof APPLICANTS / sizeof *APPLICANTS; i++) {
        ok = decide(session, APPLICANTS[i]);
    }
    dmn_session_close(session);
    return ok;
}

int main(int argc, char **argv) {
    static char text[BYTES_MAX];
    FILE *file = argc == 2 ? fopen(argv[1], "rb") : NULL;
    if (file == NULL) {
        fputs("usage: dmn subsidy.dmn\n", stderr);
        return 2;
    }
    size_t length = fread(text, 1, sizeof text, file);
    fclose(file);
    Dmn *model;
    DmnStatus status = dmn_open(NULL, &(DmnFile){argv[1], text, length}, 1, &model);
    if (model != NULL) fputs(dmn_report(model), stderr);
    int ok = status == DMN_OK && run(model);
    dmn_close(model);
    return ok ? 0 : 1;
}
