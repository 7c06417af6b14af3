// SPDX-License-Identifier: Apache-2.0
#ifndef CITY_NUMBER_H
#define CITY_NUMBER_H
// Numbers with valid check characters, each given out once: identity numbers, credit codes, cards,
// accounts, phones, households. Counters alone decide uniqueness, so memory does not grow.
//
// Identity numbers given here have a sequence of 100 or more (the last three digits before the
// check character); those below are kept for people whose number is written down.

#include "base/date.h"

#define NUMBER_SEQUENCE_FIRST 100
#define NUMBER_BIRTH_YEAR_FIRST 1920
#define NUMBER_BIRTH_YEARS 120

typedef struct NumberBook {
    uint16_t *people_used; // per county, day of birth and sex: how many were given out
    int64_t orgs, cards, accounts, phones, households, certificates;
} NumberBook;

void number_book_init(NumberBook *book, Arena *arena);

// Writes 18 characters and a terminator. False when that county, day and sex are used up.
bool number_id(NumberBook *book, int county, Date birth, int sex, char out[19]) MUST_USE;
// `first_two` is such as "91"; `division` six digits. Writes 18 characters and a terminator.
void number_uscc(NumberBook *book, const char *first_two, const char *division, char out[19]);
// The code of an employer elsewhere, the same for the same index.
void number_uscc_outside(int64_t index, const char *division, char out[19]);
// A card of 19 digits, an account of 16.
void number_card(NumberBook *book, char out[20]);
void number_account(NumberBook *book, char out[17]);
void number_phone(NumberBook *book, char out[12]);
// "640522" and nine digits.
void number_household(NumberBook *book, const char *division, char out[16]);
// A prefix of at most 20 characters and ten digits.
void number_certificate(NumberBook *book, const char *prefix, char out[32]);

#endif
