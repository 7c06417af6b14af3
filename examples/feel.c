// SPDX-License-Identifier: Apache-2.0
// An expression compiled once and evaluated over facts.
//
//     cc feel.c $(pkg-config --cflags --libs feel) -o feel && ./feel
#include <feel.h>
#include <stdio.h>

static const char NAMES[] = "{\"领取人数\": \"number\", \"参保人数\": \"number\"}";

static const char *const FACTS[] = {
    "{\"领取人数\": 11, \"参保人数\": 200}", // 5.5 % exactly
    "{\"领取人数\": 12, \"参保人数\": 200}",
    "{\"领取人数\": 0, \"参保人数\": 0}", // null, and a note says why
};

static void print_answer(const FeelExpression *expression, const char *facts) {
    FeelAnswer *answer;
    FeelStatus status = feel_expression_evaluate(expression, facts, NULL, &answer);
    if (status == FEEL_NO_MEMORY) {
        fputs("no memory\n", stderr);
        return;
    }
    printf("%s -> %s\n%s", facts, feel_answer_json(answer), feel_answer_report(answer));
    feel_answer_close(answer);
}

int main(void) {
    FeelExpression *expression;
    FeelStatus status =
        feel_expression_open(NULL, "领取人数 / 参保人数 <= 0.055", NULL, NAMES, &expression);
    if (status == FEEL_OK) {
        printf("type: %s\n", feel_expression_type(expression));
        for (size_t i = 0; i < sizeof FACTS / sizeof *FACTS; i++) {
            print_answer(expression, FACTS[i]);
        }
    } else if (expression != NULL) {
        fputs(feel_expression_report(expression), stderr);
    }
    feel_expression_close(expression);
    return status == FEEL_OK ? 0 : 1;
}
