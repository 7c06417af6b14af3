-- People: who they are, where they are registered, how to reach and to pay them.
-- What a delivery says replaces what an older one said; the same again changes nothing.

-- person_put(id_number key, name sealed(person), birth_date date, sex int, education_code text?,
--     deceased_on date?, division_code text, source text, data_date date)
--   -> nothing
-- Adds a person, or corrects one known by the same identity number.
INSERT INTO person
    (id_number, name, birth_date, sex, education_code, deceased_on, division_code, source,
     data_date)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
    ON CONFLICT (id_number) DO UPDATE SET
        name = excluded.name, education_code = excluded.education_code,
        deceased_on = excluded.deceased_on, division_code = excluded.division_code,
        source = excluded.source, data_date = excluded.data_date
    WHERE person.data_date <= excluded.data_date
      AND (person.name, person.education_code, person.deceased_on, person.division_code,
           person.source, person.data_date)
          IS DISTINCT FROM
          (excluded.name, excluded.education_code, excluded.deceased_on,
           excluded.division_code, excluded.source, excluded.data_date);

-- household_put(household_number text, town_name text, village_name text, division_code text,
--     source text, data_date date)
--   -> nothing
-- Adds a household or corrects it.
INSERT INTO household
    (household_number, town_name, village_name, division_code, source, data_date)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (household_number) DO UPDATE SET
        town_name = excluded.town_name, village_name = excluded.village_name,
        division_code = excluded.division_code, source = excluded.source,
        data_date = excluded.data_date
    WHERE household.data_date <= excluded.data_date
      AND (household.town_name, household.village_name, household.division_code,
           household.source, household.data_date)
          IS DISTINCT FROM
          (excluded.town_name, excluded.village_name, excluded.division_code, excluded.source,
           excluded.data_date);

-- person_contact_put(id_number key, phone blind(phone)?, division_code text, source text,
--     data_date date)
--   -> nothing
-- Adds how to reach a person or corrects it.
INSERT INTO person_contact
    (person_id, phone, division_code, source, data_date)
    SELECT id, $2, $3, $4, $5 FROM person WHERE id_number = $1
    ON CONFLICT (person_id) DO UPDATE SET
        phone = excluded.phone, division_code = excluded.division_code, source = excluded.source,
        data_date = excluded.data_date
    WHERE person_contact.data_date <= excluded.data_date
      AND (person_contact.phone, person_contact.division_code, person_contact.source,
           person_contact.data_date)
          IS DISTINCT FROM
          (excluded.phone, excluded.division_code, excluded.source, excluded.data_date);

-- person_hukou_put(
--     id_number key, household_number text?, relation text, is_rural bool, from_date date,
--     division_code text, source text, data_date date)
--   -> nothing
-- Adds where a person is registered, in which household, or corrects it.
INSERT INTO person_hukou
    (person_id, household_id, relation, is_rural, from_date, division_code, source, data_date)
    SELECT person.id, household.id, $3, $4, $5, $6, $7, $8
      FROM person LEFT JOIN household ON household.household_number = $2
     WHERE person.id_number = $1
    ON CONFLICT (person_id, from_date) DO UPDATE SET
        household_id = excluded.household_id, relation = excluded.relation,
        is_rural = excluded.is_rural, division_code = excluded.division_code,
        source = excluded.source, data_date = excluded.data_date
    WHERE person_hukou.data_date <= excluded.data_date
      AND (person_hukou.household_id, person_hukou.relation, person_hukou.is_rural,
           person_hukou.division_code, person_hukou.source, person_hukou.data_date)
          IS DISTINCT FROM
          (excluded.household_id, excluded.relation, excluded.is_rural, excluded.division_code,
           excluded.source, excluded.data_date);

-- person_hukou_close(id_number key, from_date date, last_day date) -> nothing
-- Ends the registrations that a newer one, from a day on, has followed.
UPDATE person_hukou SET to_date = $3
 WHERE person_id = (SELECT id FROM person WHERE id_number = $1)
   AND from_date < $2 AND to_date IS NULL;

-- person_account_put(
--     person_id int, account_number blind(account), bank_name text,
--     holder_name sealed(person_account), is_active bool, division_code text, source text,
--     data_date date)
--   -> nothing
-- Adds an account of a person or corrects it.
INSERT INTO person_account
    (person_id, account_number, bank_name, holder_name, is_active, division_code, source,
     data_date)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (person_id, account_number) DO UPDATE SET
        bank_name = excluded.bank_name, holder_name = excluded.holder_name,
        is_active = excluded.is_active, division_code = excluded.division_code,
        source = excluded.source, data_date = excluded.data_date
    WHERE person_account.data_date <= excluded.data_date
      AND (person_account.bank_name, person_account.holder_name, person_account.is_active,
           person_account.division_code, person_account.source, person_account.data_date)
          IS DISTINCT FROM
          (excluded.bank_name, excluded.holder_name, excluded.is_active,
           excluded.division_code, excluded.source, excluded.data_date);

