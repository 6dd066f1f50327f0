import { type AuditEventType, auditEvent, ELEVATE, personActor } from '../domain/audit-event.ts'
import { HOUR } from '../domain/duration.ts'
import type { Alert, EffectDraft } from '../domain/effect.ts'
import { ALERTS_CHANNEL } from '../domain/request-effects.ts'
import type { JsonObject } from '../domain/values.ts'
import type { LinkEvent } from '../ports/engine.ts'
import { commit } from './commit.ts'
import type { Context } from './context.ts'
import { linkWrite } from './facts.ts'
import { displayNameOf } from './views/names.ts'

/**
 * Records that a chat account was linked, unlinked or refused. Whoever can link an account can speak for its person, so
 * both they and the alerts channel hear of it. A second telling is a conflict on the fact, and changes nothing.
 */
export async function recordLink(ctx: Context, event: LinkEvent): Promise<void> {
  const { identity, account, at, personId, kind } = event
  const actor = personId === null || kind === 'refused' ? ELEVATE : personActor(personId)
  const data: JsonObject = { identity: { ...identity }, person: personId, ...detailOf(event) }
  await commit(ctx, null, {
    facts: [linkWrite(identity, kind, at, personId)],
    audit: [auditEvent(ctx.time.now(), TYPES[kind], actor, null, data, { account })],
    effects: await told(ctx, event),
    reply: null,
  })
}

const TYPES = {
  linked: 'accountLinked',
  unlinked: 'accountUnlinked',
  refused: 'accountLinkRefused',
} as const satisfies { readonly [kind in LinkEvent['kind']]: AuditEventType & Alert }

function detailOf(event: LinkEvent): JsonObject {
  if (event.kind === 'linked') return { by: event.by }
  return event.kind === 'refused' ? { code: event.code } : {}
}

async function told(ctx: Context, event: LinkEvent): Promise<EffectDraft[]> {
  const { identity, account, at, personId, kind } = event
  const person = personId === null ? {} : { person: await displayNameOf(ctx, personId) }
  const { platform, tenant, userId } = identity
  // Refused again and again, an account is told of once an hour: it must not drown the channel.
  const when = kind === 'refused' ? `hour ${Math.floor(at / HOUR)}` : String(at)
  const draft = {
    kind: 'alert',
    alert: TYPES[kind],
    requestId: null,
    params: { account, ...person, ...detailOf(event) },
    occasion: `${platform}:${tenant}:${userId}:${personId ?? ''}:${when}`,
  } as const
  const toChannel = { ...draft, to: ALERTS_CHANNEL }
  return personId === null ? [toChannel] : [toChannel, { ...draft, to: { kind: 'person', personId } }]
}
