// SPDX-License-Identifier: Apache-2.0
#ifndef DMN_TCK_VALUE_H
#define DMN_TCK_VALUE_H
// Values in a test file, and whether a result is one of them.
//
// The comparison is exact: by kind, numbers by value at 34 digits. A number that the file types
// xsd:double is a binary number of 64 bits, so a result is it when its nearest such number is.

#include "dmn/xml_reader.h"

// Fraction digits from which a number may have been shortened by its author; below it is exact.
#define TCK_SHORTENED_DIGITS_MIN 8

typedef struct TckReader {
    XmlReader *xml;
    FeelRun *run; // reads dates and times
    Arena *arena;
} TckReader;

typedef enum TckMatch {
    TCK_DIFFERS,
    TCK_AGREES, // to all digits the file states of a number, and the number has more
    TCK_EQUAL,
} TckMatch;

// The value, list or components inside a node; null when it has none or there is no node.
FeelValue tck_value(const TckReader *reader, xmlNode *node);
// How a result compares with what is inside a node: the worst of its parts.
TckMatch tck_match(const TckReader *reader, xmlNode *node, FeelValue actual);

#endif
