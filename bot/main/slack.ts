import { Hono } from 'hono'
import type { SlackApp, SlackPlatform, SlackTiming, SocketTransport } from '../../adapters/slack/index.ts'
import type { Config, SlackSettings } from '../config.ts'
import type { ChatIdentity, Person } from '../domain/person.ts'
import type { Instant, PersonId } from '../domain/values.ts'
import type { AdapterState } from '../ports/adapter-state.ts'
import type { LinkFinish } from '../ports/chat-platform.ts'
import type { Directory } from '../ports/directory.ts'
import type { Engine } from '../ports/engine.ts'
import type { Log } from '../ports/log.ts'

/** Slack as the configuration names it: what goes out, and what comes in once there is an engine. */
export interface Slack {
  readonly platform: SlackPlatform
  /** Takes deliveries from now on: by the routes over HTTP, by WebSockets once connected. */
  receive(engine: Engine): SlackInbound
}

export interface SlackInbound {
  readonly routes: Hono
  connect(): Promise<void>
  /** No new deliveries; what is under way is finished. */
  stop(): Promise<void>
}

export interface SlackOptions {
  readonly settings: SlackSettings
  readonly organisation: Config['organisation']
  readonly state: AdapterState
  readonly directory: Directory & { people(): Promise<readonly Person[]> }
  /** Known once the engine is made. */
  readonly engine: () => Engine
  readonly now: () => Instant
  /** Where whoever uses a chat account proves who they are. */
  readonly linkUrl: (identity: ChatIdentity) => string | null
  readonly finishLink: (identity: ChatIdentity, code: string) => Promise<LinkFinish>
  readonly log: Log
  readonly timing?: SlackTiming
}

/** Loads the Slack adapter, which nothing else does: it and its SDK cost memory and time. */
export async function assembleSlack(options: SlackOptions): Promise<Slack> {
  const { createReplies, createSlackApp, createSlackPlatform, createSocketTransport } = await import(
    '../../adapters/slack/index.ts'
  )
  const { settings, organisation, state, directory, now, log, timing } = options
  const { apiUrl, botToken, signingSecret, appToken } = settings
  const replies = createReplies()
  const look = ({ language, timeZone }: Person) => ({
    language: language ?? organisation.language,
    timeZone: timeZone ?? organisation.timeZone,
  })
  const ours = { language: organisation.language, timeZone: organisation.timeZone }
  const platform = createSlackPlatform({
    ...{ botToken, apiUrl, state, replies, now, log, ...(timing && { timing }) },
    links: settings.links,
    linkUrl: options.linkUrl,
    finishLink: options.finishLink,
    recordLink: (link) => options.engine().recordLink({ kind: 'linked', ...link }),
    verifiedEmailDomains: settings.verifiedEmailDomains,
    everybody: () => directory.people(),
    organisation: ours,
    homeOf: async (personId) => {
      const person = await directory.person(personId)
      return { parts: await options.engine().overview(personId), look: person ? look(person) : ours }
    },
  })
  const personOf = (identity: ChatIdentity) => linkedPerson(platform, directory, identity)

  function receive(engine: Engine): SlackInbound {
    const app = createSlackApp({
      ...{ engine, state, replies, apiUrl, log, signingSecret, botToken },
      home: platform.workspace.current,
      look: async (identity) => {
        const person = await personOf(identity)
        return person && look(person)
      },
      organisation: ours,
      choices: async (identity) => {
        const person = await personOf(identity)
        return person?.enabled ? engine.choices(person.id) : []
      },
      openModal: platform.openModal,
      publishHome: platform.home.publish,
    })
    const socket = appToken === null ? null : createSocketTransport({ bolt: app.bolt, appToken, apiUrl, log })
    return inboundOf(app, socket, () => replies.close())
  }

  return { platform, receive }
}

function inboundOf(app: SlackApp, socket: SocketTransport | null, close: () => void): SlackInbound {
  return {
    routes: new Hono().all('/slack/events', (c) => app.fetch(c.req.raw)),
    connect: async () => void (await socket?.start()),
    stop: async () => {
      close()
      await socket?.stop()
    },
  }
}

/** The directory, with whom a Slack user is linked to: asked of Slack and of the links, at every decision. */
export function withSlackLinks<D extends Directory>(directory: D, platform: () => SlackPlatform | null): D {
  return {
    ...directory,
    personOf: (identity: ChatIdentity) => {
      const slack = identity.platform === 'slack' ? platform() : null
      return slack ? linkedPerson(slack, directory, identity) : directory.personOf(identity)
    },
  }
}

async function linkedPerson(
  platform: SlackPlatform,
  directory: { person(id: PersonId): Promise<Person | null> },
  identity: ChatIdentity,
): Promise<Person | null> {
  const personId = await platform.links.personOf(identity)
  return personId === null ? null : directory.person(personId)
}
