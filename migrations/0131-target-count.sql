-- What targets count from rows of a view (目标 视图): by target and county what it comes to, and of how
-- much it is a share. A scan counts them anew; `terms` are the words of the file that they rest on.

-- database: monitor
CREATE TABLE target_count (
    policy_number BIGINT NOT NULL,
    target TEXT NOT NULL,                      -- its key
    division_code TEXT NOT NULL,               -- empty: the city
    terms TEXT NOT NULL,
    part TEXT NOT NULL,                        -- decimals
    whole TEXT,                                -- NULL: it is no share
    counted_on TEXT NOT NULL
);
CREATE UNIQUE INDEX target_count_once ON target_count (policy_number, target, division_code);
