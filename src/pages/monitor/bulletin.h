// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_MONITOR_BULLETIN_H
#define PAGES_MONITOR_BULLETIN_H
// Bulletins: the list of periods, a bulletin as a preview or as it was signed, and what each of its
// figures is made of, where the office adds corrections.

#include "monitor/bulletin.h"
#include "pages/casework/wording.h"
#include "pages/monitor/grid.h"

typedef struct BulletinRowView {
    Str number, title, cycle;
    bool is_signed;
    Str signed_name;
    Day signed_on;
    int64_t corrections, instructions;
} BulletinRowView;

typedef struct BulletinRowViews {
    BulletinRowView *items;
    size_t count;
} BulletinRowViews;

typedef struct BulletinListView {
    BulletinRowViews waiting; // periods that can be previewed
    BulletinRowViews signed_ones;
    bool may_preview;
} BulletinListView;

typedef struct InstructionView {
    Str body, who;
    Day on;
} InstructionView;

typedef struct InstructionViews {
    InstructionView *items;
    size_t count;
} InstructionViews;

typedef struct CorrectionView {
    Str about, was, is, reason, who, path;
    Day on;
} CorrectionView;

typedef struct CorrectionViews {
    CorrectionView *items;
    size_t count;
} CorrectionViews;

typedef struct BulletinView {
    FaultBoxView fault;
    Str number, title;
    Day first, as_of;
    Str elapsed;
    bool is_signed;
    Str signed_name, sha256, pack_hash;
    Day signed_on;
    GridView places, targets, money;
    CorrectionViews corrections;
    InstructionViews instructions;
    bool may_sign, may_instruct, may_supervise;
    FormView form;
    FieldView instruction;
} BulletinView;

typedef struct FigureLinkView {
    Str label, text, path;
} FigureLinkView;

typedef struct FigureLinkViews {
    FigureLinkView *items;
    size_t count;
} FigureLinkViews;

typedef struct BulletinFigureView {
    FaultBoxView fault;
    Str number, title, back_path;
    bool is_signed;
    Str about, place, label, text;
    Str made_of; // how a rate or a rank is made; absent = from the records below
    Str now;     // what the records come to now, when that is not what was signed
    bool is_cut;
    GridView rows;
    FigureLinkViews others; // figures of the same line and place
    CorrectionViews corrections;
    bool may_correct;
    Str line, county, code; // hidden
    FormView form;
    FieldView value, reason;
} BulletinFigureView;

// The page of a figure.
Str figure_path(Arena *arena, const Bulletin *bulletin, const FigureKey *key);
// Answers with the bulletin, its corrections and instructions.
bool bulletin_json(Context *context, const BulletinFile *file);
CorrectionViews correction_views(Arena *arena, const BulletinFile *file);

extern const RouteList bulletin_pages;
extern const RouteList bulletin_figure_pages;

#endif
