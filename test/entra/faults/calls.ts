import type { Mode } from './faulty-story.ts'
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

const starting = (phase: Phase): LifeCall[] => [
  { phase, name: 'the start', method: 'POST', path: ROLE_REQUESTS },
  { phase, name: 'the request of a lost start', method: 'GET', path: ROLE_REQUESTS, afterLostStart: true },
  read(phase, 'the start read back', ROLE_INSTANCES),
  read(phase, 'the start read back once more', ROLE_INSTANCES, 1),
]

/** What a life in this mode calls; a test holds it against a life in which nothing goes wrong. */
export function callsOf(mode: Mode): readonly LifeCall[] {
  const isDelegated = mode === 'delegated'
  return [
    read('ask', 'asking, everybody', /\/v1.0\/users$/),
    read('ask', 'asking, a unit', /\/administrativeUnits\/montreal$/),
    read('ask', 'asking, a group', /\/groups\/on-call$/),
    read('ask', 'asking, what they hold', ROLE_INSTANCES),
    read('ask', 'asking, groups they are in for a time', GROUP_INSTANCES),
    ...standing('ask', 'asking'),
    ...standing('decide', 'deciding'),
    ...(isDelegated ? standing('signIn', 'signing in') : []),
    ...starting(isDelegated ? 'signIn' : 'decide'),
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
}
