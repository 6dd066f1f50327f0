import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDemoFactors } from '../../../adapters/step-up/demo.ts'
import { codeOfStep, stepAt } from '../../../adapters/step-up/totp.ts'
import type { Config } from '../../../bot/config.ts'
import type { Log } from '../../../bot/index.ts'
import { assembleParts } from '../../../bot/main/parts.ts'
import { type RunningServer, serve } from '../../../bot/main/serve.ts'
import { createSystemClock } from '../../../bot/runtime/system-clock.ts'
import { eventually } from '../../eventually.ts'
import { movableTime } from '../../movable-time.ts'
import type { Conversation } from '../rig/conversations.ts'
import type { Seen } from '../rig/driver.ts'
import { startRig } from '../rig/rig.ts'
import { EVERYBODY, NAMES, organisationConfig } from './organisation.ts'
import { linkIn, shownText, verbsOf } from './shown.ts'

export type World = Awaited<ReturnType<typeof startWorld>>

export interface WorldOptions {
  /** In which language Teams shows itself to a person. */
  readonly locales?: { readonly [name: string]: string }
  /** Changes the configuration file. */
  readonly change?: (file: string, team: string) => string
  readonly env?: { readonly [name: string]: string }
}

/** The whole server, as it runs, between people in Teams and their authenticators. */
export async function startWorld({ locales = {}, change = (file) => file, env = {} }: WorldOptions = {}) {
  const time = movableTime()
  let server: RunningServer | null = null
  const rig = await startRig({ bot: () => (request) => overHttp(request, server?.port ?? 0), now: () => Date.now() })
  const people = Object.fromEntries(
    EVERYBODY.map((name) => [name, rig.person(name, { locale: locales[name] ?? 'en-CA' })]),
  )
  const personOf = (name: string) => people[name] ?? rig.person(name)
  const security = rig.channel('security-feed', [personOf('alex'), personOf('megan'), personOf('adele')])
  const team = rig.channel('operations', Object.values(people))
  const folder = mkdtempSync(join(tmpdir(), 'elevate-teams-'))
  const logged: string[] = []
  const config = organisationConfig({ rig, folder, env, feed: security.id, change: (file) => change(file, team.id) })
  const codeOf = await enrolEverybody(config)
  server = await serve(config, logInto(logged))

  const chatOf = (name: string): Conversation => rig.personal(personOf(name))

  /** What somebody's client shows of a conversation, each card as they see it after refreshing. */
  const sees = (name: string, where: Conversation = chatOf(name)) => rig.clients.sees(personOf(name), where)

  /** The newest card that says this. */
  async function find(name: string, pattern: RegExp, where?: Conversation): Promise<Seen> {
    const found = (await sees(name, where)).findLast(({ card, message }) => pattern.test(saysOf(card, message)))
    if (!found) throw new Error(`${name} sees nothing of ${pattern}: ${(await texts(name, where)).join('\n---\n')}`)
    return found
  }

  /** The newest card that says this and has that button. */
  async function withButton(name: string, pattern: RegExp, verb: string, where?: Conversation): Promise<Seen> {
    const all = await sees(name, where)
    const found = all.findLast((seen) => pattern.test(saysOf(seen.card, seen.message)) && verbsOf(seen).includes(verb))
    if (!found) throw new Error(`${name} has no ${verb} on: ${(await texts(name, where)).join('\n---\n')}`)
    return found
  }

  async function texts(name: string, where?: Conversation): Promise<readonly string[]> {
    return (await sees(name, where)).map(({ card, message }) => saysOf(card, message))
  }

  /** What stands in the feed, or in the threads below it. */
  async function inFeed(name: string, threads: boolean): Promise<readonly string[]> {
    const seen = (await sees(name, security)).filter(({ message }) => (message.rootId !== null) === threads)
    return seen.map(({ card, message }) => saysOf(card, message))
  }

  return {
    ...{ rig, logged, personOf, security, team, chatOf, sees, find, texts, time },
    port: () => server?.port ?? 0,
    pass: (ms: number) => time.pass(ms),
    saysOf: ({ card, message }: Seen) => saysOf(card, message),
    feed: (name: string) => inFeed(name, false),
    feedThread: async (name: string) => (await inFeed(name, true)).join('\n'),
    /** As `texts` of somebody's own chat, before anything is refreshed. */
    textsAtFirst: (name: string) =>
      rig.clients.seesAtFirst(personOf(name), chatOf(name)).map(({ card, message }) => saysOf(card, message)),
    /** Lets time pass, and somebody ask something, so that the server looks up. */
    async later(ms: number): Promise<void> {
      time.pass(ms)
      const lists = async () => (await texts('alex')).filter((text) => LIST.test(text)).length
      const before = await lists()
      await rig.driver.types(personOf('alex'), 'pending')
      await eventually(lists).toBeGreaterThan(before)
    },
    async verbs(name: string, pattern: RegExp, where?: Conversation): Promise<readonly string[]> {
      return verbsOf(await find(name, pattern, where))
    },
    async presses(name: string, pattern: RegExp, verb: string, inputs = {}, where?: Conversation) {
      return rig.clients.clicks(await withButton(name, pattern, verb, where), verb, inputs)
    },
    /** Opens the page that their card links to and enters the code of an authenticator, their own; the page's text. */
    async proves(name: string, whose = name): Promise<string> {
      time.pass(31_000)
      const shown = (await sees(name)).map(({ card }) => linkIn(card)).filter(Boolean)
      const link = shown.at(-1) ?? ''
      const nonce = /name="nonce"[^>]*value="([^"]+)"/.exec(await (await fetch(link)).text())?.[1] ?? ''
      const headers = { 'content-type': 'application/x-www-form-urlencoded', origin: new URL(link).origin }
      const body = String(new URLSearchParams({ code: codeOf(whose), nonce }))
      return (await fetch(link, { method: 'POST', headers, body })).text()
    },
    async installEverybody(names: readonly string[] = NAMES): Promise<void> {
      for (const name of names) await rig.driver.installs(personOf(name))
    },
    async close(): Promise<void> {
      await server?.stop()
      await rig.close()
      time.restore()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What `pending` answers. */
const LIST = /Waiting for (a|your) decision|Nothing is waiting|En attente d’une décision|Rien n’attend/i

function saysOf(card: unknown, message: { readonly activity: { readonly text?: unknown } }): string {
  return card === null ? String(message.activity.text ?? '') : shownText(card)
}

async function overHttp(request: Request, port: number): Promise<Response> {
  const body = await request.text()
  return fetch(`http://127.0.0.1:${port}/api/messages`, { method: request.method, headers: request.headers, body })
}

/** As after `elevate enrol`; the code that somebody's authenticator shows now. */
async function enrolEverybody(config: Config): Promise<(personId: string) => string> {
  const clock = async () => createSystemClock()
  const { key, sqlite } = await assembleParts({ config, publicUrl: 'http://localhost', clock, log: logInto([]) })
  const factors = createDemoFactors({ key, state: sqlite.state, now: () => Date.now() })
  await factors.ensureDemoFactors([...NAMES])
  await sqlite.close()
  return (personId) => codeOfStep(factors.demoFactor(personId), stepAt(Date.now()))
}

function logInto(logged: string[]): Log {
  const at = (level: string) => (fields: object, message: string) =>
    void logged.push(`${level}: ${message} ${JSON.stringify(fields)}`)
  return { info: at('info'), warn: at('warn'), error: at('error') }
}
