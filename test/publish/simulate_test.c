// SPDX-License-Identifier: Apache-2.0
// Protects: a simulation says of both sides what a scan of each says, its differences add up, a
// policy or measure that one side lacks counts as nothing there, and what is tried of a reason or a
// measure is that alone.
#include "population.h"

#include "publish/scan.h"
#include "publish/simulate.h"

static PackFiles carried(Population *population) {
    PackFiles files;
    assert_true(pack_files_embedded(&population->arena, &files));
    return files;
}

static Str replaced(Arena *arena, Str text, const char *from, const char *to) {
    size_t at = str_find(text, str_from_c(from), 0);
    assert_true(at != SIZE_MAX);
    Str head = str_slice(text, 0, at), tail = str_slice(text, at + strlen(from), text.length);
    return str_format(arena, "%.*s%s%.*s", STR_ARG(head), to, STR_ARG(tail));
}

static PackFile *file_of(PackFiles *files, const char *name) {
    for (size_t i = 0; i < files->count; i++) {
        if (str_equal(files->items[i].name, str_from_c(name))) return &files->items[i];
    }
    fail_msg("no file %s", name);
    return NULL;
}

static const Pack *compile(Population *population, const PackFiles *files) {
    Diagnostics diagnostics = {.arena = &population->arena};
    const Pack *pack = pack_load(&population->arena, files, &diagnostics);
    assert_non_null(pack);
    assert_false(diagnostics_has_errors(&diagnostics));
    return pack;
}

// The pack with a lower grant for hiring.
static const Pack *reform_of(Population *population) {
    PackFiles files = carried(population);
    PackFile *file = file_of(&files, "07-expansion-grant.md");
    file->content = replaced(&population->arena, file->content, "| rate_fen | 150000 |",
                             "| rate_fen | 120000 |");
    return compile(population, &files);
}

static SimulatedCounts simulate(Population *population, SimulateOptions options) {
    SimulatedCounts counts;
    Error error = {0};
    options.on = today();
    assert_ok(simulate_run(population->store, &options, &population->arena, &counts, &error),
              error);
    return counts;
}

static ScanCounts scanned(Population *population, const Pack *pack, int policy) {
    ScanCounts counts;
    Error error = {0};
    ScanOptions options = {.pack = pack, .on = today(), .policy_number = policy};
    assert_ok(scan_run(population->store, &options, &population->arena, &counts, &error), error);
    return counts;
}

static void test_simulate__each_side_is_a_scan(void **state) {
    Population population = population_open(state);
    const Pack *reform = reform_of(&population);
    SimulatedCounts counts = simulate(
        &population, (SimulateOptions){.baseline = population.pack, .reform = reform});
    ScanCounts before = scanned(&population, population.pack, 7);
    ScanCounts after = scanned(&population, reform, 7);
    assert_int_equal(counts.count, before.count);
    assert_true(counts.count > 1);
    for (size_t i = 0; i < counts.count; i++) {
        const SimulatedCount *count = &counts.items[i];
        assert_int_equal(count->policy_number, 7); // nothing else differs
        assert_true(str_equal(count->division_code, before.items[i].division_code));
        assert_int_equal(count->subjects, before.items[i].subjects);
        assert_int_equal(count->before_count, before.items[i].entitled);
        assert_int_equal(count->before_fen, before.items[i].entitled_fen);
        assert_int_equal(count->after_count, after.items[i].entitled);
        assert_int_equal(count->after_fen, after.items[i].entitled_fen);
        assert_int_equal(count->undetermined, after.items[i].undetermined);
        assert_int_equal(count->gained_fen - count->lost_fen, count->after_fen - count->before_fen);
    }
    SimulatedCount sum = simulated_sum(&counts, 7);
    assert_true(sum.losing > 0 && sum.losing <= sum.before_count);
    assert_int_equal(sum.lost_fen, sum.losing * 30000);
    assert_int_equal(sum.gaining, 0);
    population_close(&population);
}

static void test_simulate__equal_packs_differ_nowhere(void **state) {
    Population population = population_open(state);
    PackFiles files = carried(&population);
    const Pack *same = compile(&population, &files);
    SimulateOptions options = {.baseline = population.pack, .reform = same};
    assert_int_equal(simulate(&population, options).count, 0);
    options.policy_number = 5;
    assert_int_equal(simulate(&population, options).count, 0);
    population_close(&population);
}

static void test_simulate__a_moved_parameter_is_a_reform(void **state) {
    Population population = population_open(state);
    const Policy *policy = pack_policy(population.pack, 7);
    const Parameter *parameter = parameter_find(&policy->parameters, STR("rate_fen"));
    assert_non_null(parameter);
    PolicyOverride moved = {parameter, feel_number(decimal_from_int64(120000))};
    SimulateOptions options = {.baseline = population.pack, .reform = population.pack,
                               .policy_number = 7, .moved = &moved, .moved_count = 1};
    SimulatedCounts counts = simulate(&population, options);
    SimulatedCounts edited = simulate(&population, (SimulateOptions){
        .baseline = population.pack, .reform = reform_of(&population)});
    SimulatedCount sum = simulated_sum(&counts, 0), other = simulated_sum(&edited, 0);
    assert_int_equal(sum.after_fen, other.after_fen);
    assert_int_equal(sum.losing, other.losing);
    assert_true(sum.losing > 0);
    population_close(&population);
}

