import { type AuditEventType, auditEvent, ELEVATE, personActor } from '../domain/audit-event.ts'
import type { Alert, EffectDraft } from '../domain/effect.ts'
import { ALERTS_CHANNEL } from '../domain/request-effects.ts'
import type { JsonObject, PersonId } from '../domain/values.ts'
import type { FactorEvent } from '../ports/engine.ts'
import { commit } from './commit.ts'
import type { Context } from './context.ts'
import { enrolmentWrite } from './facts.ts'
import { displayNameOf } from './views/names.ts'

/** Records what happened to a person's factor. Enrolment and lock-out are told to the person and the alerts channel. */
export async function recordFactor(ctx: Context, event: FactorEvent): Promise<void> {
  const now = ctx.time.now()
  const actor = event.personId === null ? ELEVATE : personActor(event.personId)
  const data: JsonObject = event.kind === 'enrolled' ? { again: event.generation > 1 } : { code: event.code }
  const alert = alertFor(event)
  await commit(ctx, null, {
    // Said by the adapter until it knows that it was recorded: a second time is a conflict, and changes nothing.
    ...(event.kind === 'enrolled' && { facts: [enrolmentWrite(event.personId, event.generation, now)] }),
    audit: [auditEvent(now, auditTypes[event.kind], actor, null, data)],
    effects: alert && event.personId !== null ? await told(ctx, alert, event.personId, data, now) : [],
    reply: null,
  })
}

const auditTypes: { readonly [kind in FactorEvent['kind']]: AuditEventType } = {
  enrolled: 'factorEnrolled',
  proofRefused: 'proofRefused',
  signInRefused: 'proofRefused',
  enrolmentRefused: 'factorRefused',
}

function alertFor(event: FactorEvent): Alert | null {
  if (event.kind === 'enrolled') return 'factorEnrolled'
  return event.kind === 'proofRefused' && event.code === 'proofLocked' ? 'proofLocked' : null
}

async function told(
  ctx: Context,
  alert: Alert,
  personId: PersonId,
  data: JsonObject,
  at: number,
): Promise<EffectDraft[]> {
  const params = { ...data, person: await displayNameOf(ctx, personId) }
  const draft = { kind: 'alert', alert, requestId: null, params, occasion: `${personId}:${at}` } as const
  return [
    { ...draft, to: ALERTS_CHANNEL },
    { ...draft, to: { kind: 'person', personId } },
  ]
}
