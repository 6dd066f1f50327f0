import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { MINUTE } from '../../../bot/index.ts'
import { type EntraWorld, openEntra } from '../world.ts'

const REQUESTS = '/roleAssignmentScheduleRequests'
const INSTANCES = '/roleAssignmentScheduleInstances'

type Verb = 'start' | 'end'
type Moment = 'before' | 'after'

/** Where a process is killed: the call it makes, and whether Graph has carried it out by then. */
const SHORT: readonly (readonly [Verb, string, string, Moment])[] = [
  ['start', 'POST', REQUESTS, 'before'],
  ['start', 'POST', REQUESTS, 'after'],
  ['end', 'POST', REQUESTS, 'after'],
]
const LONG: typeof SHORT = [
  ['start', 'GET', '/users/adele', 'before'],
  ['start', 'GET', '/roleEligibilityScheduleInstances', 'after'],
  ['start', 'GET', INSTANCES, 'before'],
  ['start', 'GET', INSTANCES, 'after'],
  ['end', 'GET', INSTANCES, 'before'],
  ['end', 'GET', INSTANCES, 'after'],
  ['end', 'POST', REQUESTS, 'before'],
]

test.each(process.env['MODE'] === 'long' ? [...SHORT, ...LONG] : SHORT)(
  'killed during the %s at %s %s, %s Graph did it: the next life makes nothing twice and says what is true',
  async (verb, method, path, moment) => {
    const folder = mkdtempSync(join(tmpdir(), 'elevate-kill-'))
    const world = await openEntra()
    try {
      if (verb === 'end') {
        expect(await live(world, folder, 'start')).toMatchObject({ outcome: 'accepted', key: 'EL-4F7K' })
        world.advance(6 * MINUTE)
      }
      expect(await live(world, folder, verb, { method, path, moment }), 'was not killed').toBeNull()
      world.advance(MINUTE)
      const told = await live(world, folder, verb)

      expect(told).toEqual({ outcome: 'accepted', key: verb === 'start' ? 'EL-4F7K' : null })
      expect(world.tenant.inForce('adele')).toHaveLength(verb === 'start' ? 1 : 0)
      expect(world.tenant.state.active.filter(({ principalId }) => principalId === 'adele')).toHaveLength(1)
    } finally {
      await world.close()
      rmSync(folder, { recursive: true, force: true })
    }
  },
  60_000,
)

interface Killing {
  readonly method: string
  readonly path: string
  readonly moment: Moment
}

/** What the process said at its end; null where it was killed. */
async function live(world: EntraWorld, folder: string, verb: Verb, at?: Killing): Promise<unknown> {
  const { tenant, now } = world
  const { tenantId, clientId, graphUrl } = tenant
  const token = tenant.token({ kind: 'app', id: clientId })
  const life = JSON.stringify({ folder, verb, now: now(), tenantId, clientId, graphUrl, token })
  const env = { ...process.env, ELEVATE_LIFE: life }
  const child = spawn(process.execPath, [join(import.meta.dirname, 'crash-life.ts')], {
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const gone = new Promise<void>((resolve) => child.once('close', () => resolve()))
  tenant.graph.faults.watch = at ? (method, path, moment) => killAt(child, gone, at, { method, path, moment }) : null
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8')
  })
  await gone
  tenant.graph.faults.watch = null
  return said === '' ? null : JSON.parse(said)
}

async function killAt(child: ChildProcess, gone: Promise<void>, at: Killing, call: Killing): Promise<void> {
  if (call.method !== at.method || call.moment !== at.moment || !call.path.includes(at.path)) return
  child.kill('SIGKILL')
  await gone
}
