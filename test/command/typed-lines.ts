import fc from 'fast-check'
import words from '../../bot/domain/catalogue/words.json' with { type: 'json' }
import english from './english-200.json' with { type: 'json' }
import french from './french-100.json' with { type: 'json' }

/** Lines as nobody, somebody hurried and somebody hostile would type them. */

const texts = [...english, ...french].map(({ text }) => text)
const verbs = [...Object.values(words.en.verbs), ...Object.values(words.fr.verbs)].flat()
const oddities = [
  ...['/elevate ', 'EL-4F7K', '@Adele ', '<@U1>', '"', "'", ':', '--', '—', '\u202e', '\u200b', '🔥', '-', '0', '1h'],
  ...[
    'in ',
    'until ',
    '17:00',
    'because ',
    'admin',
    'reader',
    'privileged ',
    'and ',
    'Montreal',
    'owner',
    '|',
    '\u0000',
  ],
  ...['jusqu’à ', '17 h 30', 'car ', 'administrateur ', 'pendant ', 'demain', 'ﬁ', 'Ａ', '½', '\ud800', '1e9', 'PT1H'],
]
const pieces = [...texts.flatMap((text) => text.split(/(?<= )/u)), ...verbs, ...oddities]
const piece = fc.constantFrom(...pieces)

/** A line that is understood, with a few characters lost, doubled, swapped or replaced. */
const mistyped = fc
  .tuple(
    fc.constantFrom(...texts),
    fc.array(fc.tuple(fc.nat(), fc.constantFrom('lose', 'double', 'swap', 'insert'), piece), { maxLength: 4 }),
  )
  .map(([text, edits]) =>
    edits.reduce((line, [at, how, extra]) => edited(line, at % (line.length + 1), how, extra), text),
  )

function edited(line: string, at: number, how: 'lose' | 'double' | 'swap' | 'insert', extra: string): string {
  const [before, here, after] = [line.slice(0, at), line.slice(at, at + 1), line.slice(at + 1)]
  if (how === 'lose') return before + after
  if (how === 'double') return before + here + here + after
  if (how === 'swap') return before + after.slice(0, 1) + here + after.slice(1)
  return before + extra + here + after
}

/** One thing over and over, up to more than is ever looked at. */
const repeated = fc
  .tuple(fc.array(piece, { minLength: 1, maxLength: 3 }), fc.integer({ min: 1, max: 5000 }))
  .map(([some, times]) => `/elevate ${some.join('').repeat(times)}`.slice(0, 6000))

export const typedLine = fc.oneof(
  { weight: 3, arbitrary: fc.string({ unit: 'binary', maxLength: 60 }) },
  { weight: 4, arbitrary: mistyped },
  { weight: 3, arbitrary: fc.array(piece, { maxLength: 14 }).map((some) => some.join('')) },
  { weight: 3, arbitrary: fc.array(piece, { maxLength: 14 }).map((some) => `/elevate ${some.join(' ')}`) },
  { weight: 1, arbitrary: repeated },
)

const atom = fc.constantFrom(
  'INC',
  'A',
  '[A-Z]',
  '[A-Z0-9]',
  '[0-9]',
  '\\d',
  'a',
  '.',
  '(INC|CHG)',
  '(a|a)',
  '(?:A|AB)',
  '-',
)
const repeat = fc.constantFrom('', '', '?', '+', '*', '{3,}', '{1,9}', '{1,50}', '{2,3}')

/** A pattern such as an operator may write, and a word that nearly is a ticket. */
export const ticketWord = fc
  .tuple(
    fc.array(fc.tuple(atom, repeat), { minLength: 1, maxLength: 7 }),
    fc.constantFrom('A', 'a', '0', '-', 'INC', 'AB'),
  )
  .map(([parts, unit]) => ({
    pattern: `^${parts.map((part) => part.join('')).join('')}$`,
    word: `${unit.repeat(63).slice(0, 63)}!`,
  }))
