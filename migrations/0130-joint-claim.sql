-- One application may be one for several measures (随同): each is a claim of its own, and `joint` says
-- which were made together. What repays a loan goes to the bank, not to whom the claim is of.

-- database: policy
ALTER TABLE application ADD COLUMN joint TEXT; -- number of the first of them; NULL: made alone
ALTER TABLE application ADD COLUMN pays_lender BIGINT NOT NULL DEFAULT 0
    CONSTRAINT application_pays_lender_or_not CHECK (pays_lender IN (0, 1));
CREATE INDEX application_joint ON application (joint, number) WHERE joint IS NOT NULL;
