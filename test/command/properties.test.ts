import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type Activatable, activatableKey } from '../../bot/domain/activatable.ts'
import words from '../../bot/domain/catalogue/words.json' with { type: 'json' }
import type { Command } from '../../bot/domain/command/command.ts'
import { suggestCommands } from '../../bot/domain/command/suggest-commands.ts'
import { understandCommand } from '../../bot/domain/command/understand-command.ts'
import { CONTEXTS, contextFor } from './corpus.ts'
import samples from './english-200.json' with { type: 'json' }

const contexts = [...Object.values(CONTEXTS), contextFor([])]
const verbs = [...Object.values(words.en.verbs), ...Object.values(words.fr.verbs)].flat()
const pieces = [
  ...samples.flatMap(({ text }) => text.split(/(?<= )/u)),
  ...verbs,
  ...[
    '/elevate ',
    'EL-4F7K',
    '@Adele ',
    '<@U1>',
    '"',
    "'",
    ':',
    '--',
    '—',
    '\u202e',
    '\u200b',
    '🔥',
    '-',
    '0',
    '1h',
    'in ',
  ],
  ...['until ', '17:00', 'because ', 'admin', 'reader', 'privileged ', 'and ', 'Montreal', 'owner', '|', '\u0000'],
]
const line = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 60 }),
  fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((some) => some.join('')),
  fc.array(fc.constantFrom(...pieces), { maxLength: 14 }).map((some) => `/elevate ${some.join(' ')}`),
)

/** What a command would have activated or ended, asked back included. Questions about a role may be about any. */
function named(command: Command): readonly Activatable[] {
  const target =
    command.intent === 'activate'
      ? command.target
      : 'which' in command && command.which.by === 'role'
        ? command.which.target
        : null
  if (target?.found === 'one') return [target.activatable]
  return target?.found === 'several' ? target.candidates : []
}

test('no line throws, and none names a role or group that the person is not eligible for', () => {
  fc.assert(
    fc.property(line, fc.constantFrom(...contexts), (text, context) => {
      const eligible = new Set(context.eligible.map(({ activatable }) => activatableKey(activatable)))
      const command = understandCommand(text, context)
      expect(named(command).filter((one) => !eligible.has(activatableKey(one)))).toEqual([])
    }),
    { numRuns: 2000 },
  )
}, 180_000)

test('what is asked back has something to choose from, and refusals stand where nothing was found', () => {
  fc.assert(
    fc.property(line, fc.constantFrom(...contexts), (text, context) => {
      const command = understandCommand(text, context)
      if (command.intent !== 'activate') return
      if (command.target.found === 'several') expect(command.target.candidates.length).toBeGreaterThan(0)
      if (command.target.found === 'none') expect(command.refusals).toContainEqual(command.target.refusal)
      expect(command.duration === null || /^PT[0-9HMS]+$/u.test(command.duration)).toBe(true)
      expect((command.justification ?? 'x').trim()).not.toBe('')
    }),
    { numRuns: 1500 },
  )
})

test('a line is always understood in the same way', () => {
  fc.assert(
    fc.property(line, fc.constantFrom(...contexts), (text, context) => {
      expect(understandCommand(text, context)).toEqual(understandCommand(text, context))
    }),
    { numRuns: 300 },
  )
})

test('no typed beginning makes completion throw or offer too much', () => {
  fc.assert(
    fc.property(line, fc.constantFrom(...contexts), (text, context) => {
      expect(suggestCommands(text, context, 'fr').length).toBeLessThanOrEqual(8)
    }),
    { numRuns: 500 },
  )
})

test.each([
  'a',
  '1 ',
  '1,',
  '1:',
  '12:30',
  '"',
  "'a' ",
  ': ',
  '-',
  '—',
  'until ',
  'exchange ',
  'exchange or ',
  'because',
  '🔥',
])('ten thousand times %j is answered within a second', (piece) => {
  const started = performance.now()
  understandCommand(`/elevate ${piece.repeat(10_000)}`, contexts[0] ?? contextFor([]))
  expect(performance.now() - started).toBeLessThan(1000)
})
