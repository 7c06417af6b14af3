// SPDX-License-Identifier: Apache-2.0
// A run: its memory, its limits, its warnings, and the batch taken in chunks.
#include "feel/builtin_call.h"
#include "feel/evaluate.h"

#include <string.h>

FeelRun *feel_run_new_in(Arena *arena, const FeelRunOptions *options) {
    FeelRun *run = NEW(arena, FeelRun);
    run->options = *options;
    run->scratch.source = arena->source;
    run->scratch.on_failure = arena->on_failure;
    run->regexes.arena.source = arena->source;
    run->regexes.arena.on_failure = arena->on_failure;
    return run;
}

void feel_run_close(FeelRun *run) {
    arena_release(&run->scratch);
    regex_cache_close(&run->regexes);
}

typedef struct During {
    Arena *arena;
    const FeelRunOptions *options;
    void (*work)(FeelRun *run, void *job);
    void *job;
    FeelRun *run;
} During;

static void during_work(void *argument) {
    During *during = argument;
    during->run = feel_run_new_in(during->arena, during->options);
    during->work(during->run, during->job);
}

void feel_run_during(Arena *arena, const FeelRunOptions *options,
                     void (*work)(FeelRun *run, void *job), void *job) {
    During during = {arena, options, work, job, NULL};
    bool has_memory = arena_try(arena, during_work, &during);
    if (during.run) feel_run_close(during.run);
    if (!has_memory) arena_fail(arena, 0);
}

void feel_run_set_arena(FeelRun *run, Arena *arena) { run->options.arena = arena; }
Arena *feel_run_arena(const FeelRun *run) { return run->options.arena; }
void *feel_run_user(const FeelRun *run) { return run->options.user; }
void feel_run_set_origins(FeelRun *run, const uint32_t *origins) { run->origins = origins; }
size_t feel_run_row(const FeelRun *run) {
    return run->frame ? frame_origin(run->frame, run->row) : 0;
}
bool feel_run_warns(const FeelRun *run) { return run->options.warn != NULL; }
Date feel_run_today(const FeelRun *run) { return run->options.today; }
RegexCache *feel_run_regexes(FeelRun *run) { return &run->regexes; }
int64_t feel_run_now_ns(const FeelRun *run) { return run->options.now_ns; }

// ---- Warnings ----

size_t frame_origin(const Frame *frame, size_t row) {
    return frame->origin ? frame->origin[row] : frame->base + row;
}

// Rows that do not need an instruction are computed with the others, but must not complain.
static bool row_is_needed(const FeelRun *run) {
    if (run->instruction->guard == OPERAND_NONE) return true;
    const uint8_t *needed = run->frame->registers[run->instruction->guard].data;
    return !needed || needed[run->row];
}

FeelValue feel_run_null(FeelRun *run, const char *format, ...) {
    if (!run->options.warn || !run->frame || !row_is_needed(run)) return feel_null();
    va_list arguments;
    va_start(arguments, format);
    ArenaMark mark = arena_mark(&run->scratch);
    Str message = str_format_list(&run->scratch, format, arguments);
    va_end(arguments);
    run->options.warn(run->options.warn_user, frame_origin(run->frame, run->row),
                      run->frame->block->program->source, run->instruction->range, message);
    arena_rewind(&run->scratch, mark);
    return feel_null();
}

// ---- Limits ----

void run_fail(FeelRun *run, const char *code, const char *format, ...) {
    if (run->has_failed) return;
    run->has_failed = true;
    va_list arguments;
    va_start(arguments, format);
    ArenaMark mark = arena_mark(&run->scratch);
    Str message = str_format_list(&run->scratch, format, arguments);
    va_end(arguments);
    error_set(&run->error, ERROR_LIMIT, "%.*s", STR_ARG(message));
    error_code(&run->error, code);
    arena_rewind(&run->scratch, mark);
}

FeelValue feel_run_fail(FeelRun *run, const Error *error) {
    if (!run->has_failed) run->error = *error;
    run->has_failed = true;
    return feel_null();
}

bool run_list_fits(FeelRun *run, size_t count) {
    if (count <= FEEL_LIST_MAX) return true;
    run_fail(run, "LIMIT_LIST", "列表太长：超过 %d 个元素", FEEL_LIST_MAX);
    return false;
}

bool run_enter(FeelRun *run) {
    if (run->depth < FEEL_DEPTH_MAX) {
        run->depth++;
        return true;
    }
    run_fail(run, "LIMIT_DEPTH", "函数调用嵌套太深，最多 %d 层", FEEL_DEPTH_MAX);
    return false;
}

void run_leave(FeelRun *run) { run->depth--; }

bool run_step(FeelRun *run, size_t rows) {
    int64_t *left = run->options.steps_left ? run->options.steps_left : &run->steps_left;
    *left -= (int64_t)rows;
    if (*left >= 0) return true;
    int64_t most = run->options.steps_max ? run->options.steps_max : FEEL_STEPS_MAX;
    run_fail(run, "LIMIT_STEPS", "计算步数超过上限 %lld", (long long)most);
    return false;
}

// ---- Results of a batch ----

// Collects the columns of the chunks in the arena for results.
typedef struct Collector {
    Arena *arena;
    size_t rows;
    size_t count;      // rows collected
    FeelColumn column; // in the form of the first chunk, until another differs
    bool has_form;
} Collector;

static bool forms_agree(const FeelColumn *a, const FeelColumn *b) {
    return a->form == b->form && a->scale == b->scale && a->divisor_scale == b->divisor_scale &&
           a->dictionary == b->dictionary;
}

