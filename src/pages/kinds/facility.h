// SPDX-License-Identifier: Apache-2.0
#ifndef PAGES_KINDS_FACILITY_H
#define PAGES_KINDS_FACILITY_H
// Facilities: the list of one's own or of the county, a form to register one, the space report.

#include "kinds/facility.h"
#include "pages/casework/wording.h"

typedef struct FacilityRowView {
    Str number, kind, name, uscc, county, address, space;
    Day registered_on;
} FacilityRowView;

typedef struct FacilityRowViews {
    FacilityRowView *items;
    size_t count;
} FacilityRowViews;

typedef struct FacilityListView {
    FaultBoxView fault;
    FacilityRowViews rows;
    bool has_more;
    Str next_path;
    bool may_register;
    FormView form;
    FieldView kind, name, uscc, division, address, site_code, level, total_area, free_area,
        is_government_funded;
    FieldView space_number, space_total, space_free;
} FacilityListView;

extern const RouteList facility_pages;

#endif
