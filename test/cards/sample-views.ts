import { STATUSES, type Status } from '../../bot/domain/activation-request.ts'
import { durationFromMs, HOUR, type IsoDuration, MINUTE } from '../../bot/domain/duration.ts'
import { ALERTS, HISTORY_STEPS, NOTICES } from '../../bot/domain/effect.ts'
import { REFUSAL_CODES, type RefusalCode } from '../../bot/domain/refusal.ts'
import type { Instant, Json, JsonObject } from '../../bot/domain/values.ts'
import {
  type ActivatableView,
  type ActivationCardView,
  type ApprovalCardView,
  type ApprovalsView,
  type CardView,
  CONFIRMATIONS,
  type FormCardView,
  type PersonView,
  type RequestCardView,
  type RequestFacts,
  UNUSUAL,
  type Verb,
} from '../../bot/domain/views/card-view.ts'
import {
  ALERT_PARAMS,
  CONFIRMATION_PARAMS,
  HISTORY_PARAMS,
  type ParamKind,
  type ParamKinds,
  REFUSAL_PARAMS,
} from '../../cards/wording-params.ts'
import { usageSamples } from './usage-samples.ts'
import { watchSamples } from './watch-samples.ts'

/**
 * A view of every card in every status, as the engine makes them. Used by the tests of the cards and of every platform
 * that shows them.
 */
export interface Sample {
  readonly name: string
  readonly view: CardView
}

/** 4 May 2026, 16:00 in Toronto. */
export const SUBMITTED: Instant = Date.UTC(2026, 4, 4, 20, 0)
const at = (minutes: number): Instant => SUBMITTED + minutes * MINUTE

export const adele: PersonView = { id: 'adele', displayName: 'Adele Vance' }
export const alex: PersonView = { id: 'alex', displayName: 'Alex Wilber' }
export const megan: PersonView = { id: 'megan', displayName: 'Megan Bowen' }
export const pradeep: PersonView = { id: 'pradeep', displayName: 'Pradeep Gupta' }

export const hour: IsoDuration = durationFromMs(HOUR)
const halfHour: IsoDuration = durationFromMs(30 * MINUTE)

export const exchange: ActivatableView = {
  kind: 'role',
  key: 'role:29232cdf-9323-42fd-ade2-1d097af3e4de:/',
  displayName: { en: 'Exchange Administrator', fr: 'Administrateur Exchange' },
  access: null,
  tier: 'workload',
  scope: null,
}
export const globalAdministrator: ActivatableView = {
  kind: 'role',
  key: 'role:62e90394-69f5-4237-9190-012177145e10:/',
  displayName: { en: 'Global Administrator', fr: 'Administrateur général' },
  access: null,
  tier: 'critical',
  scope: null,
}
export const helpdeskMontreal: ActivatableView = {
  kind: 'role',
  key: 'role:729827e3-9c14-49f7-bb1b-9608f156bbb8:/administrativeUnits/au-montreal',
  displayName: { en: 'Helpdesk Administrator', fr: 'Administrateur du support technique' },
  access: null,
  tier: 'operations',
  scope: { kind: 'administrativeUnit', displayName: 'Montréal' },
}
export const tier0Group: ActivatableView = {
  kind: 'group',
  key: 'group:tier0-operators:member',
  displayName: { en: 'Tier 0 operators', fr: 'Tier 0 operators' },
  access: 'member',
  tier: 'workload',
  scope: null,
}

const terms: RequestFacts['terms'] = {
  activatable: exchange,
  duration: hour,
  latestEnd: null,
  justification: 'Mail flow to the Montréal office is stuck',
  ticket: { text: 'INC-1234', url: 'https://tickets.example.com/INC-1234' },
}

const approved: ApprovalsView = {
  required: 1,
  given: [{ ...alex, at: at(4), duration: hour }],
  waitingFor: [],
  reached: { reached: 2, asked: 2 },
  unreached: [],
  escalated: false,
  escalatedEarly: false,
}

