import {
  ALERT_STATES,
  type IncidentView,
  ODDITIES,
  SEVERITIES,
  USAGE_ALERTS,
  type UsageAlertCardView,
  WATCH_NOTES,
  WATCH_REPORTS,
  WATCH_SECTIONS,
  type WatchRowView,
} from '../../bot/domain/views/watch-view.ts'
import { USAGE_ALERT_PARAMS, WATCH_NOTE_PARAMS, WATCH_REPORT_PARAMS } from '../../cards/wording-params.ts'
import {
  adele,
  alex,
  exchange,
  globalAdministrator,
  megan,
  type Sample,
  SUBMITTED,
  sampleParams,
} from './sample-views.ts'

const HOUR = 3_600_000

/** Functions, since the samples of people are made in a file that reads this one. */
const incidents = (): readonly IncidentView[] => [
  { person: adele, activatable: exchange, at: SUBMITTED, requestId: 'EL-4F7K' },
  { person: alex, activatable: exchange, at: SUBMITTED - HOUR, requestId: null },
  { person: megan, activatable: null, at: SUBMITTED - 2 * HOUR, requestId: null },
  { person: null, activatable: globalAdministrator, at: null, requestId: null },
]

export const sampleAlert = (): UsageAlertCardView => ({
  card: 'usageAlert',
  alert: 'wentRound',
  alertId: 'AL-0123456789AB',
  version: 3,
  severity: 'high',
  state: 'open',
  raisedAt: SUBMITTED,
  handled: null,
  params: {},
  oddities: [],
  incidents: incidents(),
  directory: null,
  look: '/elevate who Exchange Administrator',
  actions: ['acknowledge', 'snooze', 'snoozeMonth', 'remedy'],
})

function reportSamples(): Sample[] {
  const rows = WATCH_NOTES.map((note): WatchRowView => {
    const params = sampleParams(WATCH_NOTE_PARAMS[note])
    return { person: adele, activatable: exchange, note, params }
  })
  const bare: WatchRowView = { person: null, activatable: globalAdministrator, note: null, params: {} }
  const nothing = WATCH_NOTES.map((note): WatchRowView => ({ person: alex, activatable: null, note, params: {} }))
  const notes = (['lastSignInNotKnown', 'licenceNotKnown', 'settingsNotKnown', 'ownAlertsNotKnown'] as const).map(
    (note): WatchRowView => ({ person: null, activatable: null, note, params: {} }),
  )
  const sections = WATCH_SECTIONS.map((section, n) => ({ section, rows: [...rows.slice(n), bare], count: 40 }))
  return [
    ...WATCH_REPORTS.flatMap((report): Sample[] => {
      const view = { card: 'watchReport', report, sections: [] } as const
      return [
        { name: `report ${report}`, view: { ...view, params: sampleParams(WATCH_REPORT_PARAMS[report]) } },
        { name: `report ${report}, nothing known`, view: { ...view, params: {} } },
      ]
    }),
    {
      name: 'report of what is not known',
      view: {
        card: 'watchReport',
        report: 'review',
        params: {},
        sections: [{ section: 'notKnown', rows: notes, count: notes.length }],
      },
    },
    { name: 'report with every section', view: { card: 'watchReport', report: 'review', params: {}, sections } },
    {
      name: 'report with notes of which nothing is known',
      view: {
        card: 'watchReport',
        report: 'digest',
        params: {},
        sections: [{ section: 'roles', rows: nothing, count: nothing.length }],
      },
    },
  ]
}

/** Usage alerts: each rule, each state, and much evidence. */
export function watchSamples(): Sample[] {
  const many = [...Array(20).keys()].flatMap(incidents)
  return [
    ...USAGE_ALERTS.flatMap((alert, number): Sample[] => {
      const severity = SEVERITIES[number % SEVERITIES.length] ?? 'high'
      const params = sampleParams(USAGE_ALERT_PARAMS[alert])
      return [
        { name: `usage alert ${alert}`, view: { ...sampleAlert(), alert, severity, params } },
        { name: `usage alert ${alert}, nothing known`, view: { ...sampleAlert(), alert, incidents: [], look: null } },
      ]
    }),
    ...ALERT_STATES.filter((state) => state !== 'open').map((state): Sample => {
      const handled = { by: megan, at: SUBMITTED + HOUR, until: state === 'snoozed' ? SUBMITTED + 8 * HOUR : null }
      const isHandled = state !== 'resolved' && state !== 'repeated'
      const shown = { state, handled: isHandled ? handled : null, look: null, actions: [] }
      return { name: `usage alert, ${state}`, view: { ...sampleAlert(), ...shown } }
    }),
    {
      name: 'usage alert that the directory raises too',
      view: { ...sampleAlert(), alert: 'staleAccount', directory: 3 },
    },
    { name: 'usage alert, every oddity', view: { ...sampleAlert(), alert: 'unusualActivation', oddities: ODDITIES } },
    ...reportSamples(),
    { name: 'usage alert, much evidence', view: { ...sampleAlert(), alert: 'ticketReused', incidents: many } },
  ]
}
