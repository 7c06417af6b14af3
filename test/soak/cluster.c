// SPDX-License-Identifier: Apache-2.0
#include "cluster.h"

#include "test.h"

#include <sys/wait.h>
#include <unistd.h>

void cluster_do(const char *command, const char *name, const char *other) {
    int status;
    fflush(NULL);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        execlp("sh", "sh", "test/soak/cluster.sh", command, name, other, (char *)NULL);
        _exit(127);
    }
    assert_int_equal(waitpid(child, &status, 0), child);
    assert_int_equal(status, 0);
}
