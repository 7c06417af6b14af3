-- A school's own students, whom it finds filled in where it reports them (代报).

-- database: labour
CREATE INDEX graduate_school ON graduate (school_uscc, graduation_date)
    WHERE school_uscc IS NOT NULL;
