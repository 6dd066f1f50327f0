import { describe, expect, it } from 'vitest'
import type { Status } from '../../bot/domain/activation-request.ts'
import { personActor } from '../../bot/domain/audit-event.ts'
import { HOUR, MINUTE } from '../../bot/domain/duration.ts'
import type { RequestEvent } from '../../bot/domain/request-event.ts'
import { decide, submit } from '../../bot/domain/request-machine.ts'
import { NO_APPROVAL, NOW, requestAt } from './samples.ts'

const proof = { at: NOW, method: 'oidc' }
const signIn = { since: NOW - MINUTE, challenge: null, unsettled: false }
const delegated = { ...NO_APPROVAL, signIn: true }
const seen = { assignmentId: 'a-1', startedAt: NOW, endsAt: NOW + HOUR, noticeAt: null }

const EVENTS: readonly RequestEvent[] = [
  { type: 'identityProven', proof, plan: delegated },
  { type: 'start', signIn: true },
  { type: 'start', signIn: false },
  { type: 'cancel', by: 'adele' },
  { type: 'invalidated', code: 'eligibilityLost' },
  { type: 'takeBack', by: 'alex', reason: null },
  { type: 'revoke', by: personActor('pradeep'), reason: 'Stop' },
  { type: 'readBackActive', ...seen },
  { type: 'attempt' },
  { type: 'accepted' },
  { type: 'deny', by: 'megan', reason: 'No' },
  { type: 'deactivate', by: 'adele' },
]

function becomes(unsettled: boolean): readonly (Status | null)[] {
  const request = requestAt('approved', { proof: null, signIn: { ...signIn, unsettled } })
  return EVENTS.map((event) => {
    const decision = decide(request, event, NOW)
    return decision.decided ? decision.next.status : null
  })
}

describe('waiting for the sign-in that activates', () => {
  it('goes on with that sign-in alone', () => {
    const other = [null, null, 'canceled', 'failed', 'revoked', 'revoked', null, null, null, null, null]
    expect(becomes(false)).toEqual(['provisioning', ...other])
  })

  it('reads back what an unanswered call may have made, whoever ends it', () => {
    const other = [null, null, 'ending', 'ending', 'ending', 'ending', 'active', null, null, null, null]
    expect(becomes(true)).toEqual(['provisioning', ...other])
  })

  it('is not begun by a submit that still has to be approved, and is by one that has not', () => {
    const draft = requestAt('approved', { proof: null, windowEndsAt: null })
    const decision = submit(draft, { type: 'submit', verification: false, plan: delegated }, NOW)
    expect(decision).toMatchObject({ next: { status: 'approved', signIn: { since: NOW }, windowEndsAt: NOW + HOUR } })
  })

  it('takes no sign-in once the hour is over', () => {
    const request = requestAt('approved', { signIn, windowEndsAt: NOW })
    const [event] = EVENTS
    expect(event && decide(request, event, NOW)).toMatchObject({ refusal: { code: 'windowOver' } })
    expect(decide(request, { type: 'windowOver' }, NOW)).toMatchObject({ next: { status: 'timedOut' } })
  })

  it('drops the proof with the sign-in that came to nothing', () => {
    const request = requestAt('provisioning', { proof })
    const decision = decide(request, { type: 'neverCreated', challenge: '{}', unsettled: false }, NOW)
    expect(decision).toMatchObject({ next: { status: 'approved', proof: null, signIn: { challenge: '{}' } } })
    expect(decision.decided && decision.effects).toEqual([])
  })
})
