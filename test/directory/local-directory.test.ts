import { beforeEach, describe, expect, test } from 'vitest'
import { createLocalDirectory, type LocalDirectory, localDirectoryConfig } from '../../adapters/local/index.ts'
import { DirectoryUnavailable, HOUR, MINUTE } from '../../bot/index.ts'
import { createMemoryState, type MemoryState } from '../step-up/memory-state.ts'
import { order } from './directory.contract.ts'
import { exchange, fixtureSection, globalAdministrator, onCall, resolveRole, securityReader } from './fixture.ts'

type Section = Omit<typeof fixtureSection, 'eligible' | 'standing' | 'groups' | 'people'> & {
  people: object[]
  groups: object[]
  eligible: object[]
  standing: object[]
  minimumActivation?: string
}

const START = Date.UTC(2026, 8, 1, 8)
let time = START
let state: MemoryState = createMemoryState()

beforeEach(() => {
  time = START
  state = createMemoryState(() => time)
})

function directoryOf(section: Partial<Section> = {}): LocalDirectory {
  return createLocalDirectory({
    config: localDirectoryConfig.parse({ ...fixtureSection, ...section }),
    state,
    now: () => time,
    resolveRole,
    homeTenant: (platform) => ({ slack: 'T-HOME', teams: 'tenant-home' })[platform] ?? null,
  })
}

function without(list: readonly object[], index: number): object[] {
  return list.filter((_, position) => position !== index)
}

describe('applying the file', () => {
  test('names everything as added the first time and nothing the second', async () => {
    const differences = await directoryOf().apply()

    const counts = Object.groupBy(differences, ({ kind }) => kind)
    expect(Object.entries(counts).map(([kind, list]) => [kind, list?.length])).toEqual([
      ['personAdded', 5],
      ['groupAdded', 3],
      ['scopeAdded', 1],
      ['eligibleAdded', 5],
      ['standingAdded', 1],
    ])
    const before = state.snapshot()
    expect(await directoryOf().apply()).toEqual([])
    expect(state.snapshot()).toEqual(before)
  })

  test('says what changed of a person, a group and an assignment, by ids and never by name', async () => {
    await directoryOf().apply()

    const differences = await directoryOf({
      people: fixtureSection.people.map((person) =>
        person.id === 'alex' ? { ...person, displayName: 'Alexandra Secret', disabled: true } : person,
      ),
      groups: [
        { id: 'approvers', displayName: 'Approvers', members: ['megan', 'adele'] },
        ...without(fixtureSection.groups, 0),
      ],
      eligible: [
        { person: 'adele', role: 'Exchange Administrator', until: '2027-01-01T00:00:00Z' },
        ...without(fixtureSection.eligible, 0),
      ],
      standing: [],
    }).apply()

    expect(differences).toEqual([
      { kind: 'personChanged', what: { id: 'alex', fields: ['displayName', 'disabled'] } },
      {
        kind: 'groupChanged',
        what: { id: 'approvers', fields: ['members'], membersAdded: ['adele'], membersRemoved: ['alex'] },
      },
      {
        kind: 'eligibleChanged',
        what: {
          id: `eligible/person:adele/role:${exchange.roleDefinitionId}:/`,
          untilBefore: null,
          until: Date.UTC(2027, 0, 1),
        },
      },
      {
        kind: 'standingRemoved',
        what: { id: `standing/person:pradeep/role:${globalAdministrator.roleDefinitionId}:/` },
      },
    ])
    expect(JSON.stringify(differences)).not.toContain('Secret')
  })

  test('applies nothing when the differences cannot be recorded, and says them again', async () => {
    const before = state.snapshot()

    const applied = directoryOf().apply(() => Promise.reject(new Error('audit is down')))

    await expect(applied).rejects.toThrow('audit is down')
    expect(state.snapshot()).toEqual(before)
    expect(await directoryOf().apply()).toHaveLength(15)
  })

  test('takes an assignment away with its line in the file', async () => {
    await directoryOf().apply()
    const directory = directoryOf({ eligible: without(fixtureSection.eligible, 0) })
    await directory.apply()

    const eligible = await directory.eligibleAssignments('adele')

    expect(eligible.map(({ activatable }) => activatable)).not.toContainEqual(exchange)
    expect(await directory.activate(order({ key: 'a' }))).toMatchObject({ outcome: 'refused' })
  })

  test('ends the activations of a person who left, for good', async () => {
    const before = directoryOf()
    await before.apply()
    await before.activate(order({ key: 'a' }))

    const gone = directoryOf({
      people: without(fixtureSection.people, 0),
      eligible: fixtureSection.eligible.filter((entry) => entry.person !== 'adele'),
    })
    await gone.apply()
    expect(await gone.activeAssignments()).toHaveLength(1)
    const back = directoryOf()
    await back.apply()

    expect(await back.readBack('adele', exchange)).toBeNull()
  })

  test('answers without having applied, and writes nothing', async () => {
    const directory = directoryOf()

    expect(await directory.eligibleAssignments('adele')).toHaveLength(3)
    expect(await directory.activeAssignments('pradeep')).toHaveLength(1)
    expect(state.snapshot()).toEqual({})
  })

  test('a standing assignment started when it was first applied', async () => {
    await directoryOf().apply()
    time += HOUR

    const directory = directoryOf()
    await directory.apply()

    expect(await directory.activeAssignments('pradeep')).toMatchObject([{ startedAt: START }])
  })
})

