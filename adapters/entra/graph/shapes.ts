import { z } from 'zod'
import { DirectoryUnavailable } from '../../../bot/index.ts'

/** What is read of Graph's answers, and nothing else: fields that it adds do no harm. */
const instant = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))
const lower = z.string().transform((text) => text.toLowerCase())

export const userShape = z.object({
  id: z.string().min(1),
  displayName: z.string().nullable().default(null),
  userPrincipalName: z.string(),
  accountEnabled: z.boolean(),
  userType: lower.nullable().default(null),
  preferredLanguage: z.string().nullable().default(null),
})

const sometime = instant.nullable().default(null)
export const signInShape = z.object({
  signInActivity: z
    .object({
      lastSuccessfulSignInDateTime: sometime,
      lastSignInDateTime: sometime,
      lastNonInteractiveSignInDateTime: sometime,
    })
    .nullable()
    .default(null),
})

const plan = z.object({ servicePlanId: lower, capabilityStatus: lower })
export const plansShape = z.object({ assignedPlans: z.array(plan).default([]) })
export const skuShape = z.object({
  capabilityStatus: lower,
  servicePlans: z.array(z.object({ servicePlanId: lower })).default([]),
})

export const namedShape = z.object({ id: z.string().min(1), displayName: z.string().nullable().default(null) })

export const memberShape = z.object({
  '@odata.type': lower.default(''),
  id: z.string().min(1),
  isAssignableToRole: z.boolean().nullable().default(null),
})

const window = { startDateTime: instant.nullable().default(null), endDateTime: instant.nullable().default(null) }
/** `accessId` and the types come back in changing case. */
const role = { roleDefinitionId: z.string(), directoryScopeId: z.string() }
const inGroup = { groupId: z.string(), accessId: lower.pipe(z.enum(['member', 'owner'])) }
const held = { id: z.string(), principalId: z.string(), ...window, memberType: lower.nullable().default(null) }

export const eligibleRoleShape = z.object({ ...held, ...role })
export const eligibleGroupShape = z.object({ ...held, ...inGroup })
export const activeRoleShape = z.object({
  ...held,
  ...role,
  assignmentType: lower,
  roleAssignmentScheduleId: z.string(),
})
export const activeGroupShape = z.object({
  ...held,
  ...inGroup,
  assignmentType: lower,
  assignmentScheduleId: z.string(),
})

export const requestShape = z.object({
  id: z.string().min(1),
  status: lower,
  action: lower,
  principalId: z.string(),
  createdDateTime: instant.nullable().default(null),
  approvalId: z.string().nullable().default(null),
  targetScheduleId: z.string().nullable().default(null),
  justification: z.string().nullable().default(null),
  roleDefinitionId: z.string().nullable().default(null),
  directoryScopeId: z.string().nullable().default(null),
  groupId: z.string().nullable().default(null),
  accessId: lower.nullable().default(null),
  createdBy: z
    .object({
      user: z
        .object({ id: z.string().nullable().default(null) })
        .nullable()
        .default(null),
      application: z
        .object({ id: z.string().nullable().default(null) })
        .nullable()
        .default(null),
    })
    .nullable()
    .default(null),
})
/** One step (of a role's approval) or stage (of a group's). */
export const stepShape = z.object({
  id: z.string().min(1),
  status: lower,
  reviewResult: lower.nullable().default(null),
  reviewedBy: z
    .object({ id: z.string().nullable().default(null) })
    .nullable()
    .default(null),
})

export type ScheduleRequest = z.output<typeof requestShape>

/** With when it starts and ends. */
export const scheduledRequestShape = requestShape.extend({
  scheduleInfo: z
    .object({
      startDateTime: sometime,
      expiration: z
        .object({ duration: z.string().nullable().default(null), endDateTime: sometime })
        .nullable()
        .default(null),
    })
    .nullable()
    .default(null),
})

const orNull = z.string().nullable().default(null)
export const auditShape = z.object({
  id: z.string().min(1),
  activityDateTime: instant,
  activityDisplayName: z.string(),
  category: orNull,
  result: orNull,
  initiatedBy: z
    .object({
      user: z.object({ id: orNull }).nullable().default(null),
      app: z.object({ appId: orNull }).nullable().default(null),
    })
    .nullable()
    .default(null),
  targetResources: z
    .array(z.object({ type: lower.nullable().default(null), id: orNull, displayName: orNull }))
    .default([]),
  additionalDetails: z.array(z.object({ key: orNull, value: orNull })).default([]),
})

export const ownAlertShape = z.object({
  id: z.string().min(1),
  isActive: z.boolean().nullable().default(null),
  incidentCount: z.int().nullable().default(null),
  lastModifiedDateTime: sometime,
  alertConfiguration: z
    .object({ isEnabled: z.boolean().nullable().default(null) })
    .nullable()
    .default(null),
})

/** Throws `DirectoryUnavailable`: from an answer of another shape nothing may be concluded. */
export function readAs<T>(shape: z.ZodType<T>, value: unknown, what: string): T {
  const read = shape.safeParse(value)
  if (read.success) return read.data
  const where = read.error.issues.map(({ path }) => path.join('.')).join(', ')
  throw new DirectoryUnavailable(`Graph answered ${what} in a way that Elevate does not know (${where})`)
}
