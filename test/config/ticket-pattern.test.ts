import { describe, expect, it } from 'vitest'
import { ticketPatternProblem } from '../../bot/config/ticket-pattern.ts'
import { ticketMatcher } from '../../bot/domain/command/ticket-matcher.ts'
import { quickestMs } from '../processor-time.ts'

describe('a ticket pattern', () => {
  it.each([
    '^(INC|CHG|TASK)-?[0-9]{3,}$',
    '^(?:INC|CHG)[0-9]{7}$',
    '^[A-Z]{2,10}-[0-9]{1,6}$',
    '^[0-9]{6,10}$',
    '^INC\\d{4,}(-[A-Z]{2})?$',
    '^#[0-9]{4,}$',
    '^\\p{Lu}{3}[0-9]{4}$',
    '^INC[0-9]{4}\\$$',
    '^(INC|(CHG|RFC)-)[0-9]{4,}$',
  ])('%s is permitted', (pattern) => {
    expect(ticketPatternProblem(pattern)).toBeNull()
  })

  it.each([
    ['INC[0-9]{3,}', /not anchored/],
    ['^INC[0-9]{3,}\\$', /not anchored/],
    ['^INC|CHG$', /alternatives are not anchored/],
    ['^(a+)+$', /repeats a group/],
    ['^(a|a)*$', /repeats a group/],
    ['^(?:a{1,50}){1,50}$', /repeats a group/],
    ['^((INC)?[0-9]+){2,}$', /repeats a group/],
    ['^(INC)\\1$', /refers back/],
    ['^(?<a>INC)\\k<a>$', /names a group/],
    ['^(?=INC)[A-Z0-9]{3,9}$', /looks around/],
    ['^(?<!x)INC[0-9]{3}$', /looks around/],
    ['^(?i:INC)[0-9]{3}$', /looks around or names/],
    [`^${'a?'.repeat(30)}${'a'.repeat(30)}$`, /very long/],
    [`^${'(a|a)'.repeat(30)}$`, /very long/],
    [`^${'[a-z]{1,50}'.repeat(6)}$`, /very long/],
    ['^[A-Z]+[0-9]*-[A-Z]+[0-9]*-x$', /very long/],
    ['^X[A-Z0-9]+-?[A-Z0-9]+[A-Z0-9]+$', /very long/],
    ['^INC[$', /not a regular expression/],
    ['^INC\\-[0-9]{3}$', /not a regular expression: Invalid escape/],
    [`^${'A'.repeat(200)}$`, /longer than 200/],
    ['^[a-z]{0,9}$', /empty text/],
    ['^[0-9]+$', /also takes "30"/],
    ['^[A-Z][0-9]{3}$', /also takes "m365"/],
    ['^[^ ]{2,}$', /also takes "exchange"/],
  ])('%s is refused', (pattern, message) => {
    expect(ticketPatternProblem(pattern)?.message).toMatch(message)
  })

  it('that is permitted takes no longer than moments on a whole line of the worst of words', () => {
    const pattern = '^X[A-Z0-9]+[A-Z0-9]+-?$'
    expect(ticketPatternProblem(pattern)).toBeNull()
    const match = ticketMatcher(pattern)
    const line = () => Array.from({ length: 62 }, () => match(`X${'a'.repeat(62)}!`))
    expect(line()).toEqual(Array(62).fill(null))
    expect(quickestMs(line, 50)).toBeLessThan(50)
  })
})
