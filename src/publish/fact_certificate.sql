-- Certificates of skill (certificate).

-- fact_certificate_page(first key, last key, prefix text, day date, row_count int)
--   -> FactCertificateRow(person_id int, certificate_number key, id_number key,
--     name sealed(person), occupation_code text, occupation_name text, level int, issued_on date,
--                         division_code text)*
-- The certificates issued by a day, in the order of their numbers.
SELECT skill_cert.person_id, skill_cert.certificate_number, person.id_number, person.name,
       skill_cert.occupation_code, skill_cert.occupation_name, skill_cert.level,
       skill_cert.issued_on, person.division_code
  FROM skill_cert JOIN person ON person.id = skill_cert.person_id
 WHERE skill_cert.certificate_number >= $1 AND skill_cert.certificate_number <= $2
   AND person.division_code LIKE $3 || '%' AND skill_cert.issued_on <= $4
 ORDER BY skill_cert.certificate_number LIMIT $5;

-- fact_certificate_list(person_id int) -> FactCertificateKeyRow(certificate_number key)*
-- The certificates of a person.
SELECT certificate_number FROM skill_cert WHERE person_id = $1 ORDER BY certificate_number;
