// SPDX-License-Identifier: Apache-2.0
#include "app/transitions_command.h"

#include "app/command.h"
#include "casework/appeal.h"
#include "casework/clawback.h"
#include "casework/transition.h"
#include "kinds/kind.h"
#include "monitor/transition.h"

int transitions_command(int argc, char **argv) {
    (void)argv;
    if (argc > 1) {
        return command_usage("transitions", "不用参数", "用法：jiuye transitions\n");
    }
    Arena arena = {0};
    StrBuilder out;
    str_builder_init(&out, &arena, 0);
    str_put(&out, STR("## Claims\n\n"));
    transition_describe(&out);
    str_put(&out, STR("\n## Clawbacks\n\n"));
    course_describe(&clawback_course, &out);
    str_put(&out, STR("\n## Appeals\n\n"));
    course_describe(&appeal_course, &out);
    str_put(&out, STR("\n## Enrolments\n\n"));
    enrolment_transition_describe(&out);
    str_put(&out, STR("\n## Orders of the leading group\n\n"));
    supervision_transition_describe(&out);
    fwrite(out.items, 1, out.count, stdout);
    arena_release(&arena);
    return 0;
}
