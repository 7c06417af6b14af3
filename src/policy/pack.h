// SPDX-License-Identifier: Apache-2.0
#ifndef POLICY_PACK_H
#define POLICY_PACK_H
// A pack: the document, what its policies share, and the policies.
//
// A Pack is immutable once loaded and may be shared by threads; it lives in the arena it was loaded
// into, and so do the file contents that it refers to. Loading reports all it finds and
// returns a pack whenever pack.md could be read at all; a policy with errors is then not
// compiled. A pack with errors must not be published.
//
// `policies` are the items alone; risk rules and the inspection rule stand in lists of their own,
// so that whoever goes through the items meets nothing else.

#include "policy/policy.h"

#define PACK_FILES_MAX 1000
#define PACK_HASH_TEXT_BYTES 64 // SHA-256 in hexadecimal

typedef struct PackFile {
    Str name; // within the pack: "07-expansion-grant.md"
    Str path; // as users know it, for findings
    Str content;
} PackFile;

typedef struct PackFiles {
    PackFile *items; // sorted by name
    size_t count;
    size_t capacity;
} PackFiles;

typedef struct Department {
    Str name;
    Str short_name;
} Department;

typedef struct DepartmentList {
    Department *items;
    size_t count;
    size_t capacity;
} DepartmentList;

#define FUND_ACCOUNT_DIGITS_MIN 8
#define FUND_ACCOUNT_DIGITS_MAX 32

// Where money that was paid wrongly goes back to (退回账户). The document names none: the finance
// bureau states it, and until then the name is absent and letters say where to ask.
typedef struct FundAccount {
    Str holder_name, bank_name, number;
    Str basis; // with its mark
} FundAccount;

typedef struct Fund {
    Str name;
    Str key;
    Str level; // whose money it is
    Str basis;
    Mark mark;
    Str channel;       // how it pays: 银行代发, 国库集中支付, 社保核心系统, 社会保障卡
    Str subject;       // budget subject, 科目; empty when the pack names none
    Str file_format;   // of its payment files: CSV, 定长
    Str file_encoding; // UTF-8, GB18030
    FundAccount refund;
} Fund;

typedef struct FundList {
    Fund *items;
    size_t count;
    size_t capacity;
} FundList;

typedef struct SharedCode {
    Str key; // of the fact
    FactCode code;
} SharedCode;

typedef struct SharedCodeList {
    SharedCode *items;
    size_t count;
    size_t capacity;
} SharedCodeList;

// A cell whose `\\|` was unescaped is a source of its own for FEEL; findings about it are moved to
// where it stands in the file.
typedef struct EscapedCell {
    const Source *source;
    const MarkdownDocument *document;
    const MarkdownCell *cell;
} EscapedCell;

typedef struct EscapedCellList {
    EscapedCell *items;
    size_t count;
    size_t capacity;
} EscapedCellList;

typedef struct PolicyList {
    Policy **items; // by number, ascending
    size_t count;
    size_t capacity;
} PolicyList;

struct Pack {
    Str id;
    Str title;
    Str document_number;
    Date reference_date;
    char hash[PACK_HASH_TEXT_BYTES + 1]; // over the names and contents of the files
    Str shared;            // pack.md
    Str document;          // document.txt
    Str document_squeezed; // without white space, in which clauses are looked up
    DepartmentList departments;
    FundList funds;
    SharedCodeList codes;
    ReadingList readings;
    ElementList elements;
    PolicyList policies;      // the items
    PolicyList risks;         // the risk rules
    const Policy *inspection; // how lists are inspected; NULL = the pack does not say
    EscapedCellList escaped_cells;
};

// The files of a folder that belong to a pack: *.md and document.txt.
bool pack_files_from_folder(Arena *arena, Str folder, PackFiles *files, Error *error) MUST_USE;
// Those that the program carries: the first pack under policies/.
bool pack_files_embedded(Arena *arena, PackFiles *files) MUST_USE;

// NULL only when pack.md is missing or unreadable.
const Pack *pack_load(Arena *arena, const PackFiles *files, Diagnostics *diagnostics) MUST_USE;
// Moves findings about unescaped cells to the file. Loading and checking have done so.
void pack_place_findings(const Pack *pack, Diagnostics *diagnostics);
// NULL when there is no policy of this number.
const Policy *pack_policy(const Pack *pack, int number);
// The policy or rule that a file of the pack makes; NULL when it makes none.
const Policy *pack_policy_of_file(const Pack *pack, Str file);
// The name of a fund; its key when the pack does not know it.
Str pack_fund_name(const Pack *pack, Str key);
// The measure of this key and the policy that it belongs to; NULL when there is none.
const Measure *pack_measure(const Pack *pack, Str key, const Policy **policy);
const Department *pack_department(const Pack *pack, Str name_or_short_name);
const Fund *pack_fund(const Pack *pack, Str name);
const Fund *pack_fund_of_key(const Pack *pack, Str key);
// The account that a fund is paid back to; NULL while the finance bureau has not stated it.
const FundAccount *pack_refund(const Pack *pack, Str fund_key);

#endif