describe('removal in the product', () => {
  test('stays removed while the file goes on naming it', async () => {
    const directory = directoryOf()
    await directory.apply()

    expect(await directory.removeEligible('adele', exchange)).toEqual({ outcome: 'removed' })

    expect(await directory.eligibleAssignments('adele')).toHaveLength(2)
    const restarted = directoryOf()
    expect(await restarted.apply()).toEqual([])
    expect(await restarted.eligibleAssignments('adele')).toHaveLength(2)
    expect(await restarted.activate(order({ key: 'a' }))).toMatchObject({ outcome: 'refused' })
    expect(await directoryOf().eligibleAssignments('adele')).toHaveLength(2)
  })

  test('is forgotten with the line in the file: naming it again makes it anew', async () => {
    const directory = directoryOf()
    await directory.apply()
    await directory.removeEligible('adele', exchange)
    const dropped = await directoryOf({ eligible: without(fixtureSection.eligible, 0) }).apply()

    const again = directoryOf()
    const differences = await again.apply()

    expect(dropped).toEqual([])
    expect(differences.map(({ kind }) => kind)).toEqual(['eligibleAdded'])
    expect(await again.eligibleAssignments('adele')).toHaveLength(3)
  })

  test('does not take from one member what a group holds', async () => {
    const directory = directoryOf()
    await directory.apply()

    expect(await directory.removeEligible('alex', securityReader)).toEqual({
      outcome: 'heldByGroup',
      groupId: 'approvers',
    })
    expect(await directory.removeEligible('adele', securityReader)).toEqual({ outcome: 'notFound' })
    expect(await directory.eligibleAssignments('alex')).toHaveLength(1)
  })

  test('takes a standing assignment away', async () => {
    const directory = directoryOf()
    await directory.apply()

    expect(await directory.removeStanding('pradeep', globalAdministrator)).toEqual({ outcome: 'removed' })

    expect(await directory.activeAssignments()).toEqual([])
  })
})

describe('whose a chat identity is', () => {
  test.each([
    ['the web chat, by id', { platform: 'web', tenant: 'local', userId: 'adele' }, 'adele'],
    ['Slack, by the linked user', { platform: 'slack', tenant: 'T-HOME', userId: 'U0123ABCD' }, 'adele'],
    [
      'Teams, by the linked object id',
      { platform: 'teams', tenant: 'tenant-home', userId: '8b1c9f1e-0000-4000-8000-000000000001' },
      'adele',
    ],
    ['a disabled person, who is still somebody', { platform: 'web', tenant: 'local', userId: 'dana' }, 'dana'],
    ['nobody in another workspace', { platform: 'slack', tenant: 'T-OTHER', userId: 'U0123ABCD' }, null],
    ['nobody by the id of another platform', { platform: 'teams', tenant: 'tenant-home', userId: 'U0123ABCD' }, null],
    ['nobody by the directory id on Slack', { platform: 'slack', tenant: 'T-HOME', userId: 'adele' }, null],
    ['nobody by e-mail', { platform: 'slack', tenant: 'T-HOME', userId: 'adele@contoso.example' }, null],
    ['nobody on a platform without home', { platform: 'irc', tenant: '', userId: 'U0123ABCD' }, null],
    ['nobody by a name of the language', { platform: 'web', tenant: 'local', userId: '__proto__' }, null],
  ])('%s', async (_what, identity, expected) => {
    expect((await directoryOf().personOf(identity))?.id ?? null).toBe(expected)
  })

  test('links count for nobody where the home workspace is unknown', async () => {
    const directory = createLocalDirectory({
      config: localDirectoryConfig.parse(fixtureSection),
      state,
      now: () => time,
      resolveRole,
    })

    expect(await directory.personOf({ platform: 'slack', tenant: 'T-HOME', userId: 'U0123ABCD' })).toBeNull()
  })
})

