import { type Activatable, DIRECTORY_SCOPE } from '../../bot/domain/activatable.ts'
import { findRoleByExactName } from '../../bot/domain/catalogue/catalogue.ts'
import { durationFromMs, HOUR, MINUTE } from '../../bot/domain/duration.ts'
import { subjectOf } from '../../bot/domain/history/request-record.ts'
import type { Organisation } from '../../bot/domain/organisation.ts'
import type { Person } from '../../bot/domain/person.ts'
import type { RoleSettings } from '../../bot/domain/role-settings.ts'
import type { Random } from '../simulation/random.ts'

export const ZONE = 'America/Toronto'

export function roleNamed(name: string): Activatable {
  const role = findRoleByExactName(name)
  if (!role) throw new Error(`The catalogue has no ${name}`)
  return { kind: 'role', roleDefinitionId: role.id, scope: DIRECTORY_SCOPE }
}

export function subjectNamed(name: string): string {
  return subjectOf(roleNamed(name))
}

/** Name, how common it is, and how many approvals it asks for. */
export const ROLES = [
  { name: 'User Administrator', weight: 6, required: 0 },
  { name: 'Helpdesk Administrator', weight: 8, required: 0 },
  { name: 'Groups Administrator', weight: 4, required: 0 },
  { name: 'License Administrator', weight: 3, required: 0 },
  { name: 'Teams Administrator', weight: 5, required: 0 },
  { name: 'Intune Administrator', weight: 4, required: 1 },
  { name: 'Exchange Administrator', weight: 6, required: 1 },
  { name: 'SharePoint Administrator', weight: 5, required: 1 },
  { name: 'Authentication Administrator', weight: 3, required: 1 },
  { name: 'Security Administrator', weight: 2, required: 2 },
] as const

/** Roles that only planted people use. */
export const WITHOUT_MFA = 'Cloud Application Administrator'
export const TOO_STRICT = 'Compliance Administrator'
export const TOO_LOOSE = 'Power Platform Administrator'
export const RARE = 'Application Administrator'

function settings(required: number, extra: Partial<RoleSettings> = {}): RoleSettings {
  const approval = {
    approvers: [{ kind: 'group', groupId: 'activation-approvers' }] as const,
    required,
    window: durationFromMs(HOUR),
    remindEvery: null,
    escalateAfter: null,
    escalateTo: [],
    channels: [],
  }
  return {
    maximumDuration: durationFromMs(8 * HOUR),
    defaultDuration: durationFromMs(HOUR),
    require: ['mfa', 'justificationOrTicket'],
    approval: required > 0 ? approval : null,
    approverStepUp: false,
    ...extra,
  }
}

/** `withoutMfa`: one privileged role may be activated with a password alone. */
export function organisationOf(withoutMfa: boolean): Organisation {
  const entry = (names: readonly string[], value: RoleSettings) => ({
    matches: names.map((name) => ({ kind: 'role' as const, roleDefinitionId: idOf(name) })),
    settings: value,
  })
  const named = (required: number) => ROLES.filter((role) => role.required === required).map(({ name }) => name)
  return {
    timeZone: ZONE,
    language: 'en',
    access: { administrators: [], security: [], auditors: [] },
    emergencyAccounts: ['breakglass-1'],
    channels: { feed: [], alerts: [] },
    tickets: { pattern: '^(INC|CHG|TASK)-?[0-9]{3,}$', url: 'https://tickets.contoso.example/{ticket}' },
    roleSettings: [
      ...(withoutMfa ? [entry([WITHOUT_MFA], settings(0, { require: ['justificationOrTicket'] }))] : []),
      entry(named(2), settings(2)),
      entry([...named(1), TOO_STRICT, TOO_LOOSE], settings(1)),
      { matches: [{ kind: 'any' }], settings: settings(0) },
    ],
    tiers: {},
    expiryNotice: durationFromMs(10 * MINUTE),
    requestLimit: { count: 100, per: durationFromMs(HOUR) },
  }
}

function idOf(name: string): string {
  const activatable = roleNamed(name)
  return activatable.kind === 'role' ? activatable.roleDefinitionId : ''
}

const GIVEN =
  'Alice Benoît Camille Daniel Élise Farid Geneviève Hugo Inès Jacob Karim Laurence Malik Noémie Olivier Priya Quentin Rosalie Samuel Tara Ulysse Victoria William Xin Yasmine Zachary'.split(
    ' ',
  )
const FAMILY =
  'Tremblay Gagnon Roy Côté Bouchard Gauthier Morin Lavoie Fortin Gagné Ouellet Pelletier Bélanger Lévesque Bergeron Leblanc Paquette Girard Simard Boucher Nguyen Singh Chen Haddad Diallo Smith'.split(
    ' ',
  )

/** Invented people. Names repeat only after 676 of them. */
export function inventPeople(count: number, random: Random): readonly Person[] {
  const offset = random.int(0, FAMILY.length - 1)
  return Array.from({ length: count }, (_, index) => {
    const given = GIVEN[index % GIVEN.length] ?? ''
    const family = FAMILY[(Math.floor(index / GIVEN.length) + index + offset) % FAMILY.length] ?? ''
    const id = `${plain(given)}.${plain(family)}.${index + 1}`
    return {
      id,
      displayName: `${given} ${family}`,
      userPrincipalName: `${id}@contoso.example`,
      enabled: true,
      language: index % 3 === 0 ? 'fr' : 'en',
      timeZone: ZONE,
    }
  })
}

function plain(name: string): string {
  return name
    .normalize('NFD')
    .replace(/[^A-Za-z]/gu, '')
    .toLowerCase()
}
