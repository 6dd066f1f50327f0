import type { ActivationRequest, Proof } from './activation-request.ts'
import { ELEVATE, personActor } from './audit-event.ts'
import { cardTo } from './request-effects.ts'
import type { RequestEvent } from './request-event.ts'
import { SIGN_IN_WINDOW } from './request-timing.ts'
import { type Made, moved } from './request-transition.ts'
import type { Instant } from './values.ts'

/** Steps of the request machine about the sign-in with which a delegated activation is made. */

/** Handed to the directory. */
export function provisioningFrom(now: Instant) {
  const provisioning = { startedAt: now, attempts: 0, outcome: 'requested', readBackAt: now, readBacks: 0 } as const
  return { status: 'provisioning', provisioning, windowEndsAt: null } as const
}

/** All is decided: the requester signs in, and that activates. */
export function signInFrom(now: Instant) {
  const signIn = { since: now, challenge: null, unsettled: false }
  return { status: 'approved', windowEndsAt: now + SIGN_IN_WINDOW, signIn } as const
}

/** Whoever asked is told that it is their turn; after a challenge the page they are on leads on by itself. */
export function askingForSignIn(made: Made, card: 'signIn' | 'signInAgain' = 'signIn'): Made {
  const { next } = made
  if (!next.signIn || next.signIn.challenge !== null) return made
  return { ...made, effects: [...made.effects, cardTo(next, card, next.requesterId)] }
}

/** The requester signed in: proof of identity, and leave to call the directory with it. */
export function signedIn(request: ActivationRequest, proof: Proof, now: Instant): Made {
  const changes = { ...provisioningFrom(now), proof: { ...proof, at: now }, signIn: null }
  return moved(request, changes, now, 'identityProven', personActor(request.requesterId), { method: proof.method })
}

/** Nothing was made with the last sign-in. What proved the person then proves nothing for the next call. */
export function signInAgain(
  request: ActivationRequest,
  { challenge, unsettled }: RequestEvent & { type: 'neverCreated' },
  now: Instant,
): Made {
  const signIn = { since: now, challenge, unsettled }
  const changes = { ...signInFrom(now), signIn, provisioning: null, proof: null }
  return askingForSignIn(
    moved(request, changes, now, 'signInAwaited', ELEVATE, { challenged: challenge !== null, unsettled }),
    'signInAgain',
  )
}
