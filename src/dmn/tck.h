// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_TCK_H
#define DMN_TCK_H
// Runs test files in the format of the DMN Technology Compatibility Kit: a model, inputs, expected
// results. Results are compared by value and exactly (numbers at 34 digits, no tolerance; what the
// case types xsd:double as the binary number it is); an expected error is a null together with a
// diagnostic.

#include "dmn/model.h"

typedef struct DmnTckCase {
    Str path;      // of the test file
    Str id;
    bool has_passed;
    bool agrees_as_stated; // failed only because the case states fewer digits than the result has
    Str reason;    // why it failed: expected and actual
} DmnTckCase;

typedef struct DmnTckOptions {
    Date today;    // of now() and today()
    int64_t now_ns;
    void (*report)(void *user, const DmnTckCase *one); // told of each case
    void *user;
} DmnTckOptions;

// Runs one test file; its model and what that imports are looked for in the same folder. False only
// when the test file itself cannot be read; a model that cannot be read fails its cases.
bool dmn_tck_run_file(Str path, const DmnTckOptions *options, Error *error) MUST_USE;

#endif
