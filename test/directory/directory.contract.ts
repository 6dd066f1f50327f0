import { describe, expect, test } from 'vitest'
import {
  type Activatable,
  type ActivateOutcome,
  type ActivationOrder,
  type ActiveAssignment,
  activatableKey,
  type DeactivateOutcome,
  type Directory,
  DirectoryUnavailable,
  type EligibleAssignment,
  HOUR,
  type Instant,
  MINUTE,
  SECOND,
} from '../../bot/index.ts'
import {
  exchange,
  globalAdministrator,
  helpdesk,
  helpdeskInUnit,
  onCall,
  PEOPLE,
  securityReader,
  UNIT,
} from './fixture.ts'
import { order } from './orders.ts'

export interface DirectoryUnderTest {
  readonly directory: Directory
  readonly now: () => Instant
  /** Moves the directory's time on. */
  readonly advance: (ms: number) => void
}

export interface DirectoryContract {
  readonly name: string
  /** A fresh directory holding what `fixture.ts` describes. */
  readonly open: () => Promise<DirectoryUnderTest>
  /** How much later than it happened a change may be shown, in the directory's own time. 0: at once. */
  readonly settlesWithinMs: number
  /** False where calls may fail or answers get lost: the suite then repeats them, as callers must. */
  readonly reliable: boolean
}

/** Calls until something that fails now and then must have worked. */
const PATIENCE = 60

