-- What was done on one day, for the daily register.

-- database: policy
CREATE INDEX review_step_day ON review_step (business_date, at_ms);
