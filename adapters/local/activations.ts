import {
  type Activatable,
  type ActivateOutcome,
  type AdapterState,
  activatableKey,
  type DeactivateOutcome,
  DirectoryUnavailable,
  type Instant,
  type PersonId,
  type StateOutcome,
  type StateRecord,
} from '../../bot/index.ts'
import {
  type Activation,
  type ActivationRecord,
  expiryOf,
  inForce,
  parseActivationRecord,
  wasActivated,
  wasDeactivated,
  withActivation,
  withoutActivation,
} from './activation-record.ts'
import { allRecords } from './pages.ts'

const ACTIVATIONS = 'local-directory/activations'
/** Finds who activated a group. A stale row is harmless: the activation itself is read before it counts. */
const BY_GROUP = 'local-directory/activations-by-group'
const ATTEMPTS = 5

type Start = { readonly endsAt: Instant } | { readonly refused: string }

interface Call {
  readonly key: string
  /** With `end`: only what was activated under it. */
  readonly activationKey?: string
  readonly personId: PersonId
  readonly activatable: Activatable
}

/** Activated assignments. What is past its end is never returned, whether or not its record is still there. */
export interface Activations {
  find(personId: PersonId, activatable: Activatable, now: Instant): Promise<Activation | null>
  of(personId: PersonId | null, now: Instant): Promise<readonly Activation[]>
  /** Activated memberships (not ownerships) of a group. */
  joined(groupId: string, now: Instant): Promise<readonly Activation[]>
  /** Asks `decide` only where the call is new and nothing is in force. */
  start(call: Call, now: Instant, decide: () => Promise<Start>): Promise<ActivateOutcome>
  end(call: Call, now: Instant, minimumMs: number): Promise<DeactivateOutcome>
  /** Ends all of a person who left. */
  forget(personId: PersonId): Promise<void>
}

export function createActivations(state: AdapterState): Activations {
  return {
    find: (personId, activatable, now) => find(state, personId, activatable, now),
    of: (personId, now) => collect(allRecords(state, ACTIVATIONS, personId === null ? '' : `${personId}/`), now),
    joined: (groupId, now) => joined(state, groupId, now),
    start: (call, now, decide) => start(state, call, now, decide),
    end: (call, now, minimumMs) => end(state, call, now, minimumMs),
    async forget(personId) {
      for await (const row of allRecords(state, ACTIVATIONS, `${personId}/`)) await state.remove(ACTIVATIONS, row.key)
    },
  }
}

async function find(
  state: AdapterState,
  personId: PersonId,
  activatable: Activatable,
  now: Instant,
): Promise<Activation | null> {
  const [record] = await read(state, personId, activatable)
  return record && inForce(record, now)
}

async function joined(state: AdapterState, groupId: string, now: Instant): Promise<readonly Activation[]> {
  const found: Activation[] = []
  for await (const row of allRecords(state, BY_GROUP, `${groupId}/`)) {
    const personId = row.key.slice(groupId.length + 1)
    const activation = await find(state, personId, { kind: 'group', groupId, access: 'member' }, now)
    if (activation) found.push(activation)
  }
  return found
}

async function start(
  state: AdapterState,
  call: Call,
  now: Instant,
  decide: () => Promise<Start>,
): Promise<ActivateOutcome> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const [before, version] = await read(state, call.personId, call.activatable)
    if (before && wasActivated(before, call.key)) return { outcome: 'accepted' }
    if (before && inForce(before, now)) return { outcome: 'refused', reason: ALREADY_ACTIVE }
    const decision = await decide()
    if ('refused' in decision) return { outcome: 'refused', reason: decision.refused }
    const after = withActivation(before, { ...call, startedAt: now, endsAt: decision.endsAt }, now)
    const written = await attemptWrite(async () => {
      await indexGroup(state, after)
      return write(state, after, version)
    })
    if (written.outcome === 'saved') return { outcome: 'accepted' }
    if (written.outcome === 'unknown') return written
  }
  throw new DirectoryUnavailable('The activation changed under every attempt to write it: try again')
}

async function end(state: AdapterState, call: Call, now: Instant, minimumMs: number): Promise<DeactivateOutcome> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const [before, version] = await read(state, call.personId, call.activatable)
    const active = before && inForce(before, now)
    if (!before || !active || wasDeactivated(before, call.key)) return { outcome: 'accepted' }
    if (call.activationKey !== undefined && call.activationKey !== active.key) return { outcome: 'accepted' }
    const notBefore = Math.min(active.startedAt + minimumMs, active.endsAt)
    if (now < notBefore) return { outcome: 'notBefore', at: notBefore }
    const written = await attemptWrite(() => write(state, withoutActivation(before, call.key, now), version))
    if (written.outcome === 'saved') return { outcome: 'accepted' }
    if (written.outcome === 'unknown') return written
  }
  throw new DirectoryUnavailable('The activation changed under every attempt to end it: try again')
}

async function read(
  state: AdapterState,
  personId: PersonId,
  activatable: Activatable,
): Promise<[ActivationRecord | null, number]> {
  const stored = await state.get(ACTIVATIONS, recordKey(personId, activatable))
  return stored ? [parseActivationRecord(stored.value), stored.version] : [null, 0]
}

function write(state: AdapterState, record: ActivationRecord, expectedVersion: number): Promise<StateOutcome> {
  return state.put({
    namespace: ACTIVATIONS,
    key: recordKey(record.personId, record.activatable),
    value: record,
    expectedVersion,
    expiresAt: expiryOf(record),
  })
}

/** Graph answers with this code when the assignment is in force already; a client that knows Entra knows what it means. */
export const ALREADY_ACTIVE = 'RoleAssignmentExists: this is active already'

function recordKey(personId: PersonId, activatable: Activatable): string {
  return `${personId}/${activatableKey(activatable)}`
}

async function indexGroup(state: AdapterState, { personId, activatable, ...record }: ActivationRecord): Promise<void> {
  if (activatable.kind !== 'group' || activatable.access !== 'member') return
  await state.put({
    namespace: BY_GROUP,
    key: `${activatable.groupId}/${personId}`,
    value: {},
    expectedVersion: null,
    expiresAt: expiryOf({ personId, activatable, ...record }),
  })
}

/** A write that failed may have happened all the same. */
async function attemptWrite(
  write: () => Promise<StateOutcome>,
): Promise<StateOutcome | { readonly outcome: 'unknown'; readonly reason: string }> {
  try {
    return await write()
  } catch (error) {
    return { outcome: 'unknown', reason: error instanceof Error ? error.message : String(error) }
  }
}

async function collect(records: AsyncIterable<StateRecord>, now: Instant): Promise<readonly Activation[]> {
  const found: Activation[] = []
  for await (const record of records) {
    const activation = inForce(parseActivationRecord(record.value), now)
    if (activation) found.push(activation)
  }
  return found
}
