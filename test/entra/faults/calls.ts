import { LIVES, type Mode } from './lives.ts'
import type { Phase } from './people.ts'

/** One kind of call that a request's life makes, and the phase in which it goes wrong. */
export interface LifeCall {
  readonly name: string
  readonly phase: Phase
  readonly method: string
  readonly path: RegExp
  /** So many of them go well first. */
  readonly spared?: number
  /** Made only after an answer to the call before it was lost. */
  readonly afterLostStart?: boolean
}

const read = (phase: Phase, name: string, path: RegExp, spared = 0): LifeCall => ({
  ...{ phase, name, path, spared },
  method: 'GET',
})
const ROLE_INSTANCES = /\/directory\/roleAssignmentScheduleInstances$/
const GROUP_INSTANCES = /\/group\/assignmentScheduleInstances$/
const ROLE_REQUESTS = /\/directory\/roleAssignmentScheduleRequests$/
const PERSON = /\/v1.0\/users\/adele$/
const OTHERS = /\/v1.0\/users\/(alex|megan|lead)$/
const MEMBER_OF = /\/transitiveMemberOf$/
const APPROVERS = /\/groups\/(approvers|soc-team)\/transitiveMembers$/
const ELIGIBLE_ROLES = /\/directory\/roleEligibilityScheduleInstances$/
const ELIGIBLE_GROUPS = /\/group\/eligibilityScheduleInstances$/
const POLICY = /\/roleManagementPolicyAssignments$/
const TOKEN = /\/msi\/token$/
const ROLE_REQUEST = /\/directory\/roleAssignmentScheduleRequests\/[^/]+$/
const CANCEL = /\/directory\/roleAssignmentScheduleRequests\/[^/]+\/cancel$/
const CANCEL_IN_GROUP = /\/group\/assignmentScheduleRequests\/[^/]+\/cancel$/
const ROLE_APPROVAL = /\/beta\/.*\/roleAssignmentApprovals\/[^/]+$/
const ROLE_STEP = /\/roleAssignmentApprovals\/[^/]+\/steps\/[^/]+$/
const GROUP_REQUESTS = /\/group\/assignmentScheduleRequests$/
const GROUP_REQUEST = /\/group\/assignmentScheduleRequests\/[^/]+$/
const GROUP_APPROVAL = /\/v1.0\/.*\/assignmentApprovals\/[^/]+$/
const GROUP_STAGE = /\/assignmentApprovals\/[^/]+\/stages\/[^/]+$/
const GROUP = /\/groups\/on-call$/
const BATCH = /\/\$batch$/

const standing = (phase: Phase, when: string): LifeCall[] => [
  read(phase, `${when}, the person`, PERSON),
  read(phase, `${when}, the approvers`, OTHERS),
  read(phase, `${when}, the groups that approve`, APPROVERS),
  read(phase, `${when}, the person's groups`, MEMBER_OF),
  read(phase, `${when}, eligible roles`, ELIGIBLE_ROLES),
  read(phase, `${when}, eligible groups`, ELIGIBLE_GROUPS),
  read(phase, `${when}, the role's policy`, POLICY),
  read(phase, `${when}, a token`, TOKEN),
  { phase, name: `${when}, the batch`, method: 'POST', path: BATCH },
]

const starting = (phase: Phase, requests: RegExp, instances: RegExp): LifeCall[] => [
  { phase, name: 'the start', method: 'POST', path: requests },
  { phase, name: 'the request of a lost start', method: 'GET', path: requests, afterLostStart: true },
  read(phase, 'the start read back', instances),
  read(phase, 'the start read back once more', instances, 1),
]

/** The tenant's own approval, as the approver's token reads and answers it. */
const answering = (approval: RegExp, step: RegExp): LifeCall[] => [
  read('answer', 'answering, the approval', approval),
  { phase: 'answer', name: 'the answer', method: 'PATCH', path: step },
  read('answer', 'the answer read back', approval, 1),
]

