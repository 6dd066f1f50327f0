import type { ActivationRequest, Status } from '../../bot/domain/activation-request.ts'
import { ELEVATE, personActor } from '../../bot/domain/audit-event.ts'
import { durationFromMs, HOUR, MINUTE } from '../../bot/domain/duration.ts'
import type { Plan } from '../../bot/domain/request-event.ts'
import type { ApprovalSettings } from '../../bot/domain/role-settings.ts'

export const NOW = Date.UTC(2026, 10, 23, 15, 0)
export const EXCHANGE = { kind: 'role', roleDefinitionId: '29232cdf-9323-42fd-ade2-1d097af3e4de', scope: '/' } as const

export const APPROVAL: ApprovalSettings = {
  approvers: [{ kind: 'group', groupId: 'approvers' }],
  required: 1,
  window: durationFromMs(HOUR),
  remindEvery: durationFromMs(15 * MINUTE),
  escalateAfter: durationFromMs(30 * MINUTE),
  escalateTo: [{ kind: 'person', personId: 'lead' }],
  channels: [],
}

export const PLAN: Plan = {
  approval: APPROVAL,
  notify: ['alex', 'megan'],
  waits: false,
  waitsUntil: null,
  signIn: false,
}
export const NO_APPROVAL: Plan = { approval: null, notify: [], waits: false, waitsUntil: null, signIn: false }

/** A request at a status, with everything that belongs to that status filled in. */
export function requestAt(status: Status, changes: Partial<ActivationRequest> = {}): ActivationRequest {
  const ran = ['active', 'ending', 'revoked', 'deactivated', 'expired'].includes(status)
  const terminal = ['denied', 'canceled', 'timedOut', 'failed', 'revoked', 'deactivated', 'expired'].includes(status)
  const waits = ['pendingVerification', 'pendingApproval', 'approved'].includes(status)
  const started = ran || status === 'provisioning'
  const unverified = status === 'pendingVerification'
  return {
    id: 'EL-4F7K',
    rowVersion: 5,
    termsVersion: 1,
    viewVersion: 5,
    status,
    requesterId: 'adele',
    terms: {
      activatable: EXCHANGE,
      duration: durationFromMs(HOUR),
      latestEnd: null,
      justification: null,
      ticket: 'INC-1234',
    },
    submittedAt: NOW - 10 * MINUTE,
    continuesRequestId: null,
    proof: unverified ? null : { at: NOW - 9 * MINUTE, method: 'totp' },
    approval: unverified
      ? null
      : {
          openedAt: NOW - 9 * MINUTE,
          required: 1,
          nextReminderAt: NOW + 6 * MINUTE,
          reminderInterval: durationFromMs(15 * MINUTE),
          escalatesAt: NOW + 21 * MINUTE,
          escalatedAt: null,
          asked: [],
          unreachable: ['ivan'],
        },
    votes:
      started || status === 'approved'
        ? [{ personId: 'alex', at: NOW - 5 * MINUTE, duration: durationFromMs(HOUR), proven: false }]
        : [],
    windowEndsAt: waits ? NOW + 50 * MINUTE : null,
    provisioning: started
      ? { startedAt: NOW - 5 * MINUTE, attempts: 1, outcome: 'accepted', readBackAt: NOW, readBacks: 0 }
      : null,
    activation: ran
      ? {
          assignmentId: 'a-1',
          startedAt: NOW - 5 * MINUTE,
          endsAt: NOW + 55 * MINUTE,
          noticeAt: NOW + 45 * MINUTE,
          overdueSince: null,
          readBackAt: NOW + 55 * MINUTE,
          readBacks: 0,
        }
      : null,
    ending:
      status === 'ending'
        ? {
            reason: 'deactivated',
            since: NOW,
            by: personActor('adele'),
            note: null,
            retryAt: NOW,
            attempts: 0,
            refusedUntil: null,
            code: null,
            removed: true,
            unsettledUntil: 0,
          }
        : null,
    outcome: terminal ? { at: NOW, by: ELEVATE, code: null, reason: null } : null,
    endVerifiedAt: null,
    ...changes,
  }
}
