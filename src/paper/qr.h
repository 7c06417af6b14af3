// SPDX-License-Identifier: Apache-2.0
#ifndef PAPER_QR_H
#define PAPER_QR_H
// A text as QR code (ISO/IEC 18004): on paper as squares, on a screen as the path of an SVG. Both
// fail with false when the text is too long to be read, and keep the quiet zone of 4 modules.

#include "base/arena.h"
#include "base/str.h"

#include <cairo.h>

#define QR_TEXT_BYTES_MAX 500

// Fills a square of `size` points.
bool qr_draw(cairo_t *cairo, Str text, double x, double y, double size) MUST_USE;
// The `d` of a path in a viewBox of `size` units each way.
bool qr_path(Arena *arena, Str text, int *size, Str *path) MUST_USE;

#endif
