// SPDX-License-Identifier: Apache-2.0
#include "city/place.h"

#include "city/name.h"

#include <string.h>

typedef struct Destination {
    const char *code;
    int weight;
} Destination;

// clang-format off
const County counties[COUNTY_COUNT] = {
    {"640502", "沙坡头区", 341, 420,  60, 110, 110, SURNAMES_PLAIN},
    {"640521", "中宁县",   286, 560,  70, 130, 130, SURNAMES_PLAIN},
    {"640522", "海原县",   373, 760, 130, 330, 420, SURNAMES_HILLS},
};

static const Destination OUT_OF_REGION[] = {
    {"110105", 60}, {"110108", 40}, {"120116", 30}, {"150303", 60}, {"152921", 70}, {"310115", 40},
    {"320505", 60}, {"330110", 70}, {"330782", 50}, {"350582", 90}, {"370212", 30}, {"440306", 70},
    {"441900", 50}, {"510107", 30}, {"610113", 90}, {"620102", 60}, {"630105", 30}, {"650104", 80},
};

static const Destination IN_REGION[] = {
    {"640104", 200}, {"640106", 150}, {"640121", 60}, {"640181", 120}, {"640205", 50},
    {"640302", 90}, {"640303", 60}, {"640402", 70}, {"640502", 120}, {"640521", 90}, {"640522", 20},
};

static const char *const TOWN_FIRST[] = {
    "清", "柳", "沙", "云", "石", "金", "红", "青", "长", "双", "泉", "塬", "枣", "白", "新", "永"};
static const char *const TOWN_SECOND[] = {
    "河", "溪", "湾", "塘", "坪", "岭", "川", "滩", "林", "峡"};
static const char *const VILLAGE_FIRST[] = {
    "柳树", "枣园", "沙渠", "前塬", "后湾", "上滩", "下滩", "石桥", "新渠", "杏花", "东岭", "西岭",
    "北沟", "南沟", "长梁", "杨庄", "马塬", "田湾", "果园", "甘泉"};
static const char *const STREET_FIRST[] = {
    "文昌", "滨水", "迎宾", "向阳", "鼓楼东", "平安", "和谐", "新华", "学府", "园丁"};
// clang-format on

#define COUNT(array) ((int)(sizeof(array) / sizeof(array)[0]))

static const char *pick_text(Random *random, const char *const *items, int count) {
    return items[random_below(random, count)];
}

void place_town(Random *random, int county, bool is_rural, StrBuilder *town,
                StrBuilder *village) {
    const char *first = pick_text(random, TOWN_FIRST, COUNT(TOWN_FIRST));
    const char *second = pick_text(random, TOWN_SECOND, COUNT(TOWN_SECOND));
    const char *kind = !is_rural ? "街道" : county == 2 ? "乡" : "镇";
    str_put_format(town, "%s%s%s" SYNTHETIC_MARK, first, second, kind);
    if (is_rural) {
        str_put_format(village, "%s村" SYNTHETIC_MARK,
                       pick_text(random, VILLAGE_FIRST, COUNT(VILLAGE_FIRST)));
    } else {
        str_put_format(village, "%s社区" SYNTHETIC_MARK,
                       pick_text(random, STREET_FIRST, COUNT(STREET_FIRST)));
    }
}

static const char *pick_destination(Random *random, const Destination *list, int count) {
    int weights[32];
    for (int i = 0; i < count; i++) weights[i] = list[i].weight;
    return list[random_weighted(random, weights, count)].code;
}

const char *place_out_of_region(Random *random) {
    return pick_destination(random, OUT_OF_REGION, COUNT(OUT_OF_REGION));
}

const char *place_in_region(Random *random, int county) {
    const char *code;
    do {
        code = pick_destination(random, IN_REGION, COUNT(IN_REGION));
    } while (strcmp(code, counties[county].code) == 0);
    return code;
}