/** The same whether or not the tenant demands approval of its own. */
const approvedInChat = (isDelegated: boolean): readonly LifeCall[] => [
  read('ask', 'asking, everybody', /\/v1.0\/users$/),
  read('ask', 'asking, a unit', /\/administrativeUnits\/montreal$/),
  read('ask', 'asking, a group', GROUP),
  read('ask', 'asking, what they hold', ROLE_INSTANCES),
  read('ask', 'asking, groups they are in for a time', GROUP_INSTANCES),
  ...standing('ask', 'asking'),
  ...standing('decide', 'deciding'),
  ...(isDelegated ? standing('signIn', 'signing in') : []),
  ...starting(isDelegated ? 'signIn' : 'decide', ROLE_REQUESTS, ROLE_INSTANCES),
  read('run', 'the poll, roles', ROLE_INSTANCES),
  read('run', 'the poll, groups', GROUP_INSTANCES),
  read('run', 'the poll, the person', PERSON),
  read('run', "the poll, the person's groups", MEMBER_OF),
  read('run', 'the poll, eligible roles', ELIGIBLE_ROLES),
  read('run', 'the poll, eligible groups', ELIGIBLE_GROUPS),
  read('run', 'the poll, a token', TOKEN),
  { phase: 'run', name: 'the poll, the batch', method: 'POST', path: BATCH },
  read('end', 'ending, what is there', ROLE_INSTANCES),
  { phase: 'end', name: 'the end', method: 'POST', path: ROLE_REQUESTS },
  read('end', 'the end read back', ROLE_INSTANCES, 1),
  read('end', 'ending, the person', PERSON),
  read('end', 'ending, the others', OTHERS),
  read('end', 'ending, groups', APPROVERS),
  read('end', 'ending, a token', TOKEN),
  { phase: 'end', name: 'ending, the batch', method: 'POST', path: BATCH },
]

const CALLS: { readonly [mode in Mode]: readonly LifeCall[] } = {
  application: approvedInChat(false),
  delegated: approvedInChat(true),
  // What is the same as in the lives before is not tried again.
  native: [
    ...starting('signIn', ROLE_REQUESTS, ROLE_INSTANCES).slice(0, 3),
    ...standing('answer', 'answering'),
    read('answer', 'answering, the request', ROLE_REQUEST),
    ...answering(ROLE_APPROVAL, ROLE_STEP),
    read('answer', 'waiting, what is there', ROLE_INSTANCES),
  ],
  group: [
    read('ask', 'asking, what they hold', GROUP_INSTANCES),
    ...starting('signIn', GROUP_REQUESTS, GROUP_INSTANCES).slice(0, 3),
    read('signIn', "signing in, the group's name", GROUP),
    read('answer', "answering, the group's name", GROUP),
    read('answer', 'answering, the request', GROUP_REQUEST),
    ...answering(GROUP_APPROVAL, GROUP_STAGE),
    read('answer', 'waiting, what is there', GROUP_INSTANCES),
    { phase: 'end', name: 'the end', method: 'POST', path: GROUP_REQUESTS },
    read('end', 'the end read back', GROUP_INSTANCES, 1),
    read('end', "ending, the group's name", GROUP),
  ],
  denied: answering(ROLE_APPROVAL, ROLE_STEP),
  withdrawn: [
    read('answer', 'withdrawing, what is there', ROLE_INSTANCES),
    read('answer', 'withdrawing, the request', ROLE_REQUEST),
    { phase: 'answer', name: 'the withdrawal', method: 'POST', path: CANCEL },
  ],
  groupWithdrawn: [{ phase: 'answer', name: 'the withdrawal', method: 'POST', path: CANCEL_IN_GROUP }],
}

/** What a life in this mode calls and goes wrong in it. */
export function callsOf(mode: Mode): readonly LifeCall[] {
  return CALLS[mode]
}

/** All that a life in this mode may call; a test holds it against a life in which nothing goes wrong. */
export function knownIn(mode: Mode): readonly LifeCall[] {
  if (mode === 'application' || mode === 'delegated') return CALLS[mode]
  const alike = LIVES[mode].what.kind === 'role' ? CALLS.native : CALLS.group
  return [...CALLS.delegated, ...CALLS[mode], ...CALLS.native, ...alike]
}
