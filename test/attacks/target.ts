import { spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { expect } from 'vitest'
import type { WireMessage } from '../../adapters/web/wire.ts'
import type { ActivationRequest } from '../../bot/domain/activation-request.ts'
import { pendingWork, type Snapshot, takeSnapshot } from '../crash/snapshot.ts'
import { freePort } from '../process/server-process.ts'
import { type Answer, type Call, call } from './call.ts'

const REPOSITORY = new URL('../..', import.meta.url).pathname
const PATIENCE_MS = 50_000

/** The running demonstration under attack: a process of its own, spoken to over HTTP. */
export interface Target {
  readonly port: number
  readonly origin: string
  readonly data: string
  /** Everything the server has written to standard output and error. */
  output(): string
  /** Any request, with exactly these headers. */
  raw(call: Call): Promise<Answer>
  /** What this person's browser sends from our own page; `headers` and `body` may be replaced. */
  post(person: string, path: string, body: unknown, headers?: Record<string, string>): Promise<Answer>
  get(person: string, path: string): Promise<Answer>
  /** Writes a line and waits until it is answered; the new messages of their own conversation. */
  says(person: string, text: string): Promise<readonly WireMessage[]>
  /** Presses a button and waits until it is answered. */
  presses(
    person: string,
    verb: string,
    requestId: string | null,
    inputs?: Record<string, string>,
  ): Promise<readonly WireMessage[]>
  messages(person: string, conversation?: string): Promise<readonly WireMessage[]>
  code(person: string): Promise<string>
  /** The path of the step-up page that this person's card for the request links to. */
  link(person: string, requestId: string): Promise<string>
  /** The nonce of a fresh form of that page. */
  nonce(path: string): Promise<string>
  submitCode(path: string, form: { readonly code: string; readonly nonce: string }): Promise<Answer>
  /** Asks, and proves where that is needed; the request as it then stands. */
  asks(
    person: string,
    role: string,
    options?: { readonly proven?: boolean; readonly rest?: string },
  ): Promise<ActivationRequest>
  request(id: string): ActivationRequest
  snapshot(): Snapshot
  settle(): Promise<void>
  skip(duration: string): Promise<void>
  /** Nothing of before is open, locked or limited any more. */
  anHourLater(): Promise<void>
  close(): Promise<void>
}

export function newNonce(): string {
  return randomBytes(12).toString('hex')
}

export async function startTarget(env: Record<string, string> = {}): Promise<Target> {
  const data = mkdtempSync(join(tmpdir(), 'elevate-attack-'))
  const port = await freePort()
  const child = spawn(process.execPath, ['bot/main.ts'], {
    cwd: REPOSITORY,
    env: { ...process.env, ELEVATE_DATA: data, ELEVATE_PORT: String(port), ELEVATE_CONFIG: '', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let said = ''
  const hear = (chunk: unknown) => {
    said += String(chunk)
  }
  child.stdout.on('data', hear)
  child.stderr.on('data', hear)
  await until(() => said.includes('Elevate is running at') || child.exitCode !== null)
  if (child.exitCode !== null) throw new Error(`the server ended with ${child.exitCode}: ${said}`)

  const host = `localhost:${port}`
  const origin = `http://${host}`
  const raw = (sent: Call) => call(port, sent)
  const post = (person: string, path: string, body: unknown, headers: Record<string, string> = {}) =>
    raw({
      method: 'POST',
      path: `/api/web/${path}?as=${person}`,
      headers: { host, origin, 'content-type': 'application/json', ...headers },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    })
  const get = (person: string, path: string) =>
    raw({ path: `/api/web/${path}${path.includes('?') ? '&' : '?'}as=${person}`, headers: { host } })
  const nothing = () => Object.values(pendingWork(data)).every((count) => count === 0)
  const settle = () => until(nothing)

  async function messages(person: string, conversation = 'elevate'): Promise<readonly WireMessage[]> {
    const { body } = await get(person, `conversations/${conversation}/messages`)
    const parsed: { messages: readonly WireMessage[] } = JSON.parse(body)
    return parsed.messages
  }

  /** What came or changed by an act. */
  async function news(person: string, act: () => Promise<Answer>): Promise<readonly WireMessage[]> {
    const before = new Map((await messages(person)).map(({ id, version }) => [id, version]))
    const answer = await act()
    expect(answer.status, answer.body).toBe(202)
    await settle()
    return (await messages(person)).filter(({ id, version, text }) => text === null && before.get(id) !== version)
  }

  const says = (person: string, text: string) =>
    news(person, () => post(person, 'messages', { nonce: newNonce(), text }))

  async function link(person: string, requestId: string): Promise<string> {
    for (const { card } of (await messages(person)).toReversed()) {
      const text = JSON.stringify(card)
      const path = /"url":"http:\/\/[^/"]+(\/verify\/[^"]+)"/.exec(text)?.[1]
      if (path && text.includes(requestId)) return path
    }
    throw new Error(`${person} has no link for ${requestId}`)
  }

  async function nonce(path: string): Promise<string> {
    const page = await raw({ path, headers: { host } })
    return /name="nonce"[^>]*value="([^"]+)"/.exec(page.body)?.[1] ?? ''
  }

  async function code(person: string): Promise<string> {
    return String(JSON.parse((await get(person, 'demo/code')).body).code)
  }

  const submitCode = (path: string, form: { readonly code: string; readonly nonce: string }) =>
    raw({
      method: 'POST',
      path,
      headers: { host, origin, 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(form).toString(),
    })

  const snapshot = () => takeSnapshot(data)
  const request = (id: string) => found(snapshot().requests.find((each) => each.id === id))

  async function skip(duration: string): Promise<void> {
    expect((await post('adele', 'demo/clock', { skip: duration })).status).toBe(200)
    await settle()
  }

  return {
    port,
    origin,
    data,
    output: () => said,
    raw,
    post,
    get,
    says,
    presses: (person, verb, requestId, inputs = {}) =>
      news(person, () =>
        post(person, 'actions', { nonce: newNonce(), verb, requestId, termsVersion: requestId ? 1 : null, inputs }),
      ),
    messages,
    code,
    link,
    nonce,
    submitCode,
    asks: async (person, role, { proven = true, rest = `INC-${1000 + Math.floor(Math.random() * 9000)}` } = {}) => {
      const known = new Set(snapshot().requests.map(({ id }) => id))
      await says(person, `/elevate ${role} 1h ${rest}`)
      const made = found(snapshot().requests.find(({ id }) => !known.has(id)))
      if (!proven || made.status !== 'pendingVerification') return made
      const path = await link(person, made.id)
      const answer = await submitCode(path, { code: await code(person), nonce: await nonce(path) })
      expect(answer.status, answer.body).toBe(200)
      await settle()
      return request(made.id)
    },
    request,
    snapshot,
    settle,
    skip,
    anHourLater: async () => {
      await skip('PT61M')
      await skip('PT61M')
    },
    close: async () => {
      const gone = once(child, 'exit')
      if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGKILL')
        await gone
      }
      rmSync(data, { recursive: true, force: true })
    },
  }
}

async function until(isSo: () => boolean): Promise<void> {
  const end = Date.now() + PATIENCE_MS
  while (!isSo()) {
    if (Date.now() > end) throw new Error('waited in vain for the server')
    await pause(10)
  }
}

function found<T>(value: T | undefined): T {
  if (value === undefined) throw new Error('there is no such request')
  return value
}

/** Codes of the refusals that the log got since. */
export function refusalsSince(before: Snapshot, after: Snapshot): readonly unknown[] {
  return after.events.slice(before.events.length).flatMap(({ data }) => data['code'] ?? data['codes'] ?? [])
}

/** What changed in requests and directory. */
export function changesSince(before: Snapshot, after: Snapshot): readonly string[] {
  const known = new Map(before.requests.map((request) => [request.id, JSON.stringify(request)]))
  const requests = after.requests.filter((request) => known.get(request.id) !== JSON.stringify(request))
  const held = new Set(before.activations.map(({ key }) => key))
  const activations = after.activations.filter(({ key }) => !held.has(key))
  return [...requests.map(({ id, status }) => `${id} ${status}`), ...activations.map(({ key }) => `${key} held`)]
}