describe('the end of an activation', () => {
  test('is kept to the millisecond, in every read', async () => {
    const directory = directoryOf()
    await directory.activate(order({ key: 'a' }))

    time = START + HOUR - 1
    expect(await directory.readBack('adele', exchange)).toMatchObject({ endsAt: START + HOUR })
    expect(await directory.activeAssignments('adele')).toHaveLength(1)

    time = START + HOUR
    expect(await directory.readBack('adele', exchange)).toBeNull()
    expect(await directory.activeAssignments('adele')).toEqual([])
  })

  test('holds across a restart', async () => {
    await directoryOf().activate(order({ key: 'a' }))

    expect(await directoryOf().readBack('adele', exchange)).toMatchObject({ key: 'a', endsAt: START + HOUR })
    time = START + HOUR
    expect(await directoryOf().readBack('adele', exchange)).toBeNull()
  })

  test('does not outlive the eligible assignment', async () => {
    const until = new Date(START + 20 * MINUTE).toISOString()
    const directory = directoryOf({ eligible: [{ person: 'adele', role: 'Exchange Administrator', until }] })

    await directory.activate(order({ key: 'a' }))

    expect(await directory.readBack('adele', exchange)).toMatchObject({ endsAt: START + 20 * MINUTE })
    time = START + 20 * MINUTE
    expect(await directory.eligibleAssignments('adele')).toEqual([])
    expect(await directory.activate(order({ key: 'b' }))).toMatchObject({ outcome: 'refused' })
  })

  test('leaves nothing behind a day later', async () => {
    const directory = directoryOf()
    await directory.activate(order({ key: 'a' }))

    time = START + 26 * HOUR

    expect(await state.list('local-directory/activations')).toEqual([])
  })

  test('comes early only after the minimum, where one is configured', async () => {
    const directory = directoryOf({ minimumActivation: 'PT5M' })
    await directory.activate(order({ key: 'a' }))
    time += MINUTE

    expect(await directory.deactivate({ key: 'e', personId: 'adele', activatable: exchange })).toEqual({
      outcome: 'notBefore',
      at: START + 5 * MINUTE,
    })
    expect(await directory.readBack('adele', exchange)).not.toBeNull()

    time = START + 5 * MINUTE
    await directory.deactivate({ key: 'e', personId: 'adele', activatable: exchange })
    expect(await directory.readBack('adele', exchange)).toBeNull()
  })

  test('a late repetition of an old deactivation does not end the next activation', async () => {
    const directory = directoryOf()
    await directory.activate(order({ key: 'a' }))
    await directory.deactivate({ key: 'end-a', personId: 'adele', activatable: exchange })
    await directory.activate(order({ key: 'b' }))

    await directory.deactivate({ key: 'end-a', personId: 'adele', activatable: exchange })

    expect(await directory.readBack('adele', exchange)).toMatchObject({ key: 'b' })
  })

  test('one key may name an activation and its end', async () => {
    const directory = directoryOf()
    await directory.activate(order({ key: 'a' }))

    await directory.deactivate({ key: 'a', personId: 'adele', activatable: exchange })

    expect(await directory.readBack('adele', exchange)).toBeNull()
  })
})

