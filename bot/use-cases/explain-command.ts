import { isAllowed } from '../domain/access-table.ts'
import type { Activatable } from '../domain/activatable.ts'
import type { ActivateCommand, Command } from '../domain/command/command.ts'
import { suggestCommands } from '../domain/command/suggest-commands.ts'
import { understandCommand } from '../domain/command/understand-command.ts'
import type { Person } from '../domain/person.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import type { PersonId } from '../domain/values.ts'
import type { Explanation } from '../ports/engine.ts'
import { accessOf } from './authority.ts'
import { commandContext } from './command-context.ts'
import type { Context } from './context.ts'
import { usageQuestion } from './show-usage.ts'
import { examineWish, refusalsFor } from './submit-request.ts'
import { activatableView } from './views/names.ts'
import { withNames } from './views/refusal-params.ts'

const NOTHING: Explanation = {
  outcome: 'allowed',
  intent: null,
  role: null,
  group: null,
  scope: null,
  duration: null,
  ticket: null,
  justification: null,
  candidates: [],
  requirements: [],
  approvers: null,
  missing: [],
  refusals: [],
}

/** What a command would do if it were sent now. Writes nothing. */
export async function explainCommand(ctx: Context, personId: PersonId, text: string): Promise<Explanation> {
  const person = await ctx.directory.person(personId)
  if (!person) return { ...NOTHING, outcome: 'refused', refusals: [refusal('unknownPerson', { typed: personId })] }
  const command = understandCommand(text, await commandContext(ctx, person))
  if (command.intent === 'notACommand') return { ...NOTHING, outcome: 'notACommand' }
  if (command.intent !== 'activate') return explainOther(ctx, personId, command)
  const explained = await explainActivation(ctx, person, command)
  const told = refusalsFor(ctx, personId, explained.refusals)
  return { ...explained, refusals: await Promise.all(told.map((each) => withNames(ctx, each, { by: personId }))) }
}

export async function suggestFor(ctx: Context, personId: PersonId, typed: string): Promise<readonly string[]> {
  const person = await ctx.directory.person(personId)
  if (!person) return []
  return suggestCommands(typed, await commandContext(ctx, person), person.language ?? ctx.organisation.language)
}

async function explainOther(
  ctx: Context,
  personId: PersonId,
  command: Exclude<Command, ActivateCommand>,
): Promise<Explanation> {
  const refusals: Refusal[] = []
  if (command.intent === 'away') refusals.push(...command.refusals)
  if (command.intent === 'settings' && command.target.found === 'none') refusals.push(command.target.refusal)
  if (command.intent === 'unblock' && command.target.found === 'none') refusals.push(command.target.refusal)
  if (command.intent === 'usage') {
    const question = await usageQuestion(ctx, personId, command)
    if ('code' in question) refusals.push(question)
  }
  if (command.intent === 'review' && !(await maySeeEveryone(ctx, personId))) {
    refusals.push(refusal('notAllowed', { command: command.intent }))
  }
  return { ...NOTHING, intent: command.intent, outcome: refusals.length ? 'refused' : 'allowed', refusals }
}

async function maySeeEveryone(ctx: Context, personId: PersonId): Promise<boolean> {
  return isAllowed('seeEveryone', ['other'], await accessOf(ctx, personId))
}

async function explainActivation(ctx: Context, person: Person, command: ActivateCommand): Promise<Explanation> {
  const { target, duration, ticket, justification } = command
  const said = { ...NOTHING, intent: 'activate', duration, ticket, justification }
  if (target.found === 'several') {
    const candidates = await Promise.all(target.candidates.map((activatable) => candidate(ctx, activatable)))
    return { ...said, outcome: 'ambiguous', candidates, refusals: command.refusals }
  }
  const { refusals } = command
  if (target.found !== 'one') {
    const unnamed = target.found === 'unnamed' && !refusals.length
    return unnamed ? { ...said, outcome: 'needsInput', missing: ['role'] } : { ...said, outcome: 'refused', refusals }
  }
  return explainTarget(ctx, person, command, target.activatable, said)
}

async function explainTarget(
  ctx: Context,
  person: Person,
  command: ActivateCommand,
  activatable: Activatable,
  said: Explanation,
): Promise<Explanation> {
  const { duration, latestEnd, ticket, justification } = command
  const wish = { activatable, duration, latestEnd, ticket, justification, continuesRequestId: null }
  const { standing, refusals: found, missing } = await examineWish(ctx, person.id, wish)
  const refusals = [...command.refusals, ...found]
  const settings = standing.settings
  const approval = settings?.approval
  return {
    ...said,
    ...(await subjectOf(ctx, activatable)),
    outcome: refusals.length ? 'refused' : missing.length ? 'needsInput' : 'allowed',
    duration: duration ?? settings?.defaultDuration ?? null,
    requirements: settings?.require ?? [],
    approvers: approval ? { required: approval.required, people: standing.approvers } : null,
    missing: missing.map(({ code }) => code.replace('Missing', '')),
    refusals,
  }
}

async function subjectOf(
  ctx: Context,
  activatable: Activatable,
): Promise<Pick<Explanation, 'role' | 'group' | 'scope'>> {
  const { displayName } = await activatableView(ctx, activatable)
  if (activatable.kind === 'role') {
    const { roleDefinitionId, scope } = activatable
    return { role: { displayName: displayName.en, roleDefinitionId }, group: null, scope }
  }
  const { groupId, access } = activatable
  return { role: null, group: { displayName: displayName.en, groupId, access }, scope: null }
}

async function candidate(ctx: Context, activatable: Activatable): Promise<Explanation['candidates'][number]> {
  const { displayName, scope } = await activatableView(ctx, activatable)
  return { displayName: scope ? `${displayName.en} (${scope.displayName})` : displayName.en, activatable }
}
