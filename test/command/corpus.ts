import type { Activatable } from '../../bot/domain/activatable.ts'
import { catalogueNameables, findRoleByExactName, nameableOf } from '../../bot/domain/catalogue/catalogue.ts'
import type { Command, CommandContext, Nameable, RequestReference, Target } from '../../bot/domain/command/command.ts'
import { ticketMatcher } from '../../bot/domain/command/ticket-matcher.ts'
import { understandCommand } from '../../bot/domain/command/understand-command.ts'

/** What a typed line is expected to mean. What is left out is expected to be absent. */
export interface Expected {
  readonly intent: Command['intent']
  readonly role?: string
  readonly scope?: string
  readonly access?: string
  readonly several?: readonly string[]
  readonly none?: string
  readonly unnamed?: boolean
  readonly duration?: string
  readonly until?: string
  readonly ticket?: string
  readonly justification?: string
  readonly refusals?: readonly string[]
  readonly id?: string
  readonly only?: boolean
  readonly reason?: string
  readonly person?: string
}

export interface Sample {
  readonly as?: string
  readonly text: string
  readonly expect: Expected
}

const groups = new Map([
  ['tier0', 'Tier 0 approvers'],
  ['sql', 'SG-SQL-Prod-Admins'],
  ['night', 'Night shift 24h'],
])
const scopeNames = new Map([
  ['/administrativeUnits/1', 'Montreal'],
  ['/administrativeUnits/2', 'Toronto'],
])
const tiers = {}
export const NOW = Date.parse('2026-03-10T14:00:00Z')

export function role(name: string, scope = '/'): Nameable {
  const id = findRoleByExactName(name)?.id
  if (id === undefined) throw new Error(`No such role: ${name}`)
  return nameableOf({ kind: 'role', roleDefinitionId: id, scope }, { groups, scopeNames, tiers })
}

export function group(groupId: string, access: 'member' | 'owner' = 'member', name?: string): Nameable {
  const names = name === undefined ? groups : new Map([...groups, [groupId, name]])
  return nameableOf({ kind: 'group', groupId, access }, { groups: names, scopeNames, tiers })
}

const catalogue = catalogueNameables(tiers)

export function contextFor(eligible: readonly Nameable[], more: Partial<CommandContext> = {}): CommandContext {
  return {
    now: NOW,
    timeZone: 'America/Toronto',
    eligible,
    catalogue,
    people: [
      { id: 'adele', displayName: 'Adele Vance', userPrincipalName: 'adele@contoso.example' },
      { id: 'alex', displayName: 'Alex Wilber', userPrincipalName: 'alex@contoso.example' },
      { id: 'lidia', displayName: 'Lidia Holloway', userPrincipalName: 'lidia@contoso.example' },
      { id: 'alexis', displayName: 'Alex Morgan', userPrincipalName: 'alex.morgan@contoso.example' },
    ],
    matchTicket: ticketMatcher('^(INC|CHG|TASK)-?[0-9]{3,}$'),
    ...more,
  }
}

const wide = [
  'Exchange Administrator',
  'SharePoint Administrator',
  'Teams Administrator',
  'Global Reader',
  'Global Administrator',
  'Security Reader',
  'Intune Administrator',
  'Conditional Access Administrator',
  'Dynamics 365 Administrator',
  'Windows 365 Administrator',
  'Power Platform Administrator',
  'Fabric Administrator',
  'Compliance Administrator',
]
const alike = [
  'Security Administrator',
  'Security Operator',
  'Security Reader',
  'Authentication Administrator',
  'Privileged Authentication Administrator',
  'Privileged Role Administrator',
  'Teams Administrator',
  'Teams Communications Administrator',
  'Teams Reader',
  'Exchange Administrator',
  'Exchange Recipient Administrator',
  'User Administrator',
  'User Experience Success Manager',
  'Global Administrator',
  'Global Reader',
  'Application Administrator',
  'Cloud Application Administrator',
  'Cloud App Security Administrator',
  'Helpdesk Administrator',
]

/** Three people: one eligible for much, one for little, one for roles that are easily taken for each other. */
export const CONTEXTS: { readonly [name: string]: CommandContext } = {
  main: contextFor([
    ...wide.map((name) => role(name)),
    role('Helpdesk Administrator', '/administrativeUnits/1'),
    role('User Administrator', '/administrativeUnits/1'),
    role('User Administrator', '/administrativeUnits/2'),
    group('tier0'),
    group('sql'),
    group('sql', 'owner'),
    group('night'),
  ]),
  small: contextFor([role('Exchange Administrator')]),
  alike: contextFor(alike.map((name) => role(name))),
}