const facts: RequestFacts = {
  requestId: 'EL-4F7K',
  termsVersion: 1,
  viewVersion: 3,
  status: 'pendingVerification',
  requester: adele,
  terms,
  submittedAt: SUBMITTED,
  windowEndsAt: null,
  approvals: null,
  continuesRequestId: null,
  activation: null,
  ending: null,
  outcome: null,
  endVerifiedAt: null,
  awaitsSignIn: false,
}

const activation: RequestFacts['activation'] = { startedAt: at(5), endsAt: at(65), overdue: false }

/** What a request looks like in each status. */
const byStatus: { readonly [status in Status]: Partial<RequestFacts> } = {
  pendingVerification: { windowEndsAt: at(30) },
  pendingApproval: {
    windowEndsAt: at(60),
    approvals: {
      required: 2,
      given: [{ ...alex, at: at(4), duration: halfHour }],
      waitingFor: [megan, pradeep],
      reached: { reached: 2, asked: 3 },
      unreached: [pradeep],
      escalated: false,
      escalatedEarly: false,
    },
  },
  approved: { approvals: approved, windowEndsAt: at(120), continuesRequestId: 'EL-9Q2M' },
  provisioning: { approvals: approved },
  active: { approvals: approved, activation },
  ending: {
    approvals: approved,
    activation,
    ending: { reason: 'deactivated', by: { kind: 'person', person: adele }, note: null, refusedUntil: at(10) },
  },
  denied: {
    approvals: { ...approved, given: [] },
    outcome: {
      at: at(6),
      by: { kind: 'person', person: megan },
      code: null,
      reason: 'Please use the Exchange Recipient Administrator role for this',
    },
  },
  canceled: { outcome: { at: at(3), by: { kind: 'person', person: adele }, code: null, reason: null } },
  timedOut: {
    approvals: { ...approved, given: [] },
    outcome: { at: at(60), by: { kind: 'elevate' }, code: 'windowOver', reason: null },
  },
  failed: {
    approvals: approved,
    outcome: {
      at: at(5),
      by: { kind: 'directory' },
      code: 'directoryRefused',
      reason: 'RoleAssignmentExists: the role assignment already exists',
    },
  },
  revoked: {
    approvals: approved,
    activation,
    ending: {
      reason: 'revoked',
      by: { kind: 'person', person: pradeep },
      note: 'Laptop reported stolen',
      refusedUntil: null,
    },
    outcome: { at: at(21), by: { kind: 'person', person: pradeep }, code: null, reason: 'Laptop reported stolen' },
    endVerifiedAt: at(21),
  },
  deactivated: {
    approvals: approved,
    activation,
    ending: { reason: 'deactivated', by: { kind: 'person', person: adele }, note: null, refusedUntil: null },
    outcome: { at: at(40), by: { kind: 'person', person: adele }, code: null, reason: null },
    endVerifiedAt: at(40),
  },
  expired: {
    approvals: approved,
    activation,
    outcome: { at: at(65), by: { kind: 'directory' }, code: null, reason: null },
    endVerifiedAt: at(65),
  },
}

/** A request in a status, with whatever else a test is about. */
export function sampleFacts(status: Status, changes: Partial<RequestFacts> = {}): RequestFacts {
  return { ...facts, ...byStatus[status], status, ...changes }
}

const requesterVerbs: { readonly [status in Status]: readonly Verb[] } = {
  pendingVerification: ['cancel', 'notMe'],
  pendingApproval: ['cancel', 'notMe'],
  approved: ['cancel', 'notMe'],
  provisioning: ['notMe'],
  active: ['deactivate', 'again', 'notMe'],
  ending: [],
  denied: ['again'],
  canceled: ['again'],
  timedOut: ['again'],
  failed: ['again'],
  revoked: ['again'],
  deactivated: ['again'],
  expired: ['again'],
}

export function requestSample(status: Status, changes: Partial<RequestCardView> = {}): RequestCardView {
  const verifyUrl = status === 'pendingVerification' ? 'https://elevate.example.com/verify/3kq9' : null
  return { ...sampleFacts(status), card: 'request', verifyUrl, actions: requesterVerbs[status], ...changes }
}

