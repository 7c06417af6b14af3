// SPDX-License-Identifier: Apache-2.0
#ifndef BENCH_WIRE_H
#define BENCH_WIRE_H
// What a program asks a PostgreSQL server, heard on the wire: a socket between the two that hands on
// every byte and takes down each statement with its values, what came back, and where somebody
// waited. Nothing of it is written by hand, so it cannot drift from what the program does.
//
// wire_begin before the program connects, wire_end when it has disconnected; then the statements
// stand in `wire` in the order of asking, over all connections. A statement that fails ends the
// benchmark: who listens lets one claim follow the other. Numbers are in memory as text.

#include "by_hand.h"

#include <arpa/inet.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define WIRE_LINKS_MAX 64
#define WIRE_TEXTS_MAX 1000
#define WIRE_VALUES_MAX 300 // of a statement
#define WIRE_READ_BYTES ((size_t)64 * 1024)

enum { WIRE_BYTEA = 17, WIRE_INT8 = 20, WIRE_INT2 = 21, WIRE_INT4 = 23, WIRE_TEXT = 25 };

typedef struct WireText {
    const char *name; // as prepared; "" = never
    const char *sql;
    unsigned types[WIRE_VALUES_MAX];
} WireText;

typedef struct WireColumn {
    const char *name;
    unsigned type;
    bool is_binary;
    Str value; // of the first row, of numbers only
} WireColumn;

typedef struct WireStatement {
    int link;
    int text;
    bool is_waited; // for its answer, and those of what was sent before it
    Str *values;    // absent = NULL
    int value_count;
    WireColumn *columns;
    int column_count;
    int rows;
} WireStatement;

typedef struct WireEnd {
    int socket;
    Str heard; // what is no whole message yet; malloc'ed
} WireEnd;

typedef struct WireLink {
    WireEnd client, server;
    bool is_started;
    int unnamed; // the text that it parsed last without a name
    WireColumn *columns; // of the answer that is coming
    int column_count;
    size_t answered; // statements before this one of `wire` have their answer, as far as ours
} WireLink;

typedef struct Wire {
    Arena arena;
    char folder[90], server[90]; // of the sockets
    int listener, stop[2];
    pthread_t thread;
    WireLink links[WIRE_LINKS_MAX];
    int link_count;
    WireText texts[WIRE_TEXTS_MAX];
    int text_count;
    WireStatement *statements;
    size_t count, capacity;
} Wire;

static Wire wire; // of the one thread that listens

// ---- Messages of the protocol (PostgreSQL's manual, "Message Formats") ----

typedef struct WireReader {
    const char *at;
} WireReader;

static inline unsigned wire_number(WireReader *reader, int bytes) {
    unsigned number = 0;
    for (int i = 0; i < bytes; i++) number = number << 8 | (unsigned char)*reader->at++;
    return number;
}

static inline const char *wire_name(WireReader *reader) {
    const char *name = reader->at;
    reader->at += strlen(name) + 1;
    return name;
}

static inline const char *wire_copy(const char *text) {
    return str_to_c(&wire.arena, str_from_c(text));
}

// A value as pgbench binds it again.
static inline Str wire_text_of(unsigned type, bool is_binary, Str bytes) {
    if (!is_binary) return str_copy(&wire.arena, bytes);
    if (type == WIRE_BYTEA) {
        StrBuilder hex;
        str_builder_init(&hex, &wire.arena, 0);
        str_put(&hex, STR("\\x"));
        for (size_t i = 0; i < bytes.length; i++) {
            str_put_format(&hex, "%02x", (unsigned char)bytes.data[i]);
        }
        return str_built(&hex);
    }
    if (type != WIRE_INT8 && type != WIRE_INT4 && type != WIRE_INT2) {
        return str_copy(&wire.arena, bytes);
    }
    uint64_t number = bytes.length && (signed char)bytes.data[0] < 0 ? UINT64_MAX : 0;
    for (size_t i = 0; i < bytes.length; i++) {
        number = number << 8 | (unsigned char)bytes.data[i];
    }
    return str_format(&wire.arena, "%lld", (long long)number);
}

// ---- What is asked ----

static inline int wire_text(const char *name, const char *sql) {
    for (int i = 0; i < wire.text_count; i++) {
        if (strcmp(wire.texts[i].sql, sql) == 0) return i;
    }
    if (wire.text_count == WIRE_TEXTS_MAX) by_hand_fail(sql, "too many statements");
    wire.texts[wire.text_count] = (WireText){.name = wire_copy(name), .sql = wire_copy(sql)};
    return wire.text_count++;
}

static inline void wire_parsed(int link, WireReader reader) {
    const char *name = wire_name(&reader), *sql = wire_name(&reader);
    int place = wire_text(name, sql);
    if (!*name) wire.links[link].unnamed = place;
    WireText *text = &wire.texts[place];
    unsigned count = wire_number(&reader, 2);
    for (unsigned i = 0; i < count; i++) text->types[i] = wire_number(&reader, 4);
}

