import { describe, expect, it } from 'vitest'
import { type ActivationRequest, isTerminal, STATUSES, type Status } from '../../bot/domain/activation-request.ts'
import { personActor } from '../../bot/domain/audit-event.ts'
import { durationFromMs, HOUR, MINUTE } from '../../bot/domain/duration.ts'
import {
  type Decision,
  REQUEST_EVENT_TYPES,
  type RequestEvent,
  type RequestEventType,
} from '../../bot/domain/request-event.ts'
import { decide, submit } from '../../bot/domain/request-machine.ts'
import { APPROVAL, NO_APPROVAL, NOW, PLAN, requestAt } from './samples.ts'

const EVENTS: { readonly [type in RequestEventType]: RequestEvent & { readonly type: type } } = {
  submit: { type: 'submit', verification: true, plan: PLAN },
  identityProven: { type: 'identityProven', proof: { at: NOW, method: 'totp' }, plan: PLAN },
  approve: {
    type: 'approve',
    by: 'megan',
    duration: null,
    proven: false,
    required: 1,
    validVoters: [],
    plan: NO_APPROVAL,
  },
  deny: { type: 'deny', by: 'megan', reason: 'Not today' },
  cancel: { type: 'cancel', by: 'adele' },
  windowOver: { type: 'windowOver' },
  invalidated: { type: 'invalidated', code: 'eligibilityLost' },
  takeBack: { type: 'takeBack', by: 'alex', reason: null },
  revoke: { type: 'revoke', by: personActor('pradeep'), reason: 'Stop' },
  start: { type: 'start', signIn: false },
  attempt: { type: 'attempt' },
  accepted: { type: 'accepted' },
  waitsForDirectory: { type: 'waitsForDirectory' },
  answering: { type: 'answering', by: 'megan', verdict: 'approve', reason: null },
  answered: { type: 'answered', by: 'megan', verdict: 'approve', reason: null, proven: true, required: 1 },
  outcomeUnknown: { type: 'outcomeUnknown', reason: 'timeout' },
  refused: { type: 'refused', code: 'directoryRefused', reason: 'RoleAssignmentExists' },
  neverCreated: { type: 'neverCreated', challenge: null, unsettled: true },
  readBackActive: {
    type: 'readBackActive',
    assignmentId: 'a-1',
    startedAt: NOW,
    endsAt: NOW + HOUR,
    noticeAt: NOW + 50 * MINUTE,
  },
  readBackGone: { type: 'readBackGone' },
  deactivate: { type: 'deactivate', by: 'adele' },
  removalAttempted: { type: 'removalAttempted' },
  removalAccepted: { type: 'removalAccepted' },
  removalDelayed: { type: 'removalDelayed', until: NOW + 4 * MINUTE },
  removalStuck: { type: 'removalStuck' },
  remind: { type: 'remind', notify: ['megan'] },
  escalate: { type: 'escalate', notify: ['lead'] },
  approverUnreachable: {
    type: 'approverUnreachable',
    personId: 'megan',
    reason: 'gone',
    notify: ['lead'],
    escalates: true,
    short: null,
  },
  approverReached: { type: 'approverReached', personId: 'ivan' },
  endingSoon: { type: 'endingSoon' },
}

