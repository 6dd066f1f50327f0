import { expect, test } from 'vitest'
import { ticketMatcher } from '../../bot/domain/command/ticket-matcher.ts'
import { understandCommand } from '../../bot/domain/command/understand-command.ts'
import help from '../../cards/wording/fr/help.json' with { type: 'json' }
import { CONTEXTS, contextFor, judge, type Sample } from './corpus.ts'
import heldBack from './french-80-held-back.json' with { type: 'json' }
import samples from './french-100.json' with { type: 'json' }

/**
 * `french-100.json` was written before the French words were looked at; 96 of it were understood as it stood. The
 * held-back lines came in two lots, each judged once before anything was changed for it: 27 of 30 and 46 of 50 were
 * understood, and none found a wrong role. (`jusqu’à 5 h` in the second was expected to be asked back; in the 24-hour
 * clock that French is written in it is five in the morning, which has passed.)
 */
const corpora: readonly (readonly [string, readonly Sample[], number])[] = [
  ['100 typed French commands', samples as readonly Sample[], 100],
  ['80 that were held back', heldBack as readonly Sample[], 80],
]

test.each(corpora)('understands at least 98 in 100 of %s, and takes no wrong role', (_, corpus, size) => {
  const judged = corpus.map((sample) => ({ sample, ...judge(sample) }))
  const missed = judged.filter(({ understood }) => !understood)
  expect(corpus).toHaveLength(size)
  expect(judged.filter(({ wrongRole }) => wrongRole)).toEqual([])
  expect(missed.length / corpus.length, JSON.stringify(missed, null, 1)).toBeLessThanOrEqual(0.02)
})

test('no two samples are the same line typed by the same person', () => {
  const lines = corpora.flatMap(([, corpus]) => corpus.map(({ as = 'main', text }) => `${as}: ${text}`))
  expect(new Set(lines).size).toBe(lines.length)
})

const main = CONTEXTS['main'] ?? contextFor([])

/** What the French help says to type, filled in. */
const asTyped = new Map([
  ['<rôle>', 'administrateur Exchange'],
  ['<durée>', '1 h'],
  ['<billet>', 'INC-1234'],
  ['<id>', 'EL-4F7K'],
  ['<motif>', 'ordinateur volé'],
  ['<jour>', 'vendredi'],
])

test.each(Object.entries(help))(
  'the French help explains %s by a line that is understood as that',
  (topic, { command }) => {
    const typed = [...asTyped].reduce((line, [placeholder, value]) => line.replace(placeholder, value), command)
    const understood = understandCommand(typed, main)
    expect(typed).not.toMatch(/[<>]/)
    expect(understood).toMatchObject({ intent: topic })
    expect('refusals' in understood ? understood.refusals : []).toEqual([])
  },
)

test.each(['s’il vous plaît', 'svp', 'stp', 'merci', 'seulement, merci'])(
  'politeness is no justification: %s',
  (words) => {
    const command = understandCommand(`/elevate administrateur Exchange 1 h ${words}`, main)
    expect(command).toMatchObject({ intent: 'activate', duration: 'PT1H', justification: null })
  },
)

test('a small word leads to a scope only where that scope is known', () => {
  const scoped = understandCommand('/elevate administrateur du support technique à Montréal 1 h', main)
  expect(scoped).toMatchObject({ target: { found: 'one' }, justification: null })
  const elsewhere = understandCommand('/elevate administrateur Exchange 1 h à Québec', main)
  expect(elsewhere).toMatchObject({ target: { found: 'one' }, justification: 'à Québec', refusals: [] })
})

test('tickets keep their form in a French line', () => {
  const context = contextFor(main.eligible, { matchTicket: ticketMatcher('^REQ[0-9]{4}$') })
  const command = understandCommand(
    '/elevate administrateur Exchange 1 h, billet req1234, car la file est bloquée',
    context,
  )
  expect(command).toMatchObject({ ticket: 'REQ1234', justification: 'la file est bloquée' })
})
