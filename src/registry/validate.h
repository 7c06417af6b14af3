// SPDX-License-Identifier: Apache-2.0
#ifndef REGISTRY_VALIDATE_H
#define REGISTRY_VALIDATE_H
// Numbers that identify people, units and accounts, checked by the national standards
// (domain.md §7). Pure: nothing is looked up, nothing is allocated; the day is passed in.
//
// A check answers with a verdict. "Doubtful" is kept for what the standard calls wrong but real
// life issues: it is taken, marked, and shown to a person. Sentences are for users, in Chinese,
// and static. Letters are expected in upper case where a function does not say otherwise.

#include "base/date.h"

typedef enum Verdict { VERDICT_OK, VERDICT_DOUBTFUL, VERDICT_WRONG } Verdict;

typedef struct Check {
    Verdict verdict;
    const char *code;     // stable, such as "ID_CHECKSUM"; "" when ok
    const char *sentence; // what is wrong and what to do; "" when ok
} Check;

#define ID_NUMBER_LENGTH 18
#define USCC_LENGTH 18
#define ORGANISATION_CODE_LENGTH 9
#define BANK_CARD_LENGTH_MIN 16
#define BANK_CARD_LENGTH_MAX 19
#define CORPORATE_ACCOUNT_LENGTH_MIN 8
#define CORPORATE_ACCOUNT_LENGTH_MAX 32

typedef enum Sex { SEX_MALE = 1, SEX_FEMALE = 2 } Sex; // GB/T 2261.1

// A checked 公民身份号码 and what it says.
typedef struct IdNumber {
    char text[ID_NUMBER_LENGTH + 1]; // x written as X
    Date birth_date;
    Sex sex;
} IdNumber;

// 公民身份号码, GB 11643-1999: checksum, a real birth date not after `today`, a known province.
// A final x is taken as X. `id` is filled unless the verdict is wrong.
Check id_number_check(Str text, Date today, IdNumber *id);
// The 18th character for the first 17 digits.
char id_number_check_character(const char *digits);

// 统一社会信用代码, GB 32100-2015. Length and characters decide wrong; a checksum that does not
// fit (of the whole, or of the organisation code inside) is doubtful.
Check uscc_check(Str text);
// The 18th character for the first 17, which must be of the standard's alphabet.
char uscc_check_character(const char *text);

// 组织机构代码, GB 11714: eight characters and a check character, without a dash.
Check organisation_code_check(Str text);
char organisation_code_check_character(const char *text);

// A bank card: 16 to 19 digits that satisfy Luhn.
Check bank_card_check(Str text);
// The last digit that makes `digits` satisfy Luhn.
char luhn_check_digit(Str digits);

// An account of a unit: 8 to 32 digits and dashes; there is no check digit.
Check corporate_account_check(Str text);

// A mobile number (11 digits) or a landline with area code ("0955-7012345", extension allowed).
Check phone_check(Str text);

// A name of a person: 2 to 50 Chinese characters or middle dots, or Latin letters, dots and spaces.
Check person_name_check(Str text);
// A name of a unit, school or bank: 2 to 100 characters, none of them a control character or a
// sign that only a wrong decoding produces.
Check unit_name_check(Str text);

#endif
