export const requestStore = /* sql */ `
-- The body is the whole request as JSON; columns repeat what is searched, guarded or made unique.
CREATE TABLE requests (
  number INTEGER PRIMARY KEY,
  id TEXT NOT NULL UNIQUE,
  row_version INTEGER NOT NULL CHECK (row_version > 0),
  status TEXT NOT NULL,
  is_open INTEGER NOT NULL CHECK (is_open IN (0, 1)),
  requester_id TEXT NOT NULL,
  activatable_key TEXT NOT NULL,
  ticket TEXT,
  continues_request_id TEXT REFERENCES requests (id),
  submitted_at INTEGER NOT NULL,
  due_at INTEGER,
  body TEXT NOT NULL
) STRICT;
CREATE UNIQUE INDEX requests_one_open ON requests (requester_id, activatable_key)
  WHERE is_open = 1 AND continues_request_id IS NULL;
CREATE UNIQUE INDEX requests_one_linked ON requests (continues_request_id)
  WHERE is_open = 1 AND continues_request_id IS NOT NULL;
CREATE INDEX requests_due ON requests (due_at) WHERE due_at IS NOT NULL;
CREATE INDEX requests_by_time ON requests (submitted_at);
CREATE INDEX requests_by_requester ON requests (requester_id, submitted_at);
CREATE INDEX requests_by_activatable ON requests (activatable_key, submitted_at);
CREATE INDEX requests_by_status ON requests (status, submitted_at);
CREATE INDEX requests_by_ticket ON requests (ticket, submitted_at) WHERE ticket IS NOT NULL;
CREATE INDEX requests_by_predecessor ON requests (continues_request_id, submitted_at)
  WHERE continues_request_id IS NOT NULL;

CREATE TABLE inbox (
  number INTEGER PRIMARY KEY,
  platform TEXT NOT NULL,
  delivery_key TEXT NOT NULL,
  received_at INTEGER NOT NULL,
  state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'dead')),
  attempts INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  last_error TEXT,
  raw TEXT,
  UNIQUE (platform, delivery_key),
  CHECK ((state = 'done') = (raw IS NULL))
) STRICT;
CREATE INDEX inbox_pending ON inbox (number, not_before) WHERE state = 'pending';
CREATE INDEX inbox_due ON inbox (not_before) WHERE state = 'pending';
CREATE INDEX inbox_dead ON inbox (number) WHERE state = 'dead';

CREATE TABLE outbox (
  number INTEGER PRIMARY KEY,
  key TEXT NOT NULL UNIQUE,
  lane TEXT NOT NULL,
  kind TEXT NOT NULL,
  request_id TEXT,
  state TEXT NOT NULL CHECK (state IN ('pending', 'done', 'abandoned')),
  generation INTEGER NOT NULL,
  attempts INTEGER NOT NULL,
  not_before INTEGER NOT NULL,
  created_at INTEGER NOT NULL,
  last_reason TEXT,
  body TEXT,
  CHECK (body IS NOT NULL OR (kind <> 'card' AND state <> 'pending'))
) STRICT;
-- not_before lies in the index so that effects put off are passed over without touching their rows.
CREATE INDEX outbox_pending ON outbox (lane, number, not_before) WHERE state = 'pending';
CREATE INDEX outbox_due ON outbox (not_before) WHERE state = 'pending';
CREATE INDEX outbox_abandoned ON outbox (number) WHERE state = 'abandoned';
CREATE INDEX outbox_cards ON outbox (request_id) WHERE kind = 'card';

CREATE TABLE message_references (
  key TEXT PRIMARY KEY,
  request_id TEXT,
  platform TEXT NOT NULL,
  address TEXT NOT NULL,
  message_id TEXT,
  shown_view_version INTEGER NOT NULL,
  unreachable TEXT
) STRICT;
CREATE INDEX message_references_by_request ON message_references (request_id) WHERE request_id IS NOT NULL;

CREATE TABLE facts (
  key TEXT PRIMARY KEY,
  value TEXT NOT NULL,
  version INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

-- canonical is the record; the other columns repeat it for searching, and verification compares them.
CREATE TABLE audit_events (
  seq INTEGER PRIMARY KEY,
  at INTEGER NOT NULL,
  type TEXT NOT NULL,
  request_id TEXT,
  canonical TEXT NOT NULL
) STRICT;
CREATE INDEX audit_events_by_request ON audit_events (request_id, seq) WHERE request_id IS NOT NULL;

CREATE TABLE audit_texts (
  sha256 TEXT PRIMARY KEY,
  salt TEXT NOT NULL,
  text TEXT NOT NULL
) STRICT, WITHOUT ROWID;

-- BEFORE INSERT also stops INSERT OR REPLACE, which fires delete triggers only where recursive triggers are on.
CREATE TRIGGER audit_events_without_gaps BEFORE INSERT ON audit_events
  WHEN NEW.seq <> (SELECT coalesce(max(seq), 0) + 1 FROM audit_events)
  BEGIN SELECT RAISE(ABORT, 'audit events are numbered without gaps and never replaced'); END;
CREATE TRIGGER audit_events_never_change BEFORE UPDATE ON audit_events
  BEGIN SELECT RAISE(ABORT, 'audit events never change'); END;
CREATE TRIGGER audit_events_are_kept BEFORE DELETE ON audit_events
  BEGIN SELECT RAISE(ABORT, 'audit events are kept'); END;
-- Texts may be erased, not rewritten.
CREATE TRIGGER audit_texts_never_change BEFORE UPDATE ON audit_texts
  BEGIN SELECT RAISE(ABORT, 'audit texts never change'); END;
`
