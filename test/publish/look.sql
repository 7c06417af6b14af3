-- What tests of this layer look at in the tables.

-- published_count() -> PublishedCountRow(versions int, files int, audited int)
-- What was published.
SELECT (SELECT count(*) FROM policy_version) AS versions,
       (SELECT count(*) FROM policy_file) AS files,
       (SELECT count(*) FROM audit_log WHERE action = 'policy.publish') AS audited;

-- scan_look() -> ScanLookRow(scans int, current int, counts int, list_rows int)
-- What scans left behind.
SELECT (SELECT count(*) FROM scan) AS scans,
       (SELECT count(*) FROM scan WHERE is_current = 1) AS current,
       (SELECT count(*) FROM scan_count) AS counts,
       (SELECT count(*) FROM scan_row) AS list_rows;
