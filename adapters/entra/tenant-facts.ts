import { z } from 'zod'
import {
  type Activatable,
  type ActiveAssignment,
  activatableKey,
  type EligibleAssignment,
  type Person,
  type PrincipalRef,
} from '../../bot/index.ts'
import type { GetToken } from './credential.ts'
import type { EntraDirectory } from './directory.ts'
import { reasonOf } from './graph/client.ts'
import { GraphError } from './graph/errors.ts'
import * as paths from './graph/paths.ts'
import { memberShape, readAs } from './graph/shapes.ts'
import { permissionsIn } from './permissions.ts'
import type { PolicyRules } from './role-settings.ts'

/** What a check of a tenant looks at, read once. What could not be read is null, and `unread` says why. */
export interface TenantFacts {
  /** Null: no token, or one that says nothing. */
  readonly permissions: readonly string[] | null
  readonly unread: readonly { readonly what: string; readonly code: string; readonly reason: string }[]
  readonly eligible: readonly EligibleAssignment[] | null
  readonly active: readonly ActiveAssignment[] | null
  /** By `activatableKey`; null where a policy cannot be read or there is none. */
  readonly policies: ReadonlyMap<string, PolicyRules | null>
  readonly contexts: readonly { readonly id: string; readonly isAvailable: boolean }[] | null
  readonly accessPolicies: readonly { readonly state: string; readonly contexts: readonly string[] }[] | null
  /** People and groups that the configuration or a policy names; null: there is nobody of that id who could act. Absent: unread. */
  readonly people: ReadonlyMap<string, Person | null>
  readonly groups: ReadonlyMap<string, Group | null>
}

interface Group {
  readonly displayName: string
  readonly isAssignableToRole: boolean
  readonly members: readonly string[]
}

export interface Named {
  readonly principals: readonly PrincipalRef[]
  readonly activatables: readonly Activatable[]
}

/** Reads the tenant as far as Elevate may. Throws nothing of the tenant's: what fails is a fact too. */
export async function readTenant(directory: EntraDirectory, getToken: GetToken, named: Named): Promise<TenantFacts> {
  const unread: { what: string; code: string; reason: string }[] = []
  async function attempt<T>(what: string, read: () => Promise<T>): Promise<T | null> {
    try {
      return await read()
    } catch (error) {
      const cause = error instanceof Error && error.cause instanceof GraphError ? error.cause : error
      unread.push({ what, code: cause instanceof GraphError ? cause.code : '', reason: reasonOf(cause) })
      return null
    }
  }
  /** What is nobody is an answer; what cannot be read is left out. */
  async function fill<T>(into: Map<string, T>, id: string, what: string, read: () => Promise<T>): Promise<void> {
    const found = await attempt(what, async () => ({ value: await read() }))
    if (found) into.set(id, found.value)
  }
  const { graph, config } = directory.parts
  const token = await attempt('a token', () => getToken(true))
  const eligible = await attempt('eligible assignments', () => directory.allEligible())
  const active = await attempt('active assignments', () => directory.activeAssignments())
  const contexts = await attempt('authentication contexts', async () =>
    z.array(contextShape).parse((await graph.list(paths.AUTHENTICATION_CONTEXTS)) ?? []),
  )
  const accessPolicies = await attempt('conditional access policies', async () =>
    z
      .array(accessPolicyShape)
      .parse((await graph.list(paths.ACCESS_POLICIES)) ?? [])
      .map(toAccessPolicy),
  )
  const policies = new Map<string, PolicyRules | null>()
  const all = [...named.activatables, ...(eligible ?? []).map(({ activatable }) => activatable)]
  for (const what of new Map(all.map((each) => [activatableKey(each), each])).values()) {
    policies.set(activatableKey(what), await attempt('role settings', () => directory.policy(what)))
  }
  const people = new Map<string, Person | null>()
  const groups = new Map<string, Group | null>()
  const refs = [
    ...named.principals,
    ...[...policies.values()].flatMap((policy) => policy?.approvers ?? []),
    ...config.groups.map((groupId): PrincipalRef => ({ kind: 'group', groupId })),
  ]
  for (const ref of refs) {
    if (ref.kind === 'person') await fill(people, ref.personId, 'a person', () => directory.person(ref.personId))
    else await fill(groups, ref.groupId, 'a group', () => readGroup(directory, ref.groupId))
  }
  const standing = (active ?? []).map(({ personId }) => personId)
  for (const id of [...[...groups.values()].flatMap((group) => group?.members ?? []), ...standing]) {
    if (!people.has(id)) await fill(people, id, 'a person', () => directory.person(id))
  }
  const permissions = token === null ? null : permissionsIn(token)
  return { permissions, unread, eligible, active, policies, contexts, accessPolicies, people, groups }
}

const contextShape = z
  .object({ id: z.string(), isAvailable: z.boolean().nullable().default(false) })
  .transform((it) => ({
    id: it.id,
    isAvailable: it.isAvailable === true,
  }))
const accessPolicyShape = z.object({
  state: z.string(),
  conditions: z.object({
    applications: z.object({ includeAuthenticationContextClassReferences: z.array(z.string()).nullable().default([]) }),
  }),
})

function toAccessPolicy({ state, conditions }: z.output<typeof accessPolicyShape>) {
  return { state, contexts: conditions.applications.includeAuthenticationContextClassReferences ?? [] }
}

async function readGroup(directory: EntraDirectory, id: string): Promise<Group | null> {
  const found = await directory.parts.graph.get(paths.group(id))
  if (found === null) return null
  const shape = memberShape.extend({ displayName: z.string().nullable().default(null) })
  const { displayName, isAssignableToRole } = readAs(shape, found, 'a group')
  const members = await directory.membersOf(id)
  return { displayName: displayName ?? id, isAssignableToRole: isAssignableToRole === true, members }
}
