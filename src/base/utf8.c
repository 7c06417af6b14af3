// SPDX-License-Identifier: Apache-2.0
#include "base/utf8.h"

#include <string.h>
#include <unicode/uchar.h>

#define REPLACEMENT ((uint32_t)0xFFFD)
#define CODE_POINT_MAX ((uint32_t)0x10FFFF)

static bool is_surrogate(uint32_t code_point) {
    return code_point >= 0xD800 && code_point <= 0xDFFF;
}

// Length that a lead byte announces; 0 when it is none.
static size_t lead_length(unsigned char lead) {
    if (lead < 0x80) return 1;
    if (lead < 0xC2) return 0; // a continuation byte, or an overlong form
    if (lead < 0xE0) return 2;
    if (lead < 0xF0) return 3;
    return lead < 0xF5 ? 4 : 0;
}

uint32_t utf8_next(Str s, size_t *offset) {
    static const uint32_t smallest[] = {0, 0, 0x80, 0x800, 0x10000};
    if (*offset >= s.length) return UTF8_INVALID;
    const unsigned char *bytes = (const unsigned char *)s.data + *offset;
    size_t length = lead_length(bytes[0]);
    if (length == 1) {
        *offset += 1;
        return bytes[0];
    }
    if (length == 0 || length > s.length - *offset) {
        *offset += 1;
        return UTF8_INVALID;
    }
    uint32_t code_point = bytes[0] & (0xFFu >> (length + 1));
    bool valid = true;
    for (size_t i = 1; i < length; i++) {
        valid = valid && (bytes[i] & 0xC0) == 0x80;
        code_point = code_point << 6 | (bytes[i] & 0x3Fu);
    }
    valid = valid && code_point >= smallest[length] && code_point <= CODE_POINT_MAX &&
            !is_surrogate(code_point);
    *offset += valid ? length : 1;
    return valid ? code_point : UTF8_INVALID;
}

size_t utf8_encode(uint32_t code_point, char out[4]) {
    if (code_point > CODE_POINT_MAX || is_surrogate(code_point)) code_point = REPLACEMENT;
    if (code_point < 0x80) {
        out[0] = (char)code_point;
        return 1;
    }
    size_t length = code_point < 0x800 ? 2 : code_point < 0x10000 ? 3 : 4;
    for (size_t i = length - 1; i > 0; i--) {
        out[i] = (char)(0x80 | (code_point & 0x3F));
        code_point >>= 6;
    }
    uint32_t marker = (0xF00u >> length) & 0xF0u;
    out[0] = (char)(marker | code_point);
    return length;
}

// Whether a code point of three bytes begins there, as most of Chinese does.
static bool is_three(const unsigned char *bytes) {
    bool is_framed = (bytes[0] & 0xF0) == 0xE0 && (bytes[1] & 0xC0) == 0x80 &&
                     (bytes[2] & 0xC0) == 0x80;
    bool is_overlong = bytes[0] == 0xE0 && bytes[1] < 0xA0;
    bool is_surrogate_half = bytes[0] == 0xED && bytes[1] >= 0xA0;
    return is_framed && !is_overlong && !is_surrogate_half;
}

size_t utf8_find_invalid(Str s) {
    size_t offset = 0;
    while (offset < s.length) {
        while (s.length - offset >= 3 && is_three((const unsigned char *)s.data + offset)) {
            offset += 3;
        }
        // The rest is mostly ASCII: eight bytes at a time while no top bit is set.
        uint64_t word;
        if (s.length - offset >= sizeof word) {
            memcpy(&word, s.data + offset, sizeof word);
            if ((word & UINT64_C(0x8080808080808080)) == 0) {
                offset += sizeof word;
                continue;
            }
        }
        size_t before = offset;
        if (offset < s.length && utf8_next(s, &offset) == UTF8_INVALID) return before;
    }
    return SIZE_MAX;
}

bool utf8_is_valid(Str s) {
    return utf8_find_invalid(s) == SIZE_MAX;
}

size_t utf8_count(Str s) {
    size_t count = 0, offset = 0;
    for (; offset < s.length; count++) utf8_next(s, &offset);
    return count;
}

size_t utf8_offset(Str s, size_t index) {
    size_t offset = 0;
    while (index > 0 && offset < s.length) {
        utf8_next(s, &offset);
        index--;
    }
    return offset;
}

Str utf8_head(Str s, size_t bytes_max) {
    if (s.length <= bytes_max) return s;
    size_t length = bytes_max;
    while (length > 0 && ((unsigned char)s.data[length] & 0xC0) == 0x80) length--;
    return (Str){s.data, length};
}

static size_t code_point_width(uint32_t code_point) {
    if (code_point == UTF8_INVALID) return 1;
    UChar32 c = (UChar32)code_point;
    int type = u_charType(c);
    if (type == U_NON_SPACING_MARK || type == U_ENCLOSING_MARK || type == U_FORMAT_CHAR) return 0;
    int width = u_getIntPropertyValue(c, UCHAR_EAST_ASIAN_WIDTH);
    return width == U_EA_WIDE || width == U_EA_FULLWIDTH ? 2 : 1;
}

size_t utf8_width(Str s) {
    size_t width = 0, offset = 0;
    while (offset < s.length) width += code_point_width(utf8_next(s, &offset));
    return width;
}
