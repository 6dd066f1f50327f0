import type { Activatable, Instant, PersonId } from '../../bot/index.ts'
import type { ActivationRecords } from './activation-records.ts'
import { type Instance, there } from './assignments.ts'
import type { EntraDirectoryConfig } from './config.ts'
import type { GraphClient } from './graph/client.ts'
import * as paths from './graph/paths.ts'
import { readAs, requestShape, type ScheduleRequest } from './graph/shapes.ts'

/** Clocks differ by so much at the most. */
const SKEW_MS = 5 * 60_000

/** Tells Elevate's own requests in the tenant from everybody else's. */
export interface OwnRequests {
  /** The key under which Elevate made this assignment; null where somebody else did. */
  keyOf(instance: Instance): Promise<string | null>
  /** The same of a request. */
  keyOfRequest(request: ScheduleRequest): Promise<string | null>
  /** The request that a call whose answer was lost made after all; null where Graph shows none. */
  find(key: string, personId: PersonId, what: Activatable, sentAt: Instant): Promise<ScheduleRequest | null>
  read(what: Activatable, requestId: string): Promise<ScheduleRequest | null>
}

interface Sources {
  readonly graph: GraphClient
  readonly records: ActivationRecords
  readonly config: Pick<EntraDirectoryConfig, 'clientId' | 'activation'>
}

export function createOwnRequests({ graph, records, config }: Sources): OwnRequests {
  const { clientId, activation } = config
  /** Requests do not change hands: what was somebody else's stays so. */
  const foreign = new Set<string>()

  async function read(what: Activatable, requestId: string): Promise<ScheduleRequest | null> {
    const found = await graph.get(paths.request(what, requestId))
    return found === null ? null : readAs(requestShape, found, 'a request')
  }

  /** A person can write anything into a justification, so it counts only where the record or the app bears it out. */
  async function isOurs(request: ScheduleRequest, key: string): Promise<boolean> {
    const { user, application } = request.createdBy ?? { user: null, application: null }
    if (activation === 'application') return application?.id?.toLowerCase() === clientId
    const record = await records.read(key)
    if (!record || record.requestId !== null || record.personId !== user?.id) return false
    return request.createdDateTime !== null && request.createdDateTime >= record.sentAt - SKEW_MS
  }

  async function adopt(instance: Instance): Promise<string | null> {
    const request = await read(instance.activatable, instance.scheduleId)
    return request && adoptRequest(request, instance.scheduleId, instance.startedAt ?? 0)
  }

  async function adoptRequest(request: ScheduleRequest, id: string, madeAt: Instant): Promise<string | null> {
    const key = taggedKey(request.justification)
    if (key === null || !(await isOurs(request, key))) {
      foreign.add(id)
      return null
    }
    await records.made(key, id, madeAt)
    return key
  }

  return {
    read,
    keyOf: async (instance) => {
      const known = await records.keyOf(instance.scheduleId)
      if (known !== null) return known
      if (instance.endsAt === null || foreign.has(instance.scheduleId)) return null
      return adopt(instance)
    },
    keyOfRequest: async (request) => {
      const known = await records.keyOf(request.id)
      if (known !== null || foreign.has(request.id)) return known
      return adoptRequest(request, request.id, request.createdDateTime ?? 0)
    },
    find: async (key, personId, what, sentAt) => {
      const rows = there(await graph.list(paths.requestsOf(personId, what)))
      const requests = rows.map((row) => readAs(requestShape, row, 'a request'))
      for (const request of requests) {
        const isStart = request.action === 'adminassign' || request.action === 'selfactivate'
        const isRecent = request.createdDateTime !== null && request.createdDateTime >= sentAt - SKEW_MS
        const isAbout = request.principalId === personId && isSameTarget(request, what)
        if (!isStart || !isRecent || !isAbout || taggedKey(request.justification) !== key) continue
        if (await isOurs(request, key)) return request
      }
      return null
    },
  }
}

/** What is sent as justification ends with the key in brackets. */
export function tagged(justification: string, key: string): string {
  const tag = `(${key})`
  return justification.endsWith(tag) ? justification : `${justification} ${tag}`
}

function taggedKey(justification: string | null): string | null {
  return /\(([^()\s]{1,64})\)$/.exec(justification ?? '')?.[1] ?? null
}

function isSameTarget(request: ScheduleRequest, what: Activatable): boolean {
  return what.kind === 'role' ? request.directoryScopeId === what.scope : request.accessId === what.access
}
