// SPDX-License-Identifier: Apache-2.0
#include "registry/code.h"

#include <string.h>

typedef struct CodeName {
    const char *code;
    const char *name;
} CodeName;

typedef struct IndustryCategory {
    char letter;
    int division_first; // two-digit divisions, both ends included
    int division_last;
    const char *name;
} IndustryCategory;

// clang-format off
static const CodeName PROVINCES[] = {
    {"11", "北京市"}, {"12", "天津市"}, {"13", "河北省"}, {"14", "山西省"}, {"15", "内蒙古自治区"},
    {"21", "辽宁省"}, {"22", "吉林省"}, {"23", "黑龙江省"},
    {"31", "上海市"}, {"32", "江苏省"}, {"33", "浙江省"}, {"34", "安徽省"}, {"35", "福建省"},
    {"36", "江西省"}, {"37", "山东省"},
    {"41", "河南省"}, {"42", "湖北省"}, {"43", "湖南省"}, {"44", "广东省"}, {"45", "广西壮族自治区"},
    {"46", "海南省"},
    {"50", "重庆市"}, {"51", "四川省"}, {"52", "贵州省"}, {"53", "云南省"}, {"54", "西藏自治区"},
    {"61", "陕西省"}, {"62", "甘肃省"}, {"63", "青海省"}, {"64", "宁夏回族自治区"},
    {"65", "新疆维吾尔自治区"},
    {"71", "台湾省"}, {"81", "香港特别行政区"}, {"82", "澳门特别行政区"},
};

static const CodeName DIVISIONS[] = {
    {"640500", "中卫市"}, {"640501", "市辖区"},
    {"640502", "沙坡头区"}, {"640521", "中宁县"}, {"640522", "海原县"},
};

// How the divisions of the city begin when they are written, the narrower first.
static const CodeName DIVISION_STEMS[] = {
    {"640502", "沙坡头"}, {"640521", "中宁"}, {"640522", "海原"}, {"640500", "中卫"},
};

static const CodeName EDUCATION[] = {
    {"11", "博士研究生毕业"}, {"12", "博士研究生结业"}, {"13", "博士研究生肄业"},
    {"14", "硕士研究生毕业"}, {"15", "硕士研究生结业"}, {"16", "硕士研究生肄业"},
    {"21", "大学本科毕业"}, {"22", "大学本科结业"}, {"23", "大学本科肄业"},
    {"28", "大学普通班毕业"},
    {"31", "大学专科毕业"}, {"32", "大学专科结业"}, {"33", "大学专科肄业"},
    {"41", "中等专科毕业"}, {"42", "中等专科结业"}, {"43", "中等专科肄业"},
    {"44", "职业高中毕业"}, {"45", "职业高中结业"}, {"46", "职业高中肄业"},
    {"47", "技工学校毕业"}, {"48", "技工学校结业"}, {"49", "技工学校肄业"},
    {"61", "普通高中毕业"}, {"71", "初级中学毕业"}, {"81", "小学毕业"}, {"90", "其他"},
};

static const IndustryCategory INDUSTRIES[] = {
    {'A', 1, 5, "农、林、牧、渔业"}, {'B', 6, 12, "采矿业"}, {'C', 13, 43, "制造业"},
    {'D', 44, 46, "电力、热力、燃气及水生产和供应业"}, {'E', 47, 50, "建筑业"},
    {'F', 51, 52, "批发和零售业"}, {'G', 53, 60, "交通运输、仓储和邮政业"},
    {'H', 61, 62, "住宿和餐饮业"}, {'I', 63, 65, "信息传输、软件和信息技术服务业"},
    {'J', 66, 69, "金融业"}, {'K', 70, 70, "房地产业"}, {'L', 71, 72, "租赁和商务服务业"},
    {'M', 73, 75, "科学研究和技术服务业"}, {'N', 76, 79, "水利、环境和公共设施管理业"},
    {'O', 80, 82, "居民服务、修理和其他服务业"}, {'P', 83, 83, "教育"},
    {'Q', 84, 85, "卫生和社会工作"}, {'R', 86, 90, "文化、体育和娱乐业"},
    {'S', 91, 96, "公共管理、社会保障和社会组织"}, {'T', 97, 97, "国际组织"},
};
// clang-format on

#define PROVINCE_STEM_BYTES 6 // two characters
#define HOME_PROVINCE "64"
#define COUNT(array) (sizeof(array) / sizeof(array)[0])

static const Check OK = {VERDICT_OK, "", ""};

static Check wrong(const char *code, const char *sentence) {
    return (Check){VERDICT_WRONG, code, sentence};
}

static bool are_digits(Str text) {
    for (size_t i = 0; i < text.length; i++) {
        if (text.data[i] < '0' || text.data[i] > '9') return false;
    }
    return true;
}

