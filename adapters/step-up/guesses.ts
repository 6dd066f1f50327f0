import { z } from 'zod'
import { type AdapterState, HOUR, type Instant, MINUTE, type StateRecord } from '../../bot/index.ts'

const GUESSES = 'step-up/guesses'
const ALLOWED = 5
const COUNTED_FOR_MS = 15 * MINUTE
const LOCKED_FOR_MS = 15 * MINUTE
/** Kept past any lock: the store may tell time by another clock. */
const REMEMBERED_MS = 24 * HOUR
const ATTEMPTS = 20

const schema = z.object({ attempts: z.array(z.int()), lockedUntil: z.int().nullable() })
type Guesses = z.output<typeof schema>
const NONE: Guesses = { attempts: [], lockedUntil: null }

/** `newly`: this call set the lock; of all calls at the same time, only one hears so. */
export type Lock = { readonly lockedUntil: Instant; readonly newly: boolean }

export async function lockedUntil(state: AdapterState, factorKey: string, now: Instant): Promise<Instant | null> {
  const { lockedUntil: until } = parse(await state.get(GUESSES, factorKey))
  return until !== null && until > now ? until : null
}

/**
 * Counts a guess before it is looked at: however many arrive at once, only so many are looked at. Give it back with
 * `returnGuess` when it was right.
 */
export function takeGuess(
  state: AdapterState,
  factorKey: string,
  now: Instant,
  allowed = ALLOWED,
): Promise<Lock | null> {
  return change<Lock | null>(state, factorKey, now, (guesses) => {
    if (guesses.lockedUntil !== null && guesses.lockedUntil > now) {
      return { answer: { lockedUntil: guesses.lockedUntil, newly: false } }
    }
    const attempts = counted(guesses, now)
    if (attempts.length >= allowed) return lock(now)
    return { answer: null, next: { attempts: [...attempts, now], lockedUntil: null } }
  })
}

export async function returnGuess(state: AdapterState, factorKey: string, takenAt: Instant, now: Instant) {
  await change<null>(state, factorKey, now, (guesses) => {
    const index = guesses.attempts.indexOf(takenAt)
    if (index < 0) return { answer: null }
    return { answer: null, next: { ...guesses, attempts: guesses.attempts.toSpliced(index, 1) } }
  })
}

/** After a wrong guess: how many are left, or the lock that it brought. */
export function settleWrongGuess(
  state: AdapterState,
  factorKey: string,
  now: Instant,
  allowed = ALLOWED,
): Promise<Lock | { readonly triesLeft: number }> {
  return change<Lock | { readonly triesLeft: number }>(state, factorKey, now, (guesses) => {
    if (guesses.lockedUntil !== null && guesses.lockedUntil > now) {
      return { answer: { lockedUntil: guesses.lockedUntil, newly: false } }
    }
    const left = allowed - counted(guesses, now).length
    return left > 0 ? { answer: { triesLeft: left } } : lock(now)
  })
}

function lock(now: Instant): { readonly answer: Lock; readonly next: Guesses } {
  const until = now + LOCKED_FOR_MS
  return { answer: { lockedUntil: until, newly: true }, next: { attempts: [], lockedUntil: until } }
}

function counted(guesses: Guesses, now: Instant): readonly Instant[] {
  return guesses.attempts.filter((at) => at > now - COUNTED_FOR_MS)
}

async function change<T>(
  state: AdapterState,
  key: string,
  now: Instant,
  decide: (guesses: Guesses) => { readonly answer: T; readonly next?: Guesses },
): Promise<T> {
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const record = await state.get(GUESSES, key)
    const { answer, next } = decide(parse(record))
    if (!next) return answer
    const written = await state.put({
      namespace: GUESSES,
      key,
      value: next,
      expectedVersion: record?.version ?? 0,
      expiresAt: now + REMEMBERED_MS,
    })
    if (written.outcome === 'saved') return answer
  }
  throw new Error('Too many guesses at once to count them')
}

function parse(record: StateRecord | null): Guesses {
  return record ? schema.parse(record.value) : NONE
}