/** What every directory must do. Unreliable ones are asked again and waited for, and must then come out the same. */
export function directoryContract(contract: DirectoryContract): void {
  describe(`directory contract: ${contract.name}`, () => {
    test('knows its people, and says of a disabled one that it is disabled', async () => {
      const { insist, directory } = await open(contract)

      const people = await insist(() => directory.people())

      expect(people.map((person) => person.id).toSorted()).toEqual([...PEOPLE])
      expect(await insist(() => directory.person('adele'))).toMatchObject({ displayName: 'Adele Vance', enabled: true })
      expect(await insist(() => directory.person('dana'))).toMatchObject({ enabled: false })
      expect(await insist(() => directory.person('nobody'))).toBeNull()
    })

    test('counts members of groups within groups; an unknown group has none', async () => {
      const { insist, directory } = await open(contract)

      expect([...(await insist(() => directory.membersOf('approvers')))].toSorted()).toEqual(['alex', 'megan'])
      expect([...(await insist(() => directory.membersOf('everybody')))].toSorted()).toEqual([
        'alex',
        'megan',
        'pradeep',
      ])
      expect(await insist(() => directory.membersOf('nothing'))).toEqual([])
      expect(await insist(() => directory.group('approvers'))).toMatchObject({ displayName: 'Approvers' })
      expect(await insist(() => directory.group('nothing'))).toBeNull()
    })

    test('names the scopes it has and no other', async () => {
      const { insist, directory } = await open(contract)

      expect(await insist(() => directory.scopeName(UNIT))).toBe('Montreal')
      expect(await insist(() => directory.scopeName('/administrativeUnits/elsewhere'))).toBeNull()
    })

    test('knows nobody by an identity of another tenant or of a stranger', async () => {
      const { insist, directory } = await open(contract)

      const identities = [
        { platform: 'web', tenant: 'elsewhere', userId: 'adele' },
        { platform: 'web', tenant: 'local', userId: 'stranger' },
        { platform: 'carrier-pigeon', tenant: 'local', userId: 'adele' },
      ]
      for (const identity of identities) expect(await insist(() => directory.personOf(identity))).toBeNull()
    })

    test('lists what a person is eligible for, held directly or by a group', async () => {
      const { insist, directory } = await open(contract)

      const ofAdele = await insist(() => directory.eligibleAssignments('adele'))
      const ofAlex = await insist(() => directory.eligibleAssignments('alex'))

      expect(keysOf(ofAdele)).toEqual([exchange, helpdeskInUnit, onCall].map(activatableKey).toSorted())
      expect(keysOf(ofAlex)).toEqual([activatableKey(securityReader)])
      expect(ofAlex[0]).toMatchObject({ personId: 'alex', endsAt: null })
      expect(await insist(() => directory.eligibleAssignments('pradeep'))).toEqual([])
    })

    test('lists the same of everybody at once', async () => {
      const { insist, directory } = await open(contract)

      const ofEach = await Promise.all(
        ['adele', 'alex', 'megan', 'dana', 'pradeep'].map((id) => insist(() => directory.eligibleAssignments(id))),
      )
      const told = (all: readonly EligibleAssignment[]) =>
        all
          .map(({ personId, activatable, endsAt }) => `${personId} ${activatableKey(activatable)} ${endsAt}`)
          .toSorted()
      expect(told(await insist(() => directory.allEligible()))).toEqual(told(ofEach.flat()))
    })

    test('shows a standing assignment as assigned and without end, and does not read it back as an activation', async () => {
      const { insist, directory } = await open(contract)

      const [held, ...others] = await insist(() => directory.activeAssignments('pradeep'))

      expect(others).toEqual([])
      expect(held).toMatchObject({ personId: 'pradeep', via: 'assigned', endsAt: null, key: null })
      expect(held?.activatable).toEqual(globalAdministrator)
      expect(await insist(() => directory.readBack('pradeep', globalAdministrator))).toBeNull()
    })

    test('activates an eligible assignment with its own end, and reads it back', async () => {
      const { activate, eventually, directory, now } = await open(contract)
      const before = now()

      expect(await activate(order({ key: 'a' }))).toMatchObject({ outcome: 'accepted' })
      const active = await eventually(
        () => directory.readBack('adele', exchange),
        (it) => it !== null,
      )

      expect(active).toMatchObject({ personId: 'adele', activatable: exchange, via: 'activated', key: 'a' })
      expect(active?.startedAt).toBeGreaterThanOrEqual(before)
      expect((active?.endsAt ?? 0) - (active?.startedAt ?? 0)).toBe(HOUR)
      expect(await directoryHolds(directory, 'a', eventually)).toHaveLength(1)
    })

    test('activates through a group, in a unit, and a membership', async () => {
      const { activate, eventually, directory } = await open(contract)
      const orders = [
        order({ key: 'g', personId: 'alex', activatable: securityReader }),
        order({ key: 'u', activatable: helpdeskInUnit }),
        order({ key: 'm', activatable: onCall }),
      ]

      for (const wanted of orders) expect(await activate(wanted)).toMatchObject({ outcome: 'accepted' })

      for (const { key, personId, activatable } of orders) {
        const active = await eventually(
          () => directory.readBack(personId, activatable),
          (it) => it !== null,
        )
        expect(active).toMatchObject({ key, personId, activatable })
      }
    })

    test('cuts an activation at the latest end', async () => {
      const { activate, eventually, directory, now } = await open(contract)
      const latestEnd = now() + 20 * MINUTE

      await activate(order({ key: 'a', latestEnd }))

      const active = await eventually(
        () => directory.readBack('adele', exchange),
        (it) => it !== null,
      )
      expect(active?.endsAt).toBe(latestEnd)
    })

    test('makes one assignment of one key, however often and at once it is called', async () => {
      const { activate, settle, directory, insist } = await open(contract)

      const outcomes = await Promise.all(Array.from({ length: 10 }, () => activate(order({ key: 'a' }))))
      outcomes.push(await activate(order({ key: 'a' })))

      expect(new Set(outcomes.map(({ outcome }) => outcome))).toEqual(new Set(['accepted']))
      settle()
      const active = await insist(() => directory.activeAssignments('adele'))
      expect(active.map(({ key }) => key)).toEqual(['a'])
    })

    test('lets one of several keys win and refuses the others', async () => {
      const { activate, settle, directory, insist } = await open(contract)
      const keys = ['a', 'b', 'c', 'd']

      const outcomes = await Promise.all(keys.map((key) => activate(order({ key }))))

      expect(outcomes.map(({ outcome }) => outcome).toSorted()).toEqual(['accepted', 'refused', 'refused', 'refused'])
      const winner = keys[outcomes.findIndex(({ outcome }) => outcome === 'accepted')]
      settle()
      const active = await insist(() => directory.activeAssignments('adele'))
      expect(active.map(({ key }) => key)).toEqual([winner])
    })

    test.each([
      ['nobody made the person eligible', order({ key: 'a', personId: 'megan', activatable: exchange })],
      ['the person is eligible in a unit only', order({ key: 'a', activatable: helpdesk })],
      [
        'the person may join as a member, not as an owner',
        order({ key: 'a', activatable: { ...onCall, access: 'owner' } }),
      ],
      ['the person is disabled', order({ key: 'a', personId: 'dana' })],
      ['there is no such person', order({ key: 'a', personId: 'nobody' })],
      ['the person holds it standing', order({ key: 'a', personId: 'pradeep', activatable: globalAdministrator })],
      ['the latest end has passed', order({ key: 'a', latestEnd: 1 })],
    ])('refuses to activate where %s, and activates nothing', async (_why, refused) => {
      const { activate, settle, directory, insist } = await open(contract)

      expect(await activate(refused)).toMatchObject({ outcome: 'refused', reason: expect.stringMatching(/\w/) })

      settle()
      expect(await insist(() => directory.readBack(refused.personId, refused.activatable))).toBeNull()
      const active = await insist(() => directory.activeAssignments())
      expect(active.filter(({ via }) => via === 'activated')).toEqual([])
    })

    test('ends an activation by itself', async () => {
      const { activate, settle, directory, insist, advance } = await open(contract)
      await activate(order({ key: 'a' }))

      advance(HOUR)
      settle()

      expect(await insist(() => directory.readBack('adele', exchange))).toBeNull()
      expect(await insist(() => directory.activeAssignments('adele'))).toEqual([])
    })

    test('starts nothing for a key whose activation is over', async () => {
      const { activate, settle, directory, insist, advance } = await open(contract)
      await activate(order({ key: 'a' }))
      advance(HOUR)
      settle()

      await activate(order({ key: 'a' }))

      settle()
      expect(await insist(() => directory.readBack('adele', exchange))).toBeNull()
    })

    test('activates again under a new key once the first is over', async () => {
      const { activate, eventually, settle, directory, advance } = await open(contract)
      await activate(order({ key: 'a' }))
      advance(HOUR)
      settle()

      expect(await activate(order({ key: 'b' }))).toMatchObject({ outcome: 'accepted' })

      const active = await eventually(
        () => directory.readBack('adele', exchange),
        (it) => it !== null,
      )
      expect(active?.key).toBe('b')
    })

    test('ends one activation early and leaves the others', async () => {
      const { activate, deactivate, settle, directory, insist } = await open(contract)
      await activate(order({ key: 'a' }))
      await activate(order({ key: 'u', activatable: helpdeskInUnit }))
      await activate(order({ key: 'g', personId: 'alex', activatable: securityReader }))

      expect(await deactivate(ending('end-a', exchange))).toMatchObject({ outcome: 'accepted' })

      settle()
      expect(await insist(() => directory.readBack('adele', exchange))).toBeNull()
      expect(await insist(() => directory.readBack('adele', helpdeskInUnit))).toMatchObject({ key: 'u' })
      expect(await insist(() => directory.readBack('alex', securityReader))).toMatchObject({ key: 'g' })
    })

    test('accepts the end of what is gone or never was', async () => {
      const { activate, deactivate, settle, directory, insist } = await open(contract)
      await activate(order({ key: 'a' }))

      for (const key of ['end-a', 'end-a', 'end-b']) {
        expect(await deactivate(ending(key, exchange))).toMatchObject({ outcome: 'accepted' })
      }
      expect(await deactivate(ending('end-u', helpdeskInUnit))).toMatchObject({ outcome: 'accepted' })

      settle()
      expect(await insist(() => directory.activeAssignments('adele'))).toEqual([])
    })

    test('starts nothing for a key whose activation was ended early', async () => {
      const { activate, deactivate, settle, directory, insist } = await open(contract)
      await activate(order({ key: 'a' }))
      await deactivate(ending('end-a', exchange))

      await activate(order({ key: 'a' }))

      settle()
      expect(await insist(() => directory.readBack('adele', exchange))).toBeNull()
    })

    test('leaves a standing assignment alone when asked to end an activation of it', async () => {
      const { deactivate, settle, directory, insist } = await open(contract)

      await deactivate(ending('end-a', globalAdministrator, 'pradeep'))

      settle()
      expect(await insist(() => directory.activeAssignments('pradeep'))).toHaveLength(1)
    })
  })
}

