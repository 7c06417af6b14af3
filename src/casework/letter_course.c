// SPDX-License-Identifier: Apache-2.0
// Letters of what comes after a decision: which step of a clawback or an appeal they document, and
// what people wrote there.
#include "casework/aftercare.h"
#include "casework/letter_core.h"
#include "casework/letter_text.h"

// Which steps a letter documents, and what takes them back; -1 = nothing does.
typedef struct CourseForm {
    bool is_clawback;
    int first, last; // actions
    int undone_by;
} CourseForm;

static const CourseForm forms[LETTER_KIND_COUNT] = {
    [LETTER_CLAWBACK_NOTICE] = {true, CLAWBACK_NOTIFY, CLAWBACK_NOTIFY, CLAWBACK_DROP},
    [LETTER_CLAWBACK_DECISION] = {true, CLAWBACK_DECIDE, CLAWBACK_DECIDE, CLAWBACK_REVOKE},
    [LETTER_APPEAL_ACCEPTANCE] = {false, APPEAL_ACCEPT, APPEAL_ACCEPT, -1},
    [LETTER_APPEAL_REVIEW] = {false, APPEAL_MAINTAIN, APPEAL_REVOKE, -1},
};

bool letter_course_find(Tx *tx, const Actor *actor, Str number, Arena *arena, LetterCourse *course,
                        Error *error) {
    *course = (LetterCourse){.is_clawback = aftercare_course(number) != &appeal_course};
    if (course->is_clawback) {
        course->steps = &course->clawback.steps;
        if (!clawback_find(tx, actor, number, arena, &course->clawback, error)) return false;
        course->claim_number = course->clawback.clawback.claim_number;
        return true;
    }
    course->steps = &course->appeal.steps;
    if (!appeal_find(tx, actor, number, arena, &course->appeal, error)) return false;
    course->claim_number = course->appeal.appeal.claim_number;
    return true;
}

static bool is_between(const LetterCourse *course, size_t step, int first, int last) {
    const Course *table = course->is_clawback ? &clawback_course : &appeal_course;
    for (int action = first; action <= last; action++) {
        if (str_equal(course->steps->items[step].action, course_action_label(table, action))) {
            return true;
        }
    }
    return false;
}

bool letter_course_step(const LetterCourse *course, LetterKind kind, int64_t *version) {
    const CourseForm *form = &forms[kind];
    if (form->is_clawback != course->is_clawback) return false;
    for (size_t i = course->steps->count; i-- > 0;) {
        *version = (int64_t)i;
        if (is_between(course, i, form->first, form->last)) return true;
    }
    return false;
}

bool letter_course_is_undone(const LetterCourse *course, LetterKind kind, int64_t version) {
    int action = forms[kind].undone_by;
    for (size_t i = (size_t)version + 1; action >= 0 && i < course->steps->count; i++) {
        if (is_between(course, i, action, action)) return true;
    }
    return false;
}

void letter_course_holes(const LetterCourse *course, int64_t version, Arena *arena,
                         LetterHoles *holes) {
    if ((size_t)version < course->steps->count) {
        letter_hole(holes, STR(HOLE_NOTE), course->steps->items[version].note);
    }
    if (!course->is_clawback) {
        letter_hole(holes, STR(HOLE_GROUNDS), course->appeal.appeal.grounds);
        return;
    }
    letter_hole(holes, STR(HOLE_STATEMENT), course->clawback.clawback.statement);
    for (size_t i = 0; i < course->clawback.evidence_count; i++) {
        letter_hole(holes, str_format(arena, HOLE_EVIDENCE, i + 1),
                    course->clawback.evidence[i].description);
    }
}
