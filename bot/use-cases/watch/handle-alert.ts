import { isAllowed } from '../../domain/access-table.ts'
import { alertMessage } from '../../domain/alerts/plan-alerts.ts'
import { type AlertRecord, handled } from '../../domain/alerts/record.ts'
import { auditEvent, personActor } from '../../domain/audit-event.ts'
import { DAY } from '../../domain/duration.ts'
import { type Refusal, refusal } from '../../domain/refusal.ts'
import type { JsonObject, PersonId } from '../../domain/values.ts'
import type { Confirmation, Verb } from '../../domain/views/card-view.ts'
import { accessOf } from '../authority.ts'
import { commit, type Origin } from '../commit.ts'
import type { Context } from '../context.ts'
import { type Result, refuse } from '../decide-request.ts'
import { confirmationCard } from '../views/answers.ts'
import { alertWrite, type StoredAlert, storedAlert } from './alert-records.ts'
import { applyRemedy } from './apply-remedy.ts'

export type AlertVerb = Extract<Verb, 'acknowledge' | 'snooze' | 'snoozeMonth' | 'remedy'>

const SNOOZE = { snooze: 7 * DAY, snoozeMonth: 30 * DAY }

interface Press {
  readonly by: PersonId
  readonly verb: AlertVerb
  readonly alertId: string | null
  /** The state of the alert that the pressed card showed. */
  readonly version: number | null
}

/** Acknowledges, snoozes or remedies an alert. Never by somebody it is about, and only in the state that was shown. */
export async function handleAlert(
  ctx: Context,
  origin: Origin | null,
  press: Press,
): Promise<Result | { readonly outcome: 'handled' }> {
  const { by, alertId } = press
  const no = (why: Refusal) => refuse(ctx, by, origin, null, why)
  const stored = alertId === null ? null : await storedAlert(ctx, alertId)
  if (!stored) return no(refusal('unknownAlert'))
  const why = await whyNot(ctx, press, stored.record)
  if (why) return no(why)
  const done = await carryOut(ctx, press, stored.record)
  if ('code' in done) return no(done)
  const saved = await save(ctx, origin, press, stored, done)
  return saved ? { outcome: 'handled' } : no(refusal('staleAlert'))
}

async function whyNot(ctx: Context, { by, version }: Press, record: AlertRecord): Promise<Refusal | null> {
  const isAboutThem = record.finding.about.includes(by)
  const relation = isAboutThem ? 'requester' : 'other'
  if (!isAllowed('handleAlert', [relation], await accessOf(ctx, by))) {
    return refusal(isAboutThem ? 'ownAlert' : 'notAllowed')
  }
  return record.state === 'open' && record.version === version ? null : refusal('staleAlert')
}

interface Done {
  readonly state: 'acknowledged' | 'snoozed' | 'remedied'
  readonly until: number | null
  readonly confirmation: Confirmation
  readonly params: JsonObject
}

async function carryOut(ctx: Context, { by, verb }: Press, record: AlertRecord): Promise<Done | Refusal> {
  switch (verb) {
    case 'acknowledge':
      return { state: 'acknowledged', until: null, confirmation: 'alertAcknowledged', params: {} }
    case 'snooze':
    case 'snoozeMonth': {
      const until = ctx.time.now() + SNOOZE[verb]
      return { state: 'snoozed', until, confirmation: 'alertSnoozed', params: { until } }
    }
    case 'remedy': {
      const remedied = await applyRemedy(ctx, by, record)
      if ('code' in remedied) return remedied
      return { state: 'remedied', until: null, confirmation: 'alertRemedied', params: { count: remedied.ended } }
    }
  }
}

async function save(ctx: Context, origin: Origin | null, press: Press, stored: StoredAlert, done: Done) {
  const now = ctx.time.now()
  const next = handled(stored.record, done.state, press.by, now, done.until)
  const data = { alert: next.id, rule: next.finding.rule, how: press.verb, until: done.until }
  const saved = await commit(ctx, origin, {
    facts: [alertWrite(next, stored.version)],
    audit: [auditEvent(now, 'alertHandled', personActor(press.by), null, data)],
    effects: [alertMessage(next)],
    reply: confirmationCard(done.confirmation, null, done.params),
  })
  return saved.outcome === 'saved'
}
