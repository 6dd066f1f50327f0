import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect } from 'vitest'
import { z } from 'zod'
import { byTimer } from '../../adapters/slack/wake.ts'
import { createDemoFactors } from '../../adapters/step-up/demo.ts'
import { codeOfStep, stepAt } from '../../adapters/step-up/totp.ts'
import type { Config } from '../../bot/config.ts'
import type { Log } from '../../bot/index.ts'
import { assembleParts } from '../../bot/main/parts.ts'
import { type RunningServer, serve } from '../../bot/main/serve.ts'
import { createSystemClock } from '../../bot/runtime/system-clock.ts'
import { eventually } from '../eventually.ts'
import { movableTime } from '../movable-time.ts'
import { problemsOfMessage, problemsOfView } from './block-kit-checker.ts'
import { clickBody, commandBody, homeBody, type Modal, newTriggerId, submissionBody, suggestionBody } from './driver.ts'
import { type Carrier, httpCarrier, socketCarrier, type Transport } from './journey-carriers.ts'
import { journeyConfig, NAMES, STRANGER, UNLINKED } from './journey-config.ts'
import { buttonsIn, type ShownButton, shownText } from './shown.ts'
import { type PostedMessage, startSlack, TEAM } from './slack-peer.ts'

export type JourneyWorld = Awaited<ReturnType<typeof startJourney>>

/** A message a second is Slack's own rule, which `outbound-pace.test.ts` holds: nobody here need wait for it, nor for an App Home. */
const BRISK = { interval: 50, wake: (ms: number, callback: () => void) => byTimer(ms / 20, callback) }

