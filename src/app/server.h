// SPDX-License-Identifier: Apache-2.0
#ifndef APP_SERVER_H
#define APP_SERVER_H
// The platform from a database address to an open port, and back.
//
// Opening migrates the schema, publishes the embedded pack into an empty database, compiles the one
// in effect,
// closes what is due by the clock, and listens. Tests open it like `jiuye serve` does.

#include "access/suite.h"
#include "http/server.h"
#include "pages/platform.h"
#include "web/web.h"

typedef struct ServerOptions {
    Str url;         // of the database
    Str listen;      // "127.0.0.1:8640"
    Str key_folder;  // where secret keys live; made when missing
    Suite suite;     // that seals the audit log
    Str site;        // "https://jiuye.example.cn", as letters print it; absent = a path alone
    Str messages;    // the folder of the gateway that sends messages; absent = in the site only
    Date today;      // fixed business date; DATE_ABSENT = the calendar's
    bool is_demo;    // a synthetic city: pages say so, and the business date may be moved
    Str version;
} ServerOptions;

typedef struct Server Server;

bool server_open(const ServerOptions *options, Server **server, Error *error) MUST_USE;
int server_port(const Server *server);
Platform *server_platform(Server *server);
void server_close(Server *server);

// The routes without a database, for `jiuye routes`.
bool server_routes_print(StrBuilder *out, Error *error) MUST_USE;

#endif
