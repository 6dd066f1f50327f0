import type { AdapterState, ChatIdentity, Instant, PersonId } from '../../bot/index.ts'
import { useStep } from './check-code.ts'
import { readFactor, type StoredFactor } from './factors.ts'
import { lockedUntil, returnGuess, settleWrongGuess, takeGuess } from './guesses.ts'
import { stepsOfCode } from './totp.ts'

/** `wrong` says no more: not whether there is such a person, nor whether they have an authenticator. */
export type NamedCodeOutcome =
  | { readonly outcome: 'right' }
  | { readonly outcome: 'wrong'; readonly triesLeft: number }
  | { readonly outcome: 'locked'; readonly until: Instant; readonly newly: boolean }

/** More than one account has: a single stranger keeps nobody from linking their own account. */
const ALLOWED_FOR_PERSON = 10

/** Compared where there is nobody to compare with, so that the answer takes as long. */
const NOBODYS_SECRET = new Uint8Array(20)

/**
 * Checks a code together with the name it came with; null: nobody is called that. Tries are counted for the chat account,
 * which is what people may know, and for the person, so that many accounts do not make many tries. The person's own
 * tries elsewhere are left alone: a stranger with a chat account could otherwise lock people out.
 */
export async function checkNamedCode(
  state: AdapterState,
  account: ChatIdentity,
  personId: PersonId | null,
  code: string,
  now: Instant,
): Promise<NamedCodeOutcome> {
  const accountKey = keyOfAccount(account)
  const lock = await takeGuess(state, accountKey, now)
  if (lock) return { outcome: 'locked', until: lock.lockedUntil, newly: lock.newly }
  const factor = personId === null ? null : await readFactor(state, personId)
  if (personId !== null && factor && (await isRight(state, personId, factor, code, now))) {
    await returnGuess(state, accountKey, now, now)
    return { outcome: 'right' }
  }
  if (!factor) stepsOfCode(NOBODYS_SECRET, code, now)
  const settled = await settleWrongGuess(state, accountKey, now)
  if ('lockedUntil' in settled) return { outcome: 'locked', until: settled.lockedUntil, newly: settled.newly }
  return { outcome: 'wrong', triesLeft: settled.triesLeft }
}

/** Until when no code is looked at for this account, or null. */
export function accountLockedUntil(state: AdapterState, account: ChatIdentity, now: Instant): Promise<Instant | null> {
  return lockedUntil(state, keyOfAccount(account), now)
}

async function isRight(
  state: AdapterState,
  personId: PersonId,
  factor: StoredFactor,
  code: string,
  now: Instant,
): Promise<boolean> {
  const key = `accounts-of/${personId}/${factor.generation}`
  if (await takeGuess(state, key, now, ALLOWED_FOR_PERSON)) return false
  if ((await useStep(state, personId, factor, code, now)) !== 'right') {
    await settleWrongGuess(state, key, now, ALLOWED_FOR_PERSON)
    return false
  }
  await returnGuess(state, key, now, now)
  return true
}

function keyOfAccount({ platform, tenant, userId }: ChatIdentity): string {
  return `account/${platform}/${tenant}/${userId}`
}
