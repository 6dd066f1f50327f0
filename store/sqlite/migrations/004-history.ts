export const history = /* sql */ `
-- Derived from audit_events and rebuilt from them: one row a request. The body is the whole record as JSON; columns
-- repeat what is searched and what statistics read.
CREATE TABLE request_history (
  seq INTEGER PRIMARY KEY,
  request_id TEXT NOT NULL UNIQUE,
  requester_id TEXT NOT NULL,
  subject TEXT NOT NULL,
  activatable_key TEXT NOT NULL,
  status TEXT NOT NULL,
  submitted_at INTEGER NOT NULL,
  duration_ms INTEGER NOT NULL,
  approval_opened_at INTEGER,
  decided_at INTEGER,
  started_at INTEGER,
  ends_at INTEGER,
  end_verified_at INTEGER,
  body TEXT NOT NULL
) STRICT;
CREATE INDEX request_history_by_time ON request_history (submitted_at, seq);
CREATE INDEX request_history_by_requester ON request_history (requester_id, submitted_at, seq);
CREATE INDEX request_history_by_subject ON request_history (subject, submitted_at, seq);
CREATE INDEX audit_events_by_type ON audit_events (type, at, seq);

-- What was standing, one row a day; assignments is JSON.
CREATE TABLE standing_snapshots (
  day TEXT PRIMARY KEY,
  taken_at INTEGER NOT NULL,
  assignments TEXT NOT NULL
) STRICT, WITHOUT ROWID;
`
