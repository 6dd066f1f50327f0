import { z } from 'zod'
import { type AlertSettings, DEFAULT_ALERT_SETTINGS as DEFAULTS } from '../domain/alerts/settings.ts'
import {
  DEFAULT_WATCH_SETTINGS,
  SCHEDULES,
  type ScheduleName,
  type WatchSettings,
} from '../domain/alerts/watch-settings.ts'
import { DAY, durationToMs, SECOND } from '../domain/duration.ts'
import { SEVERITIES, USAGE_ALERTS } from '../domain/views/watch-view.ts'
import { durationBetween, scheduleTime } from './scalars.ts'

const cron = (name: ScheduleName, what: string) =>
  scheduleTime
    .default(DEFAULT_WATCH_SETTINGS.schedules[name] ?? 'off')
    .describe(`${what} Five fields of cron in the organisation's zone, or off.`)

/** Times of work by the clock on the wall. */
export const scheduleTimes = {
  import: cron('import', "Reads what the directory's own record says of changes made outside Elevate."),
  alerts: cron('alerts', 'Scans for usage alerts.'),
  digest: cron('digest', 'What happened since the last digest.'),
  quiet: cron('quiet', 'One line when nothing is wrong.'),
  assignments: cron('assignments', 'Eligible assignments about to end, 14 days and 1 day before.'),
  snapshot: cron('snapshot', 'Keeps what is standing, for reports.'),
  review: cron('review', 'What is standing, unused, too strict or too loose.'),
} satisfies { readonly [name in ScheduleName]: unknown }

const count = (least: number, normal: number) => z.int().min(least).max(10_000).default(normal)
const percent = (normal: number) =>
  z
    .int()
    .min(0)
    .max(100)
    .default(Math.round(100 * normal))
const days = (ms: number) =>
  z
    .int()
    .min(1)
    .max(365)
    .default(Math.round(ms / DAY))
const seconds = (ms: number) =>
  z
    .int()
    .min(1)
    .max(3600)
    .default(Math.round(ms / SECOND))

/** What every alert has, and what one has beside it. */
function rule<Shape extends z.ZodRawShape>(shape: Shape) {
  const severity = z.enum(SEVERITIES).optional().describe('In place of the usual severity.')
  return z.strictObject({ ...shape, severity })
}

/** Thresholds of the usage alerts. */
export const alertsSection = z.strictObject({
  off: z.array(z.enum(USAGE_ALERTS)).default([]).describe('Alerts that are not wanted.'),
  assignedOutside: rule({}).prefault({}),
  activatedTooOften: rule({
    sequences: z
      .array(z.strictObject({ count: z.int().min(2).max(100), interval: durationBetween('PT1S', 'P7D') }))
      .optional(),
  })
    .prefault({})
    .describe('So many activations of a role by one person, each less than the interval after the one before.'),
  tooManyAdministrators: rule({
    count: count(2, DEFAULTS.tooManyAdministrators.count),
    percent: percent(DEFAULTS.tooManyAdministrators.share),
  })
    .prefault({})
    .describe('Both have to be met: people, and their share of all assignments.'),
  mfaNotRequired: rule({}).prefault({}),
  eligibleUnused: rule({ days: days(DEFAULTS.eligibleUnused.afterMs) }).prefault({}),
  staleAccount: rule({ days: days(DEFAULTS.staleAccount.afterMs) }).prefault({}),
  licenceMissing: rule({}).prefault({}),
  wentRound: rule({}).prefault({}),
  emergencyUsed: rule({}).prefault({}),
  unusualActivation: rule({ history: count(5, DEFAULTS.unusualActivation.history) })
    .prefault({})
    .describe('Activations of a person that have to be known before one is called unusual.'),
  ticketReused: rule({
    activations: count(2, DEFAULTS.ticketReused.activations),
    people: count(2, DEFAULTS.ticketReused.people),
    days: days(DEFAULTS.ticketReused.withinMs),
    incidents: z.array(z.string().min(1)).default([]).describe('Tickets of declared incidents, which are exempt.'),
  }).prefault({}),
  hastyApprover: rule({
    seconds: seconds(DEFAULTS.hastyApprover.withinMs),
    decisions: count(2, DEFAULTS.hastyApprover.decisions),
    percent: percent(DEFAULTS.hastyApprover.share),
  }).prefault({}),
  samePair: rule({ approvals: count(4, DEFAULTS.samePair.approvals) }).prefault({}),
  activePastEnd: rule({ after: durationBetween('PT1M', 'PT24H').prefault('PT10M') }).prefault({}),
  keepsTimingOut: rule({
    requests: count(2, DEFAULTS.keepsTimingOut.requests),
    percent: percent(DEFAULTS.keepsTimingOut.share),
  }).prefault({}),
  approvedInSeconds: rule({
    seconds: seconds(DEFAULTS.approvedInSeconds.withinMs),
    requests: count(2, DEFAULTS.approvedInSeconds.requests),
    percent: percent(DEFAULTS.approvedInSeconds.share),
  }).prefault({}),
})

export type AlertsSection = z.output<typeof alertsSection>
type Times = { readonly [name in ScheduleName]: string }

export function toWatchSettings(times: Times, section: AlertsSection): WatchSettings {
  const entries = SCHEDULES.map((name) => [name, times[name] === 'off' ? null : times[name]])
  return { schedules: Object.fromEntries(entries) as WatchSettings['schedules'], alerts: toAlertSettings(section) }
}

function toAlertSettings(section: AlertsSection): AlertSettings {
  const { tooManyAdministrators, ticketReused, hastyApprover, keepsTimingOut, approvedInSeconds } = section
  const sequences = section.activatedTooOften.sequences?.map(({ count: times, interval }) => ({
    count: times,
    intervalMs: durationToMs(interval),
  }))
  return {
    ...DEFAULTS,
    off: section.off,
    severity: severities(section),
    activatedTooOften: sequences ? { sequences } : DEFAULTS.activatedTooOften,
    tooManyAdministrators: { count: tooManyAdministrators.count, share: tooManyAdministrators.percent / 100 },
    eligibleUnused: { afterMs: section.eligibleUnused.days * DAY },
    staleAccount: { afterMs: section.staleAccount.days * DAY },
    unusualActivation: { history: section.unusualActivation.history },
    ticketReused: {
      activations: ticketReused.activations,
      people: ticketReused.people,
      withinMs: ticketReused.days * DAY,
      incidents: ticketReused.incidents,
    },
    hastyApprover: {
      withinMs: hastyApprover.seconds * SECOND,
      decisions: hastyApprover.decisions,
      share: hastyApprover.percent / 100,
    },
    samePair: { ...DEFAULTS.samePair, approvals: section.samePair.approvals },
    activePastEnd: { afterMs: durationToMs(section.activePastEnd.after) },
    keepsTimingOut: { requests: keepsTimingOut.requests, share: keepsTimingOut.percent / 100 },
    approvedInSeconds: {
      withinMs: approvedInSeconds.seconds * SECOND,
      requests: approvedInSeconds.requests,
      share: approvedInSeconds.percent / 100,
    },
  }
}

function severities(section: AlertsSection): AlertSettings['severity'] {
  const named = USAGE_ALERTS.map((name) => [name, section[name].severity] as const)
  return Object.fromEntries(named.filter(([, severity]) => severity !== undefined))
}
