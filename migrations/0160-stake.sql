-- Nobody decides about themselves (domain.md §3 S3): who is enrolled, or acts for the organisation
-- that is, in whatever account, neither admits nor signs nor confirms it as an officer, nor
-- registers its facility as one. The applicant's own steps are taken in the applicant's account.

-- database: monitor
CREATE INDEX account_holder ON account (holder) WHERE holder IS NOT NULL;
CREATE INDEX account_person ON account (person_id) WHERE person_id IS NOT NULL;
-- The people and organisations whose matters are those of whoever holds an account: who they are,
-- and for whom they act in this account or another.
CREATE VIEW account_stake AS
SELECT id AS account_id, person_id, uscc, 1 AS is_direct FROM account
UNION ALL
SELECT me.id, person.id, NULL, 0 FROM account me JOIN person ON person.id_number = me.holder
UNION ALL
SELECT me.id, other.person_id, other.uscc, 0
  FROM account me JOIN account other ON other.holder = me.holder
UNION ALL
SELECT me.id, NULL, other.uscc, 0
  FROM account me JOIN person ON person.id_number = me.holder
  JOIN account other ON other.person_id = person.id
UNION ALL
SELECT me.id, NULL, other.uscc, 0
  FROM account me JOIN account other ON other.person_id = me.person_id;

-- database: policy
-- Who has a hand in an enrolment that concerns them.
CREATE VIEW enrolment_stake AS
SELECT enrolment.id AS enrolment_id, account_stake.account_id, account_stake.is_direct
  FROM enrolment JOIN account_stake ON account_stake.person_id = enrolment.person_id
UNION ALL
SELECT enrolment.id, account_stake.account_id, account_stake.is_direct
  FROM enrolment JOIN account_stake ON account_stake.uscc = enrolment.uscc;

-- @sqlite
CREATE TRIGGER enrolment_event_stake BEFORE INSERT ON enrolment_event
    WHEN NEW.party IS NULL OR NEW.party <> '申请人'
BEGIN
    SELECT RAISE(ABORT, 'enrolment_is_ones_own')
     WHERE EXISTS (SELECT 1 FROM enrolment_stake
                    WHERE enrolment_id = NEW.enrolment_id AND account_id = NEW.account_id)
       AND NOT (NEW.action IN ('apply', 'amend', 'withdraw')
                AND EXISTS (SELECT 1 FROM enrolment_stake
                             WHERE enrolment_id = NEW.enrolment_id
                               AND account_id = NEW.account_id AND is_direct = 1));
END;
CREATE TRIGGER enrolment_admission_stake BEFORE UPDATE OF admitted_by ON enrolment
    WHEN NEW.admitted_by IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'enrolment_is_ones_own')
     WHERE EXISTS (SELECT 1 FROM enrolment_stake
                    WHERE enrolment_id = NEW.id AND account_id = NEW.admitted_by);
END;
CREATE TRIGGER facility_stake BEFORE INSERT ON facility
BEGIN
    SELECT RAISE(ABORT, 'facility_is_ones_own')
     WHERE EXISTS (SELECT 1 FROM account_stake
                    WHERE account_id = NEW.registered_by AND uscc = NEW.uscc)
       AND NOT EXISTS (SELECT 1 FROM account_stake
                        WHERE account_id = NEW.registered_by AND uscc = NEW.uscc
                          AND is_direct = 1);
END;
-- @postgres
CREATE FUNCTION enrolment_event_stake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM enrolment_stake
                WHERE enrolment_id = NEW.enrolment_id AND account_id = NEW.account_id)
       AND NOT (NEW.action IN ('apply', 'amend', 'withdraw')
                AND EXISTS (SELECT 1 FROM enrolment_stake
                             WHERE enrolment_id = NEW.enrolment_id
                               AND account_id = NEW.account_id AND is_direct = 1)) THEN
        RAISE EXCEPTION 'enrolment_is_ones_own';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER enrolment_event_stake BEFORE INSERT ON enrolment_event
    FOR EACH ROW WHEN (NEW.party IS NULL OR NEW.party <> '申请人')
    EXECUTE FUNCTION enrolment_event_stake();
CREATE FUNCTION enrolment_admission_stake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM enrolment_stake
                WHERE enrolment_id = NEW.id AND account_id = NEW.admitted_by) THEN
        RAISE EXCEPTION 'enrolment_is_ones_own';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER enrolment_admission_stake BEFORE UPDATE OF admitted_by ON enrolment
    FOR EACH ROW WHEN (NEW.admitted_by IS NOT NULL)
    EXECUTE FUNCTION enrolment_admission_stake();
CREATE FUNCTION facility_stake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM account_stake
                WHERE account_id = NEW.registered_by AND uscc = NEW.uscc)
       AND NOT EXISTS (SELECT 1 FROM account_stake
                        WHERE account_id = NEW.registered_by AND uscc = NEW.uscc
                          AND is_direct = 1) THEN
        RAISE EXCEPTION 'facility_is_ones_own';
    END IF;
    RETURN NEW;
END
$$;
CREATE TRIGGER facility_stake BEFORE INSERT ON facility
    FOR EACH ROW EXECUTE FUNCTION facility_stake();
-- @both