export { order }

function ending(key: string, activatable: Activatable, personId = 'adele') {
  return { key, personId, activatable }
}

function keysOf(assignments: readonly { readonly activatable: Activatable }[]): string[] {
  return assignments.map(({ activatable }) => activatableKey(activatable)).toSorted()
}

type Eventually = <T>(read: () => Promise<T>, isThere: (value: T) => boolean) => Promise<T>

async function directoryHolds(directory: Directory, key: string, eventually: Eventually): Promise<ActiveAssignment[]> {
  const all = await eventually(
    () => directory.activeAssignments(),
    (found) => found.some((assignment) => assignment.key === key),
  )
  return all.filter((assignment) => assignment.key === key)
}

/** The directory with what callers do about one that is late or gives no answer. */
async function open(contract: DirectoryContract) {
  const { directory, now, advance } = await contract.open()

  async function insist<T>(call: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      try {
        return await call()
      } catch (error) {
        expect(error).toBeInstanceOf(DirectoryUnavailable)
        if (contract.reliable || attempt >= PATIENCE) throw error
      }
    }
  }

  async function known<T extends { readonly outcome: string }>(call: () => Promise<T>): Promise<T> {
    for (let attempt = 1; ; attempt++) {
      const outcome = await insist(call)
      if (outcome.outcome !== 'unknown' || attempt >= PATIENCE) return outcome
      expect(contract.reliable).toBe(false)
    }
  }

  function settle(): void {
    if (contract.settlesWithinMs > 0) advance(contract.settlesWithinMs)
  }

  const eventually: Eventually = async (read, isThere) => {
    const deadline = now() + contract.settlesWithinMs
    for (;;) {
      const value = await insist(read)
      if (isThere(value) || now() >= deadline) return value
      advance(SECOND)
    }
  }

  return {
    directory,
    now,
    advance,
    insist,
    settle,
    eventually,
    activate: (wanted: ActivationOrder): Promise<ActivateOutcome> => known(() => directory.activate(wanted)),
    /** Asked again when it may: some directories end nothing in its first minutes. */
    deactivate: async (wanted: Parameters<Directory['deactivate']>[0]): Promise<DeactivateOutcome> => {
      const outcome = await known(() => directory.deactivate(wanted))
      if (outcome.outcome !== 'notBefore') return outcome
      advance(outcome.at - now())
      return known(() => directory.deactivate(wanted))
    },
  }
}