export function approvalSample(status: Status, changes: Partial<ApprovalCardView> = {}): ApprovalCardView {
  return {
    ...sampleFacts(status),
    card: 'approval',
    viewer: megan,
    lastActivations: [
      { startedAt: at(-3 * 24 * 60), duration: hour },
      { startedAt: at(-12 * 24 * 60), duration: durationFromMs(2 * HOUR) },
    ],
    unusual: ['outsideWorkingHours', 'longestSoFar'],
    lessTime: [durationFromMs(15 * MINUTE), halfHour],
    confirm: false,
    actions: status === 'pendingApproval' ? ['approve', 'approveLess', 'deny'] : [],
    ...changes,
  }
}

export function activationSample(status: Status, changes: Partial<ActivationCardView> = {}): ActivationCardView {
  return { ...sampleFacts(status), card: 'activation', actions: [], ...changes }
}

export const sampleForm: FormCardView = {
  card: 'form',
  choices: [
    { ...exchange, maximumDuration: durationFromMs(2 * HOUR), require: ['mfa', 'justificationOrTicket'] },
    { ...helpdeskMontreal, maximumDuration: durationFromMs(8 * HOUR), require: [] },
  ],
  values: { activatableKey: null, duration: null, ticket: null, justification: null },
  durations: [durationFromMs(15 * MINUTE), halfHour, hour, durationFromMs(2 * HOUR)],
  require: [],
  missing: [{ code: 'roleMissing', params: {} }],
}

const examples: { readonly [kind in ParamKind]: Json } = {
  text: 'Pradeep Gupta',
  name: { ...exchange.displayName },
  names: ['INC-1234', 'CHG-77'],
  number: 2,
  flag: true,
  duration: 'PT1H30M',
  durations: ['PT1H', 'PT2H'],
  instant: at(10),
  milliseconds: 3 * HOUR,
  status: 'denied',
}

/** A value for every parameter of a wording. */
export function sampleParams(kinds: ParamKinds): JsonObject {
  return Object.fromEntries(Object.entries(kinds).map(([name, kind]) => [name, examples[kind]]))
}

function refusalSample(code: RefusalCode, params: JsonObject): CardView {
  const isLinked = code === 'verificationMissing' || code === 'directoryTakesAnswer'
  const verifyUrl = isLinked ? 'https://elevate.example.com/verify/7h2w' : null
  return { card: 'refusal', refusals: [{ code, params }], requestId: 'EL-4F7K', verifyUrl }
}

const longName = 'Konstantinos-Alexandros Papadimitriou-Oikonomopoulos'
const manyPeople = Array.from({ length: 9 }, (_, n): PersonView => ({ id: `p${n}`, displayName: `Approver ${n + 1}` }))

function statusSamples(): Sample[] {
  return STATUSES.flatMap((status) => [
    { name: `request ${status}`, view: requestSample(status) },
    { name: `approval ${status}`, view: approvalSample(status) },
    { name: `activation ${status}`, view: activationSample(status) },
    ...NOTICES.map((notice) => ({
      name: `notice ${notice} ${status}`,
      view: { ...sampleFacts(status), card: 'notice', notice, actions: [] } as const,
    })),
  ])
}

const signInAwaited = { awaitsSignIn: true, verifyUrl: 'https://elevate.example.com/verify/x' }

const enforcement = { by: 'directory', unenforcedQuorum: 2 } as const

/** Entra waits for its approvers, who are asked in chat too. */
const askedThere: Partial<RequestFacts> & Pick<RequestCardView, 'actions'> = {
  awaitsDirectory: true,
  windowEndsAt: at(24 * 60),
  approvals: {
    ...approved,
    ...{ required: 2, given: [{ ...alex, at: at(4), duration: hour }], waitingFor: [megan], inDirectory: true },
  },
  actions: ['cancel', 'notMe'],
}

