// SPDX-License-Identifier: Apache-2.0
#ifndef PAPER_QR_H
#define PAPER_QR_H
// A text as QR code, drawn as squares.

#include "base/str.h"

#include <cairo.h>

#define QR_TEXT_BYTES_MAX 500

// Fills a square of `size` points, its quiet zone of 4 modules (ISO/IEC 18004) included. False when
// the text is too long to be read from paper.
bool qr_draw(cairo_t *cairo, Str text, double x, double y, double size) MUST_USE;

#endif
