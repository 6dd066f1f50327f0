import type { z } from 'zod'
import { localDirectoryConfig } from '../../adapters/local/index.ts'
import { type Activatable, activatableKey } from '../../bot/domain/activatable.ts'
import { findRoleByExactName } from '../../bot/domain/catalogue/catalogue.ts'
import { durationFromMs, HOUR, MINUTE } from '../../bot/domain/duration.ts'
import type { Organisation } from '../../bot/domain/organisation.ts'
import type { PrincipalRef } from '../../bot/domain/person.ts'
import type { ApprovalSettings, RoleSettings } from '../../bot/domain/role-settings.ts'

/** Monday, 10:00 in Toronto. */
export const START = Date.UTC(2026, 10, 23, 15, 0)

export const HOME_TENANT = 'T-HOME'

/** Who there is, and the platforms they are on. */
export const PEOPLE: { readonly [id: string]: readonly ('web' | 'slack')[] } = {
  adele: ['web', 'slack'],
  omar: ['web'],
  lidia: ['slack'],
  alex: ['web', 'slack'],
  megan: ['web'],
  ivan: ['slack'],
  lead: ['web'],
  boss: ['web', 'slack'],
  soc: ['web', 'slack'],
  sam: ['web'],
  pradeep: ['web'],
  audrey: ['web'],
  'breakglass-1': ['web'],
}

export const REQUESTERS = ['adele', 'omar', 'lidia', 'alex', 'megan', 'soc'] as const

/** Asked for by `line`; settings and eligible assignments go by `key`. */
export interface Role {
  readonly key: string
  readonly activatable: Activatable
  readonly line: string
  readonly isCritical: boolean
}

function role(name: string, scope = '/', line = name, isCritical = false): Role {
  const id = findRoleByExactName(name)?.id
  if (!id) throw new Error(`No role ${name}`)
  const activatable = { kind: 'role', roleDefinitionId: id, scope } as const
  return { key: activatableKey(activatable), activatable, line, isCritical }
}

const MAIL_OPS = { kind: 'group', groupId: 'mail-ops', access: 'member' } as const

export const EXCHANGE = role('Exchange Administrator')
export const GLOBAL = role('Global Administrator', '/', 'Global Administrator', true)
export const USER = role('User Administrator')
export const SHAREPOINT = role('SharePoint Administrator')
export const TEAMS = role('Teams Administrator', '/administrativeUnits/hq', 'Teams Administrator in Headquarters')
export const MAIL: Role = {
  key: activatableKey(MAIL_OPS),
  activatable: MAIL_OPS,
  line: 'Mail operations',
  isCritical: false,
}
export const ROLES = [EXCHANGE, GLOBAL, USER, SHAREPOINT, TEAMS, MAIL] as const

/** The same object always: what is derived from the catalogue is kept by it. */
const NO_TIERS = {}

const group = (groupId: string): PrincipalRef => ({ kind: 'group', groupId })
export const person = (personId: string): PrincipalRef => ({ kind: 'person', personId })

const plain: RoleSettings = {
  maximumDuration: durationFromMs(2 * HOUR),
  defaultDuration: durationFromMs(HOUR),
  require: ['mfa', 'justificationOrTicket'],
  approval: null,
  approverStepUp: false,
}

const approval: ApprovalSettings = {
  approvers: [group('approvers')],
  required: 1,
  window: durationFromMs(HOUR),
  remindEvery: durationFromMs(10 * MINUTE),
  escalateAfter: durationFromMs(25 * MINUTE),
  escalateTo: [person('lead')],
  channels: [],
}

/** What the organisation's file and directory say, to be edited while the story goes on. */
export interface World {
  readonly enabled: { [personId: string]: boolean }
  readonly groups: { [groupId: string]: string[] }
  /** `person|activatable key`. */
  readonly eligible: Set<string>
  /** By activatable key; null: no settings, so nothing may be activated. */
  readonly settings: { [key: string]: RoleSettings | null }
  access: Organisation['access']
  emergencyAccounts: string[]
  expiryNotice: number
  requestLimit: number
}

