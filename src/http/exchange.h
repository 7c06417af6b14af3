// SPDX-License-Identifier: Apache-2.0
#ifndef HTTP_EXCHANGE_H
#define HTTP_EXCHANGE_H
// One request on its way through the server; seen by exchange.c and server.c only.
//
// Stages follow one another in this order. Between WORKING and ANSWERED the exchange belongs to a
// worker and the connection is suspended; at every other time it belongs to one event thread.

#include "http/connections.h"
#include "http/server.h"

#include <microhttpd.h>

typedef enum ExchangeStage {
    STAGE_HEAD,     // the request line is known
    STAGE_BODY,     // the head was accepted
    STAGE_WORKING,  // on a worker
    STAGE_ANSWERED, // the response is filled
    STAGE_SENDING,  // libmicrohttpd has it
} ExchangeStage;

typedef struct Exchange {
    WorkItem job; // first: a WorkItem of the pool is an Exchange
    HttpServer *server;
    struct MHD_Connection *mhd;
    Connection *connection;
    Arena arena; // holds this struct too
    ExchangeStage stage;
    Str target;  // as sent, bounded
    bool target_is_too_long;
    Request request;
    Response response;
    HttpPlan plan;
    StrBuilder body;
    size_t discarded_bytes; // read past a refusal
    int refused_status;     // 0 = not refused
    Error refusal;
} Exchange;

struct HttpServer {
    HttpOptions options;
    HttpHandler handler;
    struct MHD_Daemon *daemon;
    int socket;
    int port;
    Connections connections;
    Workers *workers;
    atomic_bool is_draining;
    atomic_size_t in_flight;    // exchanges begun and not completed
    atomic_size_t bodies_bytes; // held by them
    atomic_uint_fast64_t requests;
    atomic_uint_fast64_t refused;
};

// The callbacks of libmicrohttpd; `user` is the server.
void *exchange_on_target(void *user, const char *target, struct MHD_Connection *mhd);
enum MHD_Result exchange_on_request(void *user, struct MHD_Connection *mhd, const char *url,
                                    const char *method, const char *version, const char *upload,
                                    size_t *upload_size, void **context);
void exchange_on_completed(void *user, struct MHD_Connection *mhd, void **context,
                           enum MHD_RequestTerminationCode how);

#endif
