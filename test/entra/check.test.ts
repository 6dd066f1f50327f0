import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type EntraDirectoryConfig, permissionsFor } from '../../adapters/entra/index.ts'
import { entraFindings } from '../../bot/cli/entra/check-entra.ts'
import type { Config } from '../../bot/config.ts'
import { findRoleByExactName } from '../../bot/domain/catalogue/catalogue.ts'
import { durationFromMs, HOUR } from '../../bot/domain/duration.ts'
import type { Organisation } from '../../bot/domain/organisation.ts'
import type { ApprovalSettings, RoleSettings } from '../../bot/domain/role-settings.ts'
import { exchange, onCall } from '../directory/fixture.ts'
import { APPROVAL, ORGANISATION } from '../engine/story.ts'
import type { Tenant } from './graph/tenant.ts'
import { type EntraWorld, openEntra } from './world.ts'

const userAdministrator = role('User Administrator')
const securityAdministrator = role('Security Administrator')

const approval: ApprovalSettings = { ...APPROVAL, escalateTo: [], escalateAfter: null }
const plain: RoleSettings = {
  maximumDuration: durationFromMs(HOUR),
  defaultDuration: durationFromMs(HOUR),
  require: ['mfa', 'justificationOrTicket'],
  approval,
  approverStepUp: false,
}
/** Nothing to complain about, but that approval is Elevate's alone. */
const sound: Organisation = {
  ...ORGANISATION,
  access: { administrators: [], security: [{ kind: 'person', personId: 'megan' }], auditors: [] },
  emergencyAccounts: ['pradeep'],
  roleSettings: [{ matches: [{ kind: 'any' }], settings: plain }],
}

let world: EntraWorld
let tenant: Tenant
let settings: EntraDirectoryConfig

beforeEach(async () => {
  world = await openEntra()
  tenant = world.tenant
  settings = { ...world.directory.parts.config, authenticationContext: 'c50' }
  signInContext({})
  tenant.user('sam')
  tenant.state.groups.set('approvers', {
    id: 'approvers',
    displayName: 'Approvers',
    isAssignableToRole: true,
    members: ['alex', 'megan', 'sam'],
  })
  tenant.permit(permissionsFor(settings).map(({ name }) => name))
})
afterEach(async () => {
  expect(tenant.graph.violations).toEqual([])
  await world.close()
})

async function findings(organisation: Organisation = sound, assignable = [exchange.roleDefinitionId]) {
  const directory = {
    kind: 'entra',
    config: settings,
    secrets: { certificate: null, secret: null },
    assignableRoles: assignable,
  }
  const config = { organisation, directory } as unknown as Config
  return (await entraFindings({ entra: world.directory, config })).map(({ level, message }) => `${level} ${message}`)
}

function withSettings(over: Partial<RoleSettings>): Organisation {
  return { ...sound, roleSettings: [{ matches: [{ kind: 'any' }], settings: { ...plain, ...over } }] }
}

const approvedBy = (...approvers: ApprovalSettings['approvers']) =>
  withSettings({ approval: { ...approval, approvers } })
const person = (personId: string) => ({ kind: 'person', personId }) as const
const group = (groupId: string) => ({ kind: 'group', groupId }) as const
const permissions = () => permissionsFor(settings).map(({ name }) => name)

