// SPDX-License-Identifier: Apache-2.0
#include "fund/remittance.h"

#include "fund/remittance.sql.h"

bool remittance_find(Tx *tx, Str claim_number, Arena *arena, Remittance *remittance, bool *found,
                     Error *error) {
    RemittanceRow row;
    if (!remittance_of(tx, &(RemittanceOfIn){claim_number}, arena, &row, found, error)) {
        return false;
    }
    if (!*found) return true;
    *remittance = (Remittance){.number = row.number,
                               .fund_key = row.fund_key,
                               .year = row.year,
                               .amount_fen = row.amount_fen,
                               .purpose = row.purpose,
                               .file_number = row.file_number,
                               .file_sha256 = row.file_sha256,
                               .line_ref = row.line_ref,
                               .bank_date = row.bank_date,
                               .voucher = row.voucher};
    return true;
}
