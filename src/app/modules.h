// SPDX-License-Identifier: Apache-2.0
#ifndef APP_MODULES_H
#define APP_MODULES_H
// The lists of what the program is made of: page files and the navigation.

#include "web/web.h"

extern const RouteList *const page_routes[];
extern const size_t page_route_count;
extern const NavItem nav_items[];
extern const size_t nav_item_count;

#endif
