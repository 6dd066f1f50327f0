import { DAY, HOUR, MINUTE } from '../../bot/domain/duration.ts'
import type { UsageAlert } from '../../bot/domain/views/watch-view.ts'
import { APPROVAL, approvedIn, ORGANISATION, pendingIn } from '../engine/story.ts'
import { exchange, reader } from '../entra/story.ts'
import { SCANS, type WatchedTenant, type WatchedTenantOptions } from './on-entra.ts'

export interface Planted {
  readonly rule: UsageAlert
  readonly options?: WatchedTenantOptions
  /** What looks like it and is in order. */
  readonly twin: (story: WatchedTenant) => Promise<void> | void
  readonly plant: (story: WatchedTenant) => Promise<void> | void
}

const globalAdministrator = { ...exchange, roleDefinitionId: '62e90394-69f5-4237-9190-012177145e10' }
const HELPDESK = '/elevate Helpdesk Administrator in Montreal 1h'

/** Of what the tenant alone shows. */
export const PLANTED_IN_TENANT: readonly Planted[] = [
  {
    rule: 'assignedOutside',
    twin: ({ tenant }) => tenant.standing('breakglass-1', globalAdministrator),
    plant: ({ tenant }) => tenant.standing('lidia', exchange),
  },
  {
    rule: 'tooManyAdministrators',
    twin: ({ tenant }) => {
      tenant.role(globalAdministrator.roleDefinitionId, 'Global Administrator')
      for (const id of ['lidia', 'megan']) tenant.standing(id, globalAdministrator)
    },
    plant: ({ tenant }) => tenant.eligible('soc', globalAdministrator),
  },
  {
    rule: 'mfaNotRequired',
    options: {
      organisation: { roleSettings: withoutMfa() },
      prepare: ({ tenant }) => tenant.policy(reader, { activationRules: ['MultiFactorAuthentication'] }),
    },
    twin: () => {},
    plant: ({ tenant }) => tenant.policy(reader, { activationRules: ['Justification'] }),
  },
  {
    rule: 'eligibleUnused',
    twin: ({ leaps }) => leaps(28 * DAY),
    plant: ({ leaps }) => leaps(3 * DAY),
  },
  {
    rule: 'staleAccount',
    twin: ({ tenant, engine }) => tenant.signedIn('adele', engine.now() - 29 * DAY),
    plant: ({ leaps }) => leaps(3 * DAY),
  },
  {
    rule: 'licenceMissing',
    twin: ({ tenant }) => {
      tenant.state.skus = tenant.state.skus.map((sku) => ({ ...sku, capabilityStatus: 'Warning' }))
    },
    plant: ({ tenant }) => void tenant.state.skus.splice(0),
  },
  {
    rule: 'emergencyUsed',
    twin: ({ tenant, engine }) => tenant.signedIn('breakglass-1', engine.now() - 9 * DAY),
    plant: ({ tenant, engine }) => tenant.signedIn('breakglass-1', engine.now()),
  },
  {
    rule: 'wentRound',
    twin: async (story) => void (await approvedIn(story)),
    plant: ({ tenant }) => void tenant.activatedInPortal('lidia', reader, 'PT4H'),
  },
  {
    rule: 'activePastEnd',
    twin: async (story) => {
      await story.says('adele', `${HELPDESK} INC-1000`)
      await story.leaps(HOUR + MINUTE)
    },
    plant: async (story) => {
      await approvedIn(story)
      story.tenant.lag({ goneAfterMs: 6 * HOUR })
      await story.leaps(HOUR + 2 * MINUTE)
    },
  },
]

/** Thresholds that fewer activations reach. */
const SOONER: WatchedTenantOptions = {
  watch: {
    ...SCANS,
    alerts: {
      ...SCANS.alerts,
      unusualActivation: { history: 5 },
      ticketReused: { ...SCANS.alerts.ticketReused, activations: 3 },
      hastyApprover: { ...SCANS.alerts.hastyApprover, decisions: 2 },
      keepsTimingOut: { ...SCANS.alerts.keepsTimingOut, requests: 2 },
    },
  },
}

/** Of how the tenant's roles are asked for and decided on. */
export const PLANTED_IN_USE: readonly Planted[] = [
  {
    rule: 'activatedTooOften',
    twin: (story) => helpdeskAgain(story, 2),
    plant: (story) => helpdeskAgain(story, 3),
  },
  {
    rule: 'unusualActivation',
    options: SOONER,
    twin: (story) => helpdeskDaily(story, 6),
    plant: async (story) => {
      await story.leaps(10 * HOUR)
      await story.says('adele', `${HELPDESK} INC-9999`)
    },
  },
  {
    rule: 'ticketReused',
    options: SOONER,
    twin: (story) => helpdeskDaily(story, 2, 'INC-7777'),
    plant: (story) => helpdeskDaily(story, 1, 'INC-7777'),
  },
  {
    rule: 'hastyApprover',
    options: SOONER,
    twin: (story) => approvedDaily(story, 1),
    plant: (story) => approvedDaily(story, 1),
  },
  {
    rule: 'keepsTimingOut',
    options: SOONER,
    twin: (story) => timedOut(story, 1),
    plant: (story) => timedOut(story, 1),
  },
]

function withoutMfa() {
  const [critical, operations, any] = ORGANISATION.roleSettings
  const lax = { matches: [{ kind: 'role' as const, roleDefinitionId: reader.roleDefinitionId }] }
  const require = ['justificationOrTicket' as const]
  return [critical, operations, any].flatMap((entry) =>
    entry ? [{ ...lax, settings: { ...entry.settings, require, approval: APPROVAL } }, entry] : [],
  )
}

async function helpdeskAgain(story: WatchedTenant, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    await story.says('adele', `${HELPDESK} INC-${1000 + n}`)
    await story.leaps(6 * MINUTE)
    await story.says('adele', '/elevate end')
    await story.leaps(MINUTE)
  }
}

/** At the same hour each day; so long that the activation of the day before is over. */
async function helpdeskDaily(story: WatchedTenant, times: number, ticket?: string): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    await story.leaps(DAY)
    await story.says('adele', `${HELPDESK} ${ticket ?? `INC-${1000 + n}`}`)
  }
}

async function approvedDaily(story: WatchedTenant, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    await story.leaps(DAY)
    await approvedIn(story)
  }
}

async function timedOut(story: WatchedTenant, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) {
    await pendingIn(story)
    await story.leaps(HOUR + MINUTE)
  }
}