static inline int wire_prepared(int link, const char *name) {
    if (!*name) return wire.links[link].unnamed;
    for (int i = wire.text_count; i-- > 0;) {
        if (strcmp(wire.texts[i].name, name) == 0) return i;
    }
    by_hand_fail(name, "was never prepared");
    return -1;
}

static inline WireStatement *wire_add(int link, int text) {
    if (wire.count == wire.capacity) {
        wire.statements = arena_grow(&wire.arena, wire.statements, wire.count, &wire.capacity,
                                     sizeof *wire.statements);
    }
    wire.statements[wire.count] = (WireStatement){.link = link, .text = text};
    return &wire.statements[wire.count++];
}

static inline void wire_bound(int link, WireReader reader) {
    bool is_binary[WIRE_VALUES_MAX] = {false};
    (void)wire_name(&reader); // of the portal
    WireStatement *added = wire_add(link, wire_prepared(link, wire_name(&reader)));
    unsigned formats = wire_number(&reader, 2);
    if (formats > WIRE_VALUES_MAX) by_hand_fail("bind", "too many values");
    for (unsigned i = 0; i < formats; i++) is_binary[i] = wire_number(&reader, 2) == 1;
    added->value_count = (int)wire_number(&reader, 2);
    added->values = NEW_ARRAY(&wire.arena, Str, (size_t)added->value_count + 1);
    for (int i = 0; i < added->value_count; i++) {
        int length = (int)wire_number(&reader, 4);
        added->values[i] = (Str){0};
        if (length < 0) continue;
        added->values[i] = wire_text_of(wire.texts[added->text].types[i],
                                        is_binary[formats == 1 ? 0 : i],
                                        (Str){reader.at, (size_t)length});
        reader.at += length;
    }
}

// Several statements may stand in one text.
static inline void wire_queried(int link, const char *sql) {
    WireStatement *last = NULL;
    for (Str left = str_from_c(sql); left.length > 0;) {
        Str part = str_trim(str_cut(&left, ';'));
        if (part.length) last = wire_add(link, wire_text("", str_to_c(&wire.arena, part)));
    }
    if (last) last->is_waited = true;
}

static inline void wire_synced(int link) {
    for (size_t i = wire.count; i-- > 0;) {
        if (wire.statements[i].link != link) continue;
        wire.statements[i].is_waited = true;
        return;
    }
}

static inline void wire_asked(int link, char kind, const char *body) {
    WireReader reader = {body};
    if (kind == 'P') wire_parsed(link, reader);
    if (kind == 'B') wire_bound(link, reader);
    if (kind == 'Q') wire_queried(link, body);
    if (kind == 'S') wire_synced(link);
}

// ---- What comes back ----

static inline void wire_described(WireLink *link, WireReader reader) {
    link->column_count = (int)wire_number(&reader, 2);
    link->columns = NEW_ARRAY(&wire.arena, WireColumn, (size_t)link->column_count + 1);
    for (int i = 0; i < link->column_count; i++) {
        WireColumn *column = &link->columns[i];
        *column = (WireColumn){.name = wire_copy(wire_name(&reader))};
        (void)wire_number(&reader, 4); // the table
        (void)wire_number(&reader, 2); // its column
        column->type = wire_number(&reader, 4);
        (void)wire_number(&reader, 2); // the type's size
        (void)wire_number(&reader, 4); // its modifier
        column->is_binary = wire_number(&reader, 2) == 1;
    }
}

static inline WireStatement *wire_answered(const WireLink *link) {
    size_t i = link->answered;
    while (i < wire.count && wire.statements[i].link != (int)(link - wire.links)) i++;
    if (i == wire.count) by_hand_fail("wire", "an answer to nothing");
    return &wire.statements[i];
}

static inline void wire_row(WireLink *link, WireReader reader) {
    WireStatement *statement = wire_answered(link);
    if (statement->rows++ > 0) return;
    statement->columns = link->columns;
    statement->column_count = link->column_count;
    (void)wire_number(&reader, 2);
    for (int i = 0; i < link->column_count; i++) {
        WireColumn *column = &link->columns[i];
        int length = (int)wire_number(&reader, 4);
        if (length < 0) continue;
        if (column->type == WIRE_INT8) {
            column->value = wire_text_of(column->type, column->is_binary,
                                         (Str){reader.at, (size_t)length});
        }
        reader.at += length;
    }
}

static inline void wire_answer(WireLink *link, char kind, const char *body) {
    if (kind == 'T') wire_described(link, (WireReader){body});
    if (kind == 'D') wire_row(link, (WireReader){body});
    if (kind == 'C') link->answered = (size_t)(wire_answered(link) - wire.statements) + 1;
    if (kind == 'E') {
        by_hand_fail("a statement that was listened to failed", strchr(body, 'M'));
    }
}

// ---- Handing on ----

static inline void wire_send(int socket, const char *bytes, size_t count) {
    while (count > 0) {
        ssize_t sent = send(socket, bytes, count, MSG_NOSIGNAL);
        if (sent <= 0) return; // whoever hangs up is seen when it is read from
        bytes += sent;
        count -= (size_t)sent;
    }
}

