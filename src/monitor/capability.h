// SPDX-License-Identifier: Apache-2.0
#ifndef MONITOR_CAPABILITY_H
#define MONITOR_CAPABILITY_H
// What the platform is made of (item 8): four databases, thirty-six modules, each honestly 可用,
// 部分可用 or 建设中.
//
// The databases and their tables come from the catalogue that the migrations keep; the modules are
// a table here. A module is 可用 when the screens that domain.md §4.2 lists for it are there, and
// says which are not.

#include "store/store.h"

typedef struct Module {
    const char *code;  // M01
    const char *group; // 政策经办 …
    const char *name;
    const char *path;  // where it is; NULL while it is being built
    const char *lacks; // what of it is not there yet; NULL = nothing
} Module;

typedef enum ModuleState { MODULE_BUILDING, MODULE_PARTIAL, MODULE_AVAILABLE } ModuleState;
ModuleState module_state(const Module *module);
// 「可用」, 「部分可用」, 「建设中」.
const char *module_state_label(ModuleState state);

extern const Module modules[];
extern const size_t module_count; // 36

typedef struct DatabaseState {
    Str name;    // labour, employer, policy, monitor
    Str label;   // 劳动力资源库 …
    int64_t table_count;
    bool is_answering;
} DatabaseState;

typedef struct Capability {
    DatabaseState databases[4];
    size_t module_counts[MODULE_AVAILABLE + 1]; // by state
    bool is_postgres;
} Capability;

bool capability_read(Tx *tx, Arena *arena, Capability *capability, Error *error) MUST_USE;

#endif