export function nameOf(activatable: Activatable): string {
  if (activatable.kind === 'group')
    return `${groups.get(activatable.groupId) ?? activatable.groupId} ${activatable.access}`
  const { displayName, scopeName } = nameableOf(activatable, { groups, scopeNames, tiers })
  return scopeName === null ? displayName.en : `${displayName.en} @ ${scopeName}`
}

export interface Verdict {
  readonly understood: boolean
  /** A role was taken that is not the one meant. */
  readonly wrongRole: boolean
  readonly got: Expected
}

export function judge({ as = 'main', text, expect }: Sample): Verdict {
  const context = CONTEXTS[as]
  if (!context) throw new Error(`No such person: ${as}`)
  const command = understandCommand(text, context)
  const got = summaryOf(command)
  const wanted = expectedSummary(expect)
  const understood = JSON.stringify(sorted(got)) === JSON.stringify(sorted(wanted))
  return { understood, wrongRole: got.role !== undefined && got.role !== wanted.role, got }
}

function expectedSummary(expect: Expected): Expected {
  const suffix =
    expect.scope !== undefined ? ` @ ${expect.scope}` : expect.access !== undefined ? ` ${expect.access}` : ''
  const { scope: _scope, access: _access, ...rest } = expect
  const refusals = [...(expect.none === undefined ? [] : [expect.none]), ...(expect.refusals ?? [])]
  const isActivation = expect.intent === 'activate'
  return {
    ...rest,
    ...(expect.role !== undefined && { role: `${expect.role}${suffix}` }),
    ...(expect.several && { several: [...expect.several].sort() }),
    ...(isActivation && refusals.length > 0 && { refusals: refusals.sort() }),
  }
}

export function summaryOf(command: Command): Expected {
  switch (command.intent) {
    case 'activate':
      return {
        intent: 'activate',
        ...targetSummary(command.target),
        ...(command.duration !== null && { duration: command.duration }),
        ...(command.latestEnd !== null && { until: isoOf(command.latestEnd) }),
        ...(command.ticket !== null && { ticket: command.ticket }),
        ...(command.justification !== null && { justification: command.justification }),
        ...(command.refusals.length > 0 && { refusals: command.refusals.map(({ code }) => code).sort() }),
      }
    case 'status':
    case 'cancel':
    case 'end':
    case 'again':
      return { intent: command.intent, ...whichSummary(command.which) }
    case 'approve':
      return {
        intent: 'approve',
        ...whichSummary(command.which),
        ...(command.duration !== null && { duration: command.duration }),
      }
    case 'deny':
      return {
        intent: 'deny',
        ...whichSummary(command.which),
        ...(command.reason !== null && { reason: command.reason }),
      }
    case 'revoke': {
      const { target, reason } = command
      const said = reason === null ? {} : { reason }
      if (target.by === 'request') return { intent: 'revoke', id: target.requestId, ...said }
      if (target.by === 'ticket') return { intent: 'revoke', ticket: target.ticket, ...said }
      return target.by === 'person'
        ? { intent: 'revoke', ...personSummary(target.person), ...said }
        : { intent: 'revoke', unnamed: true, ...said }
    }
    case 'unblock':
      return { intent: 'unblock', ...personSummary(command.target) }
    case 'who':
      if (command.target.by === 'ticket') return { intent: 'who', ticket: command.target.ticket }
      return command.target.by === 'role'
        ? { intent: 'who', ...targetSummary(command.target.target) }
        : { intent: 'who' }
    case 'away':
      return {
        intent: 'away',
        ...(command.until !== null && { until: isoOf(command.until) }),
        ...(command.refusals.length > 0 && { refusals: command.refusals.map(({ code }) => code) }),
      }
    case 'settings':
      return { intent: 'settings', ...targetSummary(command.target) }
    default:
      return { intent: command.intent }
  }
}

function targetSummary(target: Target): Partial<Expected> {
  switch (target.found) {
    case 'one':
      return { role: nameOf(target.activatable) }
    case 'several':
      return { several: target.candidates.map(nameOf).sort() }
    case 'none':
      return { none: target.refusal.code }
    case 'unnamed':
      return { unnamed: true }
  }
}

function whichSummary(which: RequestReference): Partial<Expected> {
  if (which.by === 'id') return { id: which.requestId }
  return which.by === 'only' ? { only: true } : targetSummary(which.target)
}

function personSummary(person: Extract<Command, { intent: 'unblock' }>['target']): Partial<Expected> {
  if (person.found === 'one') return { person: person.personId }
  return person.found === 'several' ? { several: person.personIds } : { none: person.refusal.code }
}

function isoOf(instant: number): string {
  return new Date(instant).toISOString().replace('.000Z', 'Z')
}

function sorted(summary: Expected): [string, unknown][] {
  return Object.entries(summary).sort(([a], [b]) => (a < b ? -1 : 1))
}
