// SPDX-License-Identifier: Apache-2.0
#include "city/number.h"

#include "city/place.h"
#include "registry/validate.h"

#include <assert.h>
#include <string.h>

#define DAYS_PER_YEAR_MAX 366
#define SEQUENCES_PER_SEX 450 // of 100 to 999, half are odd

// Writes the last `width` decimal digits of `value`, without a terminator; returns the end.
static char *put_digits(char *out, int64_t value, int width) {
    for (int i = width - 1; i >= 0; i--) {
        out[i] = (char)('0' + value % 10);
        value /= 10;
    }
    return out + width;
}

static char *put_text(char *out, const char *text) {
    size_t length = strlen(text);
    memcpy(out, text, length);
    return out + length;
}

void number_book_init(NumberBook *book, Arena *arena) {
    *book = (NumberBook){0};
    book->people_used = NEW_ARRAY(
        arena, uint16_t, COUNTY_COUNT * NUMBER_BIRTH_YEARS * DAYS_PER_YEAR_MAX * 2);
}

bool number_id(NumberBook *book, int county, Date birth, int sex, char out[19]) {
    Date first = date_from_civil((CivilDate){NUMBER_BIRTH_YEAR_FIRST, 1, 1});
    int64_t day = birth - first;
    assert(day >= 0 && day < NUMBER_BIRTH_YEARS * DAYS_PER_YEAR_MAX);
    int64_t days = NUMBER_BIRTH_YEARS * DAYS_PER_YEAR_MAX;
    uint16_t *used = &book->people_used[(county * days + day) * 2 + (sex == SEX_MALE)];
    if (*used >= SEQUENCES_PER_SEX) return false;
    int sequence = NUMBER_SEQUENCE_FIRST + *used * 2 + (sex == SEX_MALE);
    (*used)++;
    CivilDate civil = date_to_civil(birth);
    char *at = put_text(out, counties[county].code);
    at = put_digits(at, civil.year, 4);
    at = put_digits(at, civil.month, 2);
    at = put_digits(at, civil.day, 2);
    at = put_digits(at, sequence, 3);
    *at++ = id_number_check_character(out);
    *at = '\0';
    return true;
}

// The organisation code of an index: a letter, a letter, six digits and the check character.
static void put_uscc(const char *first_two, const char *division, char series, int64_t index,
                     char out[19]) {
    char *at = put_text(put_text(out, first_two), division);
    *at++ = 'M';
    *at++ = series;
    at = put_digits(at, index, 6);
    *at++ = organisation_code_check_character(out + 8);
    *at++ = uscc_check_character(out);
    *at = '\0';
}

void number_uscc(NumberBook *book, const char *first_two, const char *division, char out[19]) {
    put_uscc(first_two, division, 'B', book->orgs++, out);
}

void number_uscc_outside(int64_t index, const char *division, char out[19]) {
    put_uscc("91", division, 'C', index, out);
}

void number_card(NumberBook *book, char out[20]) {
    char *at = put_digits(put_text(out, "62179987"), book->cards++, 10);
    *at++ = luhn_check_digit((Str){out, 18});
    *at = '\0';
}

void number_account(NumberBook *book, char out[17]) {
    *put_digits(put_text(out, "29400"), book->accounts++, 11) = '\0';
}

void number_phone(NumberBook *book, char out[12]) {
    // A multiplier without a factor of 2 or 5 visits every number once.
    *put_digits(put_text(out, "199"), book->phones++ * 48271, 8) = '\0';
}

void number_household(NumberBook *book, const char *division, char out[16]) {
    *put_digits(put_text(out, division), ++book->households, 9) = '\0';
}

void number_certificate(NumberBook *book, const char *prefix, char out[32]) {
    *put_digits(put_text(out, prefix), ++book->certificates, 10) = '\0';
}
