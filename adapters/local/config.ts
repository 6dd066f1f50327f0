import { z } from 'zod'
import { parseIsoDuration } from '../../bot/index.ts'

/** Ids name records and group members, so they hold nothing that could be a separator. */
const id = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9._@-]{0,63}$/, {
  error:
    'Use letters, digits, dot, dash, underscore or @ for an id, 64 characters at most, and start with a letter or digit',
})

const displayName = z.string().trim().min(1, { error: 'Give a name to show' }).max(256)

const timeZone = z.string().refine(isTimeZone, {
  error: 'Use a time zone by its IANA name, such as America/Toronto',
})

const until = z.iso.datetime({
  offset: true,
  error: 'Write the end as an instant with its offset, such as 2026-12-31T23:59:00Z',
})

const isoDuration = z.string().refine((text) => parseIsoDuration(text) !== null, {
  error: 'Write the duration in ISO 8601, such as PT5M',
})

const person = z.strictObject({
  id,
  displayName,
  userPrincipalName: z.string().trim().min(1).max(256),
  language: z.enum(['en', 'fr']).optional(),
  timeZone: timeZone.optional(),
  /** The account exists and may do nothing. */
  disabled: z.boolean().default(false),
  /** Links asserted by the operator: the Slack user id, the Entra object id seen in Teams. */
  chat: z.strictObject({ slack: z.string().min(1).optional(), teams: z.string().min(1).optional() }).default({}),
})

const group = z.strictObject({
  id,
  displayName,
  /** People, or groups whose members count as members of this one. */
  members: z.array(id).default([]),
})

const scope = z.string().regex(/^\/.*$/, {
  error: "A scope starts with '/': '/' alone, '/administrativeUnits/{id}' or '/{id}'",
})

const assignment = z
  .strictObject({
    person: id.optional(),
    /** With `role`: the group that holds it. With `access`: the group that the person may join. */
    group: id.optional(),
    /** Name of a role, English or French, or its template id. */
    role: z.string().trim().min(1).optional(),
    scope: scope.optional(),
    access: z.enum(['member', 'owner']).optional(),
    until: until.optional(),
  })
  .check((context) => {
    const problem = shapeProblem(context.value)
    if (problem) context.issues.push({ code: 'custom', input: context.value, ...problem })
  })

/** The section `directory` of the configuration, where its kind is `local`. */
export const localDirectoryConfig = z.strictObject({
  kind: z.literal('local'),
  people: z.array(person).default([]),
  groups: z.array(group).default([]),
  eligible: z.array(assignment).default([]),
  standing: z.array(assignment).default([]),
  /** Scopes other than the directory, which is `/`. */
  scopes: z.array(z.strictObject({ id: scope, displayName })).default([]),
  /** How long an activation must have run before it can be ended early. Entra's is five minutes; none by default. */
  minimumActivation: isoDuration.optional(),
})

export type LocalDirectoryConfig = z.output<typeof localDirectoryConfig>
export type PersonConfig = LocalDirectoryConfig['people'][number]
export type GroupConfig = LocalDirectoryConfig['groups'][number]
export type AssignmentConfig = LocalDirectoryConfig['eligible'][number]

interface Shape {
  readonly person?: string | undefined
  readonly group?: string | undefined
  readonly role?: string | undefined
  readonly scope?: string | undefined
  readonly access?: string | undefined
}

function shapeProblem(entry: Shape): { path: string[]; message: string } | null {
  if (entry.role !== undefined) return roleProblem(entry)
  if (!entry.group) return { path: [], message: 'Say what is assigned: role, or group with access' }
  if (!entry.person) return { path: [], message: 'Say who may join the group: add person' }
  if (!entry.access) return { path: [], message: 'Say how the person joins the group: add access: member or owner' }
  if (entry.scope !== undefined) return { path: ['scope'], message: 'Only roles have a scope: remove it' }
  return null
}

function roleProblem(entry: Shape): { path: string[]; message: string } | null {
  if (entry.access) return { path: ['access'], message: 'Only groups have access: remove it, or remove role' }
  if (entry.person && entry.group) return { path: ['group'], message: 'One holder only: person or group, not both' }
  if (!entry.person && !entry.group) return { path: [], message: 'Say who holds the role: add person or group' }
  return null
}

function isTimeZone(name: string): boolean {
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}
