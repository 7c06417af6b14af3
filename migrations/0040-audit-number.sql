-- The log is looked through by the number of what was done: a claim, a payment file, a policy.

-- database: monitor
CREATE INDEX audit_log_number ON audit_log (object_number, id);
