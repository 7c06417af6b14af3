// SPDX-License-Identifier: Apache-2.0
// Both libraries from C++: the headers compile with every warning, and the two link together.
#include <dmn.h>
#include <feel.h>

#include <iostream>
#include <memory>
#include <string>

namespace {

struct Close {
    void operator()(FeelExpression *one) const { feel_expression_close(one); }
    void operator()(FeelAnswer *one) const { feel_answer_close(one); }
    void operator()(Dmn *one) const { dmn_close(one); }
    void operator()(DmnSession *one) const { dmn_session_close(one); }
};

template <typename T> using Held = std::unique_ptr<T, Close>;

std::string evaluated(const char *text) {
    FeelExpression *expression = nullptr;
    FeelStatus status = feel_expression_open(nullptr, text, nullptr, nullptr, &expression);
    Held<FeelExpression> held(expression);
    if (status != FEEL_OK) return expression ? feel_expression_report(expression) : "no memory";
    FeelAnswer *answer = nullptr;
    feel_expression_evaluate(expression, nullptr, nullptr, &answer);
    Held<FeelAnswer> held_answer(answer);
    return feel_answer_json(answer);
}

std::string decided(const std::string &model_text) {
    DmnFile file = {"client.dmn", model_text.data(), model_text.size()};
    Dmn *model = nullptr;
    DmnStatus status = dmn_open(nullptr, &file, 1, &model);
    Held<Dmn> held(model);
    if (status != DMN_OK) return model ? dmn_report(model) : "no memory";
    Held<DmnSession> session(dmn_session_open(model));
    DmnRequest request = {};
    DmnOutcome outcome;
    status = dmn_evaluate(session.get(), &request, &outcome);
    return status == DMN_OK ? outcome.result : outcome.report;
}

} // namespace

int main() {
    std::cout << evaluated("sum(for x in 1..10 return x ** 2)") << '\n'
              << decided("<definitions xmlns='https://www.omg.org/spec/DMN/20230324/MODEL/' "
                         "name='m' namespace='u'><decision name='d'><literalExpression>"
                         "<text>matches(\"中卫市\", \"^中.*市$\")</text></literalExpression>"
                         "</decision></definitions>")
              << '\n';
}
