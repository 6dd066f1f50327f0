import { z } from 'zod'
import { STATUSES } from '../../bot/domain/activation-request.ts'
import type { RequestRecord } from '../../bot/domain/history/request-record.ts'
import type { ActiveAssignment } from '../../bot/domain/person.ts'
import { activatable, actor } from './schema.ts'

const instant = z.int()
const text = z.string()

export const requestRecord: z.ZodType<RequestRecord> = z.strictObject({
  seq: z.int().positive(),
  requestId: text,
  requesterId: text,
  activatable,
  status: z.enum(STATUSES),
  submittedAt: instant,
  durationMs: z.int().nonnegative(),
  ticket: text.nullable(),
  justification: text.nullable(),
  continuesRequestId: text.nullable(),
  provenAt: instant.nullable(),
  approvalOpenedAt: instant.nullable(),
  required: z.int().nullable(),
  approvals: z.array(z.strictObject({ personId: text, at: instant, proven: z.boolean() })),
  decidedAt: instant.nullable(),
  deniedBy: text.nullable(),
  escalatedAt: instant.nullable(),
  couldApprove: z.array(text).nullable(),
  couldApproveCount: z.int().nullable(),
  settings: text.nullable(),
  startedAt: instant.nullable(),
  endsAt: instant.nullable(),
  endVerifiedAt: instant.nullable(),
  overdueAt: instant.nullable(),
  foundAfterEndAt: instant.nullable(),
  closedBy: actor.nullable(),
  closedAt: instant.nullable(),
  code: text.nullable(),
  reason: text.nullable(),
})

export const standingAssignments: z.ZodType<readonly ActiveAssignment[]> = z.array(
  z.strictObject({
    id: text,
    personId: text,
    activatable,
    via: z.enum(['assigned', 'activated']),
    startedAt: instant,
    endsAt: instant.nullable(),
    key: text.nullable(),
  }),
)
