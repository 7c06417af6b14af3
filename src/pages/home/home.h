// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_HOME_HOME_H
#define PAGES_HOME_HOME_H
// The front door: one question, three doors, the notice board; and what the platform is made of.

#include "web/context.h"
#include "web/html.h"

typedef struct HomeNoticeView {
    Str number;
    Str title;
    Str county;
    Day closes;
    bool is_open;
    size_t count;
} HomeNoticeView;

typedef struct HomeNoticeViews {
    HomeNoticeView *items;
    size_t count;
} HomeNoticeViews;

typedef struct HomeGroupView {
    Str name;
    size_t count;
} HomeGroupView;

typedef struct HomeGroupViews {
    HomeGroupView *items;
    size_t count;
    size_t capacity;
} HomeGroupViews;

typedef struct HomeView {
    bool has_own, has_desk; // which doors open for this visitor
    Str desk;               // the page of their work; signing in leads there
    FieldView search;
    HomeGroupViews groups; // with several policies
    size_t policy_count;
    HomeNoticeViews notices;
    bool is_demo;
    FormView form;
    FieldView today;
} HomeView;

typedef struct DatabaseView {
    Str label;
    int64_t tables;
    bool is_answering;
} DatabaseView;

typedef struct DatabaseViews {
    DatabaseView *items;
    size_t count;
} DatabaseViews;

typedef struct ModuleView {
    Str code;
    Str group;
    Str name;
    Str lacks;
    const char *state, *state_class;
    Str path; // absent: nothing to open, or not for this visitor
} ModuleView;

typedef struct ModuleViews {
    ModuleView *items;
    size_t count;
} ModuleViews;

typedef struct CapabilityView {
    DatabaseViews databases;
    ModuleViews modules;
    size_t available, partial, building;
    Str engine; // of the database
} CapabilityView;

extern const RouteList home_pages;

#endif
