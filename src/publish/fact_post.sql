-- The public post that somebody holds (post).

-- fact_post_page(first key, last key, prefix text, day date, row_count int)
--   -> FactPostRow(person_id int, id_number key, name sealed(person), division_code text,
--                  uscc text, kind text, unit_level text, from_date date, agreed_to date?,
--                  public_welfare_posts int)*
-- The living who hold a post on a day; of several the one begun last, and how many of them are out of
-- public welfare.
SELECT person.id AS person_id, person.id_number, person.name, post.division_code, post.uscc,
       post.kind, post.unit_level, post.from_date, post.agreed_to,
       (SELECT count(*) FROM post_period welfare
         WHERE welfare.person_id = person.id AND welfare.kind = 'public_welfare'
           AND welfare.from_date <= $4
           AND (welfare.to_date IS NULL OR welfare.to_date >= $4)) AS public_welfare_posts
  FROM person JOIN post_period post
    ON post.person_id = person.id
   AND (post.from_date, post.uscc) =
       (SELECT held.from_date, held.uscc FROM post_period held
         WHERE held.person_id = person.id AND held.from_date <= $4
           AND (held.to_date IS NULL OR held.to_date >= $4)
         ORDER BY held.from_date DESC, held.uscc LIMIT 1)
 WHERE person.id_number >= $1 AND person.id_number <= $2
   AND person.division_code LIKE $3 || '%'
   AND (person.deceased_on IS NULL OR person.deceased_on > $4)
 ORDER BY person.id_number LIMIT $5;

-- fact_post_service(first key, last key, day date)
--   -> FactPostServiceRow(person_id int, from_date date, to_date date?)*
-- The times that people of a range have spent in posts below the county, begun by a day.
SELECT post_period.person_id, post_period.from_date, post_period.to_date
  FROM person JOIN post_period ON post_period.person_id = person.id
 WHERE person.id_number >= $1 AND person.id_number <= $2
   AND post_period.unit_level IN ('township', 'village') AND post_period.from_date <= $3
 ORDER BY post_period.person_id, post_period.from_date, post_period.uscc;
