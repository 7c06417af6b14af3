// SPDX-License-Identifier: Apache-2.0
#include "web/form.h"

#include "base/utf8.h"

#include <assert.h>
#include <inttypes.h>
#include <string.h>

// ---- One value ----

static void set_fault(Arena *arena, FormValue *value, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void set_fault(Arena *arena, FormValue *value, const char *format, ...) {
    if (!str_is_absent(value->fault)) return; // the first finding is the clearest
    va_list arguments;
    va_start(arguments, format);
    value->fault = str_format_list(arena, format, arguments);
    va_end(arguments);
    if (value->field->row == 0) return;
    value->fault =
        str_format(arena, "第%zu条：%.*s", value->field->row, STR_ARG(value->fault));
}

bool fen_from_str(Str text, int64_t *fen) {
    int64_t yuan = 0, cents = 0, sign = 1;
    size_t at = 0, digits = 0, decimals = 0;
    if (str_starts_with(text, STR("-"))) sign = -1, at++;
    for (; at < text.length && text.data[at] != '.'; at++) {
        char c = text.data[at];
        if (c == ',' && digits > 0) continue;
        if (c < '0' || c > '9' || __builtin_mul_overflow(yuan, 10, &yuan) ||
            __builtin_add_overflow(yuan, c - '0', &yuan)) {
            return false;
        }
        digits++;
    }
    bool has_point = at < text.length;
    for (at++; at < text.length; at++, decimals++) {
        char c = text.data[at];
        if (c < '0' || c > '9' || decimals == 2) return false;
        cents = cents * 10 + (c - '0');
    }
    if (decimals == 1) cents *= 10;
    return digits > 0 && (!has_point || decimals > 0) && !__builtin_mul_overflow(yuan, 100, fen) &&
           !__builtin_add_overflow(*fen, cents, fen) && !__builtin_mul_overflow(*fen, sign, fen);
}

static void check_bounds(Arena *arena, FormValue *value) {
    const FormField *field = value->field;
    if (field->min == 0 && field->max == 0) return;
    if (value->number >= field->min && value->number <= field->max) return;
    if (field->type == FIELD_FEN) {
        set_fault(arena, value, "%s要在 %.2f 元到 %.2f 元之间", field->label,
                  (double)field->min / 100, (double)field->max / 100);
    } else {
        set_fault(arena, value, "%s要在 %" PRId64 " 到 %" PRId64 " 之间", field->label, field->min,
                  field->max);
    }
}

static size_t length_limit(const FormField *field) {
    if (field->length_max) return field->length_max;
    if (field->type == FIELD_FILE) return FORM_FILE_BYTES_MAX;
    return field->type == FIELD_LONG_TEXT ? FORM_LONG_TEXT_LENGTH_MAX : FORM_TEXT_LENGTH_MAX;
}

static void read_text(Arena *arena, FormValue *value) {
    const FormField *field = value->field;
    size_t length = utf8_count(value->text), limit = length_limit(field);
    if (length > limit) {
        set_fault(arena, value, "%s最多 %zu 个字，现在有 %zu 个", field->label, limit, length);
    }
    for (size_t i = 0; i < value->text.length; i++) {
        unsigned char c = (unsigned char)value->text.data[i];
        bool is_line = field->type == FIELD_LONG_TEXT && (c == '\n' || c == '\r' || c == '\t');
        if ((c < 0x20 || c == 0x7f) && !is_line) {
            set_fault(arena, value, "%s里有不能使用的控制字符", field->label);
        }
    }
}

static void read_enum(Arena *arena, FormValue *value) {
    const FormField *field = value->field;
    for (size_t i = 0; i < field->option_count; i++) {
        if (str_equal(value->text, str_from_c(field->options[i].value))) return;
    }
    set_fault(arena, value, "%s请从列出的选项中选一个", field->label);
}

static void read_file(Arena *arena, FormValue *value) {
    size_t limit = length_limit(value->field);
    if (value->text.length > limit) {
        set_fault(arena, value, "%s最大 %zu KB，现在有 %zu KB", value->field->label, limit / 1024,
                  (value->text.length + 1023) / 1024);
    }
    // Some browsers send the whole path; a name with folders is never used.
    Str rest = value->file_name;
    for (size_t i = 0; i < rest.length; i++) {
        if (rest.data[i] != '/' && rest.data[i] != '\\') continue;
        value->file_name = str_slice(rest, i + 1, rest.length);
    }
}

static void read_value(Arena *arena, FormValue *value) {
    const FormField *field = value->field;
    Str text = value->text;
    switch (field->type) {
    case FIELD_TEXT:
    case FIELD_LONG_TEXT:
    case FIELD_PASSWORD: read_text(arena, value); return;
    case FIELD_INT:
        if (!str_to_int64(text, &value->number)) {
            set_fault(arena, value, "%s要填整数，例如 12", field->label);
        }
        check_bounds(arena, value);
        return;
    case FIELD_FEN:
        if (!fen_from_str(text, &value->number)) {
            set_fault(arena, value, "%s要填金额，例如 1500.00", field->label);
        }
        check_bounds(arena, value);
        return;
    case FIELD_DECIMAL:
        if (text.length > 40 || !decimal_from_str(text, &value->decimal)) {
            set_fault(arena, value, "%s要填数字，例如 0.5", field->label);
        }
        return;
    case FIELD_DATE:
        if (text.length > 10 || !date_from_str(text, &value->date)) {
            set_fault(arena, value, "%s要填日期，例如 2023-09-01", field->label);
        }
        return;
    case FIELD_ENUM: read_enum(arena, value); return;
    case FIELD_CHECKBOX:
        value->number = str_equal(text, STR("1")) || str_equal(text, STR("on")) ||
                        str_equal(text, STR("true"));
        return;
    case FIELD_FILE: read_file(arena, value); return;
    }
}

// ---- All declared fields ----

static FormValue *find(const FormValues *values, const char *name) {
    for (size_t i = 0; i < values->count; i++) {
        if (strcmp(values->items[i].field->name, name) == 0) return &values->items[i];
    }
    return NULL;
}

static void values_init(Arena *arena, const Form *form, FormValues *values) {
    *values = (FormValues){.form = form, .count = form->count};
    values->items = NEW_ARRAY(arena, FormValue, form->count);
    for (size_t i = 0; i < form->count; i++) {
        values->items[i] = (FormValue){.field = &form->fields[i], .date = DATE_ABSENT};
    }
}

static void values_check(Arena *arena, FormValues *values) {
    for (size_t i = 0; i < values->count; i++) {
        FormValue *value = &values->items[i];
        const FormField *field = value->field;
        if (value->text.length > 0) {
            read_value(arena, value);
        } else {
            value->text = (Str){0};
            bool is_choice = field->type == FIELD_ENUM || field->type == FIELD_FILE;
            if (field->is_required) {
                set_fault(arena, value, is_choice                       ? "请选择%s"
                                        : field->type == FIELD_CHECKBOX ? "请勾选“%s”"
                                                                        : "请填写%s",
                          field->label);
            }
        }
        if (field->is_required && field->type == FIELD_CHECKBOX && value->number == 0) {
            set_fault(arena, value, "请勾选“%s”", field->label);
        }
        if (!str_is_absent(value->fault)) values->fault_count++;
    }
}

void form_read(Arena *arena, const Form *form, const FieldList *sent, FormValues *values) {
    values_init(arena, form, values);
    for (size_t i = 0; i < values->count; i++) {
        FormValue *value = &values->items[i];
        Str name = str_from_c(value->field->name);
        bool is_file = value->field->type == FIELD_FILE;
        for (size_t n = 0; n < sent->count; n++) {
            const Field *field = &sent->items[n];
            if (!str_equal(field->name, name) || is_file == str_is_absent(field->file_name)) {
                continue;
            }
            bool is_verbatim = is_file || value->field->type == FIELD_PASSWORD;
            value->text = is_verbatim ? field->value : str_trim(field->value);
            value->file_name = field->file_name;
            value->content_type = field->content_type;
            break;
        }
    }
    values_check(arena, values);
}

// What a JSON object sent for one field.
static void read_sent(Arena *arena, FormValues *values, Str name, const JsonValue *sent,
                      Str *unknown) {
    const char *key = str_to_c(arena, name);
    FormValue *value = find(values, key);
    if (!value) {
        *unknown = name;
    } else if (sent->kind == JSON_NUMBER && value->field->type == FIELD_FEN) {
        // A bare number could mean yuan or fen; the difference is a hundredfold.
        set_fault(arena, value, "%s要写成文字，单位是元，例如 \"1500.00\"", value->field->label);
    } else if (sent->kind == JSON_BOOLEAN) {
        // A choice between yes and no has words for both; a box that is not ticked has none.
        bool is_choice = value->field->type == FIELD_ENUM;
        value->text = sent->boolean ? STR("true") : is_choice ? STR("false") : STR("");
    } else if (sent->kind == JSON_STRING || sent->kind == JSON_NUMBER) {
        value->text = str_trim(sent->text);
    } else if (sent->kind != JSON_NULL) {
        set_fault(arena, value, "%s要是文字、数字或真假值", value->field->label);
    }
}

static void read_members(Arena *arena, FormValues *values, Str prefix, const JsonValue *object,
                         Str *unknown) {
    for (size_t i = 0; i < object->count; i++) {
        Str name = str_format(arena, "%.*s.%.*s", STR_ARG(prefix),
                              STR_ARG(object->members[i].key));
        read_sent(arena, values, name, object->members[i].value, unknown);
    }
}

// Whether a name is that of a list that is typed row by row.
static bool takes_rows(const FormValues *values, Str list) {
    for (size_t i = 0; i < values->count; i++) {
        Str rest = str_from_c(values->items[i].field->name);
        if (values->items[i].field->row > 0 && str_equal(str_cut(&rest, '.'), list)) return true;
    }
    return false;
}

static void read_rows(Arena *arena, FormValues *values, Str list, const JsonValue *rows,
                      Str *unknown) {
    for (size_t i = 0; i < rows->count; i++) {
        Str name = str_format(arena, "%.*s.%zu", STR_ARG(list), i + 1);
        if (rows->items[i]->kind == JSON_OBJECT) {
            read_members(arena, values, name, rows->items[i], unknown);
        } else {
            read_sent(arena, values, name, rows->items[i], unknown);
        }
    }
}

void form_read_json(Arena *arena, const Form *form, const JsonValue *object, FormValues *values,
                    Str *unknown) {
    values_init(arena, form, values);
    for (size_t i = 0; i < object->count; i++) {
        Str key = object->members[i].key;
        const JsonValue *sent = object->members[i].value;
        if (sent->kind == JSON_ARRAY && takes_rows(values, key)) {
            read_rows(arena, values, key, sent, unknown);
        } else if (sent->kind == JSON_OBJECT) {
            read_members(arena, values, key, sent, unknown);
        } else {
            read_sent(arena, values, key, sent, unknown);
        }
    }
    values_check(arena, values);
}

// ---- Asking ----

static FormValue *declared(const FormValues *values, const char *name) {
    FormValue *found = find(values, name);
    assert(found != NULL); // the form declares no such field
    return found;
}

void form_add_fault(FormValues *values, const char *name, Str fault) {
    FormValue *value = declared(values, name);
    if (str_is_absent(value->fault)) values->fault_count++;
    value->fault = fault;
}

const FormValue *form_value(const FormValues *values, const char *name) {
    return declared(values, name);
}

const FormValue *form_find(const FormValues *values, const char *name) {
    return find(values, name);
}

Str form_text(const FormValues *values, const char *name) {
    return declared(values, name)->text;
}

int64_t form_int(const FormValues *values, const char *name) {
    return declared(values, name)->number;
}

int64_t form_fen(const FormValues *values, const char *name) {
    return declared(values, name)->number;
}

Date form_date(const FormValues *values, const char *name) {
    return declared(values, name)->date;
}

bool form_is_checked(const FormValues *values, const char *name) {
    return declared(values, name)->number != 0;
}

bool form_has(const FormValues *values, const char *name) {
    return !str_is_absent(declared(values, name)->text);
}
