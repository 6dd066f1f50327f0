import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { DEFAULT_WATCH_SETTINGS, type WatchSettings } from '../../bot/domain/alerts/watch-settings.ts'
import { DAY, HOUR, MINUTE } from '../../bot/domain/duration.ts'
import type { UsageAlertCardView, WatchReportCardView } from '../../bot/domain/views/watch-view.ts'
import { createSchedules } from '../../bot/workers/schedules/schedules.ts'
import { createSlots } from '../../bot/workers/schedules/slots.ts'
import { approvedIn, START, type Story, tellStory } from '../engine/story.ts'
import { CALM } from './support.ts'

const at = (text: string) => Date.parse(text)

describe('slots', () => {
  it('are those of the clock on the wall in the zone, the latest after one and not after another', () => {
    const mondays = createSlots('0 9 * * 1', 'America/Toronto')
    expect(mondays.latest(at('2026-11-16T14:00Z'), at('2026-11-25T00:00Z'))).toBe(at('2026-11-23T14:00Z'))
    expect(mondays.latest(at('2026-11-23T14:00Z'), at('2026-11-25T00:00Z'))).toBeNull()
    expect(mondays.latest(at('2026-07-05T00:00Z'), at('2026-07-08T00:00Z'))).toBe(at('2026-07-06T13:00Z'))
    mondays.close()
  })

  it('know zones whose offset is no whole hour', () => {
    const daily = createSlots('0 9 * * *', 'America/St_Johns')
    expect(daily.latest(at('2026-11-23T00:00Z'), at('2026-11-24T00:00Z'))).toBe(at('2026-11-23T12:30Z'))
    daily.close()
  })
})

describe('schedules', () => {
  let story: Story
  beforeEach(async () => {
    story = await tellStory()
  })
  afterEach(() => story.end())

  const reports = (who = 'channel:alerts') =>
    story.platform.seenBy(who).filter((view): view is WatchReportCardView => view.card === 'watchReport')
  const started = (downSince: number | null = null, settings: WatchSettings = CALM) =>
    createSchedules(story.engine.context, settings, downSince)

  async function tickAt(schedules: ReturnType<typeof started>, time: number): Promise<void> {
    story.clock.step(time - story.engine.now())
    await schedules.tick()
    await story.settles()
  }

  it('tell the digest once, also after a restart, and once for turns that were missed', async () => {
    const first = started()
    await tickAt(first, START + 7 * DAY)
    await tickAt(first, START + 7 * DAY + MINUTE)
    const second = started()
    await tickAt(second, START + 7 * DAY + 2 * MINUTE)
    expect(reports().filter(({ report }) => report === 'digest')).toHaveLength(1)
    await tickAt(second, START + 29 * DAY)
    const digests = reports().filter(({ report }) => report === 'digest')
    expect(digests).toHaveLength(2)
    // Three Mondays in one: it tells of everything since the digest before.
    expect(digests[1]?.params).toMatchObject({ from: at('2026-11-30T14:00Z'), to: at('2026-12-21T14:00Z') })
    for (const schedules of [first, second]) schedules.close()
  })

  it('take a turn only once, however many of them run', async () => {
    const both = [started(), started()]
    story.clock.step(7 * DAY)
    await Promise.all(both.map((schedules) => schedules.tick()))
    await story.settles()
    expect(reports().filter(({ report }) => report === 'digest')).toHaveLength(1)
    for (const schedules of both) schedules.close()
  })

  it('say that all is quiet once a day, and never while an alert is open', async () => {
    const quiet = () => reports().filter(({ report }) => report === 'quiet')
    const schedules = started()
    await tickAt(schedules, at('2026-11-23T22:01Z'))
    await tickAt(schedules, at('2026-11-23T22:02Z'))
    expect(quiet()).toMatchObject([{ params: { count: 0 } }])
    schedules.close()
    const strict = started(null, DEFAULT_WATCH_SETTINGS)
    await tickAt(strict, at('2026-11-24T22:01Z'))
    expect(story.platform.seenBy('channel:alerts').at(-1)).toMatchObject({ alert: 'tooManyAdministrators' })
    expect(quiet()).toHaveLength(1)
    strict.close()
  })

  it('scan: the emergency account that tries something is told within a scan', async () => {
    const schedules = started()
    await tickAt(schedules, START + HOUR)
    await story.says('breakglass-1', '/elevate Global Administrator 1h INC-1 because of it')
    await tickAt(schedules, story.engine.now() + 16 * MINUTE)
    await tickAt(schedules, story.engine.now() + 16 * MINUTE)
    const alerts = story.platform
      .seenBy('channel:alerts')
      .filter((view): view is UsageAlertCardView => view.card === 'usageAlert')
    expect(alerts).toMatchObject([{ alert: 'emergencyUsed', severity: 'high', params: { person: 'Breakglass-1' } }])
    schedules.close()
  })

  it('after a downtime say from when to when, and how many ends were verified late', async () => {
    await approvedIn(story)
    const downSince = story.engine.now() + 50 * MINUTE
    story.clock.step(3 * HOUR)
    const schedules = started(downSince)
    await story.settles()
    await tickAt(schedules, story.engine.now() + 2 * MINUTE)
    await tickAt(schedules, story.engine.now() + 2 * MINUTE)
    const lines = reports('channel:feed').filter(({ report }) => report === 'downtime')
    expect(lines).toHaveLength(1)
    expect(lines[0]?.params).toMatchObject({ from: downSince, count: 1, open: 0 })
    schedules.close()
  })

  it('keep a snapshot of what is standing each day', async () => {
    const schedules = started()
    await tickAt(schedules, START + DAY)
    const history = story.sqlite.store.history
    expect(await history.standingDays({ from: '2026-11-01', to: '2026-12-31' })).toEqual(['2026-11-24'])
    expect((await history.standing('2026-11-24'))?.assignments).toMatchObject([{ personId: 'pradeep' }])
    schedules.close()
  })

  it('say nothing of a short restart, and nothing by the clock in an engine that was given no schedules', async () => {
    const schedules = started(story.engine.now() - MINUTE)
    await tickAt(schedules, story.engine.now() + 2 * MINUTE)
    expect(reports('channel:feed')).toEqual([])
    await story.passes('PT3H')
    expect(reports()).toEqual([])
    schedules.close()
  })
})