/** Every cell that is not a refusal: what the status becomes. All other cells must refuse. */
const LEGAL: { readonly [status in Status]: { readonly [type in RequestEventType]?: Status } } = {
  pendingVerification: {
    identityProven: 'pendingApproval',
    cancel: 'canceled',
    invalidated: 'failed',
    revoke: 'revoked',
  },
  pendingApproval: {
    approve: 'provisioning',
    deny: 'denied',
    cancel: 'canceled',
    invalidated: 'failed',
    revoke: 'revoked',
    remind: 'pendingApproval',
    escalate: 'pendingApproval',
    approverUnreachable: 'pendingApproval',
    approverReached: 'pendingApproval',
  },
  approved: {
    start: 'provisioning',
    cancel: 'canceled',
    invalidated: 'failed',
    revoke: 'revoked',
    takeBack: 'revoked',
  },
  provisioning: {
    attempt: 'provisioning',
    accepted: 'provisioning',
    waitsForDirectory: 'provisioning',
    outcomeUnknown: 'provisioning',
    refused: 'failed',
    neverCreated: 'approved',
    readBackActive: 'active',
    readBackGone: 'provisioning',
    revoke: 'ending',
    takeBack: 'ending',
    invalidated: 'ending',
  },
  active: {
    deactivate: 'ending',
    revoke: 'ending',
    takeBack: 'ending',
    invalidated: 'ending',
    endingSoon: 'active',
    readBackGone: 'active',
    readBackActive: 'active',
    removalAttempted: 'active',
  },
  ending: {
    readBackGone: 'deactivated',
    removalAttempted: 'ending',
    removalAccepted: 'ending',
    removalDelayed: 'ending',
    accepted: 'ending',
    waitsForDirectory: 'ending',
    outcomeUnknown: 'ending',
  },
  denied: { readBackActive: 'denied' },
  canceled: { readBackActive: 'canceled' },
  timedOut: { readBackActive: 'timedOut' },
  failed: { readBackActive: 'failed' },
  revoked: { readBackActive: 'revoked' },
  deactivated: { readBackActive: 'deactivated' },
  expired: { readBackActive: 'expired' },
}

function made(decision: Decision): Decision & { decided: true } {
  if (!decision.decided) throw new Error(`refused: ${decision.refusal.code}`)
  return decision
}

function next(request: ActivationRequest, event: RequestEvent, now = NOW): ActivationRequest {
  return made(decide(request, event, now)).next
}

describe('every status and every event', () => {
  for (const status of STATUSES) {
    for (const type of REQUEST_EVENT_TYPES) {
      const to = LEGAL[status][type]
      it(`${status} × ${type} ${to ? `→ ${to}` : 'is refused'}`, () => {
        const request = requestAt(status)

        const decision = decide(request, EVENTS[type], NOW)

        expect(decision.decided ? decision.next.status : null).toBe(to ?? null)
        if (decision.decided) {
          expect(decision.next.rowVersion).toBe(request.rowVersion + 1)
          expect(decision.audit.every(({ data }) => data['from'] === status && data['to'] === to)).toBe(true)
        }
        if (decision.decided && status !== to) expect(decision.audit).toHaveLength(1)
      })
    }
  }

  it('never changes the request it was given', () => {
    for (const status of STATUSES) {
      for (const type of REQUEST_EVENT_TYPES) {
        const request = requestAt(status)
        decide(request, EVENTS[type], NOW)
        expect(request).toEqual(requestAt(status))
      }
    }
  })

  it('lets no terminal status become another', () => {
    for (const status of STATUSES.filter(isTerminal)) {
      for (const type of REQUEST_EVENT_TYPES) {
        const decision = decide(requestAt(status), EVENTS[type], NOW)
        if (decision.decided) expect(decision.next.status).toBe(status)
      }
    }
  })
})

describe('submitting', () => {
  const draft = requestAt('pendingVerification', { rowVersion: 0, viewVersion: 0 })

  it('waits for proof where the settings ask for it, and asks nobody for approval yet', () => {
    const decision = made(submit(draft, EVENTS.submit, NOW))
    expect(decision.next.status).toBe('pendingVerification')
    expect(decision.effects.map((effect) => effect.kind === 'card' && effect.card)).toEqual(['request'])
  })

  it('asks for approval at once where no proof is needed', () => {
    const decision = made(submit(draft, { ...EVENTS.submit, verification: false }, NOW))
    expect(decision.next).toMatchObject({ status: 'pendingApproval', windowEndsAt: NOW + HOUR })
    expect(decision.effects).toHaveLength(4)
  })

  it('goes to the directory at once where nothing is asked', () => {
    const plain = { type: 'submit', verification: false, plan: NO_APPROVAL } as const
    expect(made(submit(draft, plain, NOW)).next.status).toBe('provisioning')
  })

  it('waits in approved while the activation before it runs', () => {
    const plan = { ...NO_APPROVAL, waits: true, waitsUntil: NOW + 2 * HOUR }
    const decision = made(submit(draft, { type: 'submit', verification: false, plan }, NOW))
    expect(decision.next).toMatchObject({ status: 'approved', windowEndsAt: NOW + 2 * HOUR })
  })

  it('records the terms and commits to the justification instead of repeating it', () => {
    const typed = { ...draft, terms: { ...draft.terms, justification: 'mailbox down' } }
    const [event] = made(submit(typed, EVENTS.submit, NOW)).audit
    expect(JSON.stringify(event?.data)).not.toContain('mailbox')
    expect(event?.personal).toEqual({ justification: 'mailbox down' })
  })
})

