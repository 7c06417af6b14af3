// SPDX-License-Identifier: Apache-2.0
#include "base/embedded.h"

Str embedded_file(Str path) {
    for (size_t i = 0; i < embedded_file_count; i++) {
        if (str_equal(str_from_c(embedded_files[i].path), path)) {
            return str_from_range(embedded_files[i].begin, embedded_files[i].end);
        }
    }
    return (Str){0};
}
