-- What tests of this layer look at.

-- look_reads(action text) -> LookReadsRow(count int, last_number text?, last_name text?)
-- How many rows of the log an action has, and the latest of them.
SELECT count(*) AS count,
       (SELECT object_number FROM audit_log WHERE action = $1 ORDER BY id DESC LIMIT 1)
           AS last_number,
       (SELECT actor_name FROM audit_log WHERE action = $1 ORDER BY id DESC LIMIT 1) AS last_name
  FROM audit_log WHERE action = $1;

-- look_lost() -> LookLostRow(lost int)
-- How many reads the log says were lost.
SELECT CAST(coalesce(sum(CAST(after_text AS BIGINT)), 0) AS BIGINT) AS lost FROM audit_log
 WHERE action = 'read.lost';
