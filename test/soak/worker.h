// SPDX-License-Identifier: Apache-2.0
#ifndef TEST_SOAK_WORKER_H
#define TEST_SOAK_WORKER_H
// The program that dies: a child process with a store, which does what it is ordered through a
// socket and answers when the store has. What it answered is acknowledged; what it took along when
// it died is not. The tests stay with the parent: a child never fails one, it dies.

#include "action.h"
#include "disk.h"

typedef enum OrderKind { ORDER_OPEN, ORDER_RUN, ORDER_CLOSE } OrderKind;

#define WORKER_REQUESTS_MAX 4 // at once

typedef struct Order {
    OrderKind kind;
    DiskFault fault; // strikes while this order is carried out; SQLite only
    int count; // ORDER_RUN: of requests, done at once and answered each; ORDER_OPEN: of connections
    Action actions[WORKER_REQUESTS_MAX]; // ORDER_RUN
} Order;

typedef struct Worker {
    pid_t pid; // 0 = none
    int socket;
} Worker;

// A child without a store yet. It works at `url`, with the keys of `folder`.
void worker_start(Worker *worker, const char *url, const char *folder, const Town *town);
void worker_send(const Worker *worker, const Order *order);
// False when it died instead, which must have been by SIGKILL; it is buried then.
bool worker_receive(Worker *worker, Answer *answer);
// Ends it, as an order does not.
void worker_kill(Worker *worker);

#endif
