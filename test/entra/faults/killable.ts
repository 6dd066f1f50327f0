import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ActivationRequest } from '../../../bot/domain/activation-request.ts'
import { durationToMs, parseIsoDuration, SECOND } from '../../../bot/index.ts'
import { START } from '../../engine/story.ts'
import { startTenant, type Tenant } from '../graph/tenant.ts'
import { seedTenant } from '../story.ts'
import type { Birth, Command, Message } from './kill-protocol.ts'
import { cancelThere, demandApproval, type Mode, permissionsOf, tokenFor } from './lives.ts'
import type { Living } from './people.ts'
import { untrueDecision, untruthIn } from './witness.ts'

export interface Killing {
  readonly method: string
  readonly path: RegExp
  readonly moment: 'before' | 'after'
}

/** A story in a process of its own that can be killed at any call, and lives on in the next one. */
export interface KillableStory extends Living {
  readonly tenant: Tenant
  readonly untruths: string[]
  /** From now on: dies at this call, once. */
  armKill(at: Killing): void
  readonly deaths: () => number
  madeSoFar(): number
  isHeldNow(): boolean
  /** People's tokens that stand in a file of the data folder. */
  tokensWritten(): readonly string[]
  finish(): Promise<void>
}

const STEP = 30 * SECOND
const PROGRAM = join(import.meta.dirname, 'kill-life.ts')

export async function tellKillableStory(mode: Mode): Promise<KillableStory> {
  const folder = mkdtempSync(join(tmpdir(), 'elevate-kill-'))
  let time = START
  const tenant = await startTenant({ now: () => time, permissions: permissionsOf(mode) })
  seedTenant(tenant)
  demandApproval(tenant, mode)
  const tokens: string[] = []
  const untruths: string[] = []
  let deaths = 0
  let deliveries = 0
  let last: ActivationRequest | null = null
  let child: ChildProcess | null = null
  const isHeldNow = () => tenant.inForce('adele').length > 0

  async function living(): Promise<ChildProcess> {
    if (child && child.exitCode === null && child.signalCode === null) return child
    const { tenantId, clientId, graphUrl } = tenant
    const token = tenant.token({ kind: 'app', id: clientId })
    const birth: Birth = { mode, folder, startAt: time, tenantId, clientId, graphUrl, token }
    const env = { ...process.env, ELEVATE_LIFE: JSON.stringify(birth) }
    const born = spawn(process.execPath, [PROGRAM], { env, stdio: ['ignore', 'inherit', 'inherit', 'ipc'] })
    child = born
    born.on('message', (message: Message) => {
      if (message.kind !== 'posted') return
      const { view, address } = message
      const lie = untruthIn(view, address, isHeldNow()) ?? untrueDecision(view, address, tenant)
      if (lie) untruths.push(lie)
    })
    if (!(await answer(born, 'ready'))) throw new Error('The process did not come to life')
    return born
  }

  /** Given to the next process as well where the first one died of it: chats deliver again what was not acknowledged. */
  async function tell(command: Command): Promise<void> {
    for (let life = 0; life < 5; life += 1) {
      const process = await living()
      const done = answer(process, 'done')
      process.send(command, () => undefined)
      const message = await done
      if (message?.kind === 'done') {
        last = message.request
        return
      }
      deaths += 1
    }
    throw new Error(`Died of it every time: ${command.kind}`)
  }

  function token(id: string): string {
    const made = tokenFor(tenant, mode, id)
    tokens.push(made)
    return made
  }

  async function deliver(raw: { readonly [name: string]: unknown }): Promise<void> {
    deliveries += 1
    await tell({ kind: 'deliver', key: `d-${deliveries}`, raw })
  }

  return {
    ...{ mode, tenant, untruths, isHeldNow },
    deaths: () => deaths,
    now: () => time,
    current: async () => {
      await tell({ kind: 'look' })
      return last
    },
    says: (from, text) => deliver({ from, text }),
    presses: (from, verb, { id: requestId, termsVersion }) =>
      deliver({ from, verb, requestId, termsVersion, inputs: {} }),
    proves: (_who, { id }) => tell({ kind: 'prove', requestId: id }),
    signsIn: ({ id: requestId }) => tell({ kind: 'signIn', requestId, accessToken: token('adele') }),
    answers: (who, request, verdict) => tell({ kind: 'answer', request, verdict, accessToken: token(who) }),
    cancelsInPortal: () => cancelThere(tenant),
    passes: async (duration) => {
      const parsed = parseIsoDuration(duration)
      const until = time + (parsed === null ? 0 : durationToMs(parsed))
      while (time < until) {
        const process = await living()
        time += STEP
        // A process that dies meanwhile is born again at that time.
        const done = answer(process, 'done')
        process.send({ kind: 'pass', ms: STEP } satisfies Command, () => undefined)
        if (!(await done)) {
          deaths += 1
          await tell({ kind: 'look' })
        }
      }
    },
    armKill: (at) => {
      tenant.graph.faults.watch = async (method, path, moment) => {
        if (method !== at.method || moment !== at.moment || !at.path.test(path) || !child) return
        tenant.graph.faults.watch = null
        const gone = new Promise((resolve) => child?.once('exit', resolve))
        child.kill('SIGKILL')
        await gone
      }
    },
    madeSoFar: () => tenant.state.active.filter(({ principalId }) => principalId === 'adele').length,
    tokensWritten: () => {
      const stored = readdirSync(folder).map((file) => readFileSync(join(folder, file), 'latin1'))
      return tokens.filter((each) => stored.some((text) => text.includes(each)))
    },
    finish: async () => {
      const process = child
      if (process?.exitCode === null && process.signalCode === null) {
        const gone = new Promise((resolve) => process.once('exit', resolve))
        process.send({ kind: 'stop' } satisfies Command, () => undefined)
        await gone
      }
      await tenant.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The next message of that kind; null where the process ends first. */
function answer(child: ChildProcess, kind: Message['kind']): Promise<Message | null> {
  return new Promise((resolve) => {
    const listener = (message: Message) => {
      if (message.kind === kind) finish(message)
    }
    const over = () => finish(null)
    const finish = (message: Message | null) => {
      child.off('message', listener)
      child.off('exit', over)
      resolve(message)
    }
    child.on('message', listener)
    child.once('exit', over)
  })
}
