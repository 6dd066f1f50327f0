import { describe, expect, test } from 'vitest'
import { understandCommand } from '../../bot/domain/command/understand-command.ts'
import { CONTEXTS, contextFor, type Expected, group, judge, NOW, role, summaryOf } from './corpus.ts'

const EX = 'Exchange Administrator'
const activate = (more: Omit<Expected, 'intent'>): Expected => ({ intent: 'activate', ...more })

function check(text: string, expected: Expected, as = 'main'): void {
  const { got, understood } = judge({ as, text, expect: expected })
  expect({ text, got, understood }).toMatchObject({ text, understood: true })
}

describe('justification', () => {
  test.each([
    ['because', '/elevate exchange admin 1h because mailbox stuck'],
    ['reason:', '/elevate exchange admin 1h reason: mailbox stuck'],
    ['a colon', '/elevate exchange admin 1h: mailbox stuck'],
    ['two dashes', '/elevate exchange admin 1h -- mailbox stuck'],
    ['a long dash', '/elevate exchange admin 1h — mailbox stuck'],
    ['a dash between spaces', '/elevate exchange admin 1h - mailbox stuck'],
    ['quotes', '/elevate exchange admin 1h "mailbox stuck"'],
    ['quotes before the duration', '/elevate exchange admin "mailbox stuck" 1h'],
    ['a comma', '/elevate exchange admin, mailbox stuck, 1h'],
    ['brackets', '/elevate exchange admin (mailbox stuck) 1h'],
    ['nothing, as the rest', '/elevate exchange admin 1h mailbox stuck'],
    ['nothing, before the duration', '/elevate exchange admin mailbox stuck 1h'],
    ['for', '/elevate exchange admin 1h for mailbox stuck'],
    ['nothing, before the role', '/elevate mailbox stuck, exchange admin 1h'],
    ['car', '/elevate exchange admin 1h car mailbox stuck'],
  ])('after %s', (_, text) => {
    check(text, activate({ role: EX, duration: 'PT1H', justification: 'mailbox stuck' }))
  })

  test('keeps the person’s own characters, without controls', () => {
    const text = '/elevate exchange admin 1h because Zoë’s “Sales”\u202e box: 3–4 users…\u200b 🔥'
    check(text, activate({ role: EX, duration: 'PT1H', justification: 'Zoë’s “Sales” box: 3–4 users… 🔥' }))
  })

  test('a ticket in it is the ticket, and stays in the text', () => {
    const text = '/elevate exchange admin 1h because INC-1234 is burning'
    check(text, activate({ role: EX, duration: 'PT1H', ticket: 'INC-1234', justification: 'INC-1234 is burning' }))
  })

  test('a ticket alone is no justification', () => {
    check('/elevate exchange admin 1h because INC-1234', activate({ role: EX, duration: 'PT1H', ticket: 'INC-1234' }))
  })

  test('politeness alone is no justification', () => {
    check('please /elevate', { intent: 'notACommand' })
    check('/elevate exchange admin 1h please, thanks', activate({ role: EX, duration: 'PT1H' }))
  })

  test('durations in it are none', () => {
    const justification = 'mail was down for 2 hours since 9am'
    check(`/elevate exchange admin because ${justification}`, activate({ role: EX, justification }))
    check(
      `/elevate exchange admin 1h because ${justification}`,
      activate({ role: EX, duration: 'PT1H', justification }),
    )
    check(`/elevate exchange admin 1h ${justification}`, activate({ role: EX, duration: 'PT1H', justification }))
  })

  test('may have 1,000 characters and no more', () => {
    check(
      `/elevate exchange admin 1h because ${'x'.repeat(1000)}`,
      activate({ role: EX, duration: 'PT1H', justification: 'x'.repeat(1000) }),
    )
    check(
      `/elevate exchange admin 1h because ${'x'.repeat(1001)}`,
      activate({ role: EX, duration: 'PT1H', refusals: ['justificationTooLong'] }),
    )
  })

  test('words that could belong to the role’s name are none', () => {
    check('/elevate exchange admin recipient trouble 1h', activate({ none: 'unknownRole', duration: 'PT1H' }), 'small')
    check('/elevate exchange calendar 1h', activate({ none: 'unknownRole', duration: 'PT1H' }))
  })
})

