import {
  type ActivationOrder,
  type ActiveAssignment,
  type AdapterState,
  type AnswerOrder,
  activatableKey,
  type ChatIdentity,
  type Directory,
  DirectoryUnavailable,
  type Instant,
  type Log,
  type Person,
  type PersonId,
  sameActivatable,
} from '../../bot/index.ts'
import { createActivationRecords } from './activation-records.ts'
import { answerApproval } from './answer-approval.ts'
import { createAssignments, holdersOf, type Instance } from './assignments.ts'
import { cloudOf } from './clouds.ts'
import { type EntraDirectoryConfig, NEVER_ASSIGNED } from './config.ts'
import type { GetToken } from './credential.ts'
import { withDefaultApprovers } from './default-approvers.ts'
import { endActivation } from './end-activation.ts'
import type { EntraParts, TakeSignIn } from './entra-parts.ts'
import { createBatchedReads } from './graph/batched-reads.ts'
import { createGraphClient, type GraphTrace, reasonOf } from './graph/client.ts'
import { GraphError } from './graph/errors.ts'
import { createInsights, type Insights } from './insights.ts'
import { ownAlerts } from './own-alerts.ts'
import { createOwnRequests } from './own-requests.ts'
import { createPeople } from './people.ts'
import { logSource } from './record-log.ts'
import { requestSource } from './record-requests.ts'
import { type PolicyRules, readPolicy, toDirectorySettings } from './role-settings.ts'
import { startActivation } from './start-activation.ts'

export interface EntraDirectory extends Directory {
  roleSettings(activatable: ActiveAssignment['activatable']): ReturnType<NonNullable<Directory['roleSettings']>>
  /** PIM's policy as it stands, for the checks. */
  policy(activatable: ActiveAssignment['activatable']): Promise<PolicyRules | null>
  insights: Insights
  readonly sources: NonNullable<Directory['sources']>
  ownAlerts: NonNullable<Directory['ownAlerts']>
  readonly parts: EntraParts
  readonly getToken: GetToken
}

export interface EntraDirectoryOptions {
  readonly config: EntraDirectoryConfig
  readonly state: AdapterState
  /** The engine's time, which never goes back. */
  readonly now: () => Instant
  readonly log: Log
  readonly getToken: GetToken
  /** Template ids of `config.roles`. */
  readonly assignableRoles: readonly string[]
  /** Delegated mode: the token of the sign-in for an activation of one's own, or for one answer to an approval. */
  readonly takeSignIn?: TakeSignIn
  /** Of one call to Graph. */
  readonly timeoutMs?: number
  readonly pauseMs?: number
  /** Hears of every call to Graph. */
  readonly trace?: (call: GraphTrace) => void
}

/** The tenant's own people, groups, eligible assignments and activations, through Microsoft Graph. */
export function createEntraDirectory(options: EntraDirectoryOptions): EntraDirectory {
  const parts = assemble(options)
  const { people, assignments, config } = parts
  const inTurn = oneAtATime()
  return {
    activation: config.activation === 'delegated' ? 'delegated' : 'direct',
    noticedLate: true,
    parts,
    getToken: options.getToken,
    person: (id) => answering(() => people.person(id)),
    people: () => answering(() => people.everybody()),
    personOf: (identity) => answering(() => personOf(parts, identity)),
    group: (id) => answering(() => people.group(id)),
    membersOf: (groupId) => answering(() => people.membersOf(groupId)),
    scopeName: (scope) => answering(() => people.scopeName(scope)),
    eligibleAssignments: (personId) => answering(() => assignments.eligible(personId)),
    allEligible: () => answering(() => assignments.allEligible()),
    activeAssignments: (personId) => answering(() => activeAssignments(parts, personId ?? null)),
    policy: (activatable) => answering(() => readPolicy(parts.read, activatable)),
    roleSettings: (activatable) =>
      answering(async () => {
        const policy = await readPolicy(parts.read, activatable)
        return policy && toDirectorySettings(await withDefaultApprovers(parts, policy), config)
      }),
    insights: createInsights(parts),
    sources: [requestSource(parts), logSource(parts)].map((source) => ({
      ...source,
      since: (from) => answering(() => source.since(from)),
    })),
    ownAlerts: () => ownAlerts(parts.graph),
    readBack: (personId, activatable) => answering(() => readBack(parts, personId, activatable)),
    activate: (order) => inTurn(lockOf(order), () => answering(() => startActivation(parts, order))),
    ...(config.activation === 'delegated' && {
      answer: (order: AnswerOrder) => answering(() => answerApproval(parts, order)),
    }),
    deactivate: (order) => inTurn(lockOf(order), () => answering(() => endActivation(parts, order))),
  }
}

