import {
  type AdapterState,
  type ChatIdentity,
  type ChatPlatform,
  type Instant,
  type LinkFinish,
  type Log,
  type Person,
  type PersonId,
  refusal,
} from '../../bot/index.ts'
import { renderCard } from '../../cards/render-card.ts'
import { userAddress } from './address.ts'
import { openModal } from './answer.ts'
import { type HomeParts, homeOfCard, homeView } from './blocks/home.ts'
import type { Look } from './blocks/look.ts'
import type { SlackHome, SlackModal } from './blocks/types.ts'
import { createHomeTab, type HomeTab } from './home.ts'
import { createLinks, type Links, type MadeLink } from './links.ts'
import { createPace } from './pace.ts'
import { createPeople, type People } from './people.ts'
import { createPostedMessages } from './posted.ts'
import type { Replies } from './replies.ts'
import { send } from './send.ts'
import { understand } from './understand.ts'
import { byTimer, type Wake } from './wake.ts'
import { createSlackApi, type SlackApi } from './web-api.ts'
import { createHomeWorkspace, type HomeWorkspace } from './workspace.ts'

export interface SlackPlatformOptions {
  /** The token itself: never logged. */
  readonly botToken: string
  readonly apiUrl: string
  readonly state: AdapterState
  /** Shared with the app that receives. */
  readonly replies: Replies
  /** Slack user id → person, as the configuration says. */
  readonly links: ReadonlyMap<string, PersonId>
  readonly verifiedEmailDomains: readonly string[]
  /** The directory's people. */
  readonly everybody: () => Promise<readonly Person[]>
  /** What a person's home says, in whose words; may fail. */
  readonly homeOf: (personId: PersonId) => Promise<{ readonly parts: HomeParts; readonly look: Look }>
  /** For users whom the directory does not know. */
  readonly organisation: Look
  readonly now: () => Instant
  readonly log: Log
  /** Has a link between a user and a person recorded and told. */
  readonly recordLink: (link: MadeLink) => Promise<void>
  /** Where whoever uses an account proves who they are; null: nowhere. */
  readonly linkUrl: (identity: ChatIdentity) => string | null
  /** The last step of it, in the account. */
  readonly finishLink: (identity: ChatIdentity, code: string) => Promise<LinkFinish>
  readonly timing?: SlackTiming
}

/** For tests; the defaults fit Slack. Milliseconds. */
export interface SlackTiming {
  /** Of one call. */
  readonly timeout?: number
  readonly wallClock?: () => number
  readonly monotonic?: () => number
  readonly sleep?: (ms: number) => Promise<void>
  /** Between two messages to one place. */
  readonly interval?: number
  /** Of everything that is done later without the engine. */
  readonly wake?: Wake
}

export interface SlackPlatform extends ChatPlatform {
  readonly name: 'slack'
  readonly api: SlackApi
  readonly workspace: HomeWorkspace
  readonly people: People
  readonly links: Links
  readonly home: HomeTab
  /** False where Slack did not open it. Does not throw. */
  openModal(triggerId: string, modal: SlackModal): Promise<boolean>
  /** Learns which workspace is ours. Slack need not be there. */
  start(): Promise<void>
  stop(): Promise<void>
}

/** Slack as a chat platform: what goes out, and who is who. What comes in is `createSlackApp`'s. */
export function createSlackPlatform(options: SlackPlatformOptions): SlackPlatform {
  const { botToken, apiUrl, state, replies, now, log, timing = {} } = options
  const { timeout, wallClock = Date.now, monotonic = () => performance.now(), wake = byTimer } = timing
  const api = createSlackApi({ botToken, apiUrl, log, monotonic, ...(timeout !== undefined && { timeout }) })
  const workspace = createHomeWorkspace({ api, state, log, wake })
  const tenant = () => workspace.current()?.teamId ?? null
  const people = createPeople({ api, home: tenant, monotonic })
  const links = linksOf(options, people, tenant, monotonic)
  const home = homeTabOf(options, api, links, tenant, wake)
  const around = {
    ...{ api, state, replies, people, now, wallClock, log },
    workspace: workspace.current,
    pace: createPace({ ...timing, monotonic }),
    posted: createPostedMessages(state, now),
    onUserTold: home.changed,
  }
  return {
    name: 'slack',
    threads: true,
    feedInterval: 1000,
    ...{ api, workspace, people, links, home },
    understand: (delivery) => understand(delivery, links.linkedPerson),
    async addressOf(personId) {
      const userId = await links.userOf(personId)
      return userId === null ? null : userAddress(userId)
    },
    linkUrlFor: (identity) => linkUrlFor(identity, links, options),
    finishLink: options.finishLink,
    send: (message) => send(message, around),
    openModal: (triggerId, modal) => openModal(api, triggerId, modal),
    start: () => workspace.start(),
    async stop() {
      workspace.stop()
      home.stop()
      await home.idle()
    },
  }
}

function linksOf(
  options: SlackPlatformOptions,
  people: People,
  home: () => string | null,
  monotonic: () => number,
): Links {
  const { state, links: configured, verifiedEmailDomains, everybody, now, log, recordLink: record } = options
  return createLinks({ state, people, home, configured, verifiedEmailDomains, everybody, now, log, record, monotonic })
}

function homeTabOf(
  options: SlackPlatformOptions,
  api: SlackApi,
  links: Links,
  workspace: () => string | null,
  wake: Wake,
): HomeTab {
  const { state, now, log, homeOf, organisation } = options
  return createHomeTab({
    ...{ api, state, now, log, wake },
    async draw(userId) {
      const tenant = workspace()
      const identity: ChatIdentity | null = tenant === null ? null : { platform: 'slack', tenant, userId }
      const personId = identity && (await links.personOf(identity))
      if (personId === null)
        return strangersHome(organisation, identity && (await linkUrlFor(identity, links, options)))
      const { parts, look } = await homeOf(personId)
      return homeView(parts, look)
    },
  })
}

async function linkUrlFor(
  identity: ChatIdentity,
  links: Links,
  { linkUrl }: SlackPlatformOptions,
): Promise<string | null> {
  return (await links.linkable(identity)) ? linkUrl(identity) : null
}

function strangersHome(look: Look, verifyUrl: string | null): SlackHome {
  const why = refusal(verifyUrl === null ? 'strangerRefused' : 'notLinked')
  return homeOfCard(renderCard({ card: 'refusal', refusals: [why], requestId: null, verifyUrl }, look), look)
}