describe('check of a tenant', () => {
  test('finds nothing wrong where nothing is, and says who enforces approval', async () => {
    const found = await findings()

    expect(found.filter((line) => !line.startsWith('ok') && !line.includes('enforced by Elevate only'))).toEqual([])
    expect(found.join('\n')).toContain('none missing, none superfluous')
  })

  /** Each: what is planted, and the line that names it. */
  const planted: readonly (readonly [string, () => Organisation | undefined, RegExp])[] = [
    [
      'a missing permission',
      () => void tenant.permit(permissions().filter((it) => it !== 'GroupMember.Read.All')),
      /^error.*GroupMember\.Read\.All is missing/,
    ],
    [
      'a missing permission without which only something is not known',
      () => void tenant.permit(permissions().filter((it) => it !== 'AuditLog.Read.All')),
      /^warning.*AuditLog\.Read\.All is missing.*Stale accounts/,
    ],
    [
      'a superfluous permission',
      () => void tenant.permit([...permissions(), 'Reports.Read.All']),
      /^warning.*Reports\.Read\.All is not used/,
    ],
    [
      'a dangerous permission',
      () => void tenant.permit([...permissions(), 'RoleManagement.ReadWrite.Directory']),
      /^error.*RoleManagement\.ReadWrite\.Directory is not needed/,
    ],
    ['no licence', unlicensed, /^error.*no licence/],
    ['no context for signing in', withoutContext, /^error Signing in.*authenticationContext is missing/],
    [
      'a context for signing in that does not exist',
      () => void tenant.state.contexts.clear(),
      /^error Signing in: .*c50 of .* does not exist/,
    ],
    [
      'a context for signing in that is not published',
      () => signInContext({ isAvailable: false }),
      /^error Signing in: .*c50 of .* not published/,
    ],
    [
      'a context for signing in that proves nothing',
      () => signInContext({ state: 'enabledForReportingButNotEnforced' }),
      /^error Signing in: .*c50 of .* no enabled Conditional Access policy/,
    ],
    [
      'a context that does not exist',
      () => void tenant.policy(exchange, { authenticationContext: 'c9' }),
      /^error Exchange.*c9 does not exist/,
    ],
    ['a context that is not published', () => context({ isAvailable: false }), /^error Exchange.*c1 is not published/],
    ['a context that no policy targets', () => context({}), /^warning Exchange.*no Conditional Access policy targets/],
    [
      'a context whose policy is report-only',
      () => context({ state: 'enabledForReportingButNotEnforced' }),
      /^error Exchange.*off or report-only/,
    ],
    [
      'MFA beside a context',
      () =>
        void tenant.policy(exchange, { activationRules: ['MultiFactorAuthentication'], authenticationContext: 'c1' }),
      /^error Exchange.*exclude each other/,
    ],
    [
      "a shorter maximum of the tenant's",
      () => void tenant.policy(exchange, { maximumDuration: 'PT30M' }),
      /^warning Exchange.*PT1H here and PT30M in the tenant/,
    ],
    [
      'MFA that only the tenant asks for',
      () =>
        plantedThen(
          tenant.policy(exchange, { activationRules: ['MultiFactorAuthentication'] }),
          withSettings({ require: ['justification'] }),
        ),
      /^warning Exchange.*roleSettings do not/,
    ],
    [
      'a ticket that nobody can give',
      () =>
        plantedThen(tenant.policy(exchange, { activationRules: ['Ticketing'] }), {
          ...sound,
          tickets: { pattern: null, url: null },
        }),
      /^error Exchange.*tickets\.pattern is missing/,
    ],
    [
      'MFA asked of an application',
      () => void tenant.policy(exchange, { adminRules: ['MultiFactorAuthentication'] }),
      /^error Exchange.*every activation by Elevate fails/,
    ],
    [
      'a shorter longest assignment',
      () => void tenant.policy(exchange, { adminMaximum: 'PT30M' }),
      /^warning Exchange.*PT30M at most/,
    ],
    [
      'approval by nobody in particular',
      () => void tenant.policy(exchange, { approvers: [] }),
      /^warning Exchange.*every Privileged Role and Global Administrator approves/,
    ],
    [
      'other approvers in the tenant',
      () => void tenant.policy(exchange, { approvers: [{ userId: 'adele' }] }),
      /^warning Exchange.*approvers are not those/,
    ],
    [
      'approvers of whom the tenant and the settings have nobody in common',
      () => void tenant.policy(exchange, { approvers: [{ userId: 'adele' }] }),
      /^error Exchange.*asked of 0 people whom both roleSettings and the tenant let approve: nobody can activate/,
    ],
    [
      'a quorum of those whom both name that nobody can complete',
      () =>
        plantedThen(
          tenant.policy(exchange, { approvers: [{ userId: 'megan' }, { userId: 'adele' }] }),
          withSettings({ approval: { ...approval, required: 2 } }),
        ),
      /^error Exchange.*2 approvals are asked of 1 people whom both/,
    ],
    [
      'approval by administrators of whom the settings name none',
      () => void tenant.policy(exchange, { approvers: [] }),
      /^error Exchange.*asked of 0 people whom both/,
    ],
    [
      'an approver in the tenant who is the only one, and asks',
      () =>
        plantedThen(tenant.policy(exchange, { approvers: [{ userId: 'adele' }] }), withSettings({ approval: null })),
      /^error Exchange.*needed to approve their own/,
    ],
    [
      'a quorum that Entra does not enforce',
      () =>
        plantedThen(
          tenant.policy(exchange, { approvers: [{ groupId: 'approvers' }] }),
          withSettings({ approval: { ...approval, required: 2 } }),
        ),
      /^warning Exchange.*quorum of 2 is not enforced/,
    ],
    ['approval that the portal goes round', () => undefined, /^warning Exchange.*enforced by Elevate only/],
    ['approval by nobody at all', () => withSettings({ approval: null }), /^ok Exchange.*enforced by nobody/],
    ['a group that is not there', () => approvedBy(group('aprovers')), /^error roleSettings\[0\].*no group aprovers/],
    ['an empty group', () => approvedBy(group('on-call')), /^warning roleSettings\[0\].*On call is empty/],
    ['nobody who could approve', () => approvedBy(group('on-call')), /^error Exchange.*asked of 0 people/],
    ['one person who could approve', () => approvedBy(person('megan')), /^warning Exchange.*exactly 1 can approve/],
    [
      'an approver who would approve themselves',
      () => approvedBy(person('adele')),
      /^error Exchange.*needed to approve their own/,
    ],
    [
      'an approver who does not exist',
      () => approvedBy(person('nobody'), person('megan')),
      /^error roleSettings\[0\].*no member nobody/,
    ],
    [
      'a disabled approver',
      () => approvedBy(person('dana'), person('megan')),
      /^warning roleSettings\[0\].*Dana Departed is disabled/,
    ],
    [
      'a guest as approver',
      () => plantedThen(tenant.user('sam', { userType: 'Guest' }), approvedBy(person('sam'), person('megan'))),
      /^error roleSettings\[0\].*no member sam in/,
    ],
    [
      'an emergency account that does not exist',
      () => ({ ...sound, emergencyAccounts: ['breakglas'] }),
      /^error emergencyAccounts.*no member breakglas/,
    ],
    [
      'an emergency account that would have to ask',
      () => ({ ...sound, emergencyAccounts: ['pradeep', 'adele'] }),
      /^warning emergencyAccounts: adele holds eligible/,
    ],
    [
      'a role that nobody is eligible for',
      () => nobodyEligible(),
      /^warning directory\.roles: nobody is eligible for Exchange/,
    ],
    [
      'a group that nobody is eligible to join',
      () => void tenant.removeEligible('adele', onCall),
      /^warning directory\.groups: nobody is eligible to join on-call/,
    ],
    [
      'a group of PIM that does not exist',
      () => void tenant.state.groups.delete('on-call'),
      /^error directory\.groups: there is no group on-call/,
    ],
    [
      'a role without settings',
      () => ({ ...sound, roleSettings: [{ matches: [{ kind: 'tier', tier: 'critical' }], settings: plain }] }),
      /^error Exchange.*no roleSettings entry matches/,
    ],
    [
      'a critical role without approval',
      () => plantedThen(grow(securityAdministrator), withSettings({ approval: null })),
      /^warning Security Administrator .critical.: nobody approves it/,
    ],
    [
      'a quorum for everyday work',
      () => plantedThen(grow(userAdministrator), withSettings({ approval: { ...approval, required: 2 } })),
      /^warning User Administrator .operations.: 2 approvals/,
    ],
    [
      'a duration above the tier',
      () => withSettings({ maximumDuration: durationFromMs(5 * HOUR) }),
      /^warning Exchange.*PT5H is longer than this tier/,
    ],
    [
      'a critical role held without end',
      () => ({ ...sound, emergencyAccounts: [] }),
      /^warning Global Administrator: pradeep holds it without end/,
    ],
  ]

  test('has more than twenty of them planted', () => {
    expect(new Set(planted.map(([name]) => name)).size).toBeGreaterThanOrEqual(20)
  })

  test.each(planted)('finds %s', async (_name, plant, line) => {
    const quiet = (await findings()).filter((each) => line.test(each))
    const organisation = plant() ?? sound

    const found = await findings(organisation)

    expect(
      found.filter((each) => line.test(each)),
      found.join('\n'),
    ).not.toEqual([])
    const isAlwaysSaid = /enforced by Elevate only/.test(String(line))
    if (!isAlwaysSaid) expect(quiet, 'said without being planted').toEqual([])
  })
})