// Whole messages out of what was heard from one end. The first from a client has no kind.
static inline void wire_hear(WireLink *link, WireEnd *end) {
    Str left = end->heard;
    bool is_client = end == &link->client;
    for (;;) {
        size_t head = is_client && !link->is_started ? 4 : 5;
        if (left.length < head) break;
        WireReader reader = {left.data + head - 4};
        size_t length = wire_number(&reader, 4) + head - 4;
        if (left.length < length) break;
        if (head == 4) link->is_started = true;
        else if (is_client) wire_asked((int)(link - wire.links), *left.data, reader.at);
        else wire_answer(link, *left.data, reader.at);
        left = str_slice(left, length, left.length);
    }
    memmove((char *)(uintptr_t)end->heard.data, left.data, left.length);
    end->heard.length = left.length;
}

static inline void wire_pass(WireLink *link, WireEnd *from, WireEnd *to) {
    char bytes[WIRE_READ_BYTES];
    ssize_t got = read(from->socket, bytes, sizeof bytes);
    if (got <= 0) {
        close(from->socket);
        shutdown(to->socket, SHUT_RDWR);
        from->socket = -1; // poll passes it over
        return;
    }
    char *grown = realloc((char *)(uintptr_t)from->heard.data, from->heard.length + (size_t)got);
    if (!grown) by_hand_fail("wire", "out of memory");
    memcpy(grown + from->heard.length, bytes, (size_t)got);
    from->heard = (Str){grown, from->heard.length + (size_t)got};
    wire_hear(link, from); // before anybody can answer
    wire_send(to->socket, bytes, (size_t)got);
}

static inline struct sockaddr_un wire_address(const char *folder) {
    struct sockaddr_un address = {.sun_family = AF_UNIX};
    snprintf(address.sun_path, sizeof address.sun_path, "%s/.s.PGSQL.5432", folder);
    return address;
}

static inline void wire_accept(void) {
    struct sockaddr_un address = wire_address(wire.server);
    WireLink *link = &wire.links[wire.link_count++];
    if (wire.link_count > WIRE_LINKS_MAX - 1) by_hand_fail("wire", "too many connections");
    link->client.socket = accept(wire.listener, NULL, NULL);
    link->server.socket = socket(AF_UNIX, SOCK_STREAM, 0);
    if (connect(link->server.socket, (struct sockaddr *)&address, sizeof address) != 0) {
        by_hand_fail(address.sun_path, "does not answer");
    }
}

static inline void *wire_listen(void *nothing) {
    struct pollfd ends[2 * WIRE_LINKS_MAX + 2];
    for (;;) {
        nfds_t count = 0;
        for (int i = 0; i < wire.link_count; i++) {
            ends[count++] = (struct pollfd){wire.links[i].client.socket, POLLIN, 0};
            ends[count++] = (struct pollfd){wire.links[i].server.socket, POLLIN, 0};
        }
        ends[count++] = (struct pollfd){wire.listener, POLLIN, 0};
        ends[count++] = (struct pollfd){wire.stop[0], POLLIN, 0};
        if (poll(ends, count, -1) < 0) by_hand_fail("wire", "poll");
        if (ends[count - 1].revents) return nothing;
        for (int i = 0; i < wire.link_count; i++) {
            WireLink *link = &wire.links[i];
            if (ends[2 * i].revents) wire_pass(link, &link->client, &link->server);
            if (ends[2 * i + 1].revents) wire_pass(link, &link->server, &link->client);
        }
        if (ends[count - 2].revents) wire_accept();
    }
}

// Listens in `folder` for the server that has its socket in the folder `server`.
static inline void wire_begin(const char *folder, Str server) {
    wire = (Wire){0};
    snprintf(wire.folder, sizeof wire.folder, "%s", folder);
    snprintf(wire.server, sizeof wire.server, "%.*s", STR_ARG(server));
    struct sockaddr_un address = wire_address(folder);
    wire.listener = socket(AF_UNIX, SOCK_STREAM, 0);
    if (pipe(wire.stop) != 0 ||
        bind(wire.listener, (struct sockaddr *)&address, sizeof address) != 0 ||
        listen(wire.listener, WIRE_LINKS_MAX) != 0 ||
        pthread_create(&wire.thread, NULL, wire_listen, NULL) != 0) {
        by_hand_fail(address.sun_path, "cannot be listened at");
    }
}

static inline void wire_end(void) {
    struct sockaddr_un address = wire_address(wire.folder);
    close(wire.stop[1]);
    pthread_join(wire.thread, NULL);
    close(wire.stop[0]);
    close(wire.listener);
    unlink(address.sun_path);
    for (int i = 0; i < wire.link_count; i++) {
        free((char *)(uintptr_t)wire.links[i].client.heard.data);
        free((char *)(uintptr_t)wire.links[i].server.heard.data);
    }
}

#endif