describe('duration', () => {
  test.each([
    ['0h', 'durationNotPositive'],
    ['-1h', 'durationNotPositive'],
    ['PT0S', 'durationNotPositive'],
    ['4m', 'durationTooShort'],
    ['30 seconds', 'durationTooShort'],
    ['25h', 'durationTooLong'],
    ['2 months', 'durationTooLong'],
    [`${'9'.repeat(400)}h`, 'durationTooLong'],
    ['1h 2h', 'severalDurations'],
    ['1h until 17:00', 'severalDurations'],
    ['1-2 hours', 'severalDurations'],
    ['2', 'durationNotUnderstood'],
    ['1x', 'durationNotUnderstood'],
    ['1h 2', 'durationNotUnderstood'],
    ['17:00', 'durationNotUnderstood'],
    ['until 5', 'durationNotUnderstood'],
    ['until Friday', 'durationNotUnderstood'],
    ['until 9am', 'endInPast'],
    ['until 10:00', 'endInPast'],
    ['until 10:04', 'durationTooShort'],
  ])('%s is refused: %s', (typed, code) => {
    const command = understandCommand(`/elevate exchange admin ${typed}`, CONTEXTS['small'] ?? contextFor([]))
    expect(command).toMatchObject({ intent: 'activate', latestEnd: null, refusals: [{ code }] })
    if (typed !== '1h 2') expect(command).toMatchObject({ duration: null })
  })

  test('refusals carry what their wording needs', () => {
    const paramsOf = (text: string) => {
      const command = understandCommand(text, CONTEXTS['main'] ?? contextFor([]))
      return command.intent === 'activate' ? command.refusals[0]?.params : null
    }
    expect(paramsOf('/elevate EXO 2m')).toEqual({ minimum: 'PT5M', duration: 'PT2M' })
    expect(paramsOf('/elevate EXO 30h')).toEqual({ maximum: 'PT24H', duration: 'PT30H' })
    expect(paramsOf('/elevate EXO 1h 2h')).toEqual({ durations: ['PT1H', 'PT2H'] })
    expect(paramsOf('/elevate EXO 7')).toEqual({ typed: '7' })
    expect(paramsOf('/elevate EXO until 9am')).toEqual({ endAt: Date.parse('2026-03-10T13:00:00Z') })
    expect(paramsOf('/elevate frobnicator 1h')).toEqual({ typed: 'frobnicator' })
    expect(paramsOf('/elevate EXO 1h INC-123 CHG-456')).toEqual({ tickets: ['INC-123', 'CHG-456'] })
    expect(paramsOf('/elevate EXO in Lyon')).toEqual({ typed: 'lyon' })
    expect(paramsOf('/elevate helpdesk in Toronto')).toMatchObject({ scopes: ['Montreal'] })
    expect(paramsOf('/elevate EXO ticket FOO-1')).toEqual({ typed: 'foo-1' })
  })

  test('a whole day is one: 24 h are 24 h', () => {
    check('/elevate exchange admin 24 h', activate({ role: EX, duration: 'PT24H' }))
    check('/elevate exchange admin 1 day', activate({ role: EX, duration: 'PT24H' }))
  })

  test('five minutes are enough', () => {
    check('/elevate exchange admin 5m', activate({ role: EX, duration: 'PT5M' }))
  })

  test('until is in the person’s zone, and rounded up to the minute', () => {
    const context = contextFor([role(EX)], { now: NOW + 20_000, timeZone: 'Europe/Paris' })
    expect(understandCommand('/elevate EXO until 17:00', context)).toMatchObject({
      duration: 'PT2H',
      latestEnd: Date.parse('2026-03-10T16:00:00Z'),
    })
  })

  test('until across the change to winter time counts the hour that comes twice', () => {
    const context = contextFor([role(EX)], { now: Date.parse('2026-11-01T04:00:00Z') })
    expect(understandCommand('/elevate EXO until 4:00am', context)).toMatchObject({ duration: 'PT5H' })
  })

  test('numbers in role names are no durations', () => {
    check('/elevate windows 365 1h', activate({ role: 'Windows 365 Administrator', duration: 'PT1H' }))
    check('/elevate dynamics 365', activate({ role: 'Dynamics 365 Administrator' }))
  })
})

