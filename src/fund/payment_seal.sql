-- payment_seal_insert(file_id int, channel text, format text, encoding text, sha256 text,
--     suite text, public_key text, signature text, sealed_by int, sealed_on date,
--     at_ms int) -> nothing
-- What was handed over for a file.
INSERT INTO payment_seal (file_id, channel, format, encoding, sha256, suite, public_key,
    signature, sealed_by, sealed_on, at_ms)
VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11);

-- payment_seal_select(number text, prefix text) -> PaymentSealRow(file_id int, number text,
--     division_code text, channel text?, format text?, encoding text?, sha256 text?, suite text?,
--     public_key text?, signature text?)?
-- A file of the scope with its seal, if it has one.
SELECT f.id AS file_id, f.number, f.division_code, s.channel, s.format, s.encoding, s.sha256,
       s.suite, s.public_key, s.signature
  FROM payment_file f LEFT JOIN payment_seal s ON s.file_id = f.id
 WHERE f.number = $1 AND f.division_code LIKE $2 || '%';

-- payment_seal_prove_all() -> PaymentSealProveRow(number text, content sealed_blob(payment_file),
--     channel text, format text, encoding text, sha256 text, suite text, public_key text,
--     signature text)*
-- Every seal with its file.
SELECT f.number, f.content, s.channel, s.format, s.encoding, s.sha256, s.suite, s.public_key,
       s.signature
  FROM payment_seal s JOIN payment_file f ON f.id = s.file_id ORDER BY f.id;
