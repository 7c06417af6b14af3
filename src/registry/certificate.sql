-- Graduations and certificates of skill.
-- What a delivery says replaces what an older one said; the same again changes nothing.

-- graduate_put(person_id int, school text, school_uscc text?, major text?, level_code text,
--     graduation_date date, certificate_number sealed(graduate)?, is_verified bool,
--     division_code text, source text, data_date date)
--   -> nothing
-- Adds a graduation or corrects it.
INSERT INTO graduate
    (person_id, school, school_uscc, major, level_code, graduation_date, certificate_number,
     is_verified, division_code, source, data_date)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (person_id, graduation_date, level_code) DO UPDATE SET
        school = excluded.school, school_uscc = excluded.school_uscc, major = excluded.major,
        certificate_number = excluded.certificate_number, is_verified = excluded.is_verified,
        division_code = excluded.division_code, source = excluded.source,
        data_date = excluded.data_date
    WHERE graduate.data_date <= excluded.data_date
      AND (graduate.school, graduate.school_uscc, graduate.major, graduate.certificate_number,
           graduate.is_verified, graduate.division_code, graduate.source, graduate.data_date)
          IS DISTINCT FROM
          (excluded.school, excluded.school_uscc, excluded.major, excluded.certificate_number,
           excluded.is_verified, excluded.division_code, excluded.source, excluded.data_date);

-- skill_cert_put(certificate_number key, person_id int, kind text, occupation_code text,
--     occupation_name text, level int, issued_on date, issuer text, division_code text,
--     source text, data_date date)
--   -> nothing
-- Adds a certificate of skill or corrects it.
INSERT INTO skill_cert
    (certificate_number, person_id, kind, occupation_code, occupation_name, level, issued_on,
     issuer, division_code, source, data_date)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (certificate_number) DO UPDATE SET
        person_id = excluded.person_id, kind = excluded.kind,
        occupation_code = excluded.occupation_code, occupation_name = excluded.occupation_name,
        level = excluded.level, issued_on = excluded.issued_on, issuer = excluded.issuer,
        division_code = excluded.division_code, source = excluded.source,
        data_date = excluded.data_date
    WHERE skill_cert.data_date <= excluded.data_date
      AND (skill_cert.person_id, skill_cert.kind, skill_cert.occupation_code,
           skill_cert.occupation_name, skill_cert.level, skill_cert.issued_on,
           skill_cert.issuer, skill_cert.division_code, skill_cert.source, skill_cert.data_date)
          IS DISTINCT FROM
          (excluded.person_id, excluded.kind, excluded.occupation_code,
           excluded.occupation_name, excluded.level, excluded.issued_on, excluded.issuer,
           excluded.division_code, excluded.source, excluded.data_date);

-- graduate_list(person_id int)
--   -> GraduateRow(school text, school_uscc text?, major text?, level_code text,
--                  graduation_date date, certificate_number sealed(graduate)?, is_verified bool)*
-- A person's graduations, latest first.
SELECT school, school_uscc, major, level_code, graduation_date, certificate_number, is_verified
  FROM graduate
 WHERE person_id = $1 ORDER BY graduation_date DESC, level_code;

-- skill_cert_list(person_id int)
--   -> SkillCertRow(certificate_number key, kind text, occupation_code text,
--                   occupation_name text, level int, issued_on date, issuer text)*
-- A person's certificates, latest first.
SELECT certificate_number, kind, occupation_code, occupation_name, level, issued_on, issuer
  FROM skill_cert WHERE person_id = $1 ORDER BY issued_on DESC, certificate_number;
