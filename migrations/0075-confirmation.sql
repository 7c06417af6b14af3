-- What a clerk entered for somebody is confirmed by them, or over the telephone, before money moves.

-- database: policy
ALTER TABLE application ADD COLUMN confirmed_how TEXT CHECK (confirmed_how IN ('self', 'phone', 'former'));
-- Decided before anybody asked for a confirmation.
UPDATE application SET confirmed_how = 'former'
 WHERE channel = 'counter' AND state IN ('approved', 'paying', 'paid', 'failed');
ALTER TABLE application ADD COLUMN confirmed_on TEXT
    CONSTRAINT application_confirmed_before_money CHECK (channel <> 'counter'
        OR state NOT IN ('approved', 'paying', 'paid', 'failed') OR confirmed_how IS NOT NULL);
