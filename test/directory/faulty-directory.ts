import {
  type Activatable,
  type ActivateOutcome,
  type ActiveAssignment,
  activatableKey,
  type DeactivateOutcome,
  type Directory,
  DirectoryUnavailable,
  type Instant,
  type PersonId,
} from '../../bot/index.ts'

/**
 * A directory that lies, lags and loses answers, round any real one.
 *
 *     const directory = createFaultyDirectory({ inner, now, seed: 7 })
 *     directory.next('activate', 'lostAnswer')        // the next call happens, and its answer never arrives
 *     directory.next('readBack', null, 'unavailable') // one good read, then one that fails
 *     directory.lag({ appearsAfterMs: 3_000, goneAfterMs: 10_000 })
 *     directory.rates({ activate: { unknownDone: 0.2 }, reads: 0.1 }) // from the seed: the same seed, the same faults
 *     directory.heal()                                // from here on as good as the inner one, lags included
 *
 * Scripted faults come first, then the rates. Everything that went wrong is in `faults`, in order. Time is only read
 * from `now`; nothing here waits. Call the inner directory directly to change something "outside": that shows at once.
 *
 * What still holds with every fault but `claimsAccepted`: a key is activated at most once, an activation never outlives
 * its end in the inner directory, and what was done is shown once its lag is over.
 */
export interface FaultyDirectory extends Directory {
  /** Faults of the next calls of a method, in order; null lets one call through. */
  next<M extends keyof Directory>(method: M, ...faults: readonly (FaultOf<M> | null)[]): void
  /** Probability of each fault per call, 0 to 1. Replaces what was set before. */
  rates(rates: FaultRates): void
  /** From now on, changes made through this wrapper show late. A pair is a range to draw from. */
  lag(lag: Lag): void
  heal(): void
  readonly faults: readonly FaultRecord[]
}

export type ActivateFault =
  /** A definite no, and nothing happened. */
  | 'refused'
  /** Nothing happened; throws. */
  | 'unavailable'
  /** It happened; throws. */
  | 'lostAnswer'
  | 'unknownDone'
  | 'unknownNotDone'
  /** The lie: says accepted, and nothing happened. */
  | 'claimsAccepted'

export type DeactivateFault = Exclude<ActivateFault, 'refused'> | 'notBefore'

export type FaultOf<M extends keyof Directory> = M extends 'activate'
  ? ActivateFault
  : M extends 'deactivate'
    ? DeactivateFault
    : 'unavailable'

export interface FaultRates {
  readonly activate?: { readonly [fault in ActivateFault]?: number }
  readonly deactivate?: { readonly [fault in DeactivateFault]?: number }
  /** Of every other method: throws `DirectoryUnavailable`. */
  readonly reads?: number
}

export interface Lag {
  /** Reads do not show an activation until this long after it was made. */
  readonly appearsAfterMs?: number | readonly [number, number]
  /** Reads go on showing it for this long after it ended, early or by time. `Infinity`: for ever. */
  readonly goneAfterMs?: number | readonly [number, number]
}

export interface FaultRecord {
  readonly at: Instant
  readonly method: keyof Directory
  readonly fault: ActivateFault | DeactivateFault
}

export interface FaultyDirectoryOptions {
  readonly inner: Directory
  readonly now: () => Instant
  readonly seed?: number
  /** How long `notBefore` says to wait. */
  readonly floorMs?: number
}

/** What was done through the wrapper and from when to when reads show it. */
interface Sighting {
  readonly assignment: ActiveAssignment
  readonly shownFrom: Instant
  endedAt: Instant
  readonly ghostMs: number
}

