import type { z } from 'zod'
import { localDirectoryConfig } from '../../adapters/local/index.ts'
import type { Activatable } from '../../bot/domain/activatable.ts'
import { catalogueRoles } from '../../bot/domain/catalogue/catalogue.ts'
import { durationFromMs, HOUR, MINUTE } from '../../bot/domain/duration.ts'
import type { Organisation } from '../../bot/domain/organisation.ts'
import type { RoleSettings } from '../../bot/domain/role-settings.ts'

/** An invented organisation as large as a measure needs it: everybody may activate every role of a list. */

/** Roles one person may hold at once here: somebody with fifty would make every card of theirs a special case. */
const MOST_ROLES = 10
const APPROVERS = ['approver-1', 'approver-2', 'approver-3']
export const APPROVER = 'approver-1'

export const ROLES = catalogueRoles().slice(0, MOST_ROLES)

const plain: RoleSettings = {
  maximumDuration: durationFromMs(8 * HOUR),
  defaultDuration: durationFromMs(HOUR),
  require: ['justificationOrTicket'],
  approval: null,
  approverStepUp: false,
}

/** Approval is asked for in every role: what was activated before is unaffected, what is asked for now waits. */
export const ORGANISATION: Organisation = {
  timeZone: 'America/Toronto',
  language: 'en',
  access: { administrators: [], security: [], auditors: [] },
  emergencyAccounts: [],
  channels: {
    feed: [{ platform: 'web', channelId: 'security-feed' }],
    alerts: [{ platform: 'web', channelId: 'security-alerts' }],
  },
  tickets: { pattern: '^INC-[0-9]{3,}$', url: 'https://tickets.example.com/{ticket}' },
  roleSettings: [
    {
      matches: [{ kind: 'any' }],
      settings: {
        ...plain,
        approval: {
          approvers: [{ kind: 'group', groupId: 'approvers' }],
          required: 1,
          window: durationFromMs(8 * HOUR),
          remindEvery: null,
          escalateAfter: null,
          escalateTo: [],
          channels: [],
        },
      },
    },
  ],
  tiers: {},
  expiryNotice: durationFromMs(10 * MINUTE),
  requestLimit: { count: 1_000_000, per: durationFromMs(HOUR) },
}

/** People needed so that so many activations exist, each of another person or role. */
export function peopleFor(activations: number): number {
  return Math.max(10, Math.ceil(activations / MOST_ROLES))
}

export function personId(index: number): string {
  return `person-${index}`
}

/** The nth of all pairs of person and role. */
export function holding(
  index: number,
  people: number,
): { readonly personId: string; readonly activatable: Activatable } {
  const role = ROLES[Math.floor(index / people) % ROLES.length]
  if (!role) throw new Error('The catalogue has no roles')
  const activatable = { kind: 'role', roleDefinitionId: role.id, scope: '/' } as const
  return { personId: personId(index % people), activatable }
}

/** The directory section of that organisation, as a configuration file says it. */
export function directorySection(people: number): z.input<typeof localDirectoryConfig> {
  const ids = Array.from({ length: people }, (_, index) => personId(index))
  return {
    kind: 'local',
    people: [...ids, ...APPROVERS].map((id) => ({
      id,
      displayName: id,
      userPrincipalName: `${id}@contoso.example`,
    })),
    groups: [
      { id: 'everybody', displayName: 'Everybody', members: ids },
      { id: 'approvers', displayName: 'Approvers', members: APPROVERS },
    ],
    eligible: ROLES.map(({ displayName }) => ({ group: 'everybody', role: displayName.en })),
  }
}

export function directoryConfig(people: number) {
  return localDirectoryConfig.parse(directorySection(people))
}
