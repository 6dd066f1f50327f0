import { expect } from 'vitest'
import { z } from 'zod'
import { eventually } from '../../eventually.ts'
import { clickBody, commandBody, newTriggerId, SIGNING_SECRET, submissionBody } from '../../slack/driver.ts'
import { httpCarrier } from '../../slack/journey-carriers.ts'
import { buttonsIn, plainSpaces, type ShownButton, shownText } from '../../slack/shown.ts'
import { BOT_TOKEN, startSlack, TEAM } from '../../slack/slack-peer.ts'
import { openBrowser } from '../../step-up/oidc/browser.ts'
import type { Chat, Shown, Surroundings } from './chat.ts'
import { NAMES, type Name } from './organisation.ts'

const FEED = 'security-feed'

/** Slack by its emulator, with signed deliveries; people link their accounts by signing in. */
export async function openSlackChat({ port, signsIn }: Surroundings): Promise<Chat> {
  const slack = await startSlack({ users: NAMES, channels: [FEED] })
  const carrier = httpCarrier(slack, () => port)
  const feedId = slack.channels[FEED] ?? ''
  const idOf = (name: Name): string => slack.users[name] ?? ''
  const respondTo = (name: Name) => new URL(`/respond/${name}-${newTriggerId()}`, slack.apiUrl).href

  async function deliver(...[kind, body]: Parameters<typeof carrier.deliver>): Promise<void> {
    expect((await carrier.deliver(kind, body)).status).toBe(200)
  }

  async function says(name: Name, text: string): Promise<void> {
    const trigger_id = await slack.trigger(idOf(name))
    const body = commandBody(TEAM, idOf(name), text, { trigger_id, response_url: respondTo(name) })
    await deliver('slash_commands', body)
  }

  /** Some buttons open a modal, which is filled in and sent. */
  async function presses(name: Name, button: ShownButton, inputs: Parameters<Shown['presses']>[1]): Promise<void> {
    const { action_id: actionId, value, confirm } = button
    const pressed = { actionId, confirms: confirm !== undefined, ...(value !== undefined && { value }) }
    const opened = slack.peer.of('views.open').length
    const body = { ...clickBody(TEAM, idOf(name), pressed), trigger_id: newTriggerId(), response_url: respondTo(name) }
    await deliver('interactive', body)
    if (inputs === undefined) return
    await eventually(() => slack.peer.of('views.open').length).toBe(opened + 1)
    const view = Object(slack.peer.of('views.open').at(-1)?.args['view'])
    const modal = { callbackId: String(view.callback_id), metadata: String(view.private_metadata), values: inputs }
    await deliver('interactive', submissionBody(TEAM, idOf(name), modal))
  }

  function shown(name: Name, blocks: unknown): Shown {
    const buttons = buttonsIn(blocks)
    const verbOf = ({ action_id }: ShownButton) => action_id.replace(/^verb:/, '')
    return {
      text: plainSpaces(shownText(blocks)),
      verbs: buttons.filter(({ action_id }) => action_id.startsWith('verb:')).map(verbOf),
      links: buttons.flatMap(({ url }) => url ?? []),
      presses: (verb, inputs) => {
        const button = buttons.find((each) => verbOf(each) === verb)
        if (!button) throw new Error(`The message has no button ${verb}`)
        return presses(name, button, inputs)
      },
    }
  }

  /** What only this person was answered where they asked. */
  function answers(name: Name): readonly Shown[] {
    const own = slack.peer.of('respond').filter(({ path }) => path.startsWith(`/respond/${name}-`))
    return own.map(({ args }) => shown(name, args['blocks']))
  }

  /** A message of the feed and what stands below it. */
  async function threadOf(ts: string): Promise<readonly { readonly blocks?: unknown }[]> {
    const { messages } = await slack.ask('conversations.replies', { channel: feedId, ts })
    return z.array(z.looseObject({ blocks: z.unknown() })).parse(messages)
  }

  async function links(name: Name): Promise<void> {
    await says(name, 'mine')
    const linkOf = () =>
      answers(name)
        .flatMap(({ links: found }) => found)
        .find((url) => url.includes('/verify/account/'))
    await eventually(linkOf).toBeDefined()
    const browser = openBrowser()
    await signsIn(name, linkOf() ?? '', browser)
    const last = await browser.submit()
    await says(name, /<code>\/elevate (link [\d ]+)<\/code>/.exec(last.html)?.[1] ?? '')
    await eventually(() => answers(name).length).toBe(2)
  }

  return {
    section: `slack: { botToken: env:SLACK_BOT_TOKEN, signingSecret: env:SLACK_SIGNING_SECRET, apiUrl: '${slack.apiUrl}' }`,
    feedName: `slack:${feedId}`,
    env: { SLACK_BOT_TOKEN: BOT_TOKEN, SLACK_SIGNING_SECRET: SIGNING_SECRET },
    adapt: (config) => config,
    async joins(names) {
      for (const name of names) await links(name)
    },
    says,
    sees: async (name) => {
      const direct = (await slack.direct(idOf(name))).map(({ blocks }) => shown(name, blocks))
      return [...direct, ...answers(name)]
    },
    feed: async () => {
      const roots = (await slack.messages(feedId)).filter(({ ts, thread_ts }) => (thread_ts ?? ts) === ts)
      return Promise.all(
        roots.map(async ({ ts }) => plainSpaces(shownText((await threadOf(ts)).map(({ blocks }) => blocks)))),
      )
    },
    close: async () => {
      await carrier.close()
      await slack.close()
    },
  }
}
