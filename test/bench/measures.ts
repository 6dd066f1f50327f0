import { acknowledge } from './measures/acknowledge.ts'
import { acknowledgeSlack } from './measures/acknowledge-slack.ts'
import { acknowledgeTeams } from './measures/acknowledge-teams.ts'
import { auditGrowth } from './measures/audit-growth.ts'
import { card } from './measures/card.ts'
import { decisionToCall } from './measures/decision-to-call.ts'
import { deferredJobs } from './measures/deferred-jobs.ts'
import { durableEvent } from './measures/durable-event.ts'
import { burst, lateness } from './measures/expiry.ts'
import { report } from './measures/report.ts'
import { resident } from './measures/resident.ts'
import { restart } from './measures/restart.ts'
import { usage } from './measures/usage.ts'
import type { Measure } from './run-measure.ts'

/** In the order of the table. */
export const MEASURES: readonly Measure[] = [
  acknowledge,
  acknowledgeSlack,
  acknowledgeTeams,
  decisionToCall,
  lateness,
  burst,
  durableEvent,
  restart,
  auditGrowth,
  usage,
  report,
  resident,
  card,
  deferredJobs,
]
