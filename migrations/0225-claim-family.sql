-- Claims that are decided as one: a first claim with its supplements is one right, and the first
-- claims of one application are parts of one decision. Whoever asks for them asks here.

-- database: policy
-- The first claims decided with a claim; `root_id` is that of its own right.
CREATE VIEW claim_first AS
SELECT me.id AS claim_id, root.id AS root_id, root.id AS first_id
  FROM application me JOIN application root ON root.id = coalesce(me.supplements_id, me.id)
UNION ALL
SELECT me.id, root.id, other.id
  FROM application me JOIN application root ON root.id = coalesce(me.supplements_id, me.id)
  JOIN application other ON other.joint = root.joint AND other.id <> root.id;
-- They and all their supplements.
CREATE VIEW claim_family AS
SELECT claim_id, root_id, first_id AS member_id FROM claim_first
UNION ALL
SELECT f.claim_id, f.root_id, s.id
  FROM claim_first f JOIN application s ON s.supplements_id = f.first_id;