describe('scope and access', () => {
  test.each([
    ['/elevate user admin in Montreal 1h', { role: 'User Administrator', scope: 'Montreal' }],
    ['/elevate user admin 1h in MONTRÉAL', { role: 'User Administrator', scope: 'Montreal' }],
    ['/elevate in Toronto user admin 1h', { role: 'User Administrator', scope: 'Toronto' }],
    ['/elevate user admin Toronto 1h', { role: 'User Administrator', scope: 'Toronto' }],
    ['/elevate helpdesk 1h', { role: 'Helpdesk Administrator', scope: 'Montreal' }],
    ['/elevate EXO in the whole directory 1h', { role: EX }],
    ['/elevate user admin 1h', { several: ['User Administrator @ Montreal', 'User Administrator @ Toronto'] }],
    ['/elevate user admin in Paris 1h', { none: 'unknownScope' }],
    ['/elevate in Paris user admin 1h', { none: 'unknownRole' }],
    ['/elevate helpdesk in Toronto 1h', { none: 'eligibleElsewhere' }],
    ['/elevate user admin in the whole directory 1h', { none: 'eligibleElsewhere' }],
    ['/elevate SG-SQL-Prod-Admins owner 1h', { role: 'SG-SQL-Prod-Admins', access: 'owner' }],
    ['/elevate member of SG-SQL-Prod-Admins 1h', { role: 'SG-SQL-Prod-Admins', access: 'member' }],
    ['/elevate SG-SQL-Prod-Admins 1h', { several: ['SG-SQL-Prod-Admins member', 'SG-SQL-Prod-Admins owner'] }],
    ['/elevate Tier 0 approvers owner 1h', { none: 'notEligible' }],
    ['/elevate Tier 0 approvers in Montreal 1h', { none: 'unknownScope' }],
  ])('%s', (text, expected) => {
    check(text, activate({ ...expected, duration: 'PT1H' }))
  })

  test('a group that one may only own is asked about where nothing was said', () => {
    const context = contextFor([group('sql', 'owner')])
    const command = understandCommand('/elevate SG-SQL-Prod-Admins 1h', context)
    expect(command).toMatchObject({ target: { found: 'several', candidates: [{ access: 'owner' }] } })
  })

  test('an idiom is no scope', () => {
    const text = '/elevate exchange admin 1h in order to fix mail'
    check(text, activate({ role: EX, duration: 'PT1H', justification: 'in order to fix mail' }))
  })

  test('a place within the justification is no scope', () => {
    const text = '/elevate exchange admin 1h users in Montreal cannot send'
    check(text, activate({ role: EX, duration: 'PT1H', justification: 'users in Montreal cannot send' }))
  })
})

describe('verbs', () => {
  test.each<[string, Expected]>([
    ['/elevate', { intent: 'form' }],
    ['', { intent: 'form' }],
    ['@Elevate', { intent: 'form' }],
    ['/elevate 👍', { intent: 'form' }],
    ['?', { intent: 'help' }],
    ['/elevate help approve', { intent: 'help' }],
    ['what can I activate', { intent: 'mine' }],
    ['pending', { intent: 'pending' }],
    ['/elevate review', { intent: 'review' }],
    ['satus', { intent: 'status', only: true }],
    ['where is EL-4F7K', { intent: 'status', id: 'EL-4F7K' }],
    ['cancel it please', { intent: 'cancel', only: true }],
    ['/elevate cancel EL-4F7', { intent: 'cancel', none: 'unknownRequest' }],
    ['/elevate cancel foo', { intent: 'cancel', none: 'unknownRole' }],
    ['/elevate end billing admin', { intent: 'end', none: 'notEligible' }],
    ['I am done with teams', { intent: 'end', role: 'Teams Administrator' }],
    ['again exchange admin', { intent: 'again', role: EX }],
    ['again', { intent: 'again', only: true }],
    ['approve', { intent: 'approve', only: true }],
    ['EL-4F7K approve', { intent: 'approve', id: 'EL-4F7K' }],
    ['aprove el-4f7k', { intent: 'approve', id: 'EL-4F7K' }],
    ['approve 4F7K for half an hour', { intent: 'approve', id: 'EL-4F7K', duration: 'PT30M' }],
    ['approve EL-4F7K because it is fine', { intent: 'approve', id: 'EL-4F7K' }],
    ['deny EL-4F7K', { intent: 'deny', id: 'EL-4F7K' }],
    ['deny EL-4F7K because: “use your own account”', { intent: 'deny', id: 'EL-4F7K', reason: 'use your own account' }],
    ['deny because nobody is on shift', { intent: 'deny', only: true, reason: 'nobody is on shift' }],
    ['revoke EL-4F7K left early', { intent: 'revoke', id: 'EL-4F7K', reason: 'left early' }],
    ['revoke @adele', { intent: 'revoke', person: 'adele' }],
    ['revoke everything of Adele Vance: laptop stolen', { intent: 'revoke', person: 'adele', reason: 'laptop stolen' }],
    ['/elevate revoke @Alex laptop', { intent: 'revoke', several: ['alex', 'alexis'], reason: 'laptop' }],
    ['/elevate revoke @nobody at all', { intent: 'revoke', none: 'unknownPerson', reason: 'at all' }],
    ['revoke ticket INC-1234 false alarm', { intent: 'revoke', ticket: 'INC-1234', reason: 'false alarm' }],
    ['/elevate revoke', { intent: 'revoke', unnamed: true }],
    ['unblock adele@contoso.example', { intent: 'unblock', person: 'adele' }],
    ['/elevate unblock', { intent: 'unblock', none: 'unknownPerson' }],
    ['who', { intent: 'who' }],
    ['who has the security reader role right now?', { intent: 'who', role: 'Security Reader' }],
    ['who is billing admin', { intent: 'who', role: 'Billing Administrator' }],
    ['/elevate who foo', { intent: 'who', none: 'unknownRole' }],
    ['away until tomorrow', { intent: 'away', until: '2026-03-11T04:00:00Z' }],
    ['away until 3 April', { intent: 'away', until: '2026-04-03T04:00:00Z' }],
    ['away until 2026-03-20', { intent: 'away', until: '2026-03-20T04:00:00Z' }],
    ['away until Tuesday', { intent: 'away', until: '2026-03-17T04:00:00Z' }],
    ['away until 17:00', { intent: 'away', until: '2026-03-10T21:00:00Z' }],
    ['away for 2 days', { intent: 'away', until: '2026-03-12T14:00:00Z' }],
    ['away until 2026-03-01', { intent: 'away', refusals: ['endInPast'] }],
    ['away', { intent: 'away', refusals: ['notUnderstood'] }],
    ['back', { intent: 'away' }],
    ['settings for user admin', { intent: 'settings', role: 'User Administrator' }],
    ['settings', { intent: 'settings', unnamed: true }],
    ['/elevate settings foo', { intent: 'settings', none: 'unknownRole' }],
  ])('%s', (text, expected) => {
    check(text, expected)
  })

  test.each(['for 0m', '1h 2h', 'for 2m', 'for 30h', 'until 5'])('an approval %s approves nothing', (typed) => {
    const command = understandCommand(`approve EL-4F7K ${typed}`, contextFor([]))
    expect(command).toMatchObject({
      intent: 'approve',
      duration: null,
      which: { by: 'role', target: { found: 'none' } },
    })
  })

  test.each([
    'good morning all',
    'thanks!',
    '👍',
    '...',
    'approve the budget',
    "don't approve EL-4F7K",
    'do not cancel EL-4F7K',
    'cancel my meeting',
    'end of day',
    'remove the old docs',
    'help me with my laptop',
    'can you review my PR please',
    'who is on call',
    'teams meeting in 30 minutes',
    'Teams: meeting moved to 3pm',
    'exchange is slow today',
    'global reader, can you check this?',
    'the exchange admin called for 1h',
    'Elevate is great',
    'elevated privileges are dangerous',
    '1h',
  ])('%j is no command', (text) => {
    check(text, { intent: 'notACommand' })
  })

  test('the same small talk after /elevate is a command, and no role is taken', () => {
    for (const text of ['good morning all', 'approve the budget', 'exchange is slow today', 'elevated privileges']) {
      const summary = summaryOf(understandCommand(`/elevate ${text}`, CONTEXTS['main'] ?? contextFor([])))
      expect(summary.intent).not.toBe('notACommand')
      expect(summary.role).toBeUndefined()
    }
  })
})

