// SPDX-License-Identifier: Apache-2.0
#ifndef WEB_FORM_H
#define WEB_FORM_H
// What a request may bring: declared fields with types and limits, read before the handler runs.
//
// Invariant: a handler sees declared fields only, each of its type and within its limits. Bad input
// gives one clear message per field. An optional field left empty is absent, never a bad value.
// The same form reads urlencoded and multipart bodies, query strings and JSON objects. A list of
// records is typed row by row in fields "list.1.key", "list.2.key"; in JSON it is an array of
// objects, and an object is its fields "record.key".

#include "base/date.h"
#include "base/decimal.h"
#include "base/json.h"
#include "http/request.h"

typedef enum FormFieldType {
    FIELD_TEXT,      // one line, trimmed
    FIELD_LONG_TEXT, // several lines
    FIELD_PASSWORD,  // one line as typed; never shown again
    FIELD_INT,
    FIELD_DECIMAL,
    FIELD_FEN,       // typed in yuan: "1,500" or "1500.50"
    FIELD_DATE,
    FIELD_ENUM,      // one of `options`
    FIELD_CHECKBOX,  // "1", "on", "true"; not sent = false
    FIELD_FILE,
} FormFieldType;

typedef struct FormOption {
    const char *value;
    const char *label;
} FormOption;

typedef struct FormOptions {
    const FormOption *items;
    size_t count;
} FormOptions;

#define FORM_TEXT_LENGTH_MAX 200    // code points, where the field names no limit
#define FORM_LONG_TEXT_LENGTH_MAX 2000
#define FORM_FIELDS_MAX 200
#define FORM_FILE_BYTES_MAX ((size_t)10 * 1024 * 1024)

// Zero limits mean the default of the type.
typedef struct FormField {
    const char *name;
    const char *label;      // 中文, as users read it
    FormFieldType type;
    bool is_required;
    size_t length_max;      // code points; bytes of a file
    int64_t min;            // INT, FEN; both 0 = no bounds
    int64_t max;
    const FormOption *options; // ENUM
    size_t option_count;
    const char *help;       // one sentence below the label; may be NULL
    size_t row;             // of a list that is typed row by row, from 1; 0 = stands alone
} FormField;

typedef struct Form {
    const char *name;       // for error messages and the API description
    const FormField *fields;
    size_t count;
} Form;

// One declared field with what came for it.
typedef struct FormValue {
    const FormField *field;
    Str text;        // as typed, trimmed; absent when nothing came
    int64_t number;  // INT; FEN in fen; CHECKBOX 0 or 1
    Decimal decimal;
    Date date;       // DATE_ABSENT when nothing came
    Str file_name;   // FILE: without folders; its bytes are `text`
    Str content_type;
    Str fault;       // what is wrong with it, for the user; absent = good
} FormValue;

typedef struct FormValues {
    const Form *form; // NULL when the route has none
    FormValue *items; // one per declared field, in declared order
    size_t count;
    size_t fault_count;
} FormValues;

// Reads the declared fields; findings are in the values. With a JSON object, names that are not
// declared are faults of `unknown`; other bodies lose them silently, as browsers send extra ones.
void form_read(Arena *arena, const Form *form, const FieldList *sent, FormValues *values);
void form_read_json(Arena *arena, const Form *form, const JsonValue *object, FormValues *values,
                    Str *unknown);
// Adds a fault found by the handler, such as "no such number".
void form_add_fault(FormValues *values, const char *name, Str fault);

// Asking for a name that the form does not declare is a bug and ends the program.
const FormValue *form_value(const FormValues *values, const char *name);
// The same for a name that the form may not have: NULL.
const FormValue *form_find(const FormValues *values, const char *name);
Str form_text(const FormValues *values, const char *name);
int64_t form_int(const FormValues *values, const char *name);  // 0 when absent
int64_t form_fen(const FormValues *values, const char *name);  // 0 when absent
Date form_date(const FormValues *values, const char *name);    // DATE_ABSENT when absent
bool form_is_checked(const FormValues *values, const char *name);
bool form_has(const FormValues *values, const char *name);

// "1,500.00", "1500", "0.5" as fen: at most two decimals, thousands separators allowed.
bool fen_from_str(Str text, int64_t *fen) MUST_USE;

#endif
