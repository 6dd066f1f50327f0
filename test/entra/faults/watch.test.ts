import { expect, test } from 'vitest'
import type { ReportRow } from '../../../bot/domain/report/report-row.ts'
import { DAY, HOUR, MINUTE } from '../../../bot/index.ts'
import { makeReport } from '../../../bot/use-cases/report/make-report.ts'
import { START } from '../../engine/story.ts'
import { type WatchedTenant, watchTenant } from '../../watch/on-entra.ts'
import { exchange, helpdesk, onCall, UNIT } from '../story.ts'
import { FAULTS } from './fault-list.ts'
import { RECORD_CALLS, type ReadingCall, WATCH_CALLS } from './reading-calls.ts'

const IS_LONG = process.env['MODE'] === 'long'
/** More often than one read is repeated, and than all people together are asked about. */
const OUTAGE = 200

/** What a tenant in which nothing goes wrong has told in the end: each event and each alert once. */
interface Known {
  readonly outside: readonly string[]
  readonly alerts: readonly string[]
}

/** Something happens without Elevate, of each kind; some of it is over before anybody looks. */
function happens({ tenant, engine }: WatchedTenant): void {
  tenant.activatedInPortal('adele', exchange, 'PT30M')
  tenant.activatedInPortal('adele', onCall, 'PT4H')
  tenant.assignedInPortal('lidia', { ...helpdesk, scope: UNIT }, 'pradeep', 'P1D')
  const target = { kind: 'role', roleDefinitionId: exchange.roleDefinitionId, directoryScopeId: '/' } as const
  tenant.logs('Update role setting in PIM', { by: { user: 'pradeep', application: null }, target })
  tenant.signedIn('adele', engine.now() - 90 * DAY)
  tenant.ownAlert('NoMfaOnRoleActivationAlert', { isActive: true, incidentCount: 1 })
}

async function knownIn(story: WatchedTenant): Promise<Known> {
  const outside: ReportRow[] = []
  const period = { from: START - DAY, to: story.engine.now() + DAY }
  await (await makeReport(story.engine.context, period)).read(
    (row) => void (row.kind === 'outside' && outside.push(row)),
  )
  const seen = story.platform.seenBy('channel:alerts').filter((view) => view.card === 'usageAlert')
  return {
    outside: outside.map((row) => (row.kind === 'outside' ? `${row.change} ${row.person?.id ?? '-'}` : '')).sort(),
    alerts: seen.map((view) => (view.card === 'usageAlert' ? `${view.alert} ${view.state}` : '')).sort(),
  }
}

const times = async (story: WatchedTenant, type: string) =>
  (await story.auditTypes()).filter((each) => each === type).length

async function live(
  plan: (story: WatchedTenant) => void,
  look: (story: WatchedTenant) => Promise<void>,
  timeoutMs: number,
) {
  const story = await watchTenant({ timeoutMs })
  try {
    happens(story)
    await story.leaps(2 * HOUR)
    plan(story)
    for (let scan = 0; scan < 2; scan += 1) {
      await story.scans()
      await story.engine.reconcile().catch(() => undefined)
    }
    // Whatever patience was asked for is over.
    await story.leaps(MINUTE)
    await look(story)
    story.tenant.graph.faults.heal()
    for (let scan = 0; scan < 3; scan += 1) {
      await story.scans()
      await story.engine.reconcile()
    }
    await story.settles()
    expect(story.tenant.graph.violations).toEqual([])
    return await knownIn(story)
  } finally {
    await story.finish()
  }
}

const missingIn = (all: readonly string[], some: readonly string[]) => some.filter((each) => !all.includes(each))
let sound: Known | null = null
/** As it is where nothing goes wrong, and so where nothing is told twice either. */
async function soundly(): Promise<Known> {
  sound ??= await live(
    () => {},
    async () => {},
    20_000,
  )
  return sound
}

test('a tenant in which nothing goes wrong has each kind of event and alert to lose', async () => {
  const { outside, alerts } = await soundly()
  expect(outside).toEqual(['activated adele', 'activated adele', 'assigned lidia', 'settingsChanged -'])
  expect(alerts).toEqual(expect.arrayContaining(['mfaNotRequired open', 'staleAccount open', 'wentRound open']))
  expect(alerts.filter((alert) => alert.startsWith('wentRound'))).toHaveLength(2)
})

const SHORT: readonly (readonly [call: string, fault: string])[] = [
  ['the log', '403'],
  ['requests for roles', 'a reset before'],
  ['last sign-ins', '500'],
]
const cells = WATCH_CALLS.flatMap((call) =>
  FAULTS.flatMap(([name, fault]) =>
    IS_LONG || SHORT.some(([of, what]) => of === call.name && what === name) ? [{ call, name, fault }] : [],
  ),
)

test.each(cells.map((cell) => [`${cell.call.name}: ${cell.name}`, cell] as const))(
  'nothing that went round Elevate is lost, doubled or invented, and a gap is told: %s',
  async (about, { call, fault, name }) => {
    const all = await soundly()
    const fail = ({ tenant: { graph } }: WatchedTenant) =>
      graph.faults.fail('GET', call.path, fault, OUTAGE, 0, call.query)
    const known = await live(
      fail,
      async (story) => {
        const meanwhile = await knownIn(story)
        expect(missingIn(all.outside, meanwhile.outside), about).toEqual([])
        const invented = meanwhile.alerts.filter((alert) => alert.endsWith(' open') && !all.alerts.includes(alert))
        expect(invented, about).toEqual([])
        if (isOfRecord(call)) await judgeGap(story, about)
      },
      name.includes('timeout') ? 150 : 20_000,
    )
    expect(known, about).toEqual(all)
  },
  120_000,
)

const isOfRecord = (call: ReadingCall) => RECORD_CALLS.includes(call)

/** What could not be read is known to be missing; nothing was read past it. */
async function judgeGap(story: WatchedTenant, about: string): Promise<void> {
  // A tenant that asks for patience is not asked for the other parts of its record either.
  expect(await times(story, 'importFailed'), about).toBeGreaterThan(0)
  expect(await times(story, 'importResumed'), about).toBe(0)
}
