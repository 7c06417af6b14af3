/* SPDX-License-Identifier: Apache-2.0 */
#ifndef JIUYE_DMN_H
#define JIUYE_DMN_H
/* libdmn: decision models (DMN 1.1 to 1.5) from C and C++.
 *
 *     Dmn *model = dmn_open(&(DmnFile){"loan.dmn", text, length}, 1, &message);
 *     DmnSession *session = dmn_session_open(model);
 *     DmnOutcome outcome;
 *     if (dmn_evaluate(session, &(DmnRequest){.inputs = "{\"Age\": 30}"}, &outcome) == DMN_OK)
 *         puts(outcome.result);
 *
 * Threads: a Dmn is immutable and may be shared; a DmnSession belongs to one thread at a time. The
 * first dmn_open of a process must have returned before another starts (it sets up libxml2).
 * Memory: what a session returns is valid until its next call; what dmn_open says in `message` is
 * released with dmn_release. Nothing is printed, nothing is fetched, the clock is not read, and
 * the process is never ended: running out of memory is DMN_NO_MEMORY.
 * Texts are UTF-8. An expression that does not compile is null with a diagnostic, as the standard
 * has it. */

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

typedef struct Dmn Dmn;
typedef struct DmnSession DmnSession;

typedef enum DmnStatus {
    DMN_OK,
    DMN_INVALID,   /* the input is wrong; see message */
    DMN_LIMIT,     /* over a limit; see message */
    DMN_NO_MEMORY,
} DmnStatus;

/* A file of the model: the main one first, then those it may import. */
typedef struct DmnFile {
    const char *name;  /* for diagnostics */
    const char *text;
    size_t length;     /* bytes */
} DmnFile;

/* Reads and compiles. NULL when that fails. `message` (may be NULL) is set to the diagnostics, each
 * "file:line:column: ..." with its line, also to warnings when it succeeds; NULL when there are
 * none or memory ran out. */
Dmn *dmn_open(const DmnFile *files, size_t count, char **message);
void dmn_close(Dmn *model);
void dmn_release(char *message);

/* The decisions and decision services, in the order of the file. */
size_t dmn_decision_count(const Dmn *model);
const char *dmn_decision_name(const Dmn *model, size_t index);

/* NULL when memory ran out. The model must outlive its sessions. */
DmnSession *dmn_session_open(const Dmn *model);
void dmn_session_close(DmnSession *session);

typedef struct DmnRequest {
    const char *inputs;    /* a JSON object: names of inputs (or decisions, to override) to values;
                              NULL = {} */
    const char *decision;  /* evaluate this one; NULL = all decisions */
    const char *today;     /* "2023-10-16" for today() and now(); NULL = they are null */
    int wants_trace;       /* also explain */
    size_t bytes_max;      /* memory for results; 0 = 256 MB */
} DmnRequest;

typedef struct DmnOutcome {
    const char *result;       /* JSON object: name of each decision to its value */
    const char *trace;        /* JSON, when wanted: {"steps":[...]} */
    const char *diagnostics;  /* JSON array of texts: why values are null, what was doubtful */
    const char *message;      /* when the status is not DMN_OK */
} DmnOutcome;

DmnStatus dmn_evaluate(DmnSession *session, const DmnRequest *request, DmnOutcome *outcome);

#ifdef __cplusplus
}
#endif
#endif
