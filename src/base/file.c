// SPDX-License-Identifier: Apache-2.0
#include "base/file.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define READ_BYTES_FIRST ((size_t)64 * 1024)
#define FOLDER_MODE 0777 // less the umask
#define FILE_MODE 0666
#define SECRET_MODE 0600
#define SHARED_MODE 0640

static const char *reason_of(int number) {
    switch (number) {
    case ENOENT: return "不存在";
    case EACCES:
    case EPERM: return "没有权限";
    case EISDIR: return "是文件夹，不是文件";
    case ENOTDIR: return "路径中有一段不是文件夹";
    case EEXIST: return "已经存在，且不是文件夹";
    case ENOSPC:
    case EDQUOT: return "磁盘已满";
    case EROFS: return "磁盘只读";
    case ENAMETOOLONG: return "路径太长";
    default: return strerror(number);
    }
}

// `what` is the verb: "读取", "写入". Looks at errno.
static bool fail(Error *error, const char *what, Str path) {
    int number = errno;
    ErrorKind kind = number == ENOENT ? ERROR_NOT_FOUND : ERROR_UNAVAILABLE;
    return error_set(error, kind, "无法%s“%.*s”：%s", what, STR_ARG(path), reason_of(number));
}

typedef char Path[PATH_MAX];

// The C library wants a terminator; a path with a zero byte inside would name another file.
static bool path_to_c(Str path, Path out) {
    if (path.length == 0 || memchr(path.data, '\0', path.length)) {
        errno = ENOENT;
        return false;
    }
    if (path.length >= PATH_MAX) {
        errno = ENAMETOOLONG;
        return false;
    }
    memcpy(out, path.data, path.length);
    out[path.length] = '\0';
    return true;
}

bool file_open(Str path, int *file, int64_t *size, Error *error) {
    Path name;
    struct stat about;
    bool is_stdin = str_equal(path, STR("-"));
    if (!is_stdin && !path_to_c(path, name)) return fail(error, "读取", path);
    int opened = is_stdin ? STDIN_FILENO : open(name, O_RDONLY | O_CLOEXEC);
    if (opened < 0 || fstat(opened, &about) != 0) return fail(error, "读取", path);
    if (S_ISDIR(about.st_mode)) {
        file_close(opened);
        errno = EISDIR;
        return fail(error, "读取", path);
    }
    *file = opened;
    *size = S_ISREG(about.st_mode) ? about.st_size : 0;
    return true;
}

void file_close(int file) {
    if (file != STDIN_FILENO) close(file);
}

bool file_read_some(int file, char *bytes, size_t capacity, size_t *count, Error *error) {
    for (;;) {
        ssize_t got = read(file, bytes, capacity);
        if (got >= 0) {
            *count = (size_t)got;
            return true;
        }
        if (errno != EINTR) {
            return error_set(error, ERROR_UNAVAILABLE, "读取中断：%s", reason_of(errno));
        }
    }
}

// One byte more than expected shows the end without growing.
static bool read_all(Arena *arena, int file, size_t expected, size_t bytes_max, Str *content,
                     Error *error) {
    size_t capacity = expected + 1, length = 0, count;
    char *bytes = arena_alloc(arena, capacity);
    for (;;) {
        if (length == capacity) {
            bytes = arena_grow(arena, bytes, length, &capacity, 1);
        }
        if (!file_read_some(file, bytes + length, capacity - length, &count, error)) return false;
        if (count == 0) break;
        length += count;
        if (length > bytes_max) {
            error_set(error, ERROR_LIMIT, "文件太大：最多 %zu 字节", bytes_max);
            return error_detail(error, "请拆成几个较小的文件");
        }
    }
    *content = (Str){bytes, length};
    return true;
}

bool file_read(Arena *arena, Str path, size_t bytes_max, Str *content, Error *error) {
    int file;
    int64_t size;
    if (!file_open(path, &file, &size, error)) return false;
    size_t expected = size > 0 ? (size_t)size : READ_BYTES_FIRST;
    if (expected > bytes_max) expected = bytes_max;
    bool done = read_all(arena, file, expected, bytes_max, content, error);
    file_close(file);
    return done || error_prefix(error, "无法读取“%.*s”：", STR_ARG(path));
}

static bool write_all(int file, Str content) {
    size_t done = 0;
    while (done < content.length) {
        ssize_t written = write(file, content.data + done, content.length - done);
        if (written < 0 && errno == EINTR) continue;
        if (written < 0) return false;
        done += (size_t)written;
    }
    return true;
}

