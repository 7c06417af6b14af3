-- Posts with public units, and sentences being served.
-- What a delivery says replaces what an older one said; the same again changes nothing.

-- post_put(person_id int, uscc text, unit_name text, kind text, unit_level text, from_date date,
--     to_date date?, agreed_to date?, division_code text, source text, data_date date)
--   -> nothing
-- Adds a post or corrects it.
INSERT INTO post_period
    (person_id, uscc, unit_name, kind, unit_level, from_date, to_date, agreed_to, division_code,
     source, data_date)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
    ON CONFLICT (person_id, from_date, uscc) DO UPDATE SET
        unit_name = excluded.unit_name, kind = excluded.kind, unit_level = excluded.unit_level,
        to_date = excluded.to_date, agreed_to = excluded.agreed_to,
        division_code = excluded.division_code, source = excluded.source,
        data_date = excluded.data_date
    WHERE post_period.data_date <= excluded.data_date
      AND (post_period.unit_name, post_period.kind, post_period.unit_level, post_period.to_date,
           post_period.agreed_to, post_period.division_code, post_period.source,
           post_period.data_date)
          IS DISTINCT FROM
          (excluded.unit_name, excluded.kind, excluded.unit_level, excluded.to_date,
           excluded.agreed_to, excluded.division_code, excluded.source, excluded.data_date);

-- sentence_put(person_id int, from_date date, to_date date?, division_code text, source text,
--     data_date date)
--   -> nothing
-- Adds a sentence or corrects it.
INSERT INTO sentence_period (person_id, from_date, to_date, division_code, source, data_date)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (person_id, from_date) DO UPDATE SET
        to_date = excluded.to_date, division_code = excluded.division_code,
        source = excluded.source, data_date = excluded.data_date
    WHERE sentence_period.data_date <= excluded.data_date
      AND (sentence_period.to_date, sentence_period.division_code, sentence_period.source,
           sentence_period.data_date)
          IS DISTINCT FROM
          (excluded.to_date, excluded.division_code, excluded.source, excluded.data_date);