function requestVariants(): Sample[] {
  const overdue = { startedAt: at(5), endsAt: at(65), overdue: true }
  const tooSoon = sampleFacts('ending').ending
  return [
    { name: 'request approved, not linked', view: requestSample('approved', { continuesRequestId: null }) },
    {
      name: 'request approved, sign-in needed',
      view: requestSample('approved', { ...signInAwaited, continuesRequestId: null }),
    },
    { name: 'request approved, sign-in needed after its predecessor', view: requestSample('approved', signInAwaited) },
    {
      name: 'request that nobody had to approve, sign-in needed',
      view: requestSample('approved', { ...signInAwaited, approvals: null, continuesRequestId: null }),
    },
    { name: 'approval approved, sign-in needed', view: approvalSample('approved', { awaitsSignIn: true }) },
    {
      name: 'notice sign-in needed',
      view: { ...sampleFacts('approved'), ...signInAwaited, card: 'notice', notice: 'signIn', actions: [] },
    },
    { name: 'request that the directory has approvers decide', view: requestSample('provisioning', askedThere) },
    {
      name: 'request that the directory has others decide',
      view: requestSample('provisioning', { awaitsDirectory: true, approvals: null, actions: ['cancel', 'notMe'] }),
    },
    {
      name: 'approval that the directory takes',
      view: approvalSample('provisioning', { ...askedThere, lessTime: [], actions: ['approve', 'deny'], enforcement }),
    },
    {
      name: 'approval that was given in the directory itself',
      view: approvalSample('active', { approvals: { ...approved, given: [], inDirectory: true } }),
    },
    {
      name: 'request active, which services notice late',
      view: requestSample('active', { noticedLate: true, actions: ['deactivate', 'again', 'notWorking', 'notMe'] }),
    },
    ...(['directory', 'elevate', 'nobody'] as const).map((by) => ({
      name: `approval enforced by ${by}`,
      view: approvalSample('pendingApproval', { enforcement: { by, unenforcedQuorum: null } }),
    })),
    { name: 'request active, overdue', view: requestSample('active', { activation: overdue }) },
    {
      name: 'request ending without delay',
      view: requestSample('ending', { ending: tooSoon && { ...tooSoon, refusedUntil: null } }),
    },
    {
      name: 'request ending, and the directory does not agree',
      view: requestSample('ending', { ending: tooSoon && { ...tooSoon, refusedUntil: null, stuck: true } }),
    },
    {
      name: 'request being canceled, and the directory still asks',
      view: requestSample('ending', {
        awaitsDirectory: true,
        activation: null,
        ending: tooSoon && { ...tooSoon, reason: 'canceled', refusedUntil: null },
      }),
    },
    { name: 'request provisioning, nobody knows', view: requestSample('provisioning', { unsettled: true }) },
    {
      name: 'request revoked by the directory',
      view: requestSample('revoked', {
        ending: null,
        outcome: { at: at(30), by: { kind: 'directory' }, code: null, reason: null },
      }),
    },
    {
      name: 'request revoked before it began',
      view: requestSample('revoked', { activation: null, ending: null, endVerifiedAt: null }),
    },
    {
      name: 'request of a group, until a time, nothing else',
      view: requestSample('pendingApproval', {
        terms: { activatable: tier0Group, duration: hour, latestEnd: at(50), justification: null, ticket: null },
      }),
    },
    {
      name: 'request that ends the next day',
      view: requestSample('active', { activation: { startedAt: at(5), endsAt: at(8 * 60 + 5), overdue: false } }),
    },
  ]
}