static const char *name_of(const CodeName *names, size_t count, Str code) {
    for (size_t i = 0; i < count; i++) {
        if (str_equal(code, str_from_c(names[i].code))) return names[i].name;
    }
    return NULL;
}

// ---- Divisions ----

const char *division_province_name(Str code) {
    return code.length < 2 ? NULL : name_of(PROVINCES, COUNT(PROVINCES), str_slice(code, 0, 2));
}

bool division_province_is_known(Str code) { return division_province_name(code) != NULL; }

const char *division_county_name(Str code) {
    return name_of(DIVISIONS, COUNT(DIVISIONS), code);
}

Check division_check(Str code) {
    if (code.length != 6 || !are_digits(code)) {
        return wrong("DIVISION_FORM", "行政区划代码应为6位数字，请核对");
    }
    if (!division_province_is_known(code)) {
        return wrong("DIVISION_UNKNOWN", "行政区划代码前两位不是已知的省级代码，请核对");
    }
    if (str_starts_with(code, STR(CITY_PREFIX)) && division_county_name(code) == NULL) {
        return wrong("DIVISION_UNKNOWN", "中卫市没有这个县级代码，请核对（640502、640521、640522）");
    }
    return OK;
}

// The province whose first two characters the text begins with: no two have the same.
static const char *province_from_text(Str text) {
    for (size_t i = 0; i < COUNT(PROVINCES); i++) {
        Str stem = str_slice(str_from_c(PROVINCES[i].name), 0, PROVINCE_STEM_BYTES);
        if (str_starts_with(text, stem)) return PROVINCES[i].code;
    }
    return NULL;
}

bool division_from_text(Arena *arena, Str text, Str *code) {
    if (division_check(text).verdict == VERDICT_OK) {
        *code = text;
        return true;
    }
    const char *province = province_from_text(text);
    bool is_elsewhere = province && strcmp(province, HOME_PROVINCE) != 0;
    for (size_t i = 0; i < COUNT(DIVISION_STEMS) && !is_elsewhere; i++) {
        if (str_find(text, str_from_c(DIVISION_STEMS[i].name), 0) == SIZE_MAX) continue;
        *code = str_from_c(DIVISION_STEMS[i].code);
        return true;
    }
    if (!province) return false;
    *code = str_format(arena, "%s0000", province);
    return true;
}

const char *const division_counties[DIVISION_COUNTY_COUNT] = {"640502", "640521", "640522"};

bool division_is_county(Str code) {
    for (size_t i = 0; i < DIVISION_COUNTY_COUNT; i++) {
        if (str_equal(code, str_from_c(division_counties[i]))) return true;
    }
    return false;
}

bool division_same_province(Str a, Str b) {
    return a.length >= 2 && b.length >= 2 && memcmp(a.data, b.data, 2) == 0;
}

// ---- Education ----

Check education_check(Str code) {
    if (name_of(EDUCATION, COUNT(EDUCATION), code) == NULL) {
        return wrong("EDUCATION_UNKNOWN", "学历代码不在GB/T 4658常用代码中，请核对");
    }
    return OK;
}

bool education_is_college_graduate(Str code) {
    return str_equal(code, STR("11")) || str_equal(code, STR("14")) ||
           str_equal(code, STR("21")) || str_equal(code, STR("31"));
}

// ---- Occupations and industries ----

Check occupation_check(Str code) {
    static const char form[] = "d-dd-dd-dd";
    bool fits = code.length == sizeof form - 1;
    for (size_t i = 0; fits && i < code.length; i++) {
        bool is_digit = code.data[i] >= '0' && code.data[i] <= '9';
        fits = form[i] == '-' ? code.data[i] == '-' : is_digit;
    }
    if (!fits || code.data[0] < '1' || code.data[0] > '8') {
        return wrong("OCCUPATION_FORM", "职业代码应如4-14-01-02，首位为1至8，请核对");
    }
    return OK;
}

static const IndustryCategory *industry_find(Str code) {
    if (code.length < 2 || code.length > 4 || !are_digits(code)) return NULL;
    int division = (code.data[0] - '0') * 10 + (code.data[1] - '0');
    for (size_t i = 0; i < COUNT(INDUSTRIES); i++) {
        const IndustryCategory *category = &INDUSTRIES[i];
        if (division >= category->division_first && division <= category->division_last) {
            return category;
        }
    }
    return NULL;
}

char industry_category(Str code) {
    const IndustryCategory *category = industry_find(code);
    return category == NULL ? '\0' : category->letter;
}

const char *industry_category_name(char letter) {
    for (size_t i = 0; i < COUNT(INDUSTRIES); i++) {
        if (INDUSTRIES[i].letter == letter) return INDUSTRIES[i].name;
    }
    return NULL;
}

Check industry_check(Str code) {
    if (industry_find(code) == NULL) {
        return wrong("INDUSTRY_UNKNOWN", "行业代码应为GB/T 4754的2至4位数字，请核对");
    }
    return OK;
}