function assemble(options: EntraDirectoryOptions): EntraParts {
  const { config, state, now, log, getToken, assignableRoles, takeSignIn = async () => null } = options
  const graphUrl = config.graphUrl ?? cloudOf(config).graphUrl
  const { timeoutMs, pauseMs, trace } = options
  const waits = { ...(timeoutMs !== undefined && { timeoutMs }), ...(pauseMs !== undefined && { pauseMs }) }
  const graph = createGraphClient({ graphUrl, getToken, now, log, ...waits, ...(trace && { trace }) })
  const read = createBatchedReads(graph)
  const people = createPeople(graph, read, now)
  const records = createActivationRecords(state)
  const never = new Set(NEVER_ASSIGNED.map(({ id }) => id))
  return {
    ...{ config, graph, read, people, records, now, log, takeSignIn },
    assignments: createAssignments({ graph, read, people, groupIds: config.groups, now }),
    own: createOwnRequests({ graph, records, config }),
    isSame: sameActivatable,
    mayAssign: (what) =>
      what.kind === 'role'
        ? assignableRoles.includes(what.roleDefinitionId) && !never.has(what.roleDefinitionId)
        : config.groups.includes(what.groupId),
  }
}

/** The web chat and Teams know people by their object ids in this tenant; others are linked elsewhere. */
async function personOf({ config, people }: EntraParts, identity: ChatIdentity): Promise<Person | null> {
  const isOwn = identity.platform === 'teams' || identity.platform === 'web'
  return isOwn && identity.tenant.toLowerCase() === config.tenantId ? people.person(identity.userId) : null
}

async function activeAssignments(parts: EntraParts, personId: PersonId | null): Promise<readonly ActiveAssignment[]> {
  const { assignments, people } = parts
  const rows = personId === null ? await assignments.allActive() : await assignments.active(personId)
  const held = await Promise.all(
    rows.map(async (row) => {
      const holders = personId === null ? await holdersOf(people, row.principalId) : [personId]
      return Promise.all(holders.map((holder) => toActive(parts, row, holder)))
    }),
  )
  return held.flat()
}

async function readBack(
  parts: EntraParts,
  personId: PersonId,
  activatable: ActiveAssignment['activatable'],
): Promise<ActiveAssignment | null> {
  const rows = await parts.assignments.find(personId, activatable)
  const found = await Promise.all(rows.map((row) => toActive(parts, row, personId)))
  return found.find(({ key }) => key !== null) ?? found.find(({ via }) => via === 'activated') ?? null
}

/** What Elevate assigned for a time is an activation, though Graph calls it assigned. */
async function toActive({ own }: EntraParts, row: Instance, holder: PersonId): Promise<ActiveAssignment> {
  const isOfGroup = row.principalId !== holder
  const key = isOfGroup ? null : await own.keyOf(row)
  return {
    // Of the schedule, which is also the request's that made it: PIM's record speaks of that.
    id: isOfGroup ? `${row.scheduleId}/${holder}` : row.scheduleId,
    personId: holder,
    activatable: row.activatable,
    via: key === null ? row.type : 'activated',
    startedAt: row.startedAt ?? 0,
    endsAt: row.endsAt,
    key,
  }
}

function lockOf({ personId, activatable }: Pick<ActivationOrder, 'personId' | 'activatable'>): string {
  return `${personId}/${activatableKey(activatable)}`
}

/** Calls about the same thing wait for each other: Graph refuses parallel ones, or answers neither well. */
function oneAtATime() {
  const last = new Map<string, Promise<unknown>>()
  return async <T>(about: string, call: () => Promise<T>): Promise<T> => {
    const turn = (last.get(about) ?? Promise.resolve()).then(call, call)
    last.set(about, turn)
    try {
      return await turn
    } finally {
      if (last.get(about) === turn) last.delete(about)
    }
  }
}

/** Whatever else went wrong, the directory has no answer. */
async function answering<T>(ask: () => Promise<T>): Promise<T> {
  try {
    return await ask()
  } catch (error) {
    if (error instanceof DirectoryUnavailable) throw error
    const reason =
      error instanceof GraphError ? `Graph refused: ${error.reason}` : `No usable answer: ${reasonOf(error)}`
    throw new DirectoryUnavailable(reason, { cause: error })
  }
}
