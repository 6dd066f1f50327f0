import type { ActivatableGroup, ActivatableRole } from '../../bot/index.ts'

/**
 * What every directory must hold before the contract suite runs against it, however it is arranged there:
 * - adele: eligible for Exchange Administrator in the whole directory, for Helpdesk Administrator in one unit, and to
 *   join the group `on-call` (which is in `everybody`) as a member
 * - alex, megan: members of `approvers`, which is a member of `everybody`; the group `approvers` is eligible for
 *   Security Reader
 * - dana: disabled, eligible for Exchange Administrator
 * - pradeep: Global Administrator, standing
 */
export const PEOPLE = ['adele', 'alex', 'dana', 'megan', 'pradeep'] as const
export const UNIT = '/administrativeUnits/montreal'

export const exchange: ActivatableRole = role('29232cdf-9323-42fd-ade2-1d097af3e4de')
export const helpdeskInUnit: ActivatableRole = role('729827e3-9c14-49f7-bb1b-9608f156bbb8', UNIT)
export const helpdesk: ActivatableRole = role('729827e3-9c14-49f7-bb1b-9608f156bbb8')
export const securityReader: ActivatableRole = role('5d6b6bb7-de71-4623-b4af-96380a352509')
export const globalAdministrator: ActivatableRole = role('62e90394-69f5-4237-9190-012177145e10')
export const onCall: ActivatableGroup = { kind: 'group', groupId: 'on-call', access: 'member' }

export const ROLE_NAMES: { readonly [name: string]: string } = {
  'Exchange Administrator': exchange.roleDefinitionId,
  'Administrateur Exchange': exchange.roleDefinitionId,
  'Helpdesk Administrator': helpdesk.roleDefinitionId,
  'Security Reader': securityReader.roleDefinitionId,
  'Global Administrator': globalAdministrator.roleDefinitionId,
}

export function resolveRole(name: string): string | null {
  return ROLE_NAMES[name] ?? (Object.values(ROLE_NAMES).includes(name) ? name : null)
}

/** The fixture as a section of the configuration file. */
export const fixtureSection = {
  kind: 'local',
  people: [
    {
      ...person('adele', 'Adele Vance'),
      language: 'en',
      timeZone: 'America/Toronto',
      chat: { slack: 'U0123ABCD', teams: '8b1c9f1e-0000-4000-8000-000000000001' },
    },
    person('alex', 'Alex Wilber'),
    { ...person('dana', 'Dana Departed'), disabled: true },
    person('megan', 'Megan Bowen'),
    person('pradeep', 'Pradeep Gupta'),
  ],
  groups: [
    { id: 'approvers', displayName: 'Approvers', members: ['alex', 'megan'] },
    { id: 'on-call', displayName: 'On call', members: [] },
    { id: 'everybody', displayName: 'Everybody', members: ['approvers', 'on-call', 'pradeep'] },
  ],
  scopes: [{ id: UNIT, displayName: 'Montreal' }],
  eligible: [
    { person: 'adele', role: 'Exchange Administrator' },
    { person: 'adele', role: 'Helpdesk Administrator', scope: UNIT },
    { person: 'adele', group: 'on-call', access: 'member' },
    { person: 'dana', role: exchange.roleDefinitionId },
    { group: 'approvers', role: 'Security Reader' },
  ],
  standing: [{ person: 'pradeep', role: 'Global Administrator' }],
}

function person(id: string, displayName: string) {
  return { id, displayName, userPrincipalName: `${id}@contoso.example` }
}

function role(roleDefinitionId: string, scope = '/'): ActivatableRole {
  return { kind: 'role', roleDefinitionId, scope }
}