static void test_simulate__what_one_side_lacks_is_nothing_there(void **state) {
    Population population = population_open(state);
    PackFiles files = carried(&population);
    PackFile *file = file_of(&files, "05-transport-subsidy.md");
    *file = files.items[--files.count];
    // the last file took its place: the order does not matter to loading
    const Pack *without = compile(&population, &files);
    SimulatedCounts made = simulate(&population, (SimulateOptions){
        .baseline = without, .reform = population.pack, .policy_number = 5});
    SimulatedCounts ended = simulate(&population, (SimulateOptions){
        .baseline = population.pack, .reform = without, .policy_number = 5});
    SimulatedCount up = simulated_sum(&made, 5), down = simulated_sum(&ended, 5);
    assert_int_equal(up.before_count, 0);
    assert_true(up.after_count > 0);
    assert_int_equal(up.gaining, up.after_count);
    assert_int_equal(up.gained_fen, up.after_fen);
    assert_int_equal(down.after_count, 0);
    assert_int_equal(down.losing, up.gaining);
    assert_int_equal(down.lost_fen, up.gained_fen);
    population_close(&population);
}

// A rule that can never fire is the same as one that is lifted.
static void test_simulate__a_lifted_reason_lets_in_whom_it_alone_turns_away(void **state) {
    Population population = population_open(state);
    PackFiles files = carried(&population);
    PackFile *file = file_of(&files, "05-transport-subsidy.md");
    file->content = replaced(&population.arena, file->content, "| < 最少务工月数 |", "| < -1 |");
    SimulatedCounts edited = simulate(&population, (SimulateOptions){
        .baseline = population.pack, .reform = compile(&population, &files), .policy_number = 5});
    SimulateOptions options = {.baseline = population.pack, .reform = population.pack,
                               .policy_number = 5, .lifted = STR("MONTHS_BELOW_6")};
    SimulatedCounts lifted = simulate(&population, options);
    SimulatedCount sum = simulated_sum(&lifted, 0), other = simulated_sum(&edited, 0);
    assert_true(sum.gaining > 0);
    assert_int_equal(sum.gaining, other.gaining);
    assert_int_equal(sum.gained_fen, other.gained_fen);
    assert_int_equal(sum.undetermined, other.undetermined);
    assert_int_equal(sum.losing, 0);
    assert_true(sum.refused > sum.gaining); // others have no contract either, or none is insured
    assert_int_equal(other.refused, 0);     // nothing was tried
    // Whom it turns away is one thing whatever else does: without the rule nobody is.
    options.baseline = compile(&population, &files);
    options.reform = options.baseline;
    lifted = simulate(&population, options);
    sum = simulated_sum(&lifted, 0);
    assert_int_equal(sum.refused, 0);
    assert_int_equal(sum.gaining, 0);
    population_close(&population);
}

// Each measure alone, and together what a scan of the policy says.
static void test_simulate__what_is_left_out_is_what_a_measure_comes_to(void **state) {
    Population population = population_open(state);
    const Policy *policy = pack_policy(population.pack, 33);
    ScanCounts scan = scanned(&population, population.pack, 33);
    int64_t scanned_fen = 0, fen = 0, count = 0, entitled = 0;
    for (size_t i = 0; i < scan.count; i++) {
        scanned_fen += scan.items[i].entitled_fen;
        entitled += scan.items[i].entitled;
    }
    assert_true(policy->measures.count > 1);
    for (size_t i = 0; i < policy->measures.count; i++) {
        SimulatedCounts counts = simulate(&population, (SimulateOptions){
            .baseline = population.pack, .reform = population.pack, .policy_number = 33,
            .left_out = policy->measures.items[i].key});
        SimulatedCount sum = simulated_sum(&counts, 0);
        assert_int_equal(sum.after_count, 0);
        assert_int_equal(sum.losing, sum.before_count);
        assert_int_equal(sum.lost_fen, sum.before_fen);
        if (policy->measures.items[i].kind != MEASURE_BENEFIT) continue; // a scan counts money
        fen += sum.before_fen;
        count += sum.before_count;
    }
    assert_true(fen > 0);
    assert_int_equal(fen, scanned_fen);
    assert_int_equal(count, entitled);
    population_close(&population);
}

static bool stop(void *user, int64_t subjects, Error *error) {
    *(int64_t *)user = subjects;
    return error_set(error, ERROR_CONFLICT, "不要了");
}

static void test_simulate__can_be_stopped(void **state) {
    Population population = population_open(state);
    int64_t subjects = 0;
    SimulatedCounts counts;
    Error error = {0};
    SimulateOptions options = {.baseline = population.pack, .reform = reform_of(&population),
                               .on = today(), .progress = stop, .user = &subjects};
    assert_false(simulate_run(population.store, &options, &population.arena, &counts, &error));
    assert_int_equal(error.kind, ERROR_CONFLICT);
    assert_true(subjects > 0);
    population_close(&population);
}

int main(void) {
    static const struct CMUnitTest tests[] = {
        BOTH(test_simulate__each_side_is_a_scan),
        BOTH(test_simulate__equal_packs_differ_nowhere),
        BOTH(test_simulate__a_moved_parameter_is_a_reform),
        BOTH(test_simulate__what_one_side_lacks_is_nothing_there),
        BOTH(test_simulate__a_lifted_reason_lets_in_whom_it_alone_turns_away),
        BOTH(test_simulate__what_is_left_out_is_what_a_measure_comes_to),
        BOTH(test_simulate__can_be_stopped),
    };
    return RUN_TESTS(tests);
}