describe('eligible assignments about to end', () => {
  it('are told 14 days and 1 day before, once each, to the channel and to whoever has them', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'elevate-ending-'))
    const eligible = [{ person: 'adele', role: 'User Administrator', until: '2026-12-08T20:00:00Z' }]
    const story = await tellStory({ folder, eligible })
    const schedules = createSchedules(story.engine.context, DEFAULT_WATCH_SETTINGS, null)
    for (let day = 0; day < 17; day += 1) {
      story.clock.step(DAY)
      await schedules.tick()
      await story.settles()
    }
    const told = (who: string) =>
      story.platform.seenBy(who).filter((view) => view.card === 'watchReport' && view.report === 'assignmentsEnding')
    expect(told('adele')).toMatchObject([
      { params: { own: true }, sections: [{ rows: [{ person: null, params: { at: at('2026-12-08T20:00Z') } }] }] },
      { params: { own: true } },
    ])
    expect(told('channel:alerts')).toHaveLength(2)
    expect(told('lidia')).toEqual([])
    schedules.close()
    await story.end()
    rmSync(folder, { recursive: true, force: true })
  })
})

describe('/elevate review', () => {
  it('shows what is standing and what nobody uses, to those who may see everybody', async () => {
    const story = await tellStory()
    const schedules = createSchedules(story.engine.context, DEFAULT_WATCH_SETTINGS, null)
    story.clock.step(HOUR)
    await schedules.tick()
    story.clock.step(40 * DAY)
    await story.says('soc', '/elevate review')
    const view = story.lastSeenBy('soc') as WatchReportCardView
    expect(view.sections.map(({ section }) => section)).toEqual(['standing', 'unused', 'notKnown'])
    expect(view.sections[0]?.rows).toMatchObject([{ person: { id: 'pradeep' }, note: 'heldSince' }])
    expect(view.sections[1]?.rows).toContainEqual(
      expect.objectContaining({ person: expect.objectContaining({ id: 'adele' }), note: 'neverUsed' }),
    )
    expect(view.sections[2]?.rows).toMatchObject([{ person: null, note: 'lastSignInNotKnown' }])
    await story.says('adele', '/elevate review')
    expect(story.lastSeenBy('adele')).toMatchObject({ card: 'refusal', refusals: [{ code: 'notAllowed' }] })
    const explained = (id: string) => story.engine.explain(id, '/elevate review')
    expect(await explained('soc')).toMatchObject({ outcome: 'allowed', refusals: [] })
    expect(await explained('adele')).toMatchObject({ outcome: 'refused', refusals: [{ code: 'notAllowed' }] })
    schedules.close()
    await story.end()
  })

  it('holds to the thresholds of the organisation', async () => {
    const { alerts } = DEFAULT_WATCH_SETTINGS
    const never = { ...DEFAULT_WATCH_SETTINGS, alerts: { ...alerts, eligibleUnused: { afterMs: 60 * DAY } } }
    const story = await tellStory({ watch: never })
    const schedules = createSchedules(story.engine.context, never, null)
    story.clock.step(HOUR)
    await schedules.tick()
    story.clock.step(40 * DAY)
    const sections = async () => {
      await story.says('soc', '/elevate review')
      return (story.lastSeenBy('soc') as WatchReportCardView).sections.map(({ section }) => section)
    }
    expect(await sections()).toEqual(['standing', 'notKnown'])
    story.clock.step(21 * DAY)
    expect(await sections()).toEqual(['standing', 'unused', 'notKnown'])
    schedules.close()
    await story.end()
  })
})
