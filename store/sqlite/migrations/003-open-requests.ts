export const openRequests = /* sql */ `
-- What somebody has open is asked at every write; without this it is looked for among all that they ever asked.
CREATE INDEX requests_open ON requests (requester_id, activatable_key) WHERE is_open = 1;
`
