import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, vi } from 'vitest'
import { type ActivationRequest, isTerminal } from '../../bot/domain/activation-request.ts'
import { serve } from '../../bot/main/serve.ts'
import { type Attempted, differences, underWay } from '../attacks/attempts.ts'
import { configOf, load } from '../config/support.ts'
import { type Snapshot, takeSnapshot } from '../crash/snapshot.ts'
import { logInto } from '../slack/inbound-world.ts'
import { configuration, EVERYBODY } from './attack-organisation.ts'
import { onRig } from './on-rig.ts'
import { eventId, execute, submit } from './rig/activities.ts'
import { type Canary, startCanary } from './rig/canary.ts'
import type { Conversation } from './rig/conversations.ts'
import type { Answer, SendOptions } from './rig/driver.ts'
import type { TeamsPerson } from './rig/people.ts'
import { type Rig, startRig } from './rig/rig.ts'
import { BOT_SECRET } from './rig/token-endpoint.ts'

/** The running server with Teams as its only platform, spoken to over HTTP as Teams does, and Teams behind it. */
export interface TeamsTarget {
  readonly rig: Rig
  /** No service URL that anybody listed. */
  readonly canary: Canary
  readonly feed: Conversation
  /** What the server logged. */
  readonly said: readonly string[]
  port(): number
  person(name: string): TeamsPerson
  types(name: string, text: string, options?: SendOptions): Promise<Answer>
  /** A click on a button of ours, whoever may see it. */
  presses(name: string, verb: string, data: object, options?: PressOptions): Promise<Answer>
  /** A request that waits for approval; whatever this person had open before is ended. */
  pending(role?: string, by?: string): Promise<ActivationRequest>
  becomes(id: string, status: string): Promise<void>
  request(id: string): ActivationRequest
  snapshot(): Snapshot
  settle(): Promise<void>
  /** As `settle`, and every message is where it belongs. */
  quiet(): Promise<void>
  /** Does what the attacker does and waits; what is different afterwards. */
  attempt(act: () => Promise<Answer | readonly Answer[]>): Promise<Attempted>
  close(): Promise<void>
}

export interface PressOptions extends SendOptions {
  /** As an older client does. */
  readonly isSubmit?: boolean
  readonly where?: Conversation
  readonly replyTo?: string
}

/** Refused at the door: nothing is stored. */
export function refusedAtTheDoor(status: number): Attempted {
  return { statuses: [status], stored: 0, audit: [], changes: [] }
}

/** Stored, refused, and the refusal recorded. */
export function refusedWith(code: string, type = 'actionRefused'): Attempted {
  return { statuses: [200], stored: 1, audit: [`${type} ${code}`], changes: [] }
}

/** What our buttons carry about a request. */
export function about(id: string, termsVersion: unknown = 1) {
  return { requestId: id, termsVersion }
}

export async function startTeamsTarget(): Promise<TeamsTarget> {
  const canary = await startCanary()
  const ports: number[] = []
  const rig = await startRig({ bot: () => overHttp(() => ports.at(-1) ?? 0), isLimited: false })
  const people = new Map(EVERYBODY.map((name) => [name, rig.person(name)]))
  const person = (name: string) => people.get(name) ?? rig.person(name)
  const feed = rig.channel('security-feed', ['alex', 'adele'].map(person))
  const data = mkdtempSync(join(tmpdir(), 'elevate-teams-attack-'))
  mkdirSync(join(data, 'demo'))
  const said: string[] = []
  const text = JSON.stringify(configuration(rig, data, feed.id))
  const config = onRig(configOf(load(text, { TEAMS_APP_PASSWORD: BOT_SECRET })), rig)
  const server = await serve(config, logInto(said))
  ports.push(server.port)
  for (const each of people.values()) await rig.driver.installs(each)

  const snapshot = () => takeSnapshot(data)
  const request = (id: string) => found(snapshot().requests.find((each) => each.id === id))
  const types: TeamsTarget['types'] = (name, line, options) => rig.driver.types(person(name), line, options)

  const presses: TeamsTarget['presses'] = (name, verb, value, options = {}) => {
    const conversation = options.where ?? rig.personal(person(name))
    const replyTo = options.replyTo ?? '1700000000000'
    const at = rig.driver.where(person(name), conversation, eventId())
    const whole = { verb, ...value }
    const activity = options.isSubmit
      ? submit({ ...at, id: rig.connector.nextId() }, replyTo, whole)
      : execute(at, replyTo, { verb, data: whole, trigger: 'manual' })
    return rig.driver.send(activity, options)
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

  async function quiet(): Promise<void> {
    await settle()
    // A message that did not get through under load is sent again after a while.
    await until(() => expect(snapshot().pending.effects).toBe(0), 55_000)
  }

  await quiet()
  return {
    quiet,
    ...{ rig, canary, feed, said, person, types, presses, request, snapshot, settle },
    port: () => server.port,
    async pending(role = 'Exchange Administrator', by = 'adele') {
      await endOpen(by)
      const known = new Set(snapshot().requests.map(({ id }) => id))
      expect((await types(by, `/elevate ${role} 1h INC-1234`)).status).toBe(200)
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
    async close() {
      await server.stop()
      await rig.close()
      await canary.close()
      rmSync(data, { recursive: true, force: true })
    },
  }
}

/** As `eventually`, which only tests may use: hooks wait too. */
function until(isSo: () => void, timeout = 20_000): Promise<void> {
  return vi.waitFor(isSo, { timeout, interval: 15 })
}

function overHttp(port: () => number) {
  return async (request: Request): Promise<Response> => {
    const body = await request.text()
    return fetch(`http://127.0.0.1:${port()}/api/messages`, { method: request.method, headers: request.headers, body })
  }
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('there is no such request')
  return value
}
