import { expect, test } from 'vitest'
import {
  catalogueNameables,
  catalogueRoles,
  findRoleByExactName,
  isAssignable,
  nameableOf,
  roleById,
  tierOf,
} from '../../bot/domain/catalogue/catalogue.ts'
import roles from '../../bot/domain/catalogue/roles.json' with { type: 'json' }
import words from '../../bot/domain/catalogue/words.json' with { type: 'json' }
import { normaliseText } from '../../bot/domain/command/normalise-text.ts'

const exchange = '29232cdf-9323-42fd-ade2-1d097af3e4de'
const global = '62e90394-69f5-4237-9190-012177145e10'
const tierByName = (name: string) => findRoleByExactName(name)?.tier

test('knows 145 roles, each once, with a name in both languages', () => {
  expect(roles.roles).toHaveLength(145)
  expect(new Set(roles.roles.map(({ id }) => id)).size).toBe(145)
  for (const language of ['en', 'fr'] as const) {
    expect(new Set(roles.roles.map(({ displayName }) => displayName[language].toLowerCase())).size).toBe(145)
  }
})

test('roles that cannot be assigned are known and not offered', () => {
  for (const name of ['Guest User', 'Device Join', 'Directory Synchronization Accounts', 'Partner Tier2 Support']) {
    const known = findRoleByExactName(name)
    expect(known && roleById(known.id)).toBe(known)
    expect(known && isAssignable(known)).toBe(false)
    expect(catalogueRoles()).not.toContain(known)
  }
  expect(catalogueRoles()).toHaveLength(134)
  expect(catalogueNameables({})).toHaveLength(134)
})

test.each([
  'Exchange Administrator',
  'exchange administrator',
  ' EXCHANGE  Administrator ',
  'Administrateur Exchange',
  exchange,
])('%j names Exchange Administrator exactly', (name) => {
  expect(findRoleByExactName(name)?.id).toBe(exchange)
})

test('straight and curly apostrophes are the same', () => {
  expect(findRoleByExactName("Administrateur d'utilisateurs")?.displayName.en).toBe('User Administrator')
})

test('what Graph calls otherwise is found by either name', () => {
  const joined = findRoleByExactName('Azure AD Joined Device Local Administrator')
  expect(joined?.displayName.en).toBe('Microsoft Entra Joined Device Local Administrator')
})

test.each(['exchange admin', 'EXO', 'Exchange', '', 'constructor', '00000000-0000-0000-0000-000000000000'])(
  '%j names no role exactly',
  (name) => {
    expect(findRoleByExactName(name)).toBeNull()
  },
)

test.each([
  [
    'critical',
    ['Global Administrator', 'Privileged Role Administrator', 'Security Administrator', 'Application Administrator'],
  ],
  ['critical', ['Authentication Administrator', 'Conditional Access Administrator', 'Domain Name Administrator']],
  ['investigation', ['Compliance Administrator', 'Security Reader', 'Security Operator', 'Global Reader']],
  ['workload', ['Exchange Administrator', 'SharePoint Administrator', 'Teams Administrator', 'Intune Administrator']],
  ['operations', ['Helpdesk Administrator', 'User Administrator', 'License Administrator', 'Groups Administrator']],
] as const)('%s holds %j', (tier, names) => {
  expect(names.map(tierByName)).toEqual(names.map(() => tier))
})

test('no role that resets second factors is operations', () => {
  for (const name of ['Authentication Administrator', 'Privileged Authentication Administrator']) {
    expect(tierByName(name)).toBe('critical')
  }
})

test('the organisation moves roles; groups and unknown roles are workload', () => {
  const role = (roleDefinitionId: string) => ({ kind: 'role' as const, roleDefinitionId, scope: '/' })
  expect(tierOf(role(exchange), {})).toBe('workload')
  expect(tierOf(role(exchange), { [exchange]: 'critical' })).toBe('critical')
  expect(tierOf(role(global), { [exchange]: 'critical' })).toBe('critical')
  expect(tierOf(role('custom'), {})).toBe('workload')
  expect(tierOf({ kind: 'group', groupId: 'g', access: 'owner' }, {})).toBe('workload')
})

test('an activatable without a known name is called by its id', () => {
  const known = { groups: new Map(), scopeNames: new Map(), tiers: {} }
  expect(nameableOf({ kind: 'group', groupId: 'g1', access: 'member' }, known).displayName.en).toBe('g1')
  const scoped = nameableOf({ kind: 'role', roleDefinitionId: 'custom', scope: '/administrativeUnits/9' }, known)
  expect(scoped).toMatchObject({ displayName: { en: 'custom' }, scopeName: '/administrativeUnits/9', aliases: [] })
})

test('the same organisation gets the same list of names, so that its index is built once', () => {
  const moved = {}
  expect(catalogueNameables(moved)).toBe(catalogueNameables(moved))
})

test('every word of the grammar is written folded, or it could never be found', () => {
  const strings = (value: unknown): string[] =>
    typeof value === 'string'
      ? [value]
      : Array.isArray(value)
        ? value.flatMap(strings)
        : typeof value === 'object' && value !== null
          ? [...Object.keys(value).filter((key) => /[^a-zA-Z]/u.test(key)), ...Object.values(value).flatMap(strings)]
          : []
  for (const section of [words.en, words.fr]) {
    for (const word of strings(section)) expect(normaliseText(word).text).toBe(word)
  }
})
