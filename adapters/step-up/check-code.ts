import type { AdapterState, Instant, PersonId } from '../../bot/index.ts'
import { readFactor, type StoredFactor, writeFactor } from './factors.ts'
import { lockedUntil, returnGuess, settleWrongGuess, takeGuess } from './guesses.ts'
import { stepsOfCode } from './totp.ts'

export type CodeOutcome =
  | { readonly outcome: 'right' }
  | { readonly outcome: 'wrong' | 'replayed'; readonly triesLeft: number }
  /** `newly`: this guess brought the lock. */
  | { readonly outcome: 'locked'; readonly until: Instant; readonly newly: boolean }
  | { readonly outcome: 'notEnrolled' }

const ATTEMPTS = 5

/**
 * Checks a code of the person's authenticator and uses its time step up: of all calls with the same step exactly one
 * is right (RFC 6238 section 5.2: a code is accepted once). Five that were not right within fifteen minutes lock the
 * factor for fifteen.
 */
export async function checkCode(
  state: AdapterState,
  personId: PersonId,
  code: string,
  now: Instant,
): Promise<CodeOutcome> {
  const factor = await readFactor(state, personId)
  if (!factor) return { outcome: 'notEnrolled' }
  const key = guessKey(personId, factor)
  const lock = await takeGuess(state, key, now)
  if (lock) return { outcome: 'locked', until: lock.lockedUntil, newly: lock.newly }
  const used = await useStep(state, personId, factor, code, now)
  if (used === 'right') {
    await returnGuess(state, key, now, now)
    return { outcome: 'right' }
  }
  const settled = await settleWrongGuess(state, key, now)
  if ('lockedUntil' in settled) return { outcome: 'locked', until: settled.lockedUntil, newly: settled.newly }
  return { outcome: used, triesLeft: settled.triesLeft }
}

/** Until when no code of this person is looked at, or null. */
export async function codeLockedUntil(state: AdapterState, personId: PersonId, now: Instant): Promise<Instant | null> {
  const factor = await readFactor(state, personId)
  return factor && lockedUntil(state, guessKey(personId, factor), now)
}

/** Uses the code's time step up, where it is one of theirs and newer than the last. */
export async function useStep(
  state: AdapterState,
  personId: PersonId,
  read: StoredFactor,
  code: string,
  now: Instant,
): Promise<'right' | 'wrong' | 'replayed'> {
  let factor = read
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const steps = stepsOfCode(factor.secret, code, now)
    const fresh = steps.find((step) => step > factor.lastStep)
    if (fresh === undefined) return steps.length > 0 ? 'replayed' : 'wrong'
    if (await writeFactor(state, personId, { ...factor, lastStep: fresh }, factor.version)) return 'right'
    const changed = await readFactor(state, personId)
    if (changed?.generation !== read.generation) return 'wrong'
    factor = changed
  }
  return 'replayed'
}

/** A new factor starts with a clean slate: guesses at the old one say nothing about it. */
function guessKey(personId: PersonId, factor: StoredFactor): string {
  return `${personId}/${factor.generation}`
}
