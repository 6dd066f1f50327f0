import { DIRECTORY_SCOPE } from '../domain/activatable.ts'
import { catalogueNameables, nameableOf } from '../domain/catalogue/catalogue.ts'
import type { CommandContext } from '../domain/command/command.ts'
import { ticketMatcher } from '../domain/command/ticket-matcher.ts'
import type { EligibleAssignment, Person } from '../domain/person.ts'
import type { Context } from './context.ts'

/** What a typed line is understood against: what this person is eligible for, and who and what exists. */
export async function commandContext(ctx: Context, person: Person): Promise<CommandContext> {
  const [assignments, people] = await Promise.all([
    ctx.directory.eligibleAssignments(person.id),
    ctx.directory.people(),
  ])
  const now = ctx.time.now()
  const current = assignments.filter(({ endsAt }) => endsAt === null || endsAt > now)
  const { groups, scopeNames } = await namesOf(ctx, current)
  const { tiers, tickets, timeZone } = ctx.organisation
  return {
    now,
    timeZone: person.timeZone ?? timeZone,
    eligible: current.map((assignment) => nameableOf(assignment.activatable, { groups, scopeNames, tiers })),
    catalogue: catalogueNameables(tiers),
    people,
    matchTicket: ticketMatcher(tickets.pattern),
  }
}

async function namesOf(ctx: Context, assignments: readonly EligibleAssignment[]) {
  const groups = new Map<string, string>()
  const scopeNames = new Map<string, string>()
  for (const { activatable } of assignments) {
    if (activatable.kind === 'group') {
      const group = await ctx.directory.group(activatable.groupId)
      groups.set(activatable.groupId, group?.displayName ?? activatable.groupId)
    } else if (activatable.scope !== DIRECTORY_SCOPE) {
      scopeNames.set(activatable.scope, (await ctx.directory.scopeName(activatable.scope)) ?? activatable.scope)
    }
  }
  return { groups, scopeNames }
}
