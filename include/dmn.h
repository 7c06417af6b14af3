/* SPDX-License-Identifier: Apache-2.0 */
#ifndef DMN_H
#define DMN_H
/*
 * libdmn: decision models (DMN 1.1 to 1.5) from C and C++.
 *
 *     DmnFile file = {"loan.dmn", text, length};
 *     Dmn *model;
 *     if (dmn_open(NULL, &file, 1, &model) != DMN_OK) puts(dmn_report(model));
 *     DmnSession *session = dmn_session_open(model);
 *     DmnOutcome outcome;
 *     if (dmn_evaluate(session, &(DmnRequest){.inputs = "{\"Age\": 30}"}, &outcome) == DMN_OK)
 *         puts(outcome.result);                              // {"Routing":"ACCEPT"}
 *     dmn_session_close(session);
 *     dmn_close(model);
 *
 * Built with `pkg-config --cflags --libs dmn`; examples/dmn.c is a whole program.
 *
 * A model is compiled once and evaluated as often as one likes. What cannot be computed is null,
 * and a note says why. An expression that does not compile is a warning of the model, and null
 * with a note whenever it is evaluated, as the standard has it.
 *
 * Ownership: what a function with `open` hands out is the caller's, to be given back by the
 * function with `close`, which takes NULL. What a model returns lives as long as the model; what a
 * session returns, until its next evaluation or its end. Files and requests are not kept.
 *
 * NULL: a pointer may be NULL only where its function says so. Texts are UTF-8.
 *
 * Threads: there is no global state. A Dmn never changes once it is open, and any number of
 * sessions may evaluate it at once, each in its own thread; then the functions of the options are
 * called by all of them. A session belongs to one thread at a time.
 *
 * Memory: all of it comes from the functions of the FeelOptions but for what libxml2 takes while a
 * file is read and given back before dmn_open returns, and for what ICU takes in passing (both have
 * hooks of their own, xmlMemSetup and u_setMemoryFunctions, for the whole process). When there is
 * none, the status is DMN_NO_MEMORY, and nothing leaks.
 *
 * Nothing is printed, nothing is fetched, the clock is not read, and the process is not ended but
 * for a bug found by an assertion. The library shows no symbols but those marked FEEL_API. Loading
 * it initialises libxml2 (xmlInitParser), which is never cleaned up here.
 */

#include "feel.h" /* FeelOptions, FeelNote; its limits hold for every expression of a model */

#ifdef __cplusplus
extern "C" {
#endif

#define DMN_API_VERSION 1

typedef struct Dmn Dmn;               /* a compiled model */
typedef struct DmnSession DmnSession; /* the results of one evaluation after the other */

typedef enum DmnStatus {
    DMN_OK,
    DMN_INVALID,  /* the files or the request are wrong: notes */
    DMN_LIMIT,    /* a limit was hit: the note with its name as `code` */
    DMN_NO_MEMORY
} DmnStatus;

/* ---- Limits ---- */

/* Each is DMN_LIMIT and a note with the name on the right. */
#define DMN_XML_BYTES_MAX ((size_t)32 * 1024 * 1024) /* LIMIT_XML: of a file */
#define DMN_XML_DEPTH_MAX 200    /* LIMIT_XML: nesting of expressions and of types in a file */
#define DMN_XML_SOURCES_MAX 1000 /* LIMIT_SOURCES: files of a model */
#define DMN_ELEMENTS_MAX 100000  /* LIMIT_ELEMENTS: inputs, decisions, functions, services */
#define DMN_RESULT_BYTES_MAX ((size_t)256 * 1024 * 1024) /* LIMIT_BYTES, without bytes_max */

/* What is over one of these is null, like any expression that does not compile; the note has the
 * name on the right. */
#define DMN_EXPRESSION_DEPTH_MAX 64 /* LIMIT_DEPTH: nesting of boxed expressions */
#define DMN_RULES_MAX 100000        /* LIMIT_TABLE: of a decision table */
#define DMN_INPUTS_MAX 256          /* LIMIT_TABLE */
#define DMN_OUTPUTS_MAX 256         /* LIMIT_TABLE */
#define DMN_CALL_DEPTH_MAX 64       /* calls of boxed functions and services inside each other */

/* ---- Models ---- */

/* A file of the model: the main one first, then those it may import (found by namespace; those it
 * does not import may be faulty). */
typedef struct DmnFile {
    const char *name;  /* for notes */
    const char *text;
    size_t length;     /* bytes; the text need not be terminated */
} DmnFile;

/* Reads and compiles. `options` may be NULL; its functions serve the sessions, too, and bytes_max
 * bounds the model, and again each evaluation. `*model` is always set: a handle, also for its notes
 * when the status is not DMN_OK (it then has no decisions), or NULL with DMN_NO_MEMORY. */
FEEL_API DmnStatus dmn_open(const FeelOptions *options, const DmnFile *files, size_t count,
                            Dmn **model);
/* Takes NULL. Its sessions must have been closed. */
FEEL_API void dmn_close(Dmn *model);
/* Faults and doubts of the files; warnings come with DMN_OK, too. */
FEEL_API size_t dmn_note_count(const Dmn *model);
/* `index` from 0; NULL beyond the last. */
FEEL_API const FeelNote *dmn_note(const Dmn *model, size_t index);
/* All notes for a person to read: file:line:column, message, the line with carets, hint. "" without
 * notes. */
FEEL_API const char *dmn_report(const Dmn *model);

/* The decisions and decision services, in the order of the file. */
FEEL_API size_t dmn_decision_count(const Dmn *model);
/* NULL beyond the last. */
FEEL_API const char *dmn_decision_name(const Dmn *model, size_t index);

/* ---- Evaluating ---- */

/* NULL when memory ran out. The model must outlive its sessions. */
FEEL_API DmnSession *dmn_session_open(const Dmn *model);
/* Takes NULL. */
FEEL_API void dmn_session_close(DmnSession *session);

/* All zero evaluates every decision with all inputs null. Every pointer may be NULL. */
typedef struct DmnRequest {
    const char *inputs;    /* a JSON object: names of inputs (or of decisions, to override) to
                              values; NULL = {} */
    const char *decision;  /* evaluate this decision or service; NULL = all decisions */
    const char *today;     /* "2023-10-16" for today() and now(); NULL = they are null */
    int wants_trace;       /* also explain */
} DmnRequest;

/* All texts are the session's. Zero but for notes and report when the status is not DMN_OK. */
typedef struct DmnOutcome {
    const char *result;       /* JSON object: name of each decision to its value */
    const char *trace;        /* JSON, when wanted: {"steps":[{"name","kind","value","rules"}]};
                                 docs/dmn.md has the whole form */
    const FeelNote *notes;    /* why values are null, what was doubtful, what was refused */
    size_t note_count;
    const char *report;       /* the notes for a person to read; "" without notes, never NULL */
} DmnOutcome;

/* With DMN_NO_MEMORY the session is as good as new. */
FEEL_API DmnStatus dmn_evaluate(DmnSession *session, const DmnRequest *request,
                                DmnOutcome *outcome);

#ifdef __cplusplus
}
#endif
#endif
