// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_PROGRAM_H
#define POLICY_PROGRAM_H
// A policy compiled to a decision model (dmn/model.h).
//
// Facts, parameters and the names that every policy sees are inputs; headings, reason tables,
// conclusions, the conditions of measures and the terms of targets are decisions; functions of the
// file and of pack.md are knowledge. Requirements are found from the names; a circle is an error.
// `符合` and `原因码` are inputs of the model: deciding sets them once the reason tables have run
// (policy/decide.h).

#include "dmn/model.h"
#include "policy/need.h"
#include "policy/pack.h"

// What a target asks of a row; SIZE_MAX = nothing.
typedef struct TargetPlaces {
    size_t filter, part, whole;
} TargetPlaces;

struct PolicyProgram {
    const DmnModel *model;
    // Elements of the model, in the order of the policy's lists.
    const size_t *facts;
    const size_t *parameters;
    const size_t *reason_tables;
    const size_t *conclusions;
    const size_t *conditions; // of measures; SIZE_MAX = always
    const TargetPlaces *targets; // of targets
    size_t on;                // 判定日
    size_t valid_from, valid_to;
    size_t eligible;          // 符合
    size_t codes;             // 原因码
    const Needs *needs;       // which unknown facts a conclusion really needs
    const FeelScope *scope;   // for further expressions over the results
};

// NULL when there are errors. The policy must outlive the program.
const PolicyProgram *policy_program_compile(Arena *arena, const Pack *pack, const Policy *policy,
                                            Diagnostics *diagnostics) MUST_USE;
// The policy's fact for an input of the model; NULL when the input is none.
const Fact *policy_program_fact(const PolicyProgram *program, const Policy *policy,
                                size_t element);

#endif
