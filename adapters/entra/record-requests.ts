import {
  DAY,
  type DirectoryEvent,
  type DirectorySource,
  durationToMs,
  type Instant,
  parseIsoDuration,
} from '../../bot/index.ts'
import { there } from './assignments.ts'
import type { EntraParts } from './entra-parts.ts'
import * as paths from './graph/paths.ts'
import { readAs, type ScheduleRequest, scheduledRequestShape } from './graph/shapes.ts'
import { outcomeOfStatus } from './outcome.ts'

/** PIM forgets requests after about 45 days; those it canceled after 30. */
const KEPT = 30 * DAY

type Request = ScheduleRequest & {
  readonly startsAt: Instant | null
  readonly end: { readonly duration: string | null; readonly endDateTime: Instant | null } | null
}

/**
 * Requests by which something became active: exact about who, what and how long, and there within seconds. Graph
 * filters them by no date.
 */
export function requestSource({ graph, own, config }: EntraParts): DirectorySource {
  const lists = [paths.requests({ kind: 'role' }), ...config.groups.map(paths.requestsInGroup)]

  async function toEvent(request: Request): Promise<DirectoryEvent | null> {
    const change = CHANGES[request.action]
    const activatable = targetOf(request)
    const at = request.createdDateTime
    if (change === undefined || !activatable || at === null) return null
    if (outcomeOfStatus(request.status).outcome !== 'accepted') return null
    const key = await own.keyOfRequest(request)
    return {
      id: request.id,
      isOfRequest: true,
      at: Math.max(at, request.startsAt ?? 0),
      ...{ change, activity: request.action, activatable },
      personId: request.principalId,
      byPersonId: request.createdBy?.user?.id ?? null,
      byApplication: request.createdBy?.application?.id ?? null,
      endsAt: endOf(request, Math.max(at, request.startsAt ?? 0)),
      origin: key === null ? 'outside' : 'elevate',
    }
  }

  return {
    name: 'requests',
    keptMs: KEPT,
    since: async (from) => {
      const rows = (await Promise.all(lists.map(async (path) => there(await graph.list(path))))).flat()
      const recent = rows.map(toRequest).filter(({ createdDateTime }) => (createdDateTime ?? 0) >= from)
      const events = await Promise.all(recent.map(toEvent))
      return events.filter((event) => event !== null)
    },
  }
}

const CHANGES: { readonly [action: string]: DirectoryEvent['change'] } = {
  selfactivate: 'activated',
  adminassign: 'assigned',
}

function toRequest(row: unknown): Request {
  const { scheduleInfo, ...request } = readAs(scheduledRequestShape, row, 'a request')
  return { ...request, startsAt: scheduleInfo?.startDateTime ?? null, end: scheduleInfo?.expiration ?? null }
}

function targetOf({ roleDefinitionId, directoryScopeId, groupId, accessId }: Request): DirectoryEvent['activatable'] {
  if (groupId !== null && (accessId === 'member' || accessId === 'owner'))
    return { kind: 'group', groupId, access: accessId }
  return roleDefinitionId === null ? null : { kind: 'role', roleDefinitionId, scope: directoryScopeId ?? '/' }
}

function endOf({ end }: Request, startsAt: Instant): Instant | null {
  if (end?.endDateTime != null) return end.endDateTime
  const duration = end?.duration == null ? null : parseIsoDuration(end.duration)
  return duration === null ? null : startsAt + durationToMs(duration)
}
