import type { Finding } from '../../bot/domain/alerts/finding.ts'
import { subjectOf } from '../../bot/domain/history/request-record.ts'
import type { UsageAlert } from '../../bot/domain/views/watch-view.ts'
import type { Misuse, Planted, Quarter } from '../quarter/types.ts'
import type { Raised } from './watch-quarter.ts'

/** Which alert tells of which misuse. */
const ALERT_OF: { readonly [kind in Misuse]: UsageAlert } = {
  assignedOutside: 'assignedOutside',
  activatedTooOften: 'activatedTooOften',
  tooManyGlobalAdministrators: 'tooManyAdministrators',
  roleWithoutMfa: 'mfaNotRequired',
  eligibleUnused: 'eligibleUnused',
  staleAccount: 'staleAccount',
  licenceMissing: 'licenceMissing',
  activatedOutside: 'wentRound',
  emergencyAccountUsed: 'emergencyUsed',
  unusualHour: 'unusualActivation',
  unusualRole: 'unusualActivation',
  unusualDuration: 'unusualActivation',
  burst: 'unusualActivation',
  oneTicketManyActivations: 'ticketReused',
  oneTicketManyPeople: 'ticketReused',
  decidesInSeconds: 'hastyApprover',
  alwaysSamePair: 'samePair',
  activePastEnd: 'activePastEnd',
  keepsTimingOut: 'keepsTimingOut',
  approvedInSeconds: 'approvedInSeconds',
}

export interface Verdict {
  readonly missed: readonly Planted[]
  readonly falseAlarms: readonly Raised[]
}

/** What was planted and not told, and what was told though nothing was planted that explains it. */
export function judge(quarter: Quarter, raised: readonly Raised[]): Verdict {
  return {
    missed: quarter.planted.filter((planted) => !raised.some((alarm) => tells(alarm, planted, [planted.kind]))),
    falseAlarms: raised.filter(
      (alarm) => !quarter.planted.some((planted) => tells(alarm, planted, [planted.kind, ...planted.related])),
    ),
  }
}

function tells({ record: { finding }, at }: Raised, planted: Planted, kinds: readonly Misuse[]): boolean {
  return kinds.some((kind) => ALERT_OF[kind] === finding.rule) && at >= planted.at && isAbout(finding, planted)
}

function isAbout(finding: Finding, { about: { personId, subject, ticket, approverId } }: Planted): boolean {
  const people = [finding.personId, ...finding.about, ...finding.incidents.map((each) => each.personId)]
  const subjects = [finding.activatable, ...finding.incidents.map((each) => each.activatable)]
  if (ticket !== undefined && finding.ticket !== ticket) return false
  if (approverId !== undefined && finding.otherId !== approverId) return false
  if (personId !== undefined && ticket === undefined && !people.includes(personId)) return false
  return subject === undefined || subjects.some((each) => each !== null && subjectOf(each) === subject)
}
