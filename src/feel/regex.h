// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_REGEX_H
#define FEEL_REGEX_H
// Regular expressions of XPath and XQuery 3.1 (which FEEL refers to), on ICU's engine.
//
// A pattern is checked against the XPath grammar and rewritten for ICU before it is compiled, so
// that both mean the same: `.` excludes line feed and carriage return only, `$` without the flag m
// is the very end, `\w` is everything but punctuation, separators and others, `\i` and `\c` are the
// name characters of XML, `[a-z-[aeiou]]` subtracts, `\p{IsBasicLatin}` names a block, and
// back-references stand outside classes and name groups that exist. Escapes, groups and classes
// that XPath does not have are errors. Flags: s dot matches all, m lines, i any case, x without
// white space (outside classes), q literal.
//
// Deviations: the Unicode version and the list of blocks are ICU's; `i` folds case fully ("SS"
// matches "ß") and, inside a class, reaches `\p{}` as well, which XPath leaves alone.
// Matching gives up after FEEL_REGEX_STEPS_MAX steps, which is an error.
//
// A Regex serves one thread, any number of times, and is closed; a RegexCache keeps those a run
// asks for again and again. Errors say in Chinese what is wrong.

#include "base/error.h"
#include "feel.h"

#define FEEL_REGEX_STACK_BYTES_MAX 8000000 // of backtracking state

typedef struct Regex Regex;

// `flags` may be absent. The arena must outlive the regex, which uses it as scratch memory, so that
// results go to another one.
Regex *feel_regex_open(Arena *arena, Str pattern, Str flags, Error *error) MUST_USE;
void feel_regex_close(Regex *regex);
// Whether some part of the text matches.
bool feel_regex_matches(Regex *regex, Str text, bool *matches, Error *error) MUST_USE;
// Builds the text with every match replaced. `$0` to `$9…` stand for groups, `\$` and `\\` for
// themselves; with flag q the replacement is literal. A pattern that matches the empty text is an
// error.
bool feel_regex_replace(Regex *regex, Str text, Str replacement, StrBuilder *out, Error *error)
    MUST_USE;

typedef struct RegexParts {
    Arena *arena; // where the texts and their list live; set by the caller
    Str *items;
    size_t count, capacity;
} RegexParts;

// The texts between the matches, at least one. A pattern that matches the empty text is an error.
bool feel_regex_split(Regex *regex, Str text, RegexParts *parts, Error *error) MUST_USE;

// ---- Keeping them ----

#define FEEL_REGEX_CACHE_COUNT 8

typedef struct RegexCache {
    Arena arena; // of all of them; its source and on_failure are the owner's
    struct {
        Str pattern, flags;
        Regex *regex;
    } items[FEEL_REGEX_CACHE_COUNT];
    size_t count;
} RegexCache;

// The regex of a pattern, opened or kept from before; it stays the cache's.
Regex *regex_cache_get(RegexCache *cache, Str pattern, Str flags, Error *error) MUST_USE;
void regex_cache_close(RegexCache *cache);

#endif
