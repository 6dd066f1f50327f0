import { expect, test } from 'vitest'
import { catalogueRoles } from '../../bot/domain/catalogue/catalogue.ts'
import type { CommandContext } from '../../bot/domain/command/command.ts'
import { understandCommand } from '../../bot/domain/command/understand-command.ts'
import { contextFor, group, nameOf, role } from './corpus.ts'

const everything = catalogueRoles().map(({ displayName }) => role(displayName.en))
const all = contextFor(everything)
const eligibleFor = (...names: string[]) => contextFor(names.map((name) => role(name)))
const short = (name: string) => name.toLowerCase().replaceAll(/administrat(?:or|eur)/g, 'admin')

/** The role or group found, a list where it is asked, the refusal's code where there is none. */
function found(typed: string, context: CommandContext): string | readonly string[] {
  const command = understandCommand(`/elevate ${typed}`, context)
  if (command.intent !== 'activate') return command.intent
  const { target } = command
  if (target.found === 'one') return nameOf(target.activatable)
  return target.found === 'several'
    ? target.candidates.map(nameOf)
    : target.found === 'none'
      ? target.refusal.code
      : 'unnamed'
}

test.each(catalogueRoles().map((known) => [known.displayName.en, known] as const))(
  '%s is found by its names, in English and French, long and short',
  (name, { displayName }) => {
    for (const typed of [displayName.en, displayName.fr, short(displayName.en), short(displayName.fr)]) {
      expect([typed, found(`${typed} 1h INC-1234`, all)]).toEqual([typed, name])
    }
  },
)

test('an alias finds its role, or asks between the roles that share it', () => {
  for (const { displayName, aliases } of catalogueRoles()) {
    for (const alias of [...aliases.en, ...aliases.fr]) {
      const meant = found(`${alias} 1h`, all)
      expect([alias, [meant].flat()]).toEqual([alias, expect.arrayContaining([displayName.en])])
    }
  }
})

test('a role is never found by the names of a role one is not eligible for', () => {
  for (const { id, displayName, aliases } of catalogueRoles()) {
    const others = everything.filter(
      ({ activatable }) => activatable.kind === 'role' && activatable.roleDefinitionId !== id,
    )
    const context = contextFor(others)
    for (const typed of [displayName.en, short(displayName.en), displayName.fr, ...aliases.en]) {
      const result = found(`${typed} 1h`, context)
      expect([typed, Array.isArray(result) || result === 'notEligible']).toEqual([typed, true])
    }
  }
})

test('one slip in any word of any role finds that role, asks or finds none: never another role', () => {
  let slips = 0
  for (const { displayName } of catalogueRoles()) {
    const words = short(displayName.en).split(' ')
    for (const [at, word] of words.entries()) {
      if (word.length < 4) continue
      for (const wrong of misspellings(word)) {
        const typed = words.with(at, wrong).join(' ')
        const result = found(`${typed} 1h`, all)
        slips += 1
        if (typeof result === 'string' && result !== 'unknownRole')
          expect([typed, result]).toEqual([typed, displayName.en])
      }
    }
  }
  expect(slips).toBeGreaterThan(1500)
})

/** A swap, a missing, a doubled and a replaced letter, in the middle of a word. */
function misspellings(word: string): string[] {
  const at = Math.floor(word.length / 2)
  const [head, letter, next, tail] = [word.slice(0, at), word[at] ?? '', word[at + 1] ?? '', word.slice(at + 2)]
  return [
    `${head}${next}${letter}${tail}`,
    `${head}${next}${tail}`,
    `${head}${letter}${letter}${next}${tail}`,
    `${head}${letter === 'e' ? 'a' : 'e'}${next}${tail}`,
    `${word.slice(0, 1)}${word.slice(2)}`,
  ].filter((wrong) => wrong !== word)
}

test.each([
  ['exchange recipient admin', ['Exchange Administrator']],
  ['exchange backup admin', ['Exchange Administrator']],
  ['authentication admin', ['Privileged Authentication Administrator']],
  ['privileged authentication admin', ['Authentication Administrator']],
  ['teams admin', ['Teams Communications Administrator']],
  ['teams communications admin', ['Teams Administrator']],
  ['security reader', ['Security Administrator']],
  ['security admin', ['Security Reader', 'Security Operator']],
  ['global reader', ['Global Administrator']],
  ['global admin', ['Global Reader']],
  ['user admin', ['User Experience Success Manager']],
  ['user experience success manager', ['User Administrator']],
  ['cloud app admin', ['Cloud App Security Administrator']],
  ['application admin', ['Cloud Application Administrator']],
  ['compliance data admin', ['Compliance Administrator']],
  ['glboal raeder', ['Global Administrator']],
])('%s does not find %s, and says that one is not eligible', (typed, eligible) => {
  expect(found(`${typed} 1h`, eligibleFor(...eligible))).toBe('notEligible')
})

test.each([
  'exchange hybrid admin',
  'exchange reader',
  'global admin read only',
  'global admin (reader)',
  'global admin, reader',
  'not global admin',
  'anything but global admin',
  'exchange calendar',
  'term admin',
  'terms admin',
])('%s is no role, rather than one nearby', (typed) => {
  expect(found(`${typed} 1h`, all)).toBe('unknownRole')
})

