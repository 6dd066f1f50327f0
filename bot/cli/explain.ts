import { createInterface } from 'node:readline'
import { formatInstants, intlInstantFormat } from '../../cards/instants.ts'
import { type Reader, readerOf } from '../../cards/reader.ts'
import { refusalText } from '../../cards/refusal-text.ts'
import type { Person } from '../domain/person.ts'
import type { Refusal } from '../domain/refusal.ts'
import type { Parts } from '../main/parts.ts'
import type { Explanation } from '../ports/engine.ts'
import { configurationFor } from './configured.ts'
import { CommandFailed, EXIT, type Output } from './output.ts'
import { withParts } from './with-parts.ts'

export interface ExplainOptions {
  readonly config?: string
  readonly as: string
  readonly json?: boolean
}

type Printed = Omit<Explanation, 'refusals'> & {
  readonly refusals: readonly { readonly code: string; readonly message: string }[]
}

/** What a command would do if that person sent it now. `-` reads one command a line and answers each on a line. */
export async function explainCommandLine(text: string, options: ExplainOptions, output: Output): Promise<number> {
  const { config } = configurationFor(options.config)
  return withParts(config, { fresh: true }, async (parts) => {
    const person = await parts.directory.person(options.as)
    if (!person)
      throw new CommandFailed([`There is no person "${options.as}" in the directory: give the id of one.`], EXIT.usage)
    const reader = readerOf(
      person.language ?? config.organisation.language,
      person.timeZone ?? config.organisation.timeZone,
    )
    if (text === '-') return explainEach(parts, person, reader, output)
    const explanation = print(await parts.engine.explain(person.id, text), reader)
    await output.line(options.json ? JSON.stringify(explanation) : inWords(explanation))
    return explanation.outcome === 'allowed' || explanation.outcome === 'needsInput' ? EXIT.ok : EXIT.no
  })
}

async function explainEach({ engine }: Parts, person: Person, reader: Reader, output: Output): Promise<number> {
  for await (const line of createInterface({ input: process.stdin, crlfDelay: Number.POSITIVE_INFINITY })) {
    await output.line(JSON.stringify(print(await engine.explain(person.id, line), reader)))
  }
  return EXIT.ok
}

function print(explanation: Explanation, reader: Reader): Printed {
  return { ...explanation, refusals: explanation.refusals.map((refusal) => worded(refusal, reader)) }
}

function worded(refusal: Refusal, reader: Reader): { readonly code: string; readonly message: string } {
  const { what, why, do: instead } = refusalText(reader, refusal)
  const message = [what, why, instead].filter((part) => part !== '').join(' ')
  return { code: refusal.code, message: formatInstants(message, intlInstantFormat(reader.language, reader.timeZone)) }
}

function inWords(explanation: Printed): string {
  const { outcome, intent, role, group, scope, duration, ticket, justification, candidates, approvers } = explanation
  const rows: [string, string | null][] = [
    ['outcome', outcome],
    ['intent', intent],
    ['role', role?.displayName ?? null],
    ['group', group && `${group.displayName} (${group.access})`],
    ['scope', scope],
    ['duration', duration],
    ['ticket', ticket],
    ['justification', justification],
    ['candidates', candidates.map(({ displayName }) => displayName).join(', ') || null],
    ['requirements', explanation.requirements.join(', ') || null],
    ['approvers', approvers && `${approvers.required} of ${approvers.people.join(', ')}`],
    ['missing', explanation.missing.join(', ') || null],
    ...explanation.refusals.map(({ code, message }): [string, string] => [code, message]),
  ]
  const known = rows.filter((row): row is [string, string] => row[1] !== null)
  return known.map(([name, value]) => `${name.padEnd(14)} ${value}`).join('\n')
}