-- person_category_put(
--     person_id int, category text, certificate_number sealed(person_category_cert)?,
--     from_date date, to_date date?, division_code text, source text, data_date date)
--   -> nothing
-- Adds a recognition of a person or corrects it.
INSERT INTO person_category_cert
    (person_id, category, certificate_number, from_date, to_date, division_code, source,
     data_date)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
    ON CONFLICT (person_id, category, from_date) DO UPDATE SET
        certificate_number = excluded.certificate_number, to_date = excluded.to_date,
        division_code = excluded.division_code, source = excluded.source,
        data_date = excluded.data_date
    WHERE person_category_cert.data_date <= excluded.data_date
      AND (person_category_cert.certificate_number, person_category_cert.to_date,
           person_category_cert.division_code, person_category_cert.source,
           person_category_cert.data_date)
          IS DISTINCT FROM
          (excluded.certificate_number, excluded.to_date, excluded.division_code,
           excluded.source, excluded.data_date);

-- veteran_put(person_id int, service_from date, retired_on date,
--     certificate_number sealed(veteran), division_code text, source text, data_date date)
--   -> nothing
-- Adds what is known of a veteran or corrects it.
INSERT INTO veteran
    (person_id, service_from, retired_on, certificate_number, division_code, source, data_date)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT (person_id) DO UPDATE SET
        service_from = excluded.service_from, retired_on = excluded.retired_on,
        certificate_number = excluded.certificate_number, division_code = excluded.division_code,
        source = excluded.source, data_date = excluded.data_date
    WHERE veteran.data_date <= excluded.data_date
      AND (veteran.service_from, veteran.retired_on, veteran.certificate_number,
           veteran.division_code, veteran.source, veteran.data_date)
          IS DISTINCT FROM
          (excluded.service_from, excluded.retired_on, excluded.certificate_number,
           excluded.division_code, excluded.source, excluded.data_date);

-- person_key_list() -> PersonKeyRow(id int, id_number key, name sealed(person))*
-- Every person: what the importer needs to know them by.
SELECT id, id_number, name FROM person ORDER BY id;

-- person_find(id_number key) -> PersonRow(id int, id_number key, name sealed(person),
--     birth_date date, sex int, education_code text?, deceased_on date?, division_code text,
--     data_date date)?
-- The person with an identity number.
SELECT id, id_number, name, birth_date, sex, education_code, deceased_on, division_code, data_date
  FROM person WHERE id_number = $1;

-- person_get(id int) -> PersonRow
-- The person with a key.
SELECT id, id_number, name, birth_date, sex, education_code, deceased_on, division_code, data_date
  FROM person WHERE id = $1;

-- person_hukou_on(person_id int, day date)
--   -> HukouRow(division_code text, is_rural bool, relation text, household_id int?,
--               from_date date)?
-- Where a person was registered on a day.
SELECT division_code, is_rural, relation, household_id, from_date FROM person_hukou
 WHERE person_id = $1 AND from_date <= $2 AND (to_date IS NULL OR to_date >= $2)
 ORDER BY from_date DESC LIMIT 1;

-- household_members(household_id int, day date)
--   -> HouseholdMemberRow(person_id int, name sealed(person), birth_date date, relation text)*
-- The living members of a household on a day, the head first.
SELECT person.id AS person_id, person.name, person.birth_date, person_hukou.relation
  FROM person_hukou JOIN person ON person.id = person_hukou.person_id
 WHERE person_hukou.household_id = $1 AND person_hukou.from_date <= $2
   AND (person_hukou.to_date IS NULL OR person_hukou.to_date >= $2)
   AND (person.deceased_on IS NULL OR person.deceased_on > $2)
 ORDER BY CASE person_hukou.relation WHEN 'head' THEN 0 ELSE 1 END, person.birth_date, person.id;

-- person_categories_on(person_id int, day date) -> PersonCategoryRow(category text,
--     certificate_number sealed(person_category_cert)?, from_date date, to_date date?,
--     source text)*
-- What a person was recognised as on a day.
SELECT category, certificate_number, from_date, to_date, source FROM person_category_cert
 WHERE person_id = $1 AND from_date <= $2 AND (to_date IS NULL OR to_date >= $2)
 ORDER BY category, from_date;

-- person_account_active(person_id int)
--   -> PersonAccountRow(account_number blind(account), bank_name text,
--     holder_name sealed(person_account), data_date date)?
-- The account that money for a person goes to: the active one that was confirmed last.
SELECT account_number, bank_name, holder_name, data_date FROM person_account
 WHERE person_id = $1 AND is_active = 1 ORDER BY data_date DESC, account_number LIMIT 1;

-- person_contact_find(person_id int) -> PersonContactRow(phone blind(phone)?,
--     address sealed(person_contact)?)?
-- How to reach a person.
SELECT phone, address FROM person_contact WHERE person_id = $1;