// The name in a folder lasts only when the folder itself is on disk.
static bool folder_sync(const char *path) {
    Path folder;
    const char *slash = strrchr(path, '/');
    size_t length = slash ? (size_t)(slash - path) : 0;
    snprintf(folder, sizeof folder, "%.*s", (int)length, path);
    const char *name = !slash ? "." : length == 0 ? "/" : folder;
    int file = open(name, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (file < 0) return false;
    // Some file systems cannot sync a folder and say EINVAL; there is nothing more to do there.
    bool done = fsync(file) == 0 || errno == EINVAL;
    close(file);
    return done;
}

static bool write_in_place(const char *name, Str content) {
    int file = open(name, O_WRONLY | O_CLOEXEC);
    if (file < 0) return false;
    bool done = write_all(file, content);
    return close(file) == 0 && done;
}

// Gives the written file its name: in the place of a file, or only where there is none.
static bool take_place(const char *temporary, const char *name) {
    return rename(temporary, name) == 0;
}

static bool take_free_place(const char *temporary, const char *name) {
    if (link(temporary, name) != 0 && errno != EEXIST) return false;
    return unlink(temporary) == 0;
}

typedef bool PlaceFunction(const char *temporary, const char *name);

static bool write_beside(const char *name, Str content, mode_t mode, PlaceFunction *place) {
    static atomic_uint counter;
    Path temporary;
    int length = snprintf(temporary, sizeof temporary, "%s.new-%ld-%u", name, (long)getpid(),
                          atomic_fetch_add(&counter, 1));
    if (length < 0 || (size_t)length >= sizeof temporary) {
        errno = ENAMETOOLONG;
        return false;
    }
    int file = open(temporary, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, mode);
    if (file < 0) return false;
    bool done = write_all(file, content) && fsync(file) == 0;
    done = close(file) == 0 && done;
    done = done && place(temporary, name);
    if (!done) {
        int number = errno;
        unlink(temporary);
        errno = number;
        return false;
    }
    return folder_sync(name);
}

bool file_write(Str path, Str content, Error *error) {
    Path name;
    struct stat about;
    bool done = path_to_c(path, name);
    if (done) {
        bool exists = stat(name, &about) == 0;
        if (exists && S_ISDIR(about.st_mode)) {
            errno = EISDIR;
            done = false;
        } else if (exists && !S_ISREG(about.st_mode)) {
            done = write_in_place(name, content);
        } else {
            done = write_beside(name, content, FILE_MODE, take_place);
        }
    }
    return done || fail(error, "写入", path);
}

static bool file_sync(const char *name) {
    int file = open(name, O_RDONLY | O_CLOEXEC);
    if (file < 0) return false;
    bool done = fsync(file) == 0;
    return close(file) == 0 && done;
}

// Some file systems (those of memory sticks) cannot rename so and say EINVAL.
static bool rename_to_free_name(const char *from, const char *to) {
    if (renameat2(AT_FDCWD, from, AT_FDCWD, to, RENAME_NOREPLACE) == 0) return true;
    if (errno != EINVAL) return false;
    if (access(to, F_OK) == 0) {
        errno = EEXIST;
        return false;
    }
    return rename(from, to) == 0;
}

static bool refuse_existing(Str path, Error *error) {
    error_set(error, ERROR_CONFLICT, "文件“%.*s”已经有了，不覆盖", STR_ARG(path));
    error_detail(error, "换一个文件名");
    return error_code(error, "FILE_EXISTS");
}

bool file_place(Str finished, Str path, Error *error) {
    Path from, to;
    if (!path_to_c(finished, from) || !path_to_c(path, to)) return fail(error, "写入", path);
    if (file_sync(from) && rename_to_free_name(from, to) && folder_sync(to)) return true;
    return errno == EEXIST ? refuse_existing(path, error) : fail(error, "写入", path);
}

bool file_is_free(Str path, Error *error) {
    return !file_exists(path) || refuse_existing(path, error);
}

static bool write_if_free(Str path, Str content, mode_t mode, Error *error) {
    Path name;
    return (path_to_c(path, name) && write_beside(name, content, mode, take_free_place)) ||
           fail(error, "写入", path);
}

bool file_write_secret(Str path, Str content, Error *error) {
    return write_if_free(path, content, SECRET_MODE, error);
}

bool file_write_shared(Str path, Str content, Error *error) {
    return write_if_free(path, content, SHARED_MODE, error);
}

bool file_remove(Str path, Error *error) {
    Path name;
    if (path_to_c(path, name) && (unlink(name) == 0 || errno == ENOENT)) return true;
    return fail(error, "删除", path);
}

static bool path_stat(Str path, struct stat *about) {
    Path name;
    return path_to_c(path, name) && stat(name, about) == 0;
}

bool file_exists(Str path) {
    struct stat about;
    return path_stat(path, &about);
}

bool file_is_folder(Str path) {
    struct stat about;
    return path_stat(path, &about) && S_ISDIR(about.st_mode);
}

typedef struct NameList {
    Str *items;
    size_t count;
    size_t capacity;
} NameList;

static int compare_names(const void *a, const void *b) {
    return str_compare(*(const Str *)a, *(const Str *)b);
}

bool file_list(Arena *arena, Str folder, Str suffix, Str **names, size_t *count, Error *error) {
    Path path;
    if (!path_to_c(folder, path)) return fail(error, "读取", folder);
    DIR *directory = opendir(path);
    if (!directory) return fail(error, "读取", folder);
    NameList list = {0};
    errno = 0;
    for (const struct dirent *entry; (entry = readdir(directory));) {
        Str name = str_from_c(entry->d_name);
        if (name.data[0] != '.' && str_ends_with(name, suffix)) {
            PUSH(arena, &list, str_copy(arena, name));
        }
        errno = 0;
    }
    bool done = errno == 0;
    if (!done) fail(error, "读取", folder);
    closedir(directory);
    if (!done) return false;
    if (list.count) qsort(list.items, list.count, sizeof *list.items, compare_names);
    *names = list.items;
    *count = list.count;
    return true;
}

bool file_make_folder(Str path, Error *error) {
    Path name;
    if (!path_to_c(path, name)) return fail(error, "新建文件夹", path);
    for (size_t i = 1; i <= path.length; i++) {
        if (name[i] != '/' && name[i] != '\0') continue;
        char separator = name[i];
        name[i] = '\0';
        if (mkdir(name, FOLDER_MODE) != 0 && errno != EEXIST) {
            return fail(error, "新建文件夹", path);
        }
        name[i] = separator;
    }
    if (file_is_folder(path)) return true;
    errno = EEXIST;
    return fail(error, "新建文件夹", path);
}
