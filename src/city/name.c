// SPDX-License-Identifier: Apache-2.0
#include "city/name.h"

#include "city/place.h"

// clang-format off
static const char *const SURNAMES[SURNAME_COUNT] = {
    "王", "李", "张", "刘", "陈", "杨", "马", "田", "赵", "黄", "周", "吴",
    "徐", "孙", "胡", "朱", "高", "林", "何", "郭", "罗", "梁", "白", "冯"};
const int SURNAMES_PLAIN[SURNAME_COUNT] = {
    95, 90, 95, 70, 50, 50, 45, 20, 35, 25, 25, 25,
    20, 25, 20, 20, 20, 12, 15, 15, 12, 12, 10, 14};
const int SURNAMES_HILLS[SURNAME_COUNT] = {
    60, 75, 55, 30, 15, 80, 240, 90, 15, 15, 20, 10,
    10, 10, 12, 10, 8, 5, 20, 8, 60, 5, 20, 20};

static const char *const MALE[] = {
    "强", "军", "伟", "勇", "斌", "建", "国", "明", "华", "平", "刚", "鹏", "飞", "龙", "海", "东",
    "涛", "杰", "浩", "宇", "博", "文", "志", "云", "林", "峰", "辉", "亮", "生", "福", "成", "学"};
static const char *const FEMALE[] = {
    "芳", "丽", "娟", "敏", "静", "燕", "霞", "梅", "兰", "英", "玲", "萍", "红", "艳", "秀", "花",
    "雪", "婷", "慧", "洁", "欣", "怡", "佳", "琳", "琴", "凤", "月", "春", "桂", "莲", "清", "雅"};

static const char *const BRANDS[] = {
    "青禾", "瑞丰", "恒远", "金沙", "云川", "宏达", "天和", "永兴", "长河", "润泽", "新源", "众合",
    "启航", "嘉禾", "正阳", "泰安", "红果", "塞上", "大漠", "绿洲", "明德", "诚信", "华兴", "顺达"};

static const struct { char category; const char *words[3]; } TRADES[] = {
    {'A', {"枸杞种植", "畜牧", "农业科技"}}, {'B', {"矿业", "石料", "矿产"}},
    {'C', {"枸杞制品", "新材料", "机械制造"}}, {'D', {"新能源", "光伏发电", "供热"}},
    {'E', {"建筑工程", "建设", "市政工程"}}, {'F', {"商贸", "超市", "物资"}},
    {'G', {"物流", "运输", "仓储"}}, {'H', {"餐饮", "酒店", "饭店"}},
    {'I', {"云计算", "信息技术", "软件"}}, {'K', {"置业", "物业服务", "房地产"}},
    {'L', {"商务服务", "人力资源", "租赁"}}, {'M', {"检测技术", "工程设计", "技术服务"}},
    {'N', {"环境工程", "园林", "环保"}}, {'O', {"家政服务", "汽车维修", "居民服务"}},
    {'P', {"教育咨询", "职业培训", "幼教"}}, {'Q', {"医疗", "养老服务", "健康"}},
    {'R', {"旅游文化", "传媒", "体育"}},
};

static const char *const SHOPS[] = {
    "商店", "面馆", "五金店", "理发店", "服装店", "维修部", "水果店", "农资店", "早餐店", "便利店"};
const School COLLEGES[COLLEGE_COUNT] = {
    [COLLEGE_DAHE] = {"宁夏大河学院", "12640105MA76091066"}, {"塞上师范大学", "12640104MA7609114J"},
    {"六盘医科大学", "12640402MA76091220"}, {"黄河理工大学", "12640121MA7609130U"},
    {"金沙职业技术学院", "12640502MA7609149W"}, {"贺兰财经学院", "12640106MA7609157W"},
    {"银川北塔大学", "12640103MA7609165C"}, {"西北云川大学", "12610113MA7609173A"}};
const School SCHOOLS[SCHOOL_COUNT] = {
    [SCHOOL_ZHONGWEI] = {"中卫职业技术学校", "12640502MA7609050C"},
    [SCHOOL_HAIYUAN] = {"海原职业学校", "12640522MA76090698"},
    [SCHOOL_ZHONGNING] = {"中宁职业学校", "12640521MA7609026C"},
    [SCHOOL_OF_TECHNICIANS] = {"宁夏技师学院", "12640104MA7609077C"}};
static const char *const OUTSIDE[] = {
    "电子科技", "建筑劳务", "服饰", "物流", "餐饮管理", "食品", "机械", "家具", "新能源", "环卫服务"};
static const char *const OUTSIDE_BRANDS[] = {
    "东海", "江南", "华北", "京津", "南粤", "闽丰", "秦川", "天山", "蜀韵", "草原"};
// clang-format on

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))
#define PICK(random, array) ((array)[random_below((random), COUNT(array))])

const char *name_surname(Random *random, const int *weights) {
    return SURNAMES[random_weighted(random, weights, SURNAME_COUNT)];
}

void name_given(Random *random, int sex, StrBuilder *out) {
    bool is_double = random_chance(random, 700);
    str_put(out, str_from_c(sex == 1 ? PICK(random, MALE) : PICK(random, FEMALE)));
    if (is_double) str_put(out, str_from_c(sex == 1 ? PICK(random, MALE) : PICK(random, FEMALE)));
}

void name_enterprise(Random *random, const char *county_name, char category, StrBuilder *out) {
    const char *word = "实业";
    int64_t which = random_below(random, 3);
    for (int i = 0; i < COUNT(TRADES); i++) {
        if (TRADES[i].category == category) word = TRADES[i].words[which];
    }
    str_put_format(out, "%s%s%s有限公司" SYNTHETIC_MARK, county_name, PICK(random, BRANDS), word);
}

void name_shop(Random *random, const char *county_name, StrBuilder *out) {
    const char *brand = PICK(random, BRANDS); // one draw to a statement: their order is the city
    str_put_format(out, "%s%s%s" SYNTHETIC_MARK, county_name, brand, PICK(random, SHOPS));
}

const School *name_school(Random *random, bool is_college) {
    return is_college ? &PICK(random, COLLEGES) : &PICK(random, SCHOOLS);
}

void name_outside_employer(Random *random, StrBuilder *out) {
    const char *brand = PICK(random, OUTSIDE_BRANDS);
    str_put_format(out, "%s%s有限公司" SYNTHETIC_MARK, brand, PICK(random, OUTSIDE));
}
