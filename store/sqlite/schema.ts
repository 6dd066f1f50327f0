import { z } from 'zod'
import type { Activatable } from '../../bot/domain/activatable.ts'
import { type ActivationRequest, type Actor, STATUSES } from '../../bot/domain/activation-request.ts'
import { AUDIT_EVENT_TYPES, type AuditEvent } from '../../bot/domain/audit-event.ts'
import { type IsoDuration, parseIsoDuration } from '../../bot/domain/duration.ts'
import {
  ALERTS,
  type EffectBody,
  HISTORY_STEPS,
  LIVING_CARDS,
  NOTICES,
  type Recipient,
} from '../../bot/domain/effect.ts'
import { REFUSAL_CODES } from '../../bot/domain/refusal.ts'
import type { JsonObject } from '../../bot/domain/values.ts'
import type { CardView } from '../../bot/domain/views/card-view.ts'
import type { WatchReportCardView } from '../../bot/domain/views/watch-view.ts'
import { isJsonObject } from './json.ts'

const instant = z.int()
const count = z.int().nonnegative()
const text = z.string()
const duration = z.custom<IsoDuration>((value) => typeof value === 'string' && parseIsoDuration(value) === value)
/** From JSON.parse: what it holds is JSON already. */
const jsonObject = z.custom<JsonObject>(isJsonObject)

export const activatable: z.ZodType<Activatable> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('role'), roleDefinitionId: text, scope: text }),
  z.strictObject({ kind: z.literal('group'), groupId: text, access: z.enum(['member', 'owner']) }),
])

export const actor: z.ZodType<Actor> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('person'), personId: text }),
  z.strictObject({ kind: z.literal('directory') }),
  z.strictObject({ kind: z.literal('elevate') }),
])

const approval = z.strictObject({
  openedAt: instant,
  required: count,
  nextReminderAt: instant.nullable(),
  reminderInterval: duration.nullable(),
  escalatesAt: instant.nullable(),
  escalatedAt: instant.nullable(),
  asked: z.array(text).default([]),
  unreachable: z.array(text).default([]),
  inDirectory: z.boolean().optional(),
})

const provisioning = z.strictObject({
  startedAt: instant,
  attempts: count,
  outcome: z.enum(['requested', 'accepted', 'unknown', 'waitingForDirectory']),
  readBackAt: instant,
  readBacks: count,
})

const signIn = z.strictObject({ since: instant, challenge: text.nullable(), unsettled: z.boolean() })

const activation = z.strictObject({
  assignmentId: text,
  startedAt: instant,
  endsAt: instant,
  noticeAt: instant.nullable(),
  overdueSince: instant.nullable(),
  readBackAt: instant,
  readBacks: count,
})

const ending = z.strictObject({
  reason: z.enum(['canceled', 'revoked', 'deactivated']),
  since: instant,
  by: actor,
  note: text.nullable(),
  retryAt: instant,
  attempts: count,
  code: z.enum(REFUSAL_CODES).nullable(),
  removed: z.boolean(),
  unsettledUntil: instant,
  refusedUntil: instant.nullable(),
  stuckSince: instant.optional(),
})

export const activationRequest: z.ZodType<ActivationRequest> = z.strictObject({
  id: text,
  rowVersion: count,
  termsVersion: count,
  viewVersion: count,
  status: z.enum(STATUSES),
  requesterId: text,
  terms: z.strictObject({
    activatable,
    duration,
    latestEnd: instant.nullable(),
    justification: text.nullable(),
    ticket: text.nullable(),
  }),
  submittedAt: instant,
  continuesRequestId: text.nullable(),
  proof: z.strictObject({ at: instant, method: text }).nullable(),
  approval: approval.nullable(),
  votes: z.array(z.strictObject({ personId: text, at: instant, duration, proven: z.boolean() })),
  windowEndsAt: instant.nullable(),
  provisioning: provisioning.nullable(),
  signIn: signIn.nullable().optional(),
  activation: activation.nullable(),
  ending: ending.nullable(),
  outcome: z
    .strictObject({ at: instant, by: actor, code: z.enum(REFUSAL_CODES).nullable(), reason: text.nullable() })
    .nullable(),
  endVerifiedAt: instant.nullable(),
})

export const auditEvent: z.ZodType<AuditEvent> = z.strictObject({
  seq: z.int().positive(),
  previous: z.string().regex(/^[0-9a-f]{64}$/),
  at: instant,
  type: z.enum(AUDIT_EVENT_TYPES),
  actor,
  requestId: text.nullable(),
  data: jsonObject,
})

const recipient: z.ZodType<Recipient> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('person'), personId: text }),
  z.strictObject({ kind: z.literal('channel'), platform: text, channelId: text }),
])

/** A view was typed when it was written and lives for seconds: here only that it is one. Cards read it by their name. */
const view = z.custom<CardView>((value) => isJsonObject(value) && typeof value['card'] === 'string')

const reportView = z.custom<WatchReportCardView>((value) => isJsonObject(value) && value['card'] === 'watchReport')

export const effectBody: z.ZodType<EffectBody> = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('card'), card: z.enum(LIVING_CARDS), requestId: text, to: recipient }),
  z.strictObject({ kind: z.literal('notice'), notice: z.enum(NOTICES), requestId: text, to: recipient }),
  z.strictObject({
    kind: z.literal('history'),
    entry: z.strictObject({ step: z.enum(HISTORY_STEPS), at: instant, by: actor, params: jsonObject }),
    requestId: text,
    card: z.enum(LIVING_CARDS),
    to: recipient,
  }),
  z.strictObject({
    kind: z.literal('alert'),
    alert: z.enum(ALERTS),
    at: instant,
    requestId: text.nullable(),
    params: jsonObject,
    to: recipient,
  }),
  z.strictObject({
    kind: z.literal('usageAlert'),
    alertId: text,
    occurrence: z.int().positive(),
    to: recipient,
  }),
  z.strictObject({ kind: z.literal('report'), view: reportView, to: recipient }),
  z.strictObject({ kind: z.literal('reply'), platform: text, address: text, personId: text.nullable(), view }),
])