function withoutContext(): undefined {
  const { authenticationContext: _none, ...others } = settings
  settings = others
}

/** What stands for multifactor authentication whenever somebody signs in. */
function signInContext({
  isAvailable = true,
  state = 'enabled',
}: {
  isAvailable?: boolean
  state?: string
}): undefined {
  tenant.state.contexts.set('c50', { displayName: 'Multifactor', isAvailable })
  tenant.state.accessPolicies.splice(0, Number.POSITIVE_INFINITY, { id: 'mfa', state, contexts: ['c50'] })
}

function context({ isAvailable = true, state }: { isAvailable?: boolean; state?: string }): undefined {
  tenant.state.contexts.set('c1', { displayName: 'Strong', isAvailable })
  if (state !== undefined) tenant.state.accessPolicies.push({ id: 'p', state, contexts: ['c1'] })
  tenant.policy(exchange, { authenticationContext: 'c1' })
}

/** What is planted in the tenant, and then the organisation. */
function plantedThen(_planted: unknown, organisation: Organisation): Organisation {
  return organisation
}

function unlicensed(): undefined {
  tenant.state.isLicensed = false
}

function nobodyEligible(): undefined {
  for (const personId of ['adele', 'dana']) tenant.removeEligible(personId, exchange)
}

function grow(what: typeof exchange): void {
  tenant.role(what.roleDefinitionId, what.roleDefinitionId)
  tenant.eligible('adele', what)
}

function role(name: string) {
  const found = findRoleByExactName(name)
  if (!found) throw new Error(`No such role: ${name}`)
  return { kind: 'role', roleDefinitionId: found.id, scope: '/' } as const
}
