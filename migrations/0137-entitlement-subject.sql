-- What a subject of a kind had is looked up for each decision about it; without its measure, so the
-- subject comes first in the index that lets nothing be had twice.

-- database: policy
DROP INDEX entitlement_once;
CREATE UNIQUE INDEX entitlement_once ON entitlement
    (subject_kind, subject_key, measure, period, stage) WHERE is_void = 0;
