export const adapterState = /* sql */ `
-- Either value (JSON) or sealed (encrypted JSON).
CREATE TABLE adapter_state (
  namespace TEXT NOT NULL,
  key TEXT NOT NULL,
  version INTEGER NOT NULL CHECK (version > 0),
  expires_at INTEGER,
  value TEXT,
  sealed BLOB,
  PRIMARY KEY (namespace, key),
  CHECK ((value IS NULL) <> (sealed IS NULL))
) STRICT, WITHOUT ROWID;
CREATE INDEX adapter_state_expiry ON adapter_state (expires_at) WHERE expires_at IS NOT NULL;
`
