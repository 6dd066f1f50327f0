import { expect, test } from 'vitest'
import { differentTickets, findMistakenTicket, findTickets } from '../../bot/domain/command/find-ticket.ts'
import { normaliseText } from '../../bot/domain/command/normalise-text.ts'
import { ticketMatcher } from '../../bot/domain/command/ticket-matcher.ts'

const matchTicket = ticketMatcher('^(INC|CHG|TASK)-?[0-9]{3,}$')
function tickets(typed: string): string[] {
  const line = normaliseText(typed)
  return findTickets(line.text, line, matchTicket).map(({ ticket }) => ticket)
}

test.each([
  ['INC-1234', 'INC-1234'],
  ['inc-1234', 'INC-1234'],
  ['inc1234', 'INC1234'],
  ['#INC-1234', 'INC-1234'],
  ['(INC-1234)', 'INC-1234'],
  ['INC-1234,', 'INC-1234'],
  ['*INC-1234*', 'INC-1234'],
  ['INC–1234', 'INC-1234'],
  ['ＩＮＣ-1234', 'INC-1234'],
  ['INC 1234', 'INC-1234'],
  ['ticket inc 1234', 'INC-1234'],
  ['ticket: CHG-777', 'CHG-777'],
])('%s is a ticket', (typed, ticket) => {
  expect(tickets(typed)).toEqual([ticket])
})

test.each(['INC-12', 'JIRA-123', 'task 300 mailboxes', 'https://x.example/INC-1234', 'INCIDENT', 'XINC-1234', '1234'])(
  '%s is none',
  (typed) => {
    expect(tickets(typed)).toEqual([])
  },
)

test('the same ticket written in two ways is one', () => {
  const line = normaliseText('INC-1234 inc1234 CHG-555')
  expect(differentTickets(findTickets(line.text, line, matchTicket))).toEqual(['INC-1234', 'CHG-555'])
})

test('the words that announce a ticket belong to it', () => {
  const line = normaliseText('x ticket number: INC-1234 y')
  const [found] = findTickets(line.text, line, matchTicket)
  expect(line.text.slice(found?.start, found?.end)).toBe('ticket number: inc-1234')
})

test('what is announced as a ticket and is none is told', () => {
  expect(findMistakenTicket('1h ticket foo-12')).toMatchObject({ typed: 'foo-12' })
  expect(findMistakenTicket('ticket system is broken')).toBeNull()
})