export function createFaultyDirectory({
  inner,
  now,
  seed = 1,
  floorMs = 300_000,
}: FaultyDirectoryOptions): FaultyDirectory {
  const random = mulberry32(seed)
  const scripts = new Map<keyof Directory, (string | null)[]>()
  const faults: FaultRecord[] = []
  let sightings: Sighting[] = []
  let rates: FaultRates = {}
  let lag: Lag = {}

  function faultOf<M extends keyof Directory>(method: M): FaultOf<M> | null {
    const script = scripts.get(method)
    const fault = (script?.length ? script.shift() : drawn(method)) as FaultOf<M> | null
    if (fault) faults.push({ at: now(), method, fault })
    return fault
  }

  function drawn(method: keyof Directory): string | null {
    if (method !== 'activate' && method !== 'deactivate') return random() < (rates.reads ?? 0) ? 'unavailable' : null
    let dice = random()
    for (const [fault, rate] of Object.entries(rates[method] ?? {})) {
      if (dice < rate) return fault
      dice -= rate
    }
    return null
  }

  function drawMs(range: number | readonly [number, number] = 0): number {
    if (typeof range === 'number') return range
    const [from, to] = range
    return from + Math.floor(random() * (to - from + 1))
  }

  async function reading<T>(method: keyof Directory, read: () => Promise<T>): Promise<T> {
    if (faultOf(method)) throw new DirectoryUnavailable(`${method}: no answer (injected)`)
    return read()
  }

  /** Remembers an assignment that the inner directory shows since a call through here, and forgets what is long over. */
  async function watch(personId: PersonId, activatable: Activatable): Promise<void> {
    const assignment = await inner.readBack(personId, activatable)
    sightings = sightings.filter((seen) => now() < seen.endedAt + seen.ghostMs)
    if (!assignment || sightings.some((seen) => seen.assignment.id === assignment.id)) return
    sightings.push({
      assignment,
      shownFrom: now() + drawMs(lag.appearsAfterMs),
      endedAt: assignment.endsAt ?? Number.POSITIVE_INFINITY,
      ghostMs: drawMs(lag.goneAfterMs),
    })
  }

  async function deactivateWatched(order: Parameters<Directory['deactivate']>[0]): Promise<DeactivateOutcome> {
    const before = await inner.readBack(order.personId, order.activatable)
    const outcome = await inner.deactivate(order)
    const after = await inner.readBack(order.personId, order.activatable)
    const seen = sightings.find(({ assignment }) => assignment.id === before?.id)
    if (seen && after?.id !== before?.id) seen.endedAt = Math.min(seen.endedAt, now())
    return outcome
  }

  function isHidden(assignment: ActiveAssignment): boolean {
    return sightings.some((seen) => seen.assignment.id === assignment.id && now() < seen.shownFrom)
  }

  /** Over, and still shown. */
  function ghosts(): readonly ActiveAssignment[] {
    const at = now()
    const shown = sightings.filter(
      (seen) => at >= seen.shownFrom && at >= seen.endedAt && at < seen.endedAt + seen.ghostMs,
    )
    return shown.map((seen) => seen.assignment)
  }

  async function activate(order: Parameters<Directory['activate']>[0]): Promise<ActivateOutcome> {
    const fault = faultOf('activate')
    if (fault === 'unavailable') throw new DirectoryUnavailable('activate: no answer (injected)')
    if (fault === 'refused') return { outcome: 'refused', reason: 'Refused (injected)' }
    if (fault === 'unknownNotDone') return { outcome: 'unknown', reason: 'Timed out (injected)' }
    if (fault === 'claimsAccepted') return { outcome: 'accepted' }
    const outcome = await inner.activate(order)
    await watch(order.personId, order.activatable)
    if (fault === 'lostAnswer') throw new DirectoryUnavailable('activate: the answer was lost (injected)')
    if (fault === 'unknownDone') return { outcome: 'unknown', reason: 'Timed out (injected)' }
    return outcome
  }

  async function deactivate(order: Parameters<Directory['deactivate']>[0]): Promise<DeactivateOutcome> {
    const fault = faultOf('deactivate')
    if (fault === 'unavailable') throw new DirectoryUnavailable('deactivate: no answer (injected)')
    if (fault === 'notBefore') return { outcome: 'notBefore', at: now() + floorMs }
    if (fault === 'unknownNotDone') return { outcome: 'unknown', reason: 'Timed out (injected)' }
    if (fault === 'claimsAccepted') return { outcome: 'accepted' }
    const outcome = await deactivateWatched(order)
    if (fault === 'lostAnswer') throw new DirectoryUnavailable('deactivate: the answer was lost (injected)')
    if (fault === 'unknownDone') return { outcome: 'unknown', reason: 'Timed out (injected)' }
    return outcome
  }

  async function activeAssignments(personId?: PersonId): Promise<readonly ActiveAssignment[]> {
    const actual = await inner.activeAssignments(personId)
    const late = ghosts().filter((ghost) => personId === undefined || ghost.personId === personId)
    return [...actual.filter((assignment) => !isHidden(assignment)), ...late]
  }

  async function readBack(personId: PersonId, activatable: Activatable): Promise<ActiveAssignment | null> {
    const actual = await inner.readBack(personId, activatable)
    if (actual && !isHidden(actual)) return actual
    const key = activatableKey(activatable)
    return ghosts().find((ghost) => ghost.personId === personId && activatableKey(ghost.activatable) === key) ?? null
  }

  return {
    get activation() {
      return inner.activation
    },
    person: (id) => reading('person', () => inner.person(id)),
    people: () => reading('people', () => inner.people()),
    personOf: (identity) => reading('personOf', () => inner.personOf(identity)),
    group: (id) => reading('group', () => inner.group(id)),
    membersOf: (groupId) => reading('membersOf', () => inner.membersOf(groupId)),
    scopeName: (scope) => reading('scopeName', () => inner.scopeName(scope)),
    eligibleAssignments: (id) => reading('eligibleAssignments', () => inner.eligibleAssignments(id)),
    allEligible: () => reading('allEligible', () => inner.allEligible()),
    activeAssignments: (personId) => reading('activeAssignments', () => activeAssignments(personId)),
    readBack: (personId, activatable) => reading('readBack', () => readBack(personId, activatable)),
    activate,
    deactivate,
    next: (method, ...more) => void scripts.set(method, [...(scripts.get(method) ?? []), ...more]),
    rates: (next) => {
      rates = next
    },
    lag: (next) => {
      lag = next
    },
    heal: () => {
      scripts.clear()
      sightings = []
      rates = {}
      lag = {}
    },
    faults,
  }
}

/** Small seeded generator (mulberry32, public domain): good enough to shuffle faults, the same on every machine. */
export function mulberry32(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