describe('approving', () => {
  const two = { ...EVENTS.approve, required: 2 }

  it('stays pending until the quorum of distinct approvers is complete', () => {
    const first = next(requestAt('pendingApproval'), two)
    expect(first).toMatchObject({ status: 'pendingApproval', votes: [{ personId: 'megan' }] })
    const second = next(first, { ...two, by: 'alex', validVoters: ['megan'] })
    expect(second.status).toBe('provisioning')
  })

  it('counts nobody twice', () => {
    const first = next(requestAt('pendingApproval'), two)
    expect(decide(first, { ...two, validVoters: ['megan'] }, NOW)).toMatchObject({
      refusal: { code: 'alreadyApproved' },
    })
  })

  it('never counts the requester, even as an approver', () => {
    const decision = decide(requestAt('pendingApproval'), { ...EVENTS.approve, by: 'adele' }, NOW)
    expect(decision).toMatchObject({ decided: false, refusal: { code: 'ownRequest' } })
  })

  it('does not count earlier voters who may no longer decide', () => {
    const first = next(requestAt('pendingApproval'), two)
    expect(next(first, { ...two, by: 'alex', validVoters: [] }).status).toBe('pendingApproval')
  })

  it('takes the shortest duration agreed to', () => {
    const first = next(requestAt('pendingApproval'), { ...two, duration: durationFromMs(30 * MINUTE) })
    const second = next(first, { ...two, by: 'alex', validVoters: ['megan'] })
    expect(second.terms.duration).toBe('PT30M')
  })

  it('never agrees to more than was asked for', () => {
    const approved = next(requestAt('pendingApproval'), { ...EVENTS.approve, duration: durationFromMs(8 * HOUR) })
    expect(approved.terms.duration).toBe('PT1H')
  })

  it('refuses less than five minutes', () => {
    const event = { ...EVENTS.approve, duration: durationFromMs(4 * MINUTE) }
    expect(decide(requestAt('pendingApproval'), event, NOW)).toMatchObject({ refusal: { code: 'durationTooShort' } })
  })

  it('refuses from the instant the window is over', () => {
    const request = requestAt('pendingApproval', { windowEndsAt: NOW })
    expect(decide(request, EVENTS.approve, NOW)).toMatchObject({ refusal: { code: 'windowOver' } })
    expect(decide(request, EVENTS.deny, NOW)).toMatchObject({ refusal: { code: 'windowOver' } })
    expect(next(request, EVENTS.windowOver).status).toBe('timedOut')
  })

  it('tells a late approver that it was decided', () => {
    for (const status of ['denied', 'active', 'expired', 'provisioning'] as const) {
      expect(decide(requestAt(status), EVENTS.approve, NOW)).toMatchObject({ refusal: { code: 'alreadyDecided' } })
    }
  })

  it('can be taken back by who approved and by nobody else', () => {
    expect(next(requestAt('active'), EVENTS.takeBack)).toMatchObject({
      status: 'ending',
      ending: { reason: 'revoked' },
    })
    const byOther = { ...EVENTS.takeBack, by: 'megan' }
    expect(decide(requestAt('active'), byOther, NOW)).toMatchObject({ refusal: { code: 'notApprover' } })
  })

  it('doubles the interval between reminders', () => {
    const reminded = next(requestAt('pendingApproval'), EVENTS.remind)
    expect(reminded.approval).toMatchObject({ reminderInterval: 'PT30M', nextReminderAt: NOW + 30 * MINUTE })
  })

  it('knows once that an approver cannot be reached, and asks others then and there', () => {
    const before = requestAt('pendingApproval')
    const decision = made(decide(before, EVENTS.approverUnreachable, NOW))
    expect(decision.next.approval).toMatchObject({ escalatedAt: NOW, asked: ['megan', 'lead'] })
    expect(decision.next.approval?.unreachable).toContain('megan')
    expect(decision.next.viewVersion).toBe(before.viewVersion + 1)
    expect(decision.audit.map(({ type }) => type)).toEqual(['approverUnreachable', 'approvalEscalated'])
    expect(decision.effects.map(({ kind }) => kind)).toEqual(['card', 'notice'])
    expect(decide(decision.next, EVENTS.approverUnreachable, NOW).decided).toBe(false)
  })

  it('raises an alert where nobody else is left to ask, and escalates to nobody', () => {
    const event = {
      ...EVENTS.approverUnreachable,
      notify: [],
      escalates: false,
      short: { reachable: 0, needed: 1 },
    }
    const decision = made(decide(requestAt('pendingApproval'), event, NOW))
    expect(decision.next.approval?.escalatedAt).toBeNull()
    expect(decision.effects).toMatchObject([{ kind: 'alert', alert: 'approversUnreachable' }])
  })

  it('escalates once: a card to those who join, a notice to the requester', () => {
    const decision = made(decide(requestAt('pendingApproval'), EVENTS.escalate, NOW))
    expect(decision.next.approval?.escalatedAt).toBe(NOW)
    expect(decision.effects.map(({ kind }) => kind)).toEqual(['card', 'notice'])
  })
})

