import { getConnInfo } from '@hono/node-server/conninfo'
import { Hono } from 'hono'
import type { TeamsPlatform } from '../../adapters/teams/index.ts'
import { fenceRefusal } from '../../adapters/web/fence.ts'
import type { Config, TeamsSettings } from '../config.ts'
import type { ChatIdentity, Person } from '../domain/person.ts'
import type { Instant, PersonId } from '../domain/values.ts'
import type { AdapterState } from '../ports/adapter-state.ts'
import type { Directory } from '../ports/directory.ts'
import type { Engine } from '../ports/engine.ts'
import type { Log } from '../ports/log.ts'

/** Teams as the configuration names it: what goes out, and what comes in once there is an engine. */
export interface Teams {
  readonly platform: TeamsPlatform
  /** Takes deliveries from now on. */
  receive(engine: Engine): TeamsInbound
}

export interface TeamsInbound {
  readonly routes: Hono
  /** Nobody waits for an answer any more. */
  stop(): void
}

export interface TeamsOptions {
  readonly settings: TeamsSettings
  readonly organisation: Config['organisation']
  readonly state: AdapterState
  readonly directory: Directory
  readonly now: () => Instant
  readonly log: Log
}

/** Loads the Teams adapter, which nothing else does: it and its SDK cost memory and time. */
export async function assembleTeams(options: TeamsOptions): Promise<Teams> {
  const { createReplies, createTeamsApp, createTeamsPlatform } = await import('../../adapters/teams/index.ts')
  const { settings, organisation, state, directory, now, log } = options
  const { app, tenantId, cloud } = settings
  const replies = createReplies()
  const platform = createTeamsPlatform({
    ...{ app, tenantId, cloud, state, replies, now, log },
    links: linksOf(settings),
    person: (id) => directory.person(id),
  })

  function receive(engine: Engine): TeamsInbound {
    if (!app) log.warn({ tenantId }, PLAYGROUND)
    const teams = createTeamsApp({
      ...{ engine, replies, log, tenantId },
      conversations: platform.conversations,
      posted: platform.posted,
      connector: platform.connector,
      lookOf: platform.lookOf,
      organisation: { language: organisation.language, timeZone: organisation.timeZone },
      personIdOf: async (identity) => (await linkedPerson(settings, directory, identity))?.id ?? null,
      rules: { serviceOrigins: cloud.serviceOrigins, tenantId },
      signed: app && { appId: app.appId, issuer: cloud.issuer, metadataUrl: cloud.metadataUrl },
      unsigned: app ? null : playgroundRefusal,
    })
    const routes = new Hono().all('/api/messages', (c) => teams.fetch(c.req.raw, getConnInfo(c).remote.address ?? null))
    return { routes, stop: () => replies.close() }
  }

  return { platform, receive }
}

const PLAYGROUND =
  'TEAMS PLAYGROUND: messages are not authenticated, and everybody on this machine can act as anybody. Never with real people.'

/** The playground posts from this machine, and is no browser: a page would say which site it belongs to. */
function playgroundRefusal(request: Request, peer: string | null): string | null {
  const { headers, method } = request
  const host = headers.get('host')
  return fenceRefusal({
    ...{ method, peer, host, headerNames: [...headers.keys()] },
    origin: headers.get('origin') ?? `http://${host}`,
    secFetchSite: headers.get('sec-fetch-site'),
  })
}

/** The directory, with whom an account of Teams is linked to. */
export function withTeamsLinks<D extends Directory>(directory: D, settings: TeamsSettings | null): D {
  if (!settings) return directory
  return {
    ...directory,
    personOf: (identity: ChatIdentity) =>
      identity.platform === 'teams' ? linkedPerson(settings, directory, identity) : directory.personOf(identity),
  }
}

async function linkedPerson(
  settings: TeamsSettings,
  directory: { person(id: PersonId): Promise<Person | null> },
  { tenant, userId }: ChatIdentity,
): Promise<Person | null> {
  const personId = tenant === settings.tenantId ? linksOf(settings).personOf(userId) : null
  return personId === null ? null : directory.person(personId)
}

function linksOf({ links }: TeamsSettings) {
  // A tenant's people have the same object ids in Teams.
  if (links === null) return { personOf: (userId: string) => userId, userOf: (personId: PersonId) => personId }
  const userOf = new Map([...links].map(([userId, personId]) => [personId, userId]))
  return {
    personOf: (userId: string) => links.get(userId) ?? null,
    userOf: (personId: PersonId) => userOf.get(personId) ?? null,
  }
}
