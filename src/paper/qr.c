// SPDX-License-Identifier: Apache-2.0
#include "paper/qr.h"

#include <qrencode.h>

#define QUIET_MODULES 4

bool qr_draw(cairo_t *cairo, Str text, double x, double y, double size) {
    if (text.length > QR_TEXT_BYTES_MAX) return false;
    // A quarter of the code may be lost: paper is folded, copied and stamped.
    QRcode *code =
        QRcode_encodeData((int)text.length, (const unsigned char *)text.data, 0, QR_ECLEVEL_Q);
    if (!code) return false;
    double module = size / (code->width + 2 * QUIET_MODULES);
    for (int row = 0; row < code->width; row++) {
        for (int column = 0; column < code->width; column++) {
            if (!(code->data[row * code->width + column] & 1)) continue;
            cairo_rectangle(cairo, x + (column + QUIET_MODULES) * module,
                            y + (row + QUIET_MODULES) * module, module, module);
        }
    }
    cairo_fill(cairo); // as one shape: no seams between the modules
    QRcode_free(code);
    return true;
}