describe('in the directory', () => {
  it('calls at most twice', () => {
    const request = requestAt('provisioning')
    const second = next(request, EVENTS.attempt)
    expect(second.provisioning?.attempts).toBe(2)
    expect(decide(second, EVENTS.attempt, NOW).decided).toBe(false)
  })

  it('fails, with an alert, when the directory never shows what was asked of it', () => {
    const request = requestAt('provisioning')
    const provisioning = { ...request.provisioning, startedAt: NOW - 15 * MINUTE, outcome: 'unknown' }
    const decision = made(decide({ ...request, provisioning } as ActivationRequest, EVENTS.readBackGone, NOW))
    expect(decision.next).toMatchObject({ status: 'failed', outcome: { code: 'notConfirmed' } })
    expect(decision.effects.some((effect) => effect.kind === 'alert')).toBe(true)
  })

  it('starts the clock of the activation when the role became active', () => {
    const active = next(requestAt('provisioning'), EVENTS.readBackActive)
    expect(active.activation).toMatchObject({ startedAt: NOW, endsAt: NOW + HOUR })
  })

  it('looks twice before it believes that an activation ended early', () => {
    const once = next(requestAt('active'), EVENTS.readBackGone)
    expect(once).toMatchObject({ status: 'active', outcome: null })
    expect(decide(once, EVENTS.readBackGone, NOW + 1)).toMatchObject({ decided: false })
    const twice = made(decide(once, EVENTS.readBackGone, once.activation?.readBackAt ?? 0))
    expect(twice.next).toMatchObject({ status: 'revoked', outcome: { by: { kind: 'directory' } } })
    expect(twice.next.endVerifiedAt).toBe(NOW + 10_000)
  })

  it('forgets a first absence when the activation is seen again', () => {
    const once = next(requestAt('active'), EVENTS.readBackGone)
    const seen = next(once, EVENTS.readBackActive)
    expect(next(seen, EVENTS.readBackGone).status).toBe('active')
  })

  it('expires at its end when read back gone, and not a millisecond earlier', () => {
    const end = NOW + 55 * MINUTE
    expect(next(requestAt('active'), EVENTS.readBackGone, end - 1).status).toBe('active')
    expect(next(requestAt('active'), EVENTS.readBackGone, end)).toMatchObject({ status: 'expired', endVerifiedAt: end })
  })

  it('raises the alarm once when the end has passed and the role is still there', () => {
    const end = NOW + 55 * MINUTE
    const first = made(decide(requestAt('active'), EVENTS.readBackActive, end))
    expect(first.next).toMatchObject({ status: 'active', activation: { overdueSince: end } })
    expect(first.effects.map(({ kind }) => kind)).toEqual(['alert'])
    expect(decide(first.next, EVENTS.readBackActive, end + 1000).decided).toBe(false)
  })

  it('says deactivated before the end and expired at it, whatever was asked', () => {
    const end = NOW + 55 * MINUTE
    expect(next(requestAt('ending'), EVENTS.readBackGone, end - 1).status).toBe('deactivated')
    expect(next(requestAt('ending'), EVENTS.readBackGone, end).status).toBe('expired')
  })

  it('does not believe an absence while a call in flight may still take effect', () => {
    const revoked = next(requestAt('provisioning'), EVENTS.revoke)
    const removed = next(revoked, EVENTS.removalAccepted)
    expect(next(removed, EVENTS.readBackGone, NOW + MINUTE).status).toBe('ending')
    expect(next(removed, EVENTS.readBackGone, NOW + 3 * MINUTE).status).toBe('revoked')
  })

  it('counts that time anew from the answer of the call', () => {
    const removed = next(next(requestAt('provisioning'), EVENTS.revoke), EVENTS.removalAccepted)
    const answered = next(removed, EVENTS.outcomeUnknown, NOW + 3 * MINUTE)
    expect(next(answered, EVENTS.readBackGone, NOW + 4 * MINUTE).status).toBe('ending')
  })

  it('does not believe an absence before the directory agreed to remove what was active', () => {
    const ending = next(requestAt('active'), EVENTS.revoke)
    expect(next(ending, EVENTS.readBackGone, NOW + 30 * MINUTE)).toMatchObject({
      status: 'ending',
      endVerifiedAt: null,
    })
    const removed = next(ending, EVENTS.removalAccepted)
    expect(next(removed, EVENTS.readBackGone).status).toBe('revoked')
  })

  it('ends at once what was revoked before the directory was ever called', () => {
    const request = requestAt('provisioning')
    const provisioning = { ...request.provisioning, attempts: 0 }
    const revoked = next({ ...request, provisioning } as ActivationRequest, EVENTS.revoke)
    expect(next(revoked, EVENTS.readBackGone).status).toBe('revoked')
  })

  it('takes back what may have taken effect when it may no longer be repeated, and says why', () => {
    const ending = next(requestAt('provisioning'), EVENTS.invalidated)
    expect(ending).toMatchObject({ status: 'ending', ending: { reason: 'revoked', code: 'eligibilityLost' } })
    const untried = requestAt('provisioning')
    const provisioning = { ...untried.provisioning, attempts: 0 }
    expect(next({ ...untried, provisioning } as ActivationRequest, EVENTS.invalidated).status).toBe('failed')
  })

  it('never asks again at once, even where the directory’s clock is behind', () => {
    const past = next(requestAt('ending'), { type: 'removalDelayed', until: NOW - HOUR })
    expect(past.ending?.retryAt).toBeGreaterThan(NOW)
  })

  it('asks again within five minutes, even where the directory’s clock is far ahead', () => {
    const far = next(requestAt('ending'), { type: 'removalDelayed', until: NOW + 2 * HOUR })
    expect(far.ending).toMatchObject({ retryAt: NOW + 5 * MINUTE, refusedUntil: NOW + 2 * HOUR })
  })

  it('tells people once when for minutes the directory has not agreed to an end, and goes on trying', () => {
    const request = requestAt('ending')
    const ending = { ...request.ending, removed: false, refusedUntil: null, since: NOW } as ActivationRequest['ending']
    const waiting = { ...request, ending }
    const later = NOW + 3 * MINUTE
    expect(decide(waiting, EVENTS.removalStuck, later - 1)).toMatchObject({ decided: false })
    const told = made(decide(waiting, EVENTS.removalStuck, later))
    expect(told.next).toMatchObject({ status: 'ending', ending: { stuckSince: later } })
    expect(told.effects.map((effect) => effect.kind)).toContain('alert')
    expect(decide(told.next, EVENTS.removalStuck, later + HOUR)).toMatchObject({ decided: false })
  })

  it('says nothing of the sort within the directory’s own delay, nor once it has agreed', () => {
    const request = requestAt('ending')
    const ending = { ...request.ending, removed: false, refusedUntil: NOW + 5 * MINUTE, since: NOW }
    const delayed = { ...request, ending } as ActivationRequest
    expect(decide(delayed, EVENTS.removalStuck, NOW + 7 * MINUTE)).toMatchObject({ decided: false })
    const agreed = { ...request, ending: { ...ending, refusedUntil: null, removed: true } } as ActivationRequest
    expect(decide(agreed, EVENTS.removalStuck, NOW + HOUR)).toMatchObject({ decided: false })
  })

  it('tells holder and feed once when the directory delays a removal', () => {
    const decision = made(decide(requestAt('ending'), EVENTS.removalDelayed, NOW))
    expect(decision.effects.map((effect) => effect.to.kind)).toEqual(['person', 'channel'])
    expect(made(decide(decision.next, EVENTS.removalDelayed, NOW)).effects).toEqual([])
  })

  it('keeps the status and raises the alarm when something ended is seen active', () => {
    const decision = made(decide(requestAt('denied'), EVENTS.readBackActive, NOW))
    expect(decision.next.status).toBe('denied')
    expect(decision.effects.map(({ kind }) => kind)).toEqual(['alert'])
  })

  describe('while the directory has its own approvers decide', () => {
    const settings = { ...APPROVAL, required: 1 }
    const provisioning = requestAt('provisioning', { approval: null, votes: [] })
    const asked = made(decide(provisioning, { type: 'waitsForDirectory', ask: { settings, notify: ['megan'] } }, NOW))
    const waiting = asked.next

    it('asks its approvers in chat, once', () => {
      expect(waiting).toMatchObject({ status: 'provisioning', approval: { inDirectory: true, asked: ['megan'] } })
      expect(asked.effects.map(({ kind, to }) => [kind, to.kind])).toEqual([
        ['card', 'person'],
        ['card', 'channel'],
      ])
      const again = { type: 'waitsForDirectory', ask: { settings, notify: ['megan'] } } as const
      expect(made(decide(waiting, again, NOW)).effects).toEqual([])
    })

    const there: readonly [RequestEvent, Status | null][] = [
      [EVENTS.answering, 'provisioning'],
      [EVENTS.answered, 'provisioning'],
      [{ ...EVENTS.answered, verdict: 'deny', reason: 'no' }, 'denied'],
      [{ ...EVENTS.answered, by: 'adele' }, null],
      [{ ...EVENTS.answering, by: 'adele' }, null],
      [{ ...EVENTS.approve, required: 2 }, 'provisioning'],
      [EVENTS.approve, null],
      [EVENTS.deny, null],
      [{ type: 'refused', code: 'directoryDenied', reason: 'denied' }, 'denied'],
      [{ type: 'refused', code: 'directoryTimedOut', reason: 'timedout' }, 'timedOut'],
      [EVENTS.remind, 'provisioning'],
      [EVENTS.escalate, 'provisioning'],
      [EVENTS.approverUnreachable, 'provisioning'],
      [EVENTS.cancel, 'ending'],
      [EVENTS.windowOver, null],
    ]
    it.each(there)('%j → %s', (event, to) => {
      const decision = decide(waiting, event, NOW)
      expect(decision.decided ? decision.next.status : null).toBe(to)
    })

    it('never counts an approval twice, and is not active by it: that is read back', () => {
      const once = next(waiting, EVENTS.answered)
      expect(once).toMatchObject({ status: 'provisioning', provisioning: { outcome: 'accepted' } })
      expect(next(once, EVENTS.answered).votes).toHaveLength(1)
    })

    it('waits for hours, and still gives the directory its time to show what was approved at last', () => {
      const late = NOW + 20 * HOUR
      const accepted = next(waiting, EVENTS.accepted, late)
      expect(next(accepted, EVENTS.readBackGone, late + MINUTE).status).toBe('provisioning')
    })
  })

  it('lets a request that waits for the directory be canceled by withdrawing it there', () => {
    const request = requestAt('provisioning')
    const waiting = { ...request, provisioning: { ...request.provisioning, outcome: 'waitingForDirectory' } }
    expect(next(waiting as ActivationRequest, EVENTS.cancel)).toMatchObject({
      status: 'ending',
      ending: { reason: 'canceled' },
    })
  })
})

it('asks for the quorum of the settings of now, not of those at submission', () => {
  const stricter = { ...EVENTS.approve, required: 2, plan: { ...NO_APPROVAL, approval: { ...APPROVAL, required: 2 } } }
  expect(next(requestAt('pendingApproval'), stricter).status).toBe('pendingApproval')
})
