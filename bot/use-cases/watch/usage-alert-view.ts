import type { Activatable } from '../../domain/activatable.ts'
import type { Finding, Incident } from '../../domain/alerts/finding.ts'
import type { AlertRecord } from '../../domain/alerts/record.ts'
import { remedyOf } from '../../domain/alerts/remedy.ts'
import { severityOf } from '../../domain/alerts/settings.ts'
import type { JsonObject } from '../../domain/values.ts'
import type { Verb } from '../../domain/views/card-view.ts'
import type { AlertState, IncidentView, UsageAlertCardView } from '../../domain/views/watch-view.ts'
import { alertSettings, type Context } from '../context.ts'
import { activatableView, displayNameOf, personView } from '../views/names.ts'

/** Evidence whose names are looked up; cards show fewer. */
const INCIDENTS = 20

/** An alert as its message shows it now: by the names of now. A message of an earlier occurrence only says so. */
export async function usageAlertView(
  ctx: Context,
  record: AlertRecord,
  occurrence: number,
): Promise<UsageAlertCardView> {
  const { finding, handled } = record
  const state: AlertState = occurrence === record.occurrence ? record.state : 'repeated'
  return {
    card: 'usageAlert',
    alert: finding.rule,
    alertId: record.id,
    version: record.version,
    severity: severityOf(finding, alertSettings(ctx)),
    state,
    raisedAt: record.raisedAt,
    handled: handled && { by: await personView(ctx, handled.by), at: handled.at, until: handled.until },
    params: await paramsOf(ctx, finding),
    oddities: finding.oddities,
    incidents: await Promise.all(finding.incidents.slice(0, INCIDENTS).map((each) => incidentView(ctx, each))),
    directory: typeof finding.params['directory'] === 'number' ? finding.params['directory'] : null,
    look: state === 'open' ? await lookCloser(ctx, finding) : null,
    actions: state === 'open' ? actionsOf(finding) : [],
  }
}

function actionsOf(finding: Finding): readonly Verb[] {
  const handling = ['acknowledge', 'snooze', 'snoozeMonth'] as const
  return remedyOf(finding) ? [...handling, 'remedy'] : handling
}

async function paramsOf(ctx: Context, finding: Finding): Promise<JsonObject> {
  const { personId, otherId, activatable, ticket, params } = finding
  return {
    ...params,
    ...(personId !== null && { person: await displayNameOf(ctx, personId) }),
    ...(otherId !== null && { approver: await displayNameOf(ctx, otherId) }),
    ...(activatable && { role: { ...(await activatableView(ctx, activatable)).displayName } }),
    ...(ticket !== null && { ticket }),
  }
}

async function incidentView(ctx: Context, { personId, activatable, at, requestId }: Incident): Promise<IncidentView> {
  return {
    person: personId === null ? null : await personView(ctx, personId),
    activatable: activatable && (await activatableView(ctx, activatable)),
    at,
    requestId,
  }
}

/** The command that shows what the alert is about. */
async function lookCloser(ctx: Context, { rule, activatable, ticket }: Finding): Promise<string | null> {
  switch (rule) {
    case 'tooManyAdministrators':
    case 'eligibleUnused':
    case 'staleAccount':
    case 'mfaNotRequired':
    case 'assignedOutside':
      return '/elevate review'
    case 'keepsTimingOut':
    case 'approvedInSeconds':
      return activatable && `/elevate settings ${await typedName(ctx, activatable)}`
    case 'wentRound':
    case 'activePastEnd':
      return activatable && `/elevate who ${await typedName(ctx, activatable)}`
    case 'ticketReused':
      return ticket && `/elevate who ${ticket}`
    default:
      return null
  }
}

async function typedName(ctx: Context, activatable: Activatable): Promise<string> {
  return (await activatableView(ctx, activatable)).displayName.en
}
