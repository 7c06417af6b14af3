// SPDX-License-Identifier: Apache-2.0
#ifndef FEEL_LEXER_H
#define FEEL_LEXER_H
// Tokens of FEEL, one at a time and from anywhere.
//
// FEEL names may hold spaces and operator characters, so where a name ends only the scope can say.
// A TOKEN_WORD is therefore just one run of name characters; the parser matches names itself, from
// the word's first byte, and seeks past them. Faults are reported once; a full-width character is
// reported and then read as the ASCII one it stands for.

#include "base/diagnostic.h"

typedef enum TokenKind {
    TOKEN_END,
    TOKEN_BAD, // nothing FEEL knows; reported
    TOKEN_NUMBER,
    TOKEN_STRING,
    TOKEN_WORD,
#define PUNCTUATION(name, text) TOKEN_##name,
#define KEYWORD(name, text) TOKEN_##name,
#include "feel/token.def"
#undef PUNCTUATION
#undef KEYWORD
    TOKEN_KIND_COUNT
} TokenKind;

typedef struct Token {
    TokenKind kind;
    SourceRange range;
} Token;

typedef struct Lexer {
    const Source *source;
    size_t next; // offset of the first byte not read yet
    size_t end;
    size_t reported_to; // faults before this offset have been reported
    Diagnostics *diagnostics;
} Lexer;

Token lexer_next(Lexer *lexer);
// Offset of the first byte that is neither space nor comment.
size_t lexer_skip_space(Lexer *lexer, size_t offset);
// The characters a string token stands for: quotes off, escapes resolved.
Str lexer_string(Lexer *lexer, Arena *arena, Token token);
// "“(”", "名称", "数字": a token as a message names it.
Str token_describe(Arena *arena, const Source *source, Token token);
bool token_is_keyword(TokenKind kind);

// ---- Characters of names (grammar rules 28 to 30) ----

bool name_char_starts(uint32_t code_point);
bool name_char_continues(uint32_t code_point);
// One of . / - ' + *
bool name_char_is_symbol(uint32_t code_point);
bool feel_char_is_space(uint32_t code_point);

#endif