/** The whole server, as it runs, between people in Slack and their authenticators. */
export async function startJourney(transport: Transport, language?: 'en' | 'fr') {
  const time = movableTime()
  const slack = await startSlack({ users: [...NAMES, ...UNLINKED, STRANGER], channels: ['security-feed', 'alerts'] })
  const folder = mkdtempSync(join(tmpdir(), 'elevate-journey-'))
  const logged: string[] = []
  let server: RunningServer | null = null
  const carrier: Carrier =
    transport === 'http' ? httpCarrier(slack, () => server?.port ?? 0) : await socketCarrier(slack)
  const { users } = slack
  const feedId = slack.channels['security-feed'] ?? ''
  const alertsId = slack.channels['alerts'] ?? ''
  const config = journeyConfig({
    folder,
    apiUrl: carrier.apiUrl,
    users,
    feed: feedId,
    alerts: alertsId,
    transport,
    ...(language && { language }),
  })
  const codeOf = await enrolEverybody(config)
  server = await serve(config, logInto(logged), { slack: BRISK })

  const idOf = (name: string): string => users[name] ?? ''
  const answerAt = () => ({ response_url: new URL(`/respond/${newTriggerId()}`, carrier.apiUrl).href })
  const direct = (name: string): Promise<readonly PostedMessage[]> => slack.direct(idOf(name))
  /** What stands in the channel itself; threads below are opened by whoever wants to read them. */
  const feed = async () =>
    (await slack.messages(feedId)).filter(({ ts, thread_ts }) => thread_ts === undefined || thread_ts === ts)
  const alerts = () => slack.messages(alertsId)

  async function pass(ms: number): Promise<void> {
    time.pass(ms)
    await carrier.renew()
  }

  /** The first message that somebody got: a card, which lives as long as its request. */
  async function card(name: string): Promise<string> {
    const [first] = await direct(name)
    return shownText(first?.blocks ?? [])
  }

  /** What somebody could press on all of their cards, links left out. */
  async function verbs(name: string): Promise<readonly string[]> {
    const buttons = (await direct(name)).flatMap(({ blocks }) => buttonsIn(blocks))
    return buttons.map(({ action_id }) => action_id).filter((id) => id.startsWith('verb:'))
  }

  async function button(name: string, actionId: string): Promise<ShownButton> {
    const [first] = await direct(name)
    const found = buttonsIn(first?.blocks).find(({ action_id }) => action_id === actionId)
    if (!found) throw new Error(`${name} has no ${actionId} on: ${await card(name)}`)
    return found
  }

  /** Everything in somebody's direct messages, as it reads now, oldest first. */
  async function reads(name: string): Promise<string> {
    return (await direct(name)).map(({ blocks }) => shownText(blocks)).join('\n---\n')
  }

  /** The button on the newest message that has it; waits for one. */
  async function newestButton(name: string, actionId: string): Promise<ShownButton> {
    const find = async () => (await direct(name)).flatMap(({ blocks }) => buttonsIn(blocks)).findLast(isIt)
    const isIt = ({ action_id }: ShownButton) => action_id === actionId || action_id.startsWith(`${actionId}:`)
    await eventually(find).toBeDefined()
    return (await find()) ?? { action_id: actionId, text: { text: '' } }
  }

  async function says(name: string, text: string) {
    const trigger_id = await slack.trigger(idOf(name))
    return carrier.deliver('slash_commands', commandBody(TEAM, idOf(name), text, { trigger_id, ...answerAt() }))
  }

  async function presses(name: string, { action_id, value, confirm }: ShownButton, trigger_id = newTriggerId()) {
    const pressed = { actionId: action_id, confirms: confirm !== undefined, ...(value !== undefined && { value }) }
    const body = { ...clickBody(TEAM, idOf(name), pressed), trigger_id, ...answerAt() }
    const { status } = await carrier.deliver('interactive', body)
    expect(status).toBe(200)
  }

  /** Opens the page that their card links to and enters the code of an authenticator, their own; the page's text. */
  async function proves(name: string, whose = name): Promise<string> {
    // Each code counts once.
    await pass(31_000)
    const buttons = (await direct(name)).flatMap(({ blocks }) => buttonsIn(blocks))
    const link = buttons.findLast(({ url }) => url?.includes('/verify/'))?.url ?? ''
    const nonce = /name="nonce"[^>]*value="([^"]+)"/.exec(await (await fetch(link)).text())?.[1] ?? ''
    const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: new URL(link).origin }
    const body = String(new URLSearchParams({ code: codeOf(whose), nonce }))
    return (await fetch(link, { method: 'POST', headers, body })).text()
  }

  /** The modal that Slack was last asked to open. */
  function modal() {
    const view = slack.peer.of('views.open').at(-1)?.args['view']
    return z.object({ callback_id: z.string(), private_metadata: z.string().default('') }).parse(view)
  }

  /** Fills in the modal that was last opened, and sends it. */
  async function fillsIn(name: string, values: Modal['values']) {
    const { callback_id: callbackId, private_metadata: metadata } = modal()
    return carrier.deliver('interactive', submissionBody(TEAM, idOf(name), { callbackId, metadata, values }))
  }

  /** What somebody was answered where they asked, and only they saw, oldest first. */
  const answers = () => slack.peer.of('respond').map(({ args }) => shownText(args['blocks']))

  return {
    ...{
      slack,
      logged,
      idOf,
      codeOf,
      pass,
      direct,
      feed,
      alerts,
      card,
      verbs,
      reads,
      button,
      newestButton,
      says,
      presses,
      proves,
      modal,
      fillsIn,
      answers,
    },
    opensHome: (name: string) => carrier.deliver('events_api', homeBody(TEAM, idOf(name))),
    /** The newest App Home of anybody. */
    home: () => shownText(slack.peer.of('views.publish').at(-1)?.args['view']),
    suggests: (name: string, typed: string) => carrier.deliver('interactive', suggestionBody(TEAM, idOf(name), typed)),
    submits: (name: string, modal: Modal) => carrier.deliver('interactive', submissionBody(TEAM, idOf(name), modal)),
    /** What Slack would not have drawn of all that was sent to it. */
    undrawable: (): readonly string[] =>
      slack.peer.calls.flatMap(({ args }) => {
        if ('view' in args) return problemsOfView(args['view'])
        return 'blocks' in args ? problemsOfMessage({ text: args['text'], blocks: args['blocks'] }) : []
      }),
    /** Lets time pass, and somebody ask something, so that the server looks up. */
    async later(ms: number): Promise<void> {
      await pass(ms)
      const lists = () => answers().filter((answer) => answer.startsWith('Waiting for a decision')).length
      const before = lists()
      await says('alex', 'pending')
      await eventually(lists).toBeGreaterThan(before)
    },
    async close(): Promise<void> {
      await server?.stop()
      await carrier.close()
      await slack.close()
      time.restore()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** As after `elevate enrol`; the code that somebody's authenticator shows now. */
async function enrolEverybody(config: Config): Promise<(personId: string) => string> {
  const clock = async () => createSystemClock()
  const { key, sqlite } = await assembleParts({ config, publicUrl: 'http://localhost', clock, log: logInto([]) })
  const factors = createDemoFactors({ key, state: sqlite.state, now: () => Date.now() })
  await factors.ensureDemoFactors([...NAMES, ...UNLINKED])
  await sqlite.close()
  return (personId) => codeOfStep(factors.demoFactor(personId), stepAt(Date.now()))
}

function logInto(logged: string[]): Log {
  const at = (level: string) => (fields: object, message: string) =>
    void logged.push(`${level}: ${message} ${JSON.stringify(fields)}`)
  return { info: at('info'), warn: at('warn'), error: at('error') }
}