function approvalVariants(): Sample[] {
  const { approvals } = sampleFacts('pendingApproval')
  const critical: Partial<ApprovalCardView> = { terms: { ...terms, activatable: globalAdministrator }, confirm: true }
  return [
    { name: 'approval critical', view: approvalSample('pendingApproval', critical) },
    {
      name: 'approval for anybody',
      view: approvalSample('pendingApproval', { viewer: null, unusual: [], lastActivations: [] }),
    },
    {
      name: 'approval after one’s own vote',
      view: approvalSample('pendingApproval', { viewer: alex, actions: ['takeBack'] }),
    },
    { name: 'approval active, take back', view: approvalSample('active', { viewer: alex, actions: ['takeBack'] }) },
    {
      name: 'approval escalated, everything unusual',
      view: approvalSample('pendingApproval', {
        unusual: UNUSUAL,
        continuesRequestId: 'EL-9Q2M',
        approvals: approvals && { ...approvals, escalated: true, waitingFor: manyPeople, given: [] },
      }),
    },
    {
      name: 'approval with long names',
      view: approvalSample('pendingApproval', {
        requester: { id: 'k', displayName: longName },
        terms: { ...terms, activatable: helpdeskMontreal, justification: 'Long story. '.repeat(30).trim() },
      }),
    },
  ]
}

function otherSamples(): Sample[] {
  const command = '/elevate Exchange Administrator 1h INC-1234'
  const outside = { person: pradeep, activatable: globalAdministrator, endsAt: null }
  const none = { items: [], eligible: [], outside: [] }
  const notice = { ...sampleFacts('active'), card: 'notice', notice: 'endingSoon' } as const
  const withinForm = {
    activatableKey: exchange.key,
    duration: durationFromMs(5 * HOUR),
    ticket: 'INK 12',
    justification: null,
  }
  return [
    { name: 'notice endingSoon with buttons', view: { ...notice, actions: ['again', 'deactivate', 'notMe'] } },
    { name: 'activation with revoke', view: activationSample('active', { actions: ['revoke'] }) },
    { name: 'form empty', view: sampleForm },
    {
      name: 'form with problems',
      view: {
        ...sampleForm,
        values: withinForm,
        missing: [
          { code: 'durationTooLong', params: { duration: 'PT5H', maximum: 'PT2H' } },
          { code: 'ticketNotUnderstood', params: { typed: 'INK 12' } },
          { code: 'rateLimited', params: { count: 10, perDuration: 'PT1H' } },
        ],
      },
    },
    {
      name: 'form for a ticket',
      view: {
        ...sampleForm,
        require: ['ticket'],
        values: { ...withinForm, duration: hour, ticket: null },
        missing: [{ code: 'ticketMissing', params: {} }],
      },
    },
    { name: 'form without anything eligible', view: { ...sampleForm, choices: [] } },
    {
      name: 'candidates',
      view: {
        card: 'candidates',
        typed: 'admin',
        candidates: [
          { ...exchange, command },
          { ...helpdeskMontreal, command: '/elevate Helpdesk Administrator in Montréal 1h INC-1234' },
          { ...tier0Group, command: '/elevate Tier 0 operators 1h INC-1234' },
        ],
      },
    },
    {
      name: 'list mine',
      view: {
        card: 'list',
        list: 'mine',
        items: [
          sampleFacts('active'),
          sampleFacts('pendingApproval', { requestId: 'EL-7M3P', terms: { ...terms, activatable: helpdeskMontreal } }),
          sampleFacts('denied', { requestId: 'EL-2C8D' }),
        ],
        eligible: [
          { ...exchange, command },
          { ...helpdeskMontreal, command },
        ],
        outside: [],
      },
    },
    { name: 'list pending', view: { card: 'list', list: 'pending', ...none, items: [sampleFacts('pendingApproval')] } },
    {
      name: 'list who',
      view: {
        card: 'list',
        list: 'who',
        items: [sampleFacts('active')],
        eligible: [],
        outside: [outside, { ...outside, person: megan, endsAt: at(90) }],
      },
    },
    { name: 'list open', view: { card: 'list', list: 'open', ...none, items: [sampleFacts('pendingVerification')] } },
    { name: 'list status', view: { card: 'list', list: 'status', ...none, items: [sampleFacts('expired')] } },
    {
      name: 'list who, many',
      view: {
        card: 'list',
        list: 'who',
        ...none,
        items: Array.from({ length: 20 }, (_, n) => sampleFacts('active', { requestId: `EL-${1000 + n}` })),
      },
    },
    {
      name: 'list feed',
      view: {
        card: 'list',
        list: 'feed',
        ...none,
        items: (['active', 'ending', 'expired', 'revoked', 'deactivated'] as const).map((status, n) =>
          sampleFacts(status, { requestId: `EL-${2000 + n}` }),
        ),
      },
    },
    ...(['mine', 'pending', 'who', 'open', 'status', 'feed'] as const).map((list) => ({
      name: `list ${list}, empty`,
      view: { card: 'list', list, ...none } as const,
    })),
    {
      name: 'settings with approval',
      view: {
        card: 'settings',
        activatable: globalAdministrator,
        maximumDuration: hour,
        defaultDuration: halfHour,
        require: ['mfa', 'justification', 'ticket'],
        approval: { required: 2, people: [alex, megan], window: hour, escalateTo: [pradeep], escalateAfter: halfHour },
        approverStepUp: true,
      },
    },
    {
      name: 'settings that nobody can approve',
      view: {
        card: 'settings',
        activatable: globalAdministrator,
        maximumDuration: hour,
        defaultDuration: hour,
        require: [],
        approval: { required: 1, people: [], window: hour, escalateTo: [], escalateAfter: null },
        approverStepUp: false,
      },
    },
    {
      name: 'settings without approval',
      view: {
        card: 'settings',
        activatable: helpdeskMontreal,
        maximumDuration: durationFromMs(8 * HOUR),
        defaultDuration: hour,
        require: ['justificationOrTicket'],
        approval: null,
        approverStepUp: false,
      },
    },
    ...usageSamples(),
    {
      name: 'help',
      view: { card: 'help', role: exchange.displayName },
    },
    {
      name: 'refusal, several',
      view: {
        card: 'refusal',
        requestId: null,
        verifyUrl: null,
        refusals: [
          { code: 'durationTooLong', params: { duration: 'PT5H', maximum: 'PT2H', role: { ...exchange.displayName } } },
          { code: 'ticketNotUnderstood', params: { typed: 'INK 12' } },
        ],
      },
    },
  ]
}

