import { createSlackApp, type SlackAppOptions } from '../../adapters/slack/app.ts'
import type { SlackModal } from '../../adapters/slack/blocks/types.ts'
import { createReplies } from '../../adapters/slack/replies.ts'
import type { ChatIdentity, FormCardView, Log, OutgoingMessage } from '../../bot/index.ts'
import { sampleForm } from '../cards/sample-views.ts'
import { createFakeEngine } from '../web/fake-engine.ts'
import { createMemoryState } from '../web/memory-state.ts'
import { createDriver, HOME, SIGNING_SECRET } from './driver.ts'

export const BOT_TOKEN = 'xoxb-not-a-token'

export type InboundWorld = ReturnType<typeof createInboundWorld>

/** What comes in from Slack over an engine that only stores, in a workspace that is known. */
export function createInboundWorld(changes: Partial<SlackAppOptions> = {}) {
  const engine = createFakeEngine()
  const state = createMemoryState()
  const replies = createReplies()
  const logged: string[] = []
  const opened: { readonly triggerId: string; readonly modal: SlackModal }[] = []
  const published: string[] = []
  const asked: ChatIdentity[] = []
  const app = createSlackApp({
    engine,
    state,
    replies,
    apiUrl: 'https://slack.com/api/',
    log: logInto(logged),
    signingSecret: SIGNING_SECRET,
    botToken: BOT_TOKEN,
    home: () => ({ teamId: HOME, botId: 'B0BOT', botUserId: 'U0BOT' }),
    look: async () => null,
    organisation: { language: 'en', timeZone: 'America/Toronto' },
    choices: async (identity) => {
      asked.push(identity)
      return identity.tenant === HOME ? form().choices : []
    },
    openModal: async (triggerId, modal) => {
      opened.push({ triggerId, modal })
      return true
    },
    publishHome: async (userId) => {
      published.push(userId)
    },
    ...changes,
  })
  const driver = createDriver({ fetch: app.fetch })
  return { app, driver, engine, state, replies, logged, opened, published, asked }
}

export function logInto(logged: string[]): Log {
  const write = (fields: object, message: string) => void logged.push(`${message} ${JSON.stringify(fields)}`)
  return { info: write, warn: write, error: write }
}

/** A form as the engine answers with one. */
export function form(changes: Partial<FormCardView> = {}): FormCardView {
  return { ...sampleForm, ...changes }
}

export function replyTo(deliveryKey: string, view: OutgoingMessage['view']): OutgoingMessage {
  return {
    key: `reply:slack:${deliveryKey}`,
    address: `reply:U0ADELE:${deliveryKey}`,
    view,
    viewVersion: 0,
    language: 'en',
    timeZone: 'America/Toronto',
    replaces: null,
    thread: null,
  }
}
