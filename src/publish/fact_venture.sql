-- The business that somebody owns or runs (venture).

-- fact_venture_page(first key, last key, prefix text, day date, row_count int)
--   -> FactVentureRow(person_id int, id_number key, name sealed(person), division_code text,
--                     uscc text, industry_code text, status text, status_date date?,
--                     registered_on date, is_first bool, partners int, jobs int)*
-- The living who own or run a company or a shop on a day; of several that one which is not closed,
-- and of these the one registered first. It is somebody's first when that person registered it and
-- none before. Jobs are those of others, insured or registered with it.
SELECT person.id AS person_id, person.id_number, person.name, person.division_code,
       org.uscc, org.industry_code, org.status, org.status_date, org.registered_on,
       EXISTS (SELECT 1 FROM org_person own
                WHERE own.person_id = person.id AND own.uscc = org.uscc
                  AND own.from_date <= org.registered_on)
       AND NOT EXISTS (SELECT 1 FROM org_person former JOIN org older ON older.uscc = former.uscc
                        WHERE former.person_id = person.id AND former.from_date <= $4
                          AND older.registered_on < org.registered_on
                          AND older.kind IN ('enterprise', 'individual_biz')) AS is_first,
       (SELECT count(DISTINCT partner.person_id) FROM org_person partner
         WHERE partner.uscc = org.uscc AND partner.from_date <= $4
           AND (partner.to_date IS NULL OR partner.to_date >= $4)) AS partners,
       (SELECT count(*)
          FROM (SELECT insurance_period.person_id FROM insurance_period
                 WHERE insurance_period.employer_uscc = org.uscc
                   AND insurance_period.kind = 'pension' AND insurance_period.from_date <= $4
                   AND (insurance_period.to_date IS NULL OR insurance_period.to_date >= $4)
                UNION
                SELECT employment_period.person_id FROM employment_period
                 WHERE employment_period.employer_uscc = org.uscc
                   AND employment_period.from_date <= $4
                   AND (employment_period.to_date IS NULL OR employment_period.to_date >= $4))
               AS worker
         WHERE worker.person_id <> person.id) AS jobs
  FROM person JOIN org
    ON org.uscc =
       (SELECT held.uscc FROM org_person held JOIN org firm ON firm.uscc = held.uscc
         WHERE held.person_id = person.id AND held.from_date <= $4
           AND (held.to_date IS NULL OR held.to_date >= $4)
           AND firm.registered_on <= $4 AND firm.kind IN ('enterprise', 'individual_biz')
         ORDER BY CASE WHEN firm.status IN ('active', 'abnormal') OR firm.status_date > $4
                       THEN 0 ELSE 1 END, firm.registered_on, firm.uscc LIMIT 1)
 WHERE person.id_number >= $1 AND person.id_number <= $2
   AND person.division_code LIKE $3 || '%'
   AND (person.deceased_on IS NULL OR person.deceased_on > $4)
 ORDER BY person.id_number LIMIT $5;
