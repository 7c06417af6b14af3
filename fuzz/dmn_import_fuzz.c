// SPDX-License-Identifier: Apache-2.0
// Any bytes as a decision model that is to become a policy file, and is written as XML again: both
// end with a text or with findings.
#include "dmn/xml.h"
#include "dmn/xml_write.h"
#include "policy/model_import.h"

#include "fuzz.h"

#include <assert.h>

#define BYTES_MAX ((size_t)256 * 1024 * 1024)

typedef struct Job {
    Arena *arena;
    Str xml;
} Job;

static const DmnModel *compile(Job *job, bool is_lenient, Diagnostics *diagnostics) {
    Source *source = NEW(job->arena, Source);
    *source = (Source){STR("fuzz.dmn"), job->xml};
    const DmnModelDefinition *read = dmn_xml_read(job->arena, source, 1, diagnostics);
    if (read == NULL) return NULL;
    DmnModelDefinition *definition = NEW(job->arena, DmnModelDefinition);
    *definition = *read;
    definition->is_lenient = is_lenient;
    return dmn_model_compile(job->arena, definition, diagnostics);
}

static void import(Job *job) {
    Diagnostics diagnostics = {.arena = job->arena};
    ImportedPolicy imported;
    const DmnModel *model = compile(job, false, &diagnostics);
    bool is_done =
        model != NULL && policy_model_import(job->arena, model, 0, &imported, &diagnostics);
    assert(is_done || diagnostics_has_errors(&diagnostics));
}

static void work(void *user) {
    Job *job = user;
    Diagnostics diagnostics = {.arena = job->arena};
    Error error = {0};
    Str written;
    import(job);
    const DmnModel *model = compile(job, true, &diagnostics);
    if (model == NULL) return;
    bool is_done = dmn_xml_write(job->arena, model, DMN_XML_1_5, &written, &error);
    assert(is_done || error.kind != ERROR_NONE);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size) {
    Job job = {.xml = {(const char *)data, size}};
    fuzz_within(BYTES_MAX, work, &job.arena, &job);
    return 0;
}
