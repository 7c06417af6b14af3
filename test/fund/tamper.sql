-- What somebody with the keys could write past the rules, and the people whom tests need.

-- tamper_account(account_number blind(account), claim_number text) -> nothing
-- Another account on a payment.
UPDATE payment SET account_number = $1 WHERE claim_number = $2;

-- tamper_content(content sealed_blob(payment_file)) -> nothing
-- Another content of every file.
UPDATE payment_file SET content = $1;

-- put_person(id int, id_number key, name sealed(person), birth_date date) -> nothing
-- Somebody with a key of the test's choosing.
INSERT INTO person (id, id_number, name, birth_date, sex, division_code, source, data_date)
VALUES ($1, $2, $3, $4, 1, '640522', 'x', '2023-09-30');