describe('French', () => {
  test.each<[string, Expected]>([
    ['/elevate administrateur Exchange 1 h INC-1234', activate({ role: EX, duration: 'PT1H', ticket: 'INC-1234' })],
    [
      '/elevate admin Exchange pendant 1 h car la file est bloquée',
      activate({ role: EX, duration: 'PT1H', justification: 'la file est bloquée' }),
    ],
    [
      '/elevate administrateur des utilisateurs dans Montréal pour 2 heures',
      activate({ role: 'User Administrator', scope: 'Montreal', duration: 'PT2H' }),
    ],
    ['je voudrais lecteur général pour une heure svp', activate({ role: 'Global Reader', duration: 'PT1H' })],
    [
      "/elevate administrateur SharePoint jusqu'à 17 h parce que le site est plein",
      activate({
        role: 'SharePoint Administrator',
        duration: 'PT7H',
        until: '2026-03-10T21:00:00Z',
        justification: 'le site est plein',
      }),
    ],
    ['annuler EL-4F7K', { intent: 'cancel', id: 'EL-4F7K' }],
    ['approuver EL-4F7K pour 30 min', { intent: 'approve', id: 'EL-4F7K', duration: 'PT30M' }],
    ['refuser EL-4F7K pas ton quart', { intent: 'deny', id: 'EL-4F7K', reason: 'pas ton quart' }],
    ['terminer', { intent: 'end', only: true }],
    ['aide', { intent: 'help' }],
    ['mes demandes', { intent: 'mine' }],
    ['qui a administrateur général', { intent: 'who', role: 'Global Administrator' }],
    ['absent jusqu’à lundi', { intent: 'away', until: '2026-03-16T04:00:00Z' }],
    ['révoquer @Adele Vance portable volé', { intent: 'revoke', person: 'adele', reason: 'portable volé' }],
  ])('%s', (text, expected) => {
    check(text, expected)
  })
})
