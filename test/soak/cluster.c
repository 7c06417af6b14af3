// SPDX-License-Identifier: Apache-2.0
#include "cluster.h"

#include "test.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

void cluster_crash(const char *name) {
    char path[200];
    int pid;
    snprintf(path, sizeof path, "%s/%s/data/postmaster.pid", getenv("JIUYE_SOAK_CLUSTER"), name);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    assert_int_equal(fscanf(file, "%d", &pid), 1);
    fclose(file);
    assert_int_equal(kill(pid, SIGQUIT), 0);
    while (kill(pid, 0) == 0 || errno != ESRCH) usleep(1000);
}

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
