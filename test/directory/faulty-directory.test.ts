import { beforeEach, describe, expect, test } from 'vitest'
import { createLocalDirectory, localDirectoryConfig } from '../../adapters/local/index.ts'
import { type Directory, DirectoryUnavailable, HOUR, SECOND } from '../../bot/index.ts'
import { createMemoryState } from '../step-up/memory-state.ts'
import { order } from './directory.contract.ts'
import {
  type ActivateFault,
  createFaultyDirectory,
  type DeactivateFault,
  type FaultyDirectory,
} from './faulty-directory.ts'
import { exchange, fixtureSection, resolveRole } from './fixture.ts'

const START = Date.UTC(2026, 8, 1, 8)
const END = { key: 'end-a', personId: 'adele', activatable: exchange }
let time = START
let inner: Directory
let faulty: FaultyDirectory

function open(seed = 1): FaultyDirectory {
  inner = createLocalDirectory({
    config: localDirectoryConfig.parse(fixtureSection),
    state: createMemoryState(() => time),
    now: () => time,
    resolveRole,
  })
  return createFaultyDirectory({ inner, now: () => time, seed })
}

beforeEach(() => {
  time = START
  faulty = open()
})

const heldInside = () => inner.readBack('adele', exchange)
const heldOutside = () => faulty.readBack('adele', exchange)

async function answer(call: Promise<{ readonly outcome: string }>): Promise<string> {
  try {
    return (await call).outcome
  } catch (error) {
    expect(error).toBeInstanceOf(DirectoryUnavailable)
    return 'thrown'
  }
}

describe('scripted faults', () => {
  test.each<[ActivateFault, string, boolean]>([
    ['refused', 'refused', false],
    ['unavailable', 'thrown', false],
    ['lostAnswer', 'thrown', true],
    ['unknownDone', 'unknown', true],
    ['unknownNotDone', 'unknown', false],
    ['claimsAccepted', 'accepted', false],
  ])('activate with %s answers %s; done: %s; and the next call is answered', async (fault, outcome, isDone) => {
    faulty.next('activate', fault)

    expect(await answer(faulty.activate(order({ key: 'a' })))).toBe(outcome)

    expect((await heldInside()) !== null).toBe(isDone)
    expect(faulty.faults).toEqual([{ at: START, method: 'activate', fault }])
    expect(await answer(faulty.activate(order({ key: 'a' })))).toBe('accepted')
    expect(await inner.activeAssignments('adele')).toHaveLength(1)
  })

  test.each<[DeactivateFault, string, boolean]>([
    ['unavailable', 'thrown', false],
    ['lostAnswer', 'thrown', true],
    ['unknownDone', 'unknown', true],
    ['unknownNotDone', 'unknown', false],
    ['claimsAccepted', 'accepted', false],
    ['notBefore', 'notBefore', false],
  ])('deactivate with %s answers %s; done: %s', async (fault, outcome, isDone) => {
    await faulty.activate(order({ key: 'a' }))
    faulty.next('deactivate', fault)

    expect(await answer(faulty.deactivate(END))).toBe(outcome)

    expect((await heldInside()) === null).toBe(isDone)
    expect(await answer(faulty.deactivate(END))).toBe('accepted')
    expect(await heldInside()).toBeNull()
  })

  test('a read fails where the script says so and nowhere else', async () => {
    faulty.next('readBack', null, 'unavailable')

    expect(await heldOutside()).toBeNull()
    await expect(heldOutside()).rejects.toThrow(DirectoryUnavailable)
    expect(await heldOutside()).toBeNull()
    expect(await faulty.person('adele')).not.toBeNull()
  })
})

describe('lag', () => {
  test('hides what was made and goes on showing what is gone, until its time', async () => {
    faulty.lag({ appearsAfterMs: 3 * SECOND, goneAfterMs: 10 * SECOND })
    await faulty.activate(order({ key: 'a' }))
    expect(await heldOutside()).toBeNull()
    expect(await faulty.activeAssignments('adele')).toEqual([])
    time += 3 * SECOND
    expect(await heldOutside()).toMatchObject({ key: 'a' })

    await faulty.deactivate(END)

    expect(await heldInside()).toBeNull()
    time += 10 * SECOND - 1
    expect(await heldOutside()).toMatchObject({ key: 'a' })
    expect(await faulty.activeAssignments()).toHaveLength(2)
    time += 1
    expect(await heldOutside()).toBeNull()
    expect(await faulty.activeAssignments('adele')).toEqual([])
  })

  test('shows an activation past its own end', async () => {
    faulty.lag({ goneAfterMs: 10 * SECOND })
    await faulty.activate(order({ key: 'a' }))

    time = START + HOUR + 9 * SECOND

    expect(await heldOutside()).toMatchObject({ endsAt: START + HOUR })
    time += SECOND
    expect(await heldOutside()).toBeNull()
  })

  test('shows it for ever, until healed', async () => {
    faulty.lag({ goneAfterMs: Number.POSITIVE_INFINITY })
    await faulty.activate(order({ key: 'a' }))
    time = START + 100 * HOUR
    expect(await heldOutside()).not.toBeNull()

    faulty.heal()

    expect(await heldOutside()).toBeNull()
  })

  test('what changes outside shows at once', async () => {
    faulty.lag({ appearsAfterMs: HOUR, goneAfterMs: HOUR })

    await inner.activate(order({ key: 'a' }))
    expect(await heldOutside()).not.toBeNull()
    await inner.deactivate(END)

    expect(await heldOutside()).toBeNull()
  })
})

test('the same seed makes the same faults, another seed others', async () => {
  async function story(seed: number): Promise<string> {
    const directory = open(seed)
    directory.rates({ activate: { refused: 0.3, unknownDone: 0.3 }, reads: 0.3 })
    for (let index = 0; index < 30; index++) {
      await answer(directory.activate(order({ key: `k${index}` })))
      await directory.people().catch(() => null)
    }
    return directory.faults.map(({ method, fault }) => `${method} ${fault}`).join()
  }

  expect(await story(7)).toBe(await story(7))
  expect(await story(7)).not.toBe(await story(8))
})
