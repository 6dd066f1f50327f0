import { expect, test } from 'vitest'
import { activateLine } from '../../bot/domain/command/command-line.ts'
import { understandCommand } from '../../bot/domain/command/understand-command.ts'
import { durationFromMs, HOUR } from '../../bot/domain/duration.ts'
import { CONTEXTS, contextFor, group, NOW, role } from './corpus.ts'

const eligible = [
  ...(CONTEXTS['main']?.eligible ?? []),
  ...(CONTEXTS['alike']?.eligible ?? []),
  role('User Administrator'),
  group('odd', 'member', 'Ops: build 2h'),
]
const context = contextFor(eligible)

test.each(eligible.map((nameable) => [`${nameable.displayName.en} ${nameable.scopeName ?? ''}`, nameable] as const))(
  'the line that a candidate stands for is understood as just that: %s',
  (_, { activatable, displayName, scopeName }) => {
    const line = activateLine(
      {
        displayName,
        access: activatable.kind === 'group' ? activatable.access : null,
        scope: scopeName === null ? null : { kind: 'administrativeUnit', displayName: scopeName },
      },
      { duration: durationFromMs(HOUR), latestEnd: null, ticket: 'INC-1234', justification: 'down: since 9am "again"' },
      NOW,
    )
    expect([line, understandCommand(line, context)]).toMatchObject([
      line,
      {
        target: { found: 'one', activatable },
        duration: 'PT1H',
        ticket: 'INC-1234',
        justification: 'down: since 9am "again"',
        refusals: [],
      },
    ])
  },
)

test('a latest end becomes the time that is left', () => {
  const view = { displayName: { en: 'Exchange Administrator', fr: 'x' }, access: null, scope: null }
  const said = { duration: durationFromMs(2 * HOUR), latestEnd: NOW + HOUR, ticket: null, justification: null }
  expect(activateLine(view, said, NOW)).toBe('/elevate Exchange Administrator in the whole directory PT1H')
})
