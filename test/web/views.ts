import type {
  ActivatableView,
  ApprovalCardView,
  CardView,
  ConfirmationCardView,
  FormCardView,
  IsoDuration,
  OutgoingMessage,
  PersonView,
  RefusalCardView,
  RequestCardView,
} from '../../bot/index.ts'
import { durationFromMs, HOUR, MINUTE } from '../../bot/index.ts'

export const NOON = Date.UTC(2026, 4, 12, 12, 0)
export const adele: PersonView = { id: 'adele', displayName: 'Adele Vance' }
export const alex: PersonView = { id: 'alex', displayName: 'Alex Wilber' }
const hour: IsoDuration = durationFromMs(HOUR)

export const exchangeAdministrator: ActivatableView = {
  kind: 'role',
  key: 'role:29232cdf-9323-42fd-ade2-1d097af3e4de:/',
  displayName: { en: 'Exchange Administrator', fr: 'Administrateur Exchange' },
  access: null,
  tier: 'workload',
  scope: null,
}

const facts = {
  requestId: 'EL-4F7K',
  termsVersion: 1,
  viewVersion: 1,
  status: 'pendingApproval' as const,
  requester: adele,
  terms: {
    activatable: exchangeAdministrator,
    duration: hour,
    latestEnd: null,
    justification: 'mailbox moves',
    ticket: { text: 'INC-1234', url: 'https://tickets.contoso.example/INC-1234' },
  },
  submittedAt: NOON,
  windowEndsAt: NOON + HOUR,
  approvals: {
    required: 1,
    given: [],
    waitingFor: [alex],
    reached: { reached: 2, asked: 2 },
    unreached: [],
    escalated: false,
    escalatedEarly: false,
  },
  continuesRequestId: null,
  activation: null,
  ending: null,
  outcome: null,
  endVerifiedAt: null,
  awaitsSignIn: false,
}

export function requestView(change: Partial<RequestCardView> = {}): RequestCardView {
  return { ...facts, card: 'request', verifyUrl: null, actions: ['cancel'], ...change }
}

export function approvalView(
  change: Partial<ApprovalCardView> = {},
  justification: string | null = facts.terms.justification,
): ApprovalCardView {
  return {
    ...facts,
    terms: { ...facts.terms, justification },
    card: 'approval',
    viewer: alex,
    lastActivations: [],
    unusual: ['firstActivation'],
    lessTime: [durationFromMs(30 * MINUTE), durationFromMs(15 * MINUTE)],
    confirm: false,
    actions: ['approve', 'approveLess', 'deny'],
    ...change,
  }
}

export function activationView(): CardView {
  return {
    ...facts,
    status: 'active',
    card: 'activation',
    activation: { startedAt: NOON, endsAt: NOON + HOUR, overdue: false },
    actions: ['revoke'],
  }
}

export function formView(): FormCardView {
  return {
    card: 'form',
    choices: [{ ...exchangeAdministrator, maximumDuration: hour, require: ['mfa', 'justificationOrTicket'] }],
    values: { activatableKey: exchangeAdministrator.key, duration: hour, ticket: null, justification: null },
    durations: [durationFromMs(30 * MINUTE), hour],
    require: ['justificationOrTicket'],
    missing: [{ code: 'justificationMissing', params: {} }],
  }
}

export function refusalView(): RefusalCardView {
  return { card: 'refusal', refusals: [{ code: 'ownRequest', params: {} }], requestId: 'EL-4F7K', verifyUrl: null }
}

export function confirmationView(): ConfirmationCardView {
  return { card: 'confirmation', confirmation: 'approvalRecorded', requestId: 'EL-4F7K', params: {} }
}

export function outgoing(change: Partial<OutgoingMessage> = {}): OutgoingMessage {
  return {
    key: 'card:1',
    address: 'person:adele',
    view: requestView(),
    viewVersion: 1,
    language: 'en',
    timeZone: 'America/Toronto',
    replaces: null,
    thread: null,
    ...change,
  }
}
