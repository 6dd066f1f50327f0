import { expect, test } from 'vitest'
import { MAXIMUM_SUGGESTIONS, suggestCommands } from '../../bot/domain/command/suggest-commands.ts'
import { understandCommand } from '../../bot/domain/command/understand-command.ts'
import { CONTEXTS, contextFor, role } from './corpus.ts'

const main = CONTEXTS['main'] ?? contextFor([])

test('nothing typed yet: roles with a duration, then verbs', () => {
  expect(suggestCommands('', contextFor([role('Exchange Administrator')]), 'en')).toEqual([
    'Exchange Administrator 1h',
    'mine',
    'pending',
    'help',
    'status',
    'end',
    'again',
    'cancel',
  ])
})

test.each([
  ['/elevate exch', ['/elevate Exchange Administrator 1h']],
  ['EXO', ['Exchange Administrator 1h']],
  ['glbal rea', ['Global Reader 1h']],
  ['sharepoint 30m INC-1234', ['SharePoint Administrator 30m INC-1234']],
  ['hel', ['help', 'Helpdesk Administrator 1h']],
  ['administrateur gen', ['Global Administrator 1h']],
  ['end teams', ['end Teams Administrator']],
  ['sg-sql', ['SG-SQL-Prod-Admins member 1h', 'SG-SQL-Prod-Admins owner 1h']],
  ['user', ['User Administrator in Montreal 1h', 'User Administrator in Toronto 1h']],
  ['zzzz', []],
])('%j is completed to %j', (typed, expected) => {
  expect(suggestCommands(typed, main, 'en')).toEqual(expected)
})

test('the command’s own name being typed is completed with it', () => {
  expect(suggestCommands('/el', main, 'en')[0]).toBe('/elevate Exchange Administrator 1h')
})

test('never more than fit, and never a role one is not eligible for', () => {
  expect(suggestCommands('a', main, 'en').length).toBeLessThanOrEqual(MAXIMUM_SUGGESTIONS)
  expect(suggestCommands('billing', main, 'en')).toEqual([])
})

test('every suggested role is understood as exactly one activatable', () => {
  const suggested = ['exch', 'share', 'user', 'sg-sql', 'tier', 'night', 'global'].flatMap((typed) =>
    suggestCommands(typed, main, 'en'),
  )
  expect(suggested.length).toBeGreaterThan(8)
  for (const line of suggested) {
    const command = understandCommand(`/elevate ${line}`, main)
    expect([line, command]).toMatchObject([line, { intent: 'activate', target: { found: 'one' }, duration: 'PT1H' }])
  }
})

test.each([
  ['mes dem', ['mes demandes']],
  ['refu', ['refuser']],
  ['révo', ['révoquer']],
  ['absent', ['absent jusqu’à']],
  ['administratrice share', ['Administrateur SharePoint 1 h']],
  ['sharepoint 30 min INC-1234', ['Administrateur SharePoint 30 min INC-1234']],
  ['terminer teams', ['terminer Administrateur Teams']],
  [
    'utilisateurs',
    ['Administrateur d’utilisateurs dans Montreal 1 h', 'Administrateur d’utilisateurs dans Toronto 1 h'],
  ],
  ['sg-sql', ['SG-SQL-Prod-Admins membre 1 h', 'SG-SQL-Prod-Admins propriétaire 1 h']],
])('to a French reader %j is completed to %j', (typed, expected) => {
  expect(suggestCommands(typed, main, 'fr')).toEqual(expected)
})

test('every role suggested in French is understood as exactly one activatable', () => {
  const suggested = ['exch', 'share', 'utilis', 'sg-sql', 'tier', 'night', 'lecteur', 'acces', 'support'].flatMap(
    (typed) => suggestCommands(typed, main, 'fr'),
  )
  expect(suggested.length).toBeGreaterThan(8)
  for (const line of suggested) {
    const command = understandCommand(`/elevate ${line}`, main)
    expect([line, command]).toMatchObject([line, { intent: 'activate', target: { found: 'one' }, duration: 'PT1H' }])
  }
})

test.each(['demain', 'administrateur demain'])('offers no role for %s, which says when', (typed) => {
  expect(suggestCommands(typed, contextFor([role('Domain Name Administrator')]), 'fr')).toEqual([])
})
