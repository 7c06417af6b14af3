// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_BASE_FOLDER_H
#define TEST_BASE_FOLDER_H
// Folders of tests. The system names them: a name made of the number of a process is met again,
// since numbers of processes come round within one run of all suites.

#include "test.h"

#include <ftw.h>
#include <stdlib.h>

enum { TEST_FOLDER_SIZE = 64, TEST_FOLDER_OPEN_MAX = 16 };

// A new empty folder, of this user alone.
static inline void test_folder_make(char folder[TEST_FOLDER_SIZE]) {
    snprintf(folder, TEST_FOLDER_SIZE, "/tmp/jiuye-test.XXXXXX");
    assert_non_null(mkdtemp(folder));
}

static inline int test_folder_unlink(const char *path, const struct stat *unused, int type,
                                     struct FTW *place) {
    (void)unused, (void)type, (void)place;
    return remove(path);
}

// With all that is in it.
static inline void test_folder_remove(const char *folder) {
    assert_int_equal(
        nftw(folder, test_folder_unlink, TEST_FOLDER_OPEN_MAX, FTW_DEPTH | FTW_PHYS), 0);
}

#endif