static void collector_to_values(Collector *collector) {
    FeelValue *values = NEW_ARRAY(collector->arena, FeelValue, collector->rows);
    for (size_t i = 0; i < collector->count; i++) {
        values[i] = feel_column_get(&collector->column, i);
    }
    collector->column = feel_column_values(values);
}

static void collector_start(Collector *collector, const FeelColumn *first) {
    collector->has_form = true;
    collector->column = (FeelColumn){.form = first->form,
                                     .scale = first->scale,
                                     .divisor_scale = first->divisor_scale,
                                     .dictionary = first->dictionary,
                                     .dictionary_count = first->dictionary_count};
    collector->column.data = arena_room(collector->arena, collector->rows,
                                        feel_column_width(first->form));
    if (!first->divisors) return;
    collector->column.divisors = NEW_ROOM(collector->arena, int64_t, collector->rows);
}

static void *collector_bytes(const Collector *collector, size_t width) {
    return (char *)(uintptr_t)collector->column.data + collector->count * width;
}

static void collector_nulls(Collector *collector, const FeelColumn *chunk, size_t rows) {
    if (!chunk->nulls) return;
    if (!collector->column.nulls) {
        collector->column.nulls = NEW_ARRAY(collector->arena, uint8_t, collector->rows);
    }
    uint8_t *nulls = (uint8_t *)(uintptr_t)collector->column.nulls + collector->count;
    if (chunk->is_constant) memset(nulls, chunk->nulls[0], rows);
    else memcpy(nulls, chunk->nulls, rows);
}

static void collector_divisors(Collector *collector, const FeelColumn *chunk, size_t rows) {
    if (!chunk->divisors) return;
    int64_t *divisors = (int64_t *)(uintptr_t)collector->column.divisors + collector->count;
    memcpy(divisors, chunk->divisors, rows * sizeof *divisors);
}

static void collector_add(Collector *collector, const FeelColumn *chunk, size_t rows) {
    if (!collector->has_form) collector_start(collector, chunk);
    if (!forms_agree(&collector->column, chunk) && collector->column.form != FEEL_COLUMN_VALUES) {
        collector_to_values(collector);
    }
    size_t width = feel_column_width(collector->column.form);
    char *bytes = collector_bytes(collector, width);
    if (!forms_agree(&collector->column, chunk)) {
        FeelValue *values = (FeelValue *)(void *)bytes;
        for (size_t i = 0; i < rows; i++) values[i] = feel_column_get(chunk, i);
    } else if (chunk->is_constant) {
        for (size_t i = 0; i < rows; i++) memcpy(bytes + i * width, chunk->data, width);
        collector_nulls(collector, chunk, rows);
    } else {
        memcpy(bytes, chunk->data, rows * width);
        collector_nulls(collector, chunk, rows);
        collector_divisors(collector, chunk, rows);
    }
    collector->count += rows;
}

// A result of one chunk keeps its being constant.
static FeelColumn collect_constant(Arena *arena, const FeelColumn *column) {
    return feel_column_constant(arena, feel_column_get(column, 0));
}

// ---- Batches ----

// Sets a register to the rows of a slot from `from` on; a missing slot is null.
static void set_slot(FeelColumn *target, const FeelBatch *batch, size_t slot, size_t from) {
    static const FeelValue none = {0};
    if (slot >= batch->slot_count || !batch->slots[slot].data) {
        *target = feel_column_values(&none);
        target->is_constant = true;
    } else if (from == 0) {
        *target = batch->slots[slot];
    } else {
        *target = feel_column_slice(&batch->slots[slot], from);
    }
}

static bool run_chunk(FeelRun *run, const FeelProgram *program, const FeelBatch *batch,
                      size_t from, Frame *frame) {
    size_t rows = batch->row_count - from < CHUNK_ROWS ? batch->row_count - from : CHUNK_ROWS;
    frame_init(run, frame, program->block, rows);
    frame->base = from;
    if (run->origins) frame->origin = run->origins + from;
    for (size_t i = 0; i < program->block->capture_count; i++) {
        const Capture *capture = &program->block->captures[i];
        set_slot(&frame->registers[capture->to], batch, capture->from, from);
    }
    return frame_run(run, frame);
}

static void run_start(FeelRun *run) {
    arena_reset(&run->scratch);
    run->has_failed = false;
    run->depth = 0;
    if (run->codes_next) memset(run->codes, 0, sizeof run->codes);
    run->codes_next = 0;
    run->steps_left = run->options.steps_max ? run->options.steps_max : FEEL_STEPS_MAX;
    run->frame = NULL;
}

bool feel_run_batch(FeelRun *run, const FeelProgram *program, const FeelBatch *batch,
                    FeelColumn *result, Error *error) {
    run_start(run);
    if (operand_is_constant(program->block->result)) {
        size_t index = program->block->result & ~OPERAND_CONSTANT;
        *result = feel_column_constant(run->options.arena, program->values[index]);
        return true;
    }
    Collector collector = {.arena = run->options.arena, .rows = batch->row_count};
    for (size_t from = 0; from < batch->row_count; from += CHUNK_ROWS) {
        ArenaMark mark = arena_mark(&run->scratch);
        Frame frame;
        if (!run_chunk(run, program, batch, from, &frame)) {
            if (error) *error = run->error;
            return false;
        }
        FeelColumn column = frame_result(&frame);
        if (column.is_constant && frame.rows == batch->row_count) {
            run->frame = NULL;
            *result = collect_constant(run->options.arena, &column);
            return true;
        }
        collector_add(&collector, &column, frame.rows);
        if (from + CHUNK_ROWS < batch->row_count) arena_rewind(&run->scratch, mark);
    }
    run->frame = NULL;
    *result = collector.has_form ? collector.column : feel_column_values(NULL);
    return true;
}
