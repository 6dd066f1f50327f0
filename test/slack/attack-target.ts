import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { type ActivationRequest, isTerminal } from '../../bot/domain/activation-request.ts'
import { serve } from '../../bot/main/serve.ts'
import { type Attempted, differences, underWay } from '../attacks/attempts.ts'
import { configOf, load } from '../config/support.ts'
import { type Snapshot, takeSnapshot } from '../crash/snapshot.ts'
import { configuration, EVERYBODY } from './attack-organisation.ts'
import { type Answer, createDriver, type Driver, SIGNING_SECRET } from './driver.ts'
import { logInto } from './inbound-world.ts'
import { BOT_TOKEN, type SlackPeer, startSlack, TEAM } from './slack-peer.ts'

export const ROLES = {
  exchange: 'role:29232cdf-9323-42fd-ade2-1d097af3e4de:/',
  global: 'role:62e90394-69f5-4237-9190-012177145e10:/',
}

/** The running server with Slack as its only platform, spoken to over HTTP as Slack does, and Slack behind it. */
export interface SlackTarget {
  readonly slack: SlackPeer
  readonly driver: Driver
  /** What the server logged. */
  readonly said: readonly string[]
  port(): number
  user(name: string): string
  types(name: string, text: string, more?: { readonly [name: string]: string }): Promise<Answer>
  /** A click; an object as `value` is written as our buttons write it. */
  presses(name: string, verb: string, value: object | string, more?: object): Promise<Answer>
  submits(name: string, callbackId: string, metadata: object | string, values?: Values, more?: object): Promise<Answer>
  /** A request that waits for approval; whatever this person had open before is ended. */
  pending(role?: string, more?: { readonly by?: string; readonly rest?: string }): Promise<ActivationRequest>
  becomes(id: string, status: string): Promise<void>
  request(id: string): ActivationRequest
  snapshot(): Snapshot
  settle(): Promise<void>
  /** Does what the attacker does and waits; what is different afterwards. */
  attempt(act: () => Promise<Answer | readonly Answer[]>): Promise<Attempted>
  restart(): Promise<void>
  close(): Promise<void>
}

type Values = { readonly [block: string]: string | null | readonly string[] }

/** Refused at the door: nothing is stored. */
export const REFUSED: Attempted = { statuses: [401], stored: 0, audit: [], changes: [] }
/** Taken for Slack's, and not for anything that means something. */
export const IGNORED: Attempted = { statuses: [200], stored: 0, audit: [], changes: [] }
/** Stored, answered, and nothing else: not even a refusal worth an event. */
export const ANSWERED: Attempted = { statuses: [200], stored: 1, audit: [], changes: [] }

/** Stored, refused, and the refusal recorded. */
export function refusedWith(code: string, type = 'actionRefused'): Attempted {
  return { statuses: [200], stored: 1, audit: [`${type} ${code}`], changes: [] }
}

/** What our buttons and modals carry about a request. */
export function about(id: string, termsVersion = 1) {
  return { requestId: id, termsVersion }
}

export async function startSlackTarget(): Promise<SlackTarget> {
  const slack = await startSlack({ users: EVERYBODY })
  const data = mkdtempSync(join(tmpdir(), 'elevate-slack-attack-'))
  mkdirSync(join(data, 'demo'))
  const said: string[] = []
  const config = configOf(load(JSON.stringify(configuration(slack, data)), { SIGNING: SIGNING_SECRET, BOT: BOT_TOKEN }))
  const log = logInto(said)
  let server = await serve(config, log)
  const fetchThere = async (request: Request) => {
    const body = await request.text()
    return fetch(`http://127.0.0.1:${server.port}/slack/events`, { method: 'POST', headers: request.headers, body })
  }
  const driver = createDriver({ fetch: fetchThere, team: TEAM })
  const snapshot = () => takeSnapshot(data)
  const user = (name: string) => slack.users[name] ?? name
  const request = (id: string) => found(snapshot().requests.find((each) => each.id === id))
  let acts = 0
  const answersAt = () => {
    acts += 1
    return { response_url: slack.peer.responseUrl(`act-${acts}`) }
  }

  const types: SlackTarget['types'] = (name, text, more = {}) =>
    driver.command(user(name), text, { ...answersAt(), ...more })
  const presses: SlackTarget['presses'] = (name, verb, value, more = {}) => {
    const button = { actionId: `verb:${verb}`, value: typeof value === 'string' ? value : JSON.stringify(value) }
    return driver.click(user(name), button, { ...answersAt(), ...more })
  }

  async function settle(): Promise<void> {
    await until(() => expect(underWay(snapshot())).toEqual([]))
  }

  async function endOpen(by: string): Promise<void> {
    await settle()
    for (const { id, status, requesterId } of snapshot().requests) {
      if (requesterId !== by || isTerminal(status)) continue
      await presses(by, status === 'active' ? 'deactivate' : 'cancel', about(id))
    }
    await settle()
  }

  return {
    ...{ slack, driver, said, user, types, presses, request, snapshot, settle },
    port: () => server.port,
    submits: (name, callbackId, metadata, values = {}, more = {}) => {
      const written = typeof metadata === 'string' ? metadata : JSON.stringify(metadata)
      return driver.submit(user(name), { callbackId, metadata: written, values }, more)
    },
    async pending(role = 'Exchange Administrator', { by = 'adele', rest = 'INC-1234' } = {}) {
      await endOpen(by)
      const known = new Set(snapshot().requests.map(({ id }) => id))
      expect((await types(by, `${role} 1h ${rest}`)).status).toBe(200)
      await settle()
      const made = found(snapshot().requests.find(({ id }) => !known.has(id)))
      expect([made.requesterId, made.status]).toEqual([by, 'pendingApproval'])
      return made
    },
    becomes: (id, status) => until(() => expect(request(id).status).toBe(status)),
    async attempt(act) {
      await settle()
      const before = snapshot()
      const answers = [await act()].flat()
      await settle()
      return { statuses: answers.map(({ status }) => status), ...differences(before, snapshot()) }
    },
    async restart() {
      await server.stop()
      server = await serve(config, log)
    },
    async close() {
      await server.stop()
      await slack.close()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

/** As `eventually`, which only tests may use: hooks wait too. */
function until(isSo: () => void): Promise<void> {
  return vi.waitFor(isSo, { timeout: 20_000, interval: 15 })
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('there is no such request')
  return value
}
