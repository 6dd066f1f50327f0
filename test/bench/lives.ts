import type { Activatable } from '../../bot/domain/activatable.ts'
import type { ActivationRequest } from '../../bot/domain/activation-request.ts'
import type { AuditEventDraft } from '../../bot/domain/audit-event.ts'
import { durationFromMs, durationToMs, HOUR } from '../../bot/domain/duration.ts'
import type { EffectDraft } from '../../bot/domain/effect.ts'
import type { Decision, Plan, RequestEvent } from '../../bot/domain/request-event.ts'
import { decide, submit } from '../../bot/domain/request-machine.ts'
import type { Instant } from '../../bot/domain/values.ts'
import { APPROVER, ORGANISATION } from './organisation.ts'

/** A request as far as it came, with everything that its life has recorded and shown. */
export interface Life {
  readonly request: ActivationRequest
  readonly audit: readonly AuditEventDraft[]
  readonly effects: readonly EffectDraft[]
}

export interface Asked {
  readonly id: string
  readonly personId: string
  readonly activatable: Activatable
  readonly at: Instant
  /** When the approver decided; without it at once. */
  readonly decidedAt?: Instant
  readonly endsAt: Instant
}

export const LONGEST = durationFromMs(8 * HOUR)

/** Asked for and waiting for its approver. The request machine itself decides every step. */
export function pendingLife(asked: Asked): Life {
  const approval = ORGANISATION.roleSettings[0]?.settings.approval ?? null
  const plan: Plan = { approval, notify: [APPROVER], waits: false, waitsUntil: null, signIn: false }
  const first = submit(draftOf(asked), { type: 'submit', verification: false, plan }, asked.at)
  return follow({ request: draftOf(asked), audit: [], effects: [] }, first)
}

/** Approved, activated, read back; its end so near, or not, that the holder was told. */
export function activeLife(asked: Asked): Life {
  const { endsAt } = asked
  const at = asked.decidedAt ?? asked.at
  const noticeAt = endsAt - durationToMs(ORGANISATION.expiryNotice)
  const seen: RequestEvent = {
    type: 'readBackActive',
    assignmentId: `activated/${asked.id}`,
    startedAt: at,
    endsAt,
    noticeAt: noticeAt > at ? noticeAt : null,
  }
  const steps: readonly RequestEvent[] = [approved(), { type: 'attempt' }, { type: 'accepted' }, seen]
  return steps.reduce((life, event) => step(life, event, at), pendingLife(asked))
}

/** Active, and its holder was told that the end is near: nothing is left to do but to end. All of it at one time. */
export function endingLife(asked: Asked): Life {
  return step(activeLife(asked), { type: 'endingSoon' }, asked.decidedAt ?? asked.at)
}

/** From the first word to the end that the directory confirmed: seven audit events. */
export function wholeLife(asked: Asked): Life {
  return step(endingLife(asked), { type: 'readBackGone' }, asked.endsAt)
}

function approved(): RequestEvent {
  const plan: Plan = { approval: null, notify: [], waits: false, waitsUntil: null, signIn: false }
  const by = { by: APPROVER, validVoters: [APPROVER], proven: false }
  const approval = { type: 'approve' as const, ...by, duration: null, required: 1, plan }
  return approval
}

function step(life: Life, event: RequestEvent, at: Instant): Life {
  return follow(life, decide(life.request, event, at))
}

function follow(life: Life, decision: Decision): Life {
  if (!decision.decided) throw new Error(`The request machine refused: ${decision.refusal.code}`)
  return {
    request: decision.next,
    audit: [...life.audit, ...decision.audit],
    effects: [...life.effects, ...decision.effects],
  }
}

function draftOf({ id, personId, activatable, at, endsAt }: Asked): ActivationRequest {
  return {
    id,
    rowVersion: 0,
    termsVersion: 1,
    viewVersion: 0,
    status: 'pendingVerification',
    requesterId: personId,
    terms: {
      activatable,
      duration: LONGEST,
      latestEnd: endsAt,
      justification: 'Mailboxes of the Montréal office do not synchronise',
      ticket: 'INC-1234',
    },
    submittedAt: at,
    continuesRequestId: null,
    proof: null,
    approval: null,
    votes: [],
    windowEndsAt: null,
    provisioning: null,
    activation: null,
    ending: null,
    outcome: null,
    endVerifiedAt: null,
  }
}
