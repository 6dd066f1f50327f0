export const usageBlocks = /* sql */ `
-- Whoever asked, and whatever was asked for, as numbers; subject for the latter alone. Numbers are given once.
CREATE TABLE history_texts (
  number INTEGER PRIMARY KEY,
  text TEXT NOT NULL UNIQUE,
  subject TEXT
) STRICT;
CREATE INDEX history_texts_by_subject ON history_texts (subject) WHERE subject IS NOT NULL;

ALTER TABLE request_history ADD COLUMN requester_number INTEGER NOT NULL DEFAULT 0;
ALTER TABLE request_history ADD COLUMN activatable_number INTEGER NOT NULL DEFAULT 0;

-- The columns that statistics read of about a thousand requests each, one after the other; derived from request_history
-- and never different from it. What is newer than the last block is read from there.
CREATE TABLE usage_blocks (
  first_seq INTEGER PRIMARY KEY,
  last_seq INTEGER NOT NULL,
  first_at INTEGER NOT NULL,
  last_at INTEGER NOT NULL,
  count INTEGER NOT NULL,
  wide INTEGER NOT NULL,
  columns BLOB NOT NULL
) STRICT;
`
