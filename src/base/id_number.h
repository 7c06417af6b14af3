// SPDX-License-Identifier: Apache-2.0
#ifndef BASE_ID_NUMBER_H
#define BASE_ID_NUMBER_H
// Where an identity number (公民身份号码, GB 11643-1999) stands in a text, by its shape alone: 17
// digits and a digit or X, a region from 1 to 8, a birth date of 1800 to 2099, and no letter or
// digit beside it. The checksum is not asked: a mistyped number is somebody's too. The code of a
// unit (GB 32100) begins with 9 or has letters, or no date where one would stand.

#include "base/str.h"

#define ID_NUMBER_BYTES 18

// The offset of the first one at or after `from`; SIZE_MAX when there is none.
size_t id_number_find(Str text, size_t from);

#endif
