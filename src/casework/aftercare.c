// SPDX-License-Identifier: Apache-2.0
#include "casework/aftercare.h"

static const struct {
    Str series;
    const Course *course;
    Str noun;
} courses[] = {
    {STR_INIT(CLAWBACK_SERIES "-"), &clawback_course, STR_INIT("追回")},
    {STR_INIT(APPEAL_SERIES "-"), &appeal_course, STR_INIT("申诉")},
};
#define COURSE_COUNT (sizeof courses / sizeof *courses)

static size_t place_of(Str number) {
    size_t i = 0;
    while (i < COURSE_COUNT && !str_starts_with(number, courses[i].series)) i++;
    return i;
}

const Course *aftercare_course(Str number) {
    size_t i = place_of(number);
    return i < COURSE_COUNT ? courses[i].course : NULL;
}

Str aftercare_noun(Str number) {
    size_t i = place_of(number);
    return i < COURSE_COUNT ? courses[i].noun : (Str){0};
}
