// SPDX-License-Identifier: Apache-2.0
#include "registry/size.h"

#include "registry/code.h"

typedef struct SizeRule {
    int first, last; // industry codes of `digits` digits, both ends included
    int digits;
    const char *trade;
    SizeFigures large, medium, small; // 0 = not asked for
} SizeRule;

// Longer codes come first, so that a class wins over its division. Postal services and storage,
// wholesale and retail, telecommunications and software differ within one category letter.
// Not ruled: railways (53), finance (66-69), education (83), health (84), public bodies (91-97).
// clang-format off
static const SizeRule RULES[] = {
    // codes        trade           large                medium              small
    {7010, 7010, 4, "房地产开发经营", {0, 200000, 10000},  {0, 1000, 5000},    {0, 100, 2000}},
    {7020, 7020, 4, "物业管理",     {1000, 5000, 0},     {300, 1000, 0},     {100, 500, 0}},
    {  1,   5, 2, "农林牧渔",       {0, 20000, 0},       {0, 500, 0},        {0, 50, 0}},
    {  6,  46, 2, "工业",           {1000, 40000, 0},    {300, 2000, 0},     {20, 300, 0}},
    { 47,  50, 2, "建筑业",         {0, 80000, 80000},   {0, 6000, 5000},    {0, 300, 300}},
    { 51,  51, 2, "批发业",         {200, 40000, 0},     {20, 5000, 0},      {5, 1000, 0}},
    { 52,  52, 2, "零售业",         {300, 20000, 0},     {50, 500, 0},       {10, 100, 0}},
    { 54,  58, 2, "交通运输",       {1000, 30000, 0},    {300, 3000, 0},     {20, 200, 0}},
    { 59,  59, 2, "仓储业",         {200, 30000, 0},     {100, 1000, 0},     {20, 100, 0}},
    { 60,  60, 2, "邮政业",         {1000, 30000, 0},    {300, 2000, 0},     {20, 100, 0}},
    { 61,  62, 2, "住宿和餐饮",     {300, 10000, 0},     {100, 2000, 0},     {10, 100, 0}},
    { 63,  64, 2, "信息传输",       {2000, 100000, 0},   {100, 1000, 0},     {10, 100, 0}},
    { 65,  65, 2, "软件和信息技术", {300, 10000, 0},     {100, 1000, 0},     {10, 50, 0}},
    { 71,  72, 2, "租赁和商务",     {300, 0, 120000},    {100, 0, 8000},     {10, 0, 100}},
    { 70,  70, 2, "其他未列明",     {300, 0, 0},         {100, 0, 0},        {10, 0, 0}},
    { 73,  82, 2, "其他未列明",     {300, 0, 0},         {100, 0, 0},        {10, 0, 0}},
    { 85,  90, 2, "其他未列明",     {300, 0, 0},         {100, 0, 0},        {10, 0, 0}},
};
// clang-format on

static const struct {
    const char *key, *name;
} NAMES[] = {
    [SIZE_NONE] = {"", "不划型"},        [SIZE_MICRO] = {"micro", "微型"},
    [SIZE_SMALL] = {"small", "小型"},    [SIZE_MEDIUM] = {"medium", "中型"},
    [SIZE_LARGE] = {"large", "大型"},
};

static bool reaches(SizeFigures figures, SizeFigures least) {
    return figures.employees >= least.employees && figures.revenue_wan >= least.revenue_wan &&
           figures.assets_wan >= least.assets_wan;
}

static const SizeRule *rule_of(Str industry_code) {
    if (industry_category(industry_code) == '\0') return NULL;
    for (size_t i = 0; i < sizeof RULES / sizeof RULES[0]; i++) {
        const SizeRule *rule = &RULES[i];
        int64_t code;
        if (industry_code.length < (size_t)rule->digits) continue;
        if (!str_to_int64(str_slice(industry_code, 0, (size_t)rule->digits), &code)) continue;
        if (code >= rule->first && code <= rule->last) return rule;
    }
    return NULL;
}

OrgSize org_size(Str industry_code, SizeFigures figures) {
    const SizeRule *rule = rule_of(industry_code);
    if (rule == NULL) return SIZE_NONE;
    if (reaches(figures, rule->large)) return SIZE_LARGE;
    if (reaches(figures, rule->medium)) return SIZE_MEDIUM;
    if (reaches(figures, rule->small)) return SIZE_SMALL;
    return SIZE_MICRO;
}

const char *org_size_key(OrgSize size) { return NAMES[size].key; }

bool org_size_read(Str text, OrgSize *size) {
    for (int i = SIZE_NONE; i <= SIZE_LARGE; i++) {
        bool is_key = str_equal(text, str_from_c(NAMES[i].key));
        if (is_key || str_equal(text, str_from_c(NAMES[i].name))) {
            *size = (OrgSize)i;
            return true;
        }
    }
    return false;
}
