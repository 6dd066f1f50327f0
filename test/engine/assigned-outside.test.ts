import { afterEach, describe, expect, it } from 'vitest'
import { activatableKey } from '../../bot/domain/activatable.ts'
import { findRoleByExactName } from '../../bot/domain/catalogue/catalogue.ts'
import type { ActiveAssignment } from '../../bot/domain/person.ts'
import { HOUR } from '../../bot/index.ts'
import { START, type Story, tellStory } from './story.ts'

const roleNamed = (name: string) =>
  ({ kind: 'role', roleDefinitionId: findRoleByExactName(name)?.id ?? '', scope: '/' }) as const
const exchange = roleNamed('Exchange Administrator')

let story: Story
afterEach(() => story.end())

/** What the directory shows besides its own, as somebody made it there. */
let made: ActiveAssignment[]

async function begin(): Promise<void> {
  made = []
  story = await tellStory({
    wrapDirectory: (directory) => ({
      ...directory,
      activeAssignments: async (personId) => [
        ...(await directory.activeAssignments(personId)),
        ...made.filter((each) => personId === undefined || each.personId === personId),
      ],
    }),
  })
}

function assigned(id: string, personId: string, endsAt: number | null = null): ActiveAssignment {
  return { id, personId, activatable: exchange, via: 'assigned', startedAt: START - HOUR, endsAt, key: null }
}

const told = () => story.platform.seenBy('channel:feed').filter((view) => view.card === 'alert')

describe('active assignments made in the directory', () => {
  it('are told in the feed within minutes, once each, with who, which role, since and until when', async () => {
    await begin()
    await story.passes('PT6M')
    made.push(assigned('standing', 'lidia'), assigned('timed', 'megan', START + 4 * HOUR))
    await story.passes('PT6M')
    expect(told()).toMatchObject([
      { alert: 'assignedOutside', params: { person: 'Lidia', role: { en: 'Exchange Administrator' } } },
      { alert: 'assignedOutside', params: { person: 'Megan', startedAt: START - HOUR, endsAt: START + 4 * HOUR } },
    ])
    await story.passes('PT30M')
    expect(told()).toHaveLength(2)
    const types = await story.auditTypes()
    expect(types.filter((type) => type === 'assignmentMadeOutside')).toHaveLength(2)
    expect(types).not.toContain('assignmentFoundOutside')
  })

  it('are no news where they were there at the first look', async () => {
    await begin()
    made.push(assigned('before', 'lidia'))
    await story.passes('PT30M')
    expect(told()).toEqual([])
    expect(await story.auditTypes()).not.toContain('assignmentMadeOutside')
  })

  it('are not told again after a look that missed them', async () => {
    await begin()
    await story.passes('PT6M')
    made.push(assigned('one', 'lidia'))
    await story.passes('PT6M')
    made.splice(0)
    await story.passes('PT6M')
    made.push(assigned('one', 'lidia'))
    await story.passes('PT6M')
    expect(told()).toHaveLength(1)
  })

  it('are left alone while a request of Elevate’s may have made them', async () => {
    await begin()
    await story.passes('PT6M')
    made.push({ ...assigned('ours', 'adele'), endsAt: START + HOUR })
    const request = { activatableKey: activatableKey(exchange) }
    const { store } = story.engine.context
    const requests = store.requests.bind(store)
    const open = { pending: true }
    Object.assign(store, {
      requests: async (query: Parameters<typeof requests>[0]) =>
        open.pending && query.activatableKey === request.activatableKey && query.requesterId === 'adele'
          ? [{ id: 'EL-OPEN' }]
          : requests(query),
    })
    made.push(assigned('standing', 'adele'))
    await story.passes('PT6M')
    // One without an end is none of Elevate's: it is not left alone.
    expect(told()).toHaveLength(1)
    expect(told()[0]?.params).not.toHaveProperty('endsAt')
    open.pending = false
    await story.passes('PT6M')
    expect(told()).toHaveLength(2)
  })

  it('of a whole group at once do not flood the feed', async () => {
    await begin()
    await story.passes('PT6M')
    for (let index = 0; index < 25; index += 1) made.push(assigned(`member-${index}`, `person-${index}`))
    const powerful = roleNamed('Global Administrator')
    made[24] = { ...assigned('powerful', 'person-24'), activatable: powerful }
    await story.passes('PT6M')
    expect(told()).toHaveLength(11)
    expect(told()[0]).toMatchObject({ params: { role: { en: 'Global Administrator' } } })
    expect(told().at(-1)).toMatchObject({ alert: 'assignedOutsideMore', params: { count: 15 } })
    await story.passes('PT30M')
    expect(told()).toHaveLength(11)
  })
})
