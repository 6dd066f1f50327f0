import { describe, expect, test } from 'vitest'
import { z } from 'zod'
import { compileDirectory, createLocalDirectory, localDirectoryConfig } from '../../adapters/local/index.ts'
import { createMemoryState } from '../step-up/memory-state.ts'
import { fixtureSection, resolveRole } from './fixture.ts'

const ADELE = { id: 'adele', displayName: 'Adele Vance', userPrincipalName: 'adele@contoso.example' }

describe('shape of the directory section', () => {
  test('takes the section as the documentation shows it', () => {
    const config = localDirectoryConfig.parse(fixtureSection)

    expect(config.people).toHaveLength(5)
    expect(config.people[2]).toMatchObject({ id: 'dana', disabled: true })
  })

  test('can be written as a JSON Schema', () => {
    expect(z.toJSONSchema(localDirectoryConfig, { io: 'input' })).toMatchObject({ type: 'object' })
  })

  test.each([
    ['a person without a name', { people: [{ ...ADELE, displayName: ' ' }] }, ['people', 0, 'displayName']],
    ['an id with a separator', { people: [{ ...ADELE, id: 'adele/admin' }] }, ['people', 0, 'id']],
    ['a language without wording', { people: [{ ...ADELE, language: 'de' }] }, ['people', 0, 'language']],
    ['a time zone that does not exist', { people: [{ ...ADELE, timeZone: 'Mars/Base' }] }, ['people', 0, 'timeZone']],
    ['a misspelt option', { people: [{ ...ADELE, disable: true }] }, ['people', 0]],
    ['a chat platform nobody knows', { people: [{ ...ADELE, chat: { irc: 'x' } }] }, ['people', 0, 'chat']],
    ['an assignment of nothing', { eligible: [{ person: 'adele' }] }, ['eligible', 0]],
    ['a role without holder', { eligible: [{ role: 'X' }] }, ['eligible', 0]],
    ['a role with two holders', { standing: [{ role: 'X', person: 'adele', group: 'g' }] }, ['standing', 0, 'group']],
    ['a role with access', { eligible: [{ role: 'X', person: 'adele', access: 'member' }] }, ['eligible', 0, 'access']],
    ['a group joined by nobody', { eligible: [{ group: 'g', access: 'member' }] }, ['eligible', 0]],
    ['a group joined somehow', { eligible: [{ person: 'adele', group: 'g' }] }, ['eligible', 0]],
    [
      'a membership with a scope',
      { eligible: [{ person: 'adele', group: 'g', access: 'owner', scope: '/' }] },
      ['eligible', 0, 'scope'],
    ],
    ['a scope without slash', { eligible: [{ person: 'adele', role: 'X', scope: 'u' }] }, ['eligible', 0, 'scope']],
    [
      'an end without offset',
      { eligible: [{ person: 'adele', role: 'X', until: '2026-12-31' }] },
      ['eligible', 0, 'until'],
    ],
    ['a floor that is no duration', { minimumActivation: '5 min' }, ['minimumActivation']],
  ])('refuses %s, with its place', (_what, section, path) => {
    const result = localDirectoryConfig.safeParse({ kind: 'local', ...section })

    expect(result.error?.issues.map((issue) => issue.path)).toEqual([path])
  })
})

describe('references in the directory section', () => {
  test('finds nothing wrong with the fixture, whatever language its roles are named in', () => {
    const french = { person: 'alex', role: 'Administrateur Exchange' }
    const config = localDirectoryConfig.parse({ ...fixtureSection, eligible: [...fixtureSection.eligible, french] })

    const { problems, model } = compileDirectory(config, resolveRole)

    expect(problems).toEqual([])
    expect(model?.entries.at(-2)?.key).toBe('eligible/person:alex/role:29232cdf-9323-42fd-ade2-1d097af3e4de:/')
  })

  test('lists every problem with its place', () => {
    const config = localDirectoryConfig.parse({
      kind: 'local',
      people: [
        { ...ADELE, chat: { slack: 'U1' } },
        { ...ADELE, userPrincipalName: 'again@contoso.example' },
        { ...ADELE, id: 'bob', chat: { slack: 'U1', teams: 'T1' } },
      ],
      groups: [
        { id: 'bob', displayName: 'Also Bob', members: [] },
        { id: 'a', displayName: 'A', members: ['b', 'ghost'] },
        { id: 'b', displayName: 'B', members: ['a'] },
        { id: 'self', displayName: 'Self', members: ['self'] },
      ],
      scopes: [
        { id: '/', displayName: 'All' },
        { id: '/u', displayName: 'U' },
        { id: '/u', displayName: 'U' },
      ],
      eligible: [
        { person: 'ghost', role: 'Exchange Administrator' },
        { person: 'adele', role: 'Exchange Overlord' },
        { group: 'nothing', role: 'Exchange Administrator' },
        { person: 'adele', role: 'Exchange Administrator', scope: '/elsewhere' },
        { person: 'adele', group: 'nothing', access: 'member' },
        { person: 'adele', role: 'Exchange Administrator' },
        { person: 'adele', role: 'Administrateur Exchange', until: '2030-01-01T00:00:00Z' },
      ],
      standing: [{ person: 'adele', role: 'Exchange Administrator' }],
    })

    const { problems, model } = compileDirectory(config, resolveRole)

    expect(model).toBeNull()
    expect(problems.map(({ path }) => path.join('.')).toSorted()).toEqual(
      [
        'people.1.id',
        'people.2.chat.slack',
        'groups.0.id',
        'groups.1.members.1',
        'groups.1.members',
        'groups.3.members',
        'scopes.0.id',
        'scopes.2.id',
        'eligible.0.person',
        'eligible.1.role',
        'eligible.2.group',
        'eligible.3.scope',
        'eligible.4.group',
        'eligible.6',
      ].toSorted(),
    )
    expect(problems.find(({ path }) => path.at(-1) === 'role')?.message).toContain('Exchange Overlord')
    expect(problems.find(({ message }) => message.includes('a > b > a'))).toBeDefined()
  })

  test('makes no directory of a file with problems', () => {
    const config = localDirectoryConfig.parse({ kind: 'local', standing: [{ person: 'ghost', role: 'X' }] })

    const create = () => createLocalDirectory({ config, state: createMemoryState(), now: () => 0, resolveRole })

    expect(create).toThrow(/Unknown person ghost/)
  })
})