export function createWorld(): World {
  return {
    enabled: Object.fromEntries(Object.keys(PEOPLE).map((id) => [id, true])),
    groups: {
      approvers: ['alex', 'megan', 'ivan'],
      'soc-team': ['soc', 'sam'],
      'mail-ops': [],
      bosses: ['boss', 'lead'],
    },
    eligible: new Set(
      [
        ['adele', EXCHANGE],
        ['adele', GLOBAL],
        ['adele', USER],
        ['adele', MAIL],
        ['omar', EXCHANGE],
        ['omar', SHAREPOINT],
        ['omar', TEAMS],
        ['lidia', SHAREPOINT],
        ['lidia', USER],
        ['lidia', MAIL],
        ['alex', EXCHANGE],
        ['alex', GLOBAL],
        ['megan', GLOBAL],
        ['megan', TEAMS],
        ['soc', USER],
        ['soc', EXCHANGE],
        ['breakglass-1', GLOBAL],
      ].map(([who, what]) => eligibleKey(String(who), what as Role)),
    ),
    settings: {
      [EXCHANGE.key]: {
        ...plain,
        approval: { ...approval, channels: [{ platform: 'slack', channelId: 'approvals' }] },
      },
      [GLOBAL.key]: {
        ...plain,
        maximumDuration: durationFromMs(HOUR),
        defaultDuration: durationFromMs(30 * MINUTE),
        require: ['mfa', 'justification', 'ticket'],
        approval: {
          ...approval,
          approvers: [group('approvers'), person('boss')],
          required: 2,
          channels: [{ platform: 'web', channelId: 'approvals' }],
        },
      },
      [USER.key]: { ...plain, require: ['justificationOrTicket'] },
      [SHAREPOINT.key]: {
        ...plain,
        approval: { ...approval, window: durationFromMs(30 * MINUTE), remindEvery: null, escalateAfter: null },
        approverStepUp: true,
      },
      [TEAMS.key]: plain,
      [MAIL.key]: {
        ...plain,
        require: ['ticket'],
        approval: { ...approval, approvers: [group('bosses')], escalateTo: [group('approvers')] },
      },
    },
    access: { administrators: [person('pradeep')], security: [group('soc-team')], auditors: [person('audrey')] },
    emergencyAccounts: ['breakglass-1'],
    expiryNotice: 10 * MINUTE,
    requestLimit: 12,
  }
}

export function eligibleKey(personId: string, { key }: { readonly key: string }): string {
  return `${personId}|${key}`
}

/** The section `directory` of the configuration as it reads now. */
export function directoryConfigOf({ enabled, groups, eligible }: World): z.output<typeof localDirectoryConfig> {
  return localDirectoryConfig.parse({
    kind: 'local',
    people: Object.keys(enabled).map((id) => ({
      id,
      displayName: displayNameOf(id),
      userPrincipalName: `${id}@contoso.example`,
      disabled: !enabled[id],
      chat: PEOPLE[id]?.includes('slack') ? { slack: slackIdOf(id) } : {},
    })),
    groups: Object.entries(groups).map(([id, members]) => ({
      id,
      displayName: id === 'mail-ops' ? 'Mail operations' : id,
      members: members.filter((member) => member in enabled),
    })),
    eligible: [...eligible].flatMap((each) => {
      const [who, key] = each.split('|')
      const what = ROLES.find((known) => known.key === key)?.activatable
      if (!who || !what || !(who in enabled)) return []
      return what.kind === 'role'
        ? { person: who, role: what.roleDefinitionId, scope: what.scope }
        : { person: who, group: what.groupId, access: what.access }
    }),
    standing: [
      { person: 'pradeep', role: GLOBAL.activatable.kind === 'role' ? GLOBAL.activatable.roleDefinitionId : '' },
    ],
    scopes: [{ id: '/administrativeUnits/hq', displayName: 'Headquarters' }],
  })
}

export function organisationOf(world: World): Organisation {
  return {
    timeZone: 'America/Toronto',
    language: 'en',
    access: world.access,
    emergencyAccounts: world.emergencyAccounts,
    channels: {
      feed: [
        { platform: 'web', channelId: 'feed' },
        { platform: 'slack', channelId: 'feed' },
      ],
      alerts: [{ platform: 'web', channelId: 'alerts' }],
    },
    tickets: { pattern: '^(INC|CHG|TASK)-?[0-9]{3,}$', url: null },
    roleSettings: ROLES.flatMap(({ key, activatable }) => {
      const settings = world.settings[key]
      if (!settings) return []
      const match =
        activatable.kind === 'role'
          ? ({ kind: 'role', roleDefinitionId: activatable.roleDefinitionId } as const)
          : ({ kind: 'group', groupId: activatable.groupId } as const)
      return [{ matches: [match], settings }]
    }),
    tiers: NO_TIERS,
    expiryNotice: durationFromMs(world.expiryNotice),
    requestLimit: { count: world.requestLimit, per: durationFromMs(HOUR) },
  }
}

export function displayNameOf(id: string): string {
  return id === 'breakglass-1' ? 'Break Glass' : `${id[0]?.toUpperCase()}${id.slice(1)} Example`
}

export function slackIdOf(id: string): string {
  return `U-${id.toUpperCase()}`
}