test.each([
  ['security', ['Security Administrator', 'Security Reader'], ['Security Administrator', 'Security Reader']],
  ['security', ['Security Administrator'], ['Security Administrator']],
  ['global', ['Global Administrator'], ['Global Administrator']],
  ['privileged admin', ['Privileged Role Administrator'], ['Privileged Role Administrator']],
  ['teams', ['Teams Administrator', 'Teams Reader'], ['Teams Administrator', 'Teams Reader']],
  ['teams', ['Teams Reader'], ['Teams Reader']],
  ['exchange', ['Exchange Recipient Administrator'], ['Exchange Recipient Administrator']],
  ['office 365 admin', ['Global Administrator'], ['Global Administrator']],
  ['super', ['Global Administrator'], ['Global Administrator']],
  ['purview admin', ['Compliance Administrator'], ['Compliance Administrator']],
  ['lockbox approver', ['Customer Lockbox Access Approver'], ['Customer Lockbox Access Approver']],
])('%s is asked about, by somebody eligible for %s', (typed, eligible, asked) => {
  expect(found(`${typed} 1h`, eligibleFor(...eligible))).toEqual(asked)
})

test.each([
  ['teams', ['Teams Administrator'], 'Teams Administrator'],
  ['EXO', ['Exchange Administrator', 'Exchange Recipient Administrator'], 'Exchange Administrator'],
  ['GA', ['Global Administrator', 'Global Reader'], 'Global Administrator'],
  [
    'PRA',
    ['Privileged Role Administrator', 'Privileged Authentication Administrator'],
    'Privileged Role Administrator',
  ],
  [
    'PAA',
    ['Privileged Role Administrator', 'Privileged Authentication Administrator'],
    'Privileged Authentication Administrator',
  ],
  [
    'recipient admin',
    ['Exchange Administrator', 'Exchange Recipient Administrator'],
    'Exchange Recipient Administrator',
  ],
  ['helpdesk', ['Helpdesk Administrator', 'Service Support Administrator'], 'Helpdesk Administrator'],
  ['defender admin', ['Security Administrator', 'Security Operator'], 'Security Administrator'],
  ['admin exchange', ['Exchange Administrator'], 'Exchange Administrator'],
])('%s is taken at once, by somebody eligible for %s', (typed, eligible, expected) => {
  expect(found(`${typed} 1h`, eligibleFor(...eligible))).toBe(expected)
})

test('a refusal names the role that was meant, in both languages', () => {
  const command = understandCommand('/elevate global admin 1h', eligibleFor('Exchange Administrator'))
  expect(command).toMatchObject({
    target: { found: 'none', refusal: { code: 'notEligible', params: { role: { en: 'Global Administrator' } } } },
    refusals: [{ code: 'notEligible' }],
  })
})

test('a group is found by its name, however its name reads', () => {
  const names = ['SG-SQL-Prod-Admins', 'Night shift 24h', 'Ops: build', 'R&D for Paris', 'Because team', '2h club']
  const groups = names.map((name, at) => group(`g${at}`, 'member', name))
  for (const [at, name] of names.entries()) {
    const command = understandCommand(`/elevate ${name} 1h INC-1234`, contextFor(groups))
    expect([name, command]).toMatchObject([
      name,
      { target: { found: 'one', activatable: { groupId: `g${at}` } }, duration: 'PT1H', ticket: 'INC-1234' },
    ])
  }
})

test('a group of the same name as a role is asked about by somebody eligible for both', () => {
  const context = contextFor([role('Exchange Administrator'), group('copy', 'member', 'Exchange Administrator')])
  expect(found('Exchange Administrator 1h', context)).toHaveLength(2)
})

test('a group that one is not eligible for hides no role, except behind its exact name', () => {
  const eligible = [role('Exchange Administrator')]
  const catalogue = [...all.catalogue, group('x', 'member', 'Exchange Admins'), group('y', 'member', 'EXO')]
  const context = contextFor(eligible, { catalogue })
  expect(found('exchange admin 1h', context)).toBe('Exchange Administrator')
  expect(found('Exchange Admins 1h', context)).not.toBe('Exchange Administrator')
})

test('a custom role, known only from its eligible assignment, is found by its name', () => {
  const custom = {
    activatable: { kind: 'role' as const, roleDefinitionId: '11111111-2222-4333-8444-555555555555', scope: '/' },
    displayName: { en: 'Printer Fleet Manager', fr: 'Gestionnaire du parc' },
    aliases: [],
    tier: 'workload' as const,
    scopeName: null,
  }
  const command = understandCommand('/elevate printer fleet manager 1h', contextFor([custom]))
  expect(command).toMatchObject({ target: { found: 'one', activatable: custom.activatable } })
})

test.each([
  'demain',
  'demain 1h',
  'demain matin',
  'administrateur demain',
  'demains',
  'tomorrow',
  'lundi',
  'four',
  'cent',
])('%s says when or how long, and is no role nearby', (typed) => {
  expect(found(typed, all)).toBe('unknownRole')
})

test.each(['exchange admin 1h demain', 'exchange admin demain 1h', 'exchange admin 1h tomorrow'])(
  '%s is about one role: the time is no second one',
  (typed) => {
    expect(found(typed, all)).toBe('Exchange Administrator')
  },
)

test.each([
  ['domaine', ['Domain Name Administrator']],
  ['domian name admin', 'Domain Name Administrator'],
])('%s is still read as the word of a role', (typed, expected) => {
  expect(found(typed, all)).toEqual(expected)
})
