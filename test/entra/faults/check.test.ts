import { afterEach, expect, test } from 'vitest'
import { entraFindings } from '../../../bot/cli/entra/check-entra.ts'
import type { Config } from '../../../bot/config.ts'
import { exchange } from '../../directory/fixture.ts'
import { ORGANISATION } from '../../engine/story.ts'
import { type EntraWorld, openEntra } from '../world.ts'
import { FAULTS } from './fault-list.ts'
import { CHECK_CALLS, type ReadingCall } from './reading-calls.ts'

const IS_LONG = process.env['MODE'] === 'long'
const OUTAGE = 200
let world: EntraWorld
afterEach(async () => {
  await world.close()
})

interface Found {
  readonly good: readonly string[]
  readonly bad: readonly string[]
}

async function checked(plan: (world: EntraWorld) => void, timeoutMs: number): Promise<Found> {
  world = await openEntra({ timeoutMs })
  world.tenant.state.contexts.set('c50', { displayName: 'Signing in', isAvailable: true })
  world.tenant.state.accessPolicies.push({ id: 'p', state: 'enabled', contexts: ['c50'] })
  plan(world)
  const directory = {
    kind: 'entra',
    config: { ...world.directory.parts.config, authenticationContext: 'c50' },
    secrets: { certificate: null, secret: null },
    assignableRoles: [exchange.roleDefinitionId],
  }
  const config = { organisation: ORGANISATION, directory } as unknown as Config
  const findings = await entraFindings({ entra: world.directory, config })
  expect(world.tenant.graph.violations).toEqual([])
  const those = (isGood: boolean) =>
    findings.filter(({ level }) => (level === 'ok') === isGood).map(({ message }) => message)
  return { good: those(true), bad: those(false) }
}

let sound: Found | null = null
async function soundly(): Promise<Found> {
  if (sound) return sound
  sound = await checked(() => {}, 20_000)
  await world.close()
  return sound
}

const cells = CHECK_CALLS.flatMap((call) => FAULTS.map(([name, fault]) => ({ call, name, fault })))

async function tryCell({ call, name, fault }: (typeof cells)[number]): Promise<void> {
  const about = `${call.name}, ${name}`
  const all = await soundly()
  const fail = (of: EntraWorld) => of.tenant.graph.faults.fail('GET', call.path, fault, OUTAGE, 0, call.query)
  const found = await checked(fail, name.includes('timeout') ? 100 : 20_000)
  const invented = found.good.filter((line) => !all.good.includes(line))
  expect(invented, `${about}: says of what it could not read that it is fine`).toEqual([])
  // Nothing there is an answer as well: then it is missed, by name.
  const saysSo = /could not be read|no usable token|there is no|does not exist|nobody|has no|cannot/
  const isSilent = !found.bad.some((line) => saysSo.test(line))
  const lost = all.bad.filter((line) => !found.bad.includes(line))
  expect(lost.length > 0 && isSilent, `${about}: left out ${lost.join(' | ')}`).toBe(false)
  if (!name.startsWith('404')) {
    const claimed = found.bad.filter((line) => !all.bad.includes(line) && !/could not be read|were not read/.test(line))
    expect(claimed, `${about}: says what it cannot know`).toEqual([])
  }
  if (!name.startsWith('404')) expect(isUnread(found), `${about}: ${found.bad.join(' | ')}`).toBe(true)
}

const isUnread = ({ bad }: Found) => bad.some((line) => line.includes('could not be read'))

test.each(CHECK_CALLS.map((call): [string, ReadingCall] => [call.name, call]))(
  'a check that cannot read %s says so, and calls nothing fine that it has not seen',
  async (_name, call) => {
    const those = cells.filter((cell) => cell.call === call)
    // In the short form one fault each, another one for each call.
    const tried = IS_LONG ? those : those.filter((_cell, index) => index === CHECK_CALLS.indexOf(call))
    for (const cell of tried) {
      await tryCell(cell)
      if (cell !== tried.at(-1)) await world.close()
    }
  },
  300_000,
)
