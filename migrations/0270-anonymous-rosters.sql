-- What rosters of organisers came to was made anonymous under the name of another column, and nobody
-- could open it any more. It says nothing: it goes.

-- database: policy

UPDATE claim_roster SET whole_sentences = NULL
 WHERE anonymised_on IS NOT NULL AND whole_sentences IS NOT NULL;
