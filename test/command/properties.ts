import { isDeepStrictEqual } from 'node:util'
import fc from 'fast-check'
import { ticketPatternProblem } from '../../bot/config/ticket-pattern.ts'
import { type Activatable, activatableKey } from '../../bot/domain/activatable.ts'
import type { Command } from '../../bot/domain/command/command.ts'
import { suggestCommands } from '../../bot/domain/command/suggest-commands.ts'
import { ticketMatcher } from '../../bot/domain/command/ticket-matcher.ts'
import { understandCommand } from '../../bot/domain/command/understand-command.ts'
import { quickestMs } from '../processor-time.ts'
import { CONTEXTS, contextFor } from './corpus.ts'
import { ticketWord, typedLine } from './typed-lines.ts'

/** What must hold for whatever is typed: an array of what does not, empty where all is well. */
export interface Property {
  readonly name: string
  /** Runs in the tests; the fuzzer goes on for as long as it is told. */
  readonly runs: number
  assert(options: { readonly numRuns: number; readonly seed?: number }): void
}

/** No input may take longer, in milliseconds. */
const LONGEST_MS = 50

const contexts = new Map([...Object.entries(CONTEXTS), ['nothing', contextFor([])] as const])
/** By name, so that a counterexample can be read. */
const asker = fc.constantFrom(...contexts.keys())
const contextOf = (name: string) => contexts.get(name) ?? contextFor([])

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

function activateFaults(command: Command): readonly string[] {
  if (command.intent !== 'activate') return []
  const { target, refusals, duration, justification } = command
  const faults: string[] = []
  if (target.found === 'several' && target.candidates.length === 0) faults.push('asks back with nothing to choose from')
  if (target.found === 'none' && !refusals.some((each) => isDeepStrictEqual(each, target.refusal)))
    faults.push('nothing was found, and no refusal says so')
  if (duration !== null && !/^PT[0-9HMS]+$/u.test(duration)) faults.push(`the duration is ${duration}`)
  if (justification !== null && justification.trim() === '') faults.push('an empty justification')
  return faults
}

function slow(act: () => unknown): readonly string[] {
  const ms = quickestMs(act, LONGEST_MS)
  return ms > LONGEST_MS ? [`took ${ms.toFixed(0)} ms`] : []
}

function property<T>(name: string, runs: number, inputs: fc.Arbitrary<T>, faults: (input: T) => readonly string[]) {
  const holds = fc.property(inputs, (input) => {
    const found = faults(input)
    if (found.length > 0) throw new Error(found.join('; '))
  })
  return { name, runs, assert: (options) => fc.assert(holds, options) } satisfies Property
}

export const PROPERTIES: readonly Property[] = [
  property(
    'no line throws, and none names a role or group that the person is not eligible for',
    2000,
    fc.tuple(typedLine, asker),
    ([text, name]) => {
      const by = contextOf(name)
      const eligible = new Set(by.eligible.map(({ activatable }) => activatableKey(activatable)))
      return named(understandCommand(text, by))
        .map(activatableKey)
        .filter((key) => !eligible.has(key))
    },
  ),
  property(
    'what is asked back has something to choose from, and refusals stand where nothing was found',
    1500,
    fc.tuple(typedLine, asker),
    ([text, by]) => activateFaults(understandCommand(text, contextOf(by))),
  ),
  property('a line is always understood in the same way', 300, fc.tuple(typedLine, asker), ([text, by]) =>
    isDeepStrictEqual(understandCommand(text, contextOf(by)), understandCommand(text, contextOf(by)))
      ? []
      : ['understood in two ways'],
  ),
  property('no line takes more than 50 ms', 500, fc.tuple(typedLine, asker), ([text, by]) =>
    slow(() => understandCommand(text, contextOf(by))),
  ),
  property(
    'no typed beginning makes completion throw, offer too much, or take more than 50 ms',
    500,
    fc.tuple(typedLine, asker, fc.constantFrom('en', 'fr')),
    ([text, by, language]) => [
      ...(suggestCommands(text, contextOf(by), language).length > 8 ? ['offers too much'] : []),
      ...slow(() => suggestCommands(text, contextOf(by), language)),
    ],
  ),
  property(
    'no ticket pattern that is permitted takes more than 50 ms on a line of the worst of words',
    500,
    ticketWord,
    ({ pattern, word }) => {
      if (ticketPatternProblem(pattern) !== null) return []
      const match = ticketMatcher(pattern)
      return slow(() => {
        for (let at = 0; at < 4000; at += word.length + 1) match(word)
      })
    },
  ),
]