describe('activated membership of a group', () => {
  test('counts as membership, in groups around it too, until it ends', async () => {
    const directory = directoryOf()
    expect(await directory.membersOf('on-call')).toEqual([])

    await directory.activate(order({ key: 'm', activatable: onCall }))

    expect(await directory.membersOf('on-call')).toEqual(['adele'])
    expect(await directory.membersOf('everybody')).toContain('adele')
    time += HOUR
    expect(await directory.membersOf('on-call')).toEqual([])
    expect(await directory.membersOf('everybody')).not.toContain('adele')
  })

  test('brings what the group holds, for as long as it lasts', async () => {
    const directory = directoryOf({
      eligible: [...fixtureSection.eligible, { group: 'on-call', role: 'Security Reader' }],
      standing: [{ group: 'everybody', role: 'Helpdesk Administrator' }],
    })
    await directory.activate(order({ key: 'm', activatable: onCall }))

    const eligible = await directory.eligibleAssignments('adele')
    const active = await directory.activeAssignments('adele')

    expect(eligible.find((it) => it.activatable.kind === 'role' && it.endsAt === START + HOUR)?.activatable).toEqual(
      securityReader,
    )
    expect(active.filter(({ via }) => via === 'assigned')).toMatchObject([{ endsAt: START + HOUR }])
    expect((await directory.activeAssignments()).filter(({ via }) => via === 'assigned')).toHaveLength(4)
  })

  test('ownership is not membership', async () => {
    const owner = { ...onCall, access: 'owner' as const }
    const directory = directoryOf({ eligible: [{ person: 'adele', group: 'on-call', access: 'owner' }] })

    expect(await directory.activate(order({ key: 'o', activatable: owner }))).toEqual({ outcome: 'accepted' })

    expect(await directory.membersOf('on-call')).toEqual([])
  })
})

describe('a store that fails', () => {
  test('is a directory without answer, and nothing is concluded from it', async () => {
    const directory = directoryOf()
    state.before = () => {
      throw new Error('disk I/O error')
    }

    const calls = [
      () => directory.eligibleAssignments('adele'),
      () => directory.activeAssignments(),
      () => directory.readBack('adele', exchange),
      () => directory.membersOf('on-call'),
      () => directory.activate(order({ key: 'a' })),
      () => directory.deactivate({ key: 'e', personId: 'adele', activatable: exchange }),
      () => directory.removeEligible('adele', exchange),
    ]
    for (const call of calls) await expect(call()).rejects.toThrow(DirectoryUnavailable)
    state.before = () => {}
    expect(state.snapshot()).toEqual({})
    expect(await directory.eligibleAssignments('adele')).toHaveLength(3)
  })

  test('while writing an activation: it may or may not have happened', async () => {
    const directory = directoryOf()
    state.before = (call) => {
      if (call === 'put') throw new Error('disk full')
    }

    expect(await directory.activate(order({ key: 'a' }))).toEqual({ outcome: 'unknown', reason: 'disk full' })

    state.before = () => {}
    expect(await directory.readBack('adele', exchange)).toBeNull()
    expect(await directory.activate(order({ key: 'a' }))).toEqual({ outcome: 'accepted' })
  })

  test('a record that cannot be understood is no answer either', async () => {
    const key = `adele/role:${exchange.roleDefinitionId}:/`
    await state.put({ namespace: 'local-directory/activations', key, value: { odd: true }, expectedVersion: 0 })

    await expect(directoryOf().readBack('adele', exchange)).rejects.toThrow(DirectoryUnavailable)
  })
})

test('reads 100 000 active assignments page by page, and one of them as fast as ever', async () => {
  const people = Array.from({ length: 1000 }, (_, index) => ({
    id: `p${index}`,
    displayName: `P ${index}`,
    userPrincipalName: `p${index}@contoso.example`,
  }))
  const directory = directoryOf({ people, groups: [], eligible: [], standing: [] })
  for (let index = 0; index < 100_000; index++) {
    const personId = `p${index % 1000}`
    const activatable = { kind: 'role', roleDefinitionId: `role-${Math.floor(index / 1000)}`, scope: '/' }
    await state.put({
      namespace: 'local-directory/activations',
      key: `${personId}/role:${activatable.roleDefinitionId}:/`,
      value: {
        personId,
        activatable,
        current: { key: `k${index}`, startedAt: START, endsAt: START + HOUR },
        spent: [],
      },
      expectedVersion: 0,
    })
  }
  let [largest, lists] = [0, 0]
  const list = state.list
  state.list = async (namespace, query) => {
    const page = await list(namespace, query)
    largest = Math.max(largest, page.length)
    lists += 1
    return page
  }

  expect(await directory.activeAssignments()).toHaveLength(100_000)
  expect(largest).toBeLessThanOrEqual(1000)
  lists = 0
  const role = { kind: 'role', roleDefinitionId: 'role-42', scope: '/' } as const
  expect(await directory.readBack('p42', role)).toMatchObject({ personId: 'p42' })
  expect(await directory.activeAssignments('p42')).toHaveLength(100)
  expect(lists).toBe(1)
  time += HOUR
  expect(await directory.activeAssignments()).toEqual([])
})
