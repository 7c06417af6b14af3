// SPDX-License-Identifier: Apache-2.0
#include "paper/qr.h"

#include <qrencode.h>

#define QUIET_MODULES 4

// A quarter of the code may be lost: paper is folded, copied and stamped. The caller frees it.
static QRcode *encode(Str text) {
    if (text.length > QR_TEXT_BYTES_MAX) return NULL;
    return QRcode_encodeData((int)text.length, (const unsigned char *)text.data, 0, QR_ECLEVEL_Q);
}

static bool is_dark(const QRcode *code, int row, int column) {
    return code->data[row * code->width + column] & 1;
}

bool qr_draw(cairo_t *cairo, Str text, double x, double y, double size) {
    QRcode *code = encode(text);
    if (!code) return false;
    double module = size / (code->width + 2 * QUIET_MODULES);
    for (int row = 0; row < code->width; row++) {
        for (int column = 0; column < code->width; column++) {
            if (!is_dark(code, row, column)) continue;
            cairo_rectangle(cairo, x + (column + QUIET_MODULES) * module,
                            y + (row + QUIET_MODULES) * module, module, module);
        }
    }
    cairo_fill(cairo); // as one shape: no seams between the modules
    QRcode_free(code);
    return true;
}

bool qr_path(Arena *arena, Str text, int *size, Str *path) {
    StrBuilder out;
    QRcode *code = encode(text);
    if (!code) return false;
    str_builder_init(&out, arena, 0);
    for (int row = 0; row < code->width; row++) {
        for (int from = 0, to; from < code->width; from = to + 1) {
            for (to = from; to < code->width && is_dark(code, row, to);) to++;
            if (to == from) continue;
            str_put_format(&out, "M%d %dh%dv1h%dz", from + QUIET_MODULES, row + QUIET_MODULES,
                           to - from, from - to);
        }
    }
    *size = code->width + 2 * QUIET_MODULES;
    *path = str_built(&out);
    QRcode_free(code);
    return true;
}