function codeSamples(): Sample[] {
  const alerted = { at: at(7), requestId: 'EL-4F7K', termsVersion: 1 }
  return [
    ...REFUSAL_CODES.flatMap((code) => [
      { name: `refusal ${code}`, view: refusalSample(code, sampleParams(REFUSAL_PARAMS[code])) },
      { name: `refusal ${code}, nothing known`, view: refusalSample(code, {}) },
    ]),
    ...ALERTS.flatMap((alert): Sample[] => {
      const actions: readonly Verb[] = alert === 'clockJumped' ? ['confirmClock'] : []
      const view = { card: 'alert', alert, ...alerted, actions } as const
      return [
        { name: `alert ${alert}`, view: { ...view, params: sampleParams(ALERT_PARAMS[alert]) } },
        { name: `alert ${alert}, nothing known`, view: { ...view, requestId: null, termsVersion: null, params: {} } },
      ]
    }),
    ...HISTORY_STEPS.flatMap((step): Sample[] => {
      const view = { card: 'history', requestId: 'EL-4F7K', step, at: at(7) } as const
      const by = { kind: 'person', person: alex } as const
      return [
        { name: `history ${step}`, view: { ...view, by, params: sampleParams(HISTORY_PARAMS[step]) } },
        { name: `history ${step}, nothing known`, view: { ...view, by: { kind: 'elevate' }, params: {} } },
      ]
    }),
    ...CONFIRMATIONS.flatMap((confirmation): Sample[] => {
      const view = { card: 'confirmation', confirmation, requestId: 'EL-4F7K' } as const
      return [
        {
          name: `confirmation ${confirmation}`,
          view: { ...view, params: sampleParams(CONFIRMATION_PARAMS[confirmation]) },
        },
        { name: `confirmation ${confirmation}, nothing known`, view: { ...view, requestId: null, params: {} } },
      ]
    }),
  ]
}

export const SAMPLES: readonly Sample[] = [
  ...statusSamples(),
  ...requestVariants(),
  ...approvalVariants(),
  ...otherSamples(),
  ...codeSamples(),
  ...watchSamples(),
]
