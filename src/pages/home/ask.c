// SPDX-License-Identifier: Apache-2.0
#include "pages/home/ask.h"

#include "pages/home/ask.html.h"
#include "pages/platform.h"

// A yes to a question about records leads to the policies that decide from them; a no to a question
// about a condition stands in the way of those that ask for it.
typedef struct Question {
    const char *view;    // of records; NULL: a condition
    const char *fact;    // the key of the condition
    const char *because; // after 「你」
    const char *lacks;
} Question;

static const Question questions[ASK_QUESTIONS] = {
    {"outwork", NULL, "在外务工", NULL},
    {NULL, "contract_signed", NULL, "签劳动合同"},
    {NULL, "social_insurance_paid", NULL, "务工期间缴社会保险"},
    {"certificate", NULL, "拿了技能证书或参加了培训", NULL},
    {"student", NULL, "在上学或刚毕业", NULL},
};

static const FormOption answers[] = {{"yes", "是"}, {"no", "不是"}};
#define ASK(key, text)                                                                            \
    {.name = key, .label = text, .type = FIELD_ENUM, .options = answers, .option_count = 2}
static const FormField ask_fields[ASK_QUESTIONS] = {
    ASK("outwork", "在外务工吗？"),
    ASK("contract", "签了劳动合同吗？"),
    ASK("insured", "务工时缴社会保险吗？"),
    ASK("certificate", "拿到技能证书，或者参加过培训吗？"),
    ASK("school", "自己或孩子在上学，或刚毕业吗？"),
};
static const Form ask_form = {"ask", ask_fields, ASK_QUESTIONS};

static bool says(const Context *context, size_t question, const char *answer) {
    return str_equal(form_text(&context->form, ask_fields[question].name), str_from_c(answer));
}

static bool decides_from(const Policy *policy, const char *view) {
    for (size_t i = 0; i < policy->facts.count; i++) {
        const FactSource *source = &policy->facts.items[i].source;
        if (source->kind == FACT_SOURCE_VIEW && str_equal(source->view, str_from_c(view))) {
            return true;
        }
    }
    return false;
}

static bool asks_for(const Policy *policy, const char *fact) {
    for (size_t i = 0; i < policy->facts.count; i++) {
        if (str_equal(policy->facts.items[i].key, str_from_c(fact))) return true;
    }
    return false;
}

static AskPolicyViews policy_views(const Context *context) {
    Arena *arena = context->arena;
    const Pack *pack = platform_pack(context);
    AskPolicyViews views = {.items = NEW_ARRAY(arena, AskPolicyView, pack->policies.count)};
    for (size_t i = 0; i < pack->policies.count; i++) {
        const Policy *policy = pack->policies.items[i];
        StrBuilder because, lacks;
        str_builder_init(&because, arena, 0);
        str_builder_init(&lacks, arena, 0);
        for (size_t j = 0; policy->program && j < ASK_QUESTIONS; j++) {
            const Question *question = &questions[j];
            bool leads = question->view && says(context, j, "yes");
            bool stops = question->fact && says(context, j, "no");
            if (leads && decides_from(policy, question->view)) {
                str_put_joined(&because, str_from_c(question->because), STR("、"));
            }
            if (stops && asks_for(policy, question->fact)) {
                str_put_joined(&lacks, str_from_c(question->lacks), STR("、"));
            }
        }
        if (because.count == 0) continue;
        views.items[views.count++] = (AskPolicyView){
            .number = policy->number,
            .title = policy->title,
            .whom = card_answer(&policy->card, STR("给谁")),
            .amount = card_answer(&policy->card, STR("给多少")),
            .because = str_built(&because),
            .lacks = lacks.count > 0 ? str_built(&lacks) : (Str){0},
        };
    }
    return views;
}

static bool is_answered(const Context *context) {
    for (size_t i = 0; i < ASK_QUESTIONS; i++) {
        if (form_has(&context->form, ask_fields[i].name)) return true;
    }
    return false;
}

static bool ask_page(Context *context, Error *error) {
    (void)error;
    AskView view = {.is_answered = is_answered(context), .fields = {.count = ASK_QUESTIONS}};
    for (size_t i = 0; i < ASK_QUESTIONS; i++) {
        view.fields.items[i] = context_field_view(context, ask_fields[i].name, STR(""));
    }
    if (view.is_answered) view.policies = policy_views(context);
    Html html = context_html(context);
    ask_html(&html, &view);
    return context_page(context, STR("五个问题"), &html);
}

static bool ask_api(Context *context, Error *error) {
    (void)error;
    AskPolicyViews policies = policy_views(context);
    JsonWriter *writer = context_json_begin(context);
    json_open_object(writer);
    json_key(writer, STR("policies"));
    json_open_array(writer);
    for (size_t i = 0; i < policies.count; i++) {
        json_open_object(writer);
        json_member_int(writer, "policy", policies.items[i].number);
        json_member_string(writer, "because", policies.items[i].because);
        json_member_string(writer, "lacks", policies.items[i].lacks);
        json_close_object(writer);
    }
    json_close_array(writer);
    json_close_object(writer);
    return context_json_end(context);
}

// clang-format off
static const Route routes[] = {
    {GET, "/ask",     ask_page, .needs = PERMISSION_PUBLIC, .form = &ask_form, .title = "五个问题"},
    {GET, "/api/ask", ask_api,  .needs = PERMISSION_PUBLIC, .form = &ask_form, .title = "五个问题"},
};
// clang-format on
const RouteList ask_pages = ROUTES(routes);
