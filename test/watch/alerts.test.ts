import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { type Finding, finding, incident } from '../../bot/domain/alerts/finding.ts'
import { DEFAULT_WATCH_SETTINGS } from '../../bot/domain/alerts/watch-settings.ts'
import { DAY, HOUR } from '../../bot/domain/duration.ts'
import { USAGE_ALERTS, type UsageAlertCardView } from '../../bot/domain/views/watch-view.ts'
import { raiseAlerts } from '../../bot/use-cases/watch/raise-alerts.ts'
import { approvedIn, type Story, tellStory } from '../engine/story.ts'
import { role } from './facts.ts'

const CHANNEL = 'channel:alerts'

function about(rule: Finding['rule'], changes: Partial<Finding> = {}): Finding {
  const incidents = [incident({ personId: 'adele', activatable: role() })]
  return finding({
    rule,
    key: 'k1',
    weight: 4,
    personId: 'adele',
    activatable: role(),
    ticket: 'INC-1234',
    incidents,
    ...changes,
  })
}

describe('usage alerts', () => {
  let story: Story
  beforeEach(async () => {
    story = await tellStory()
  })
  afterEach(() => story.end())

  async function scan(rule: Finding['rule'], findings: readonly Finding[]): Promise<void> {
    await raiseAlerts(story.engine.context, findings, { ran: [rule] })
    await story.settles()
  }
  const cards = () =>
    story.platform.seenBy(CHANNEL).filter((view): view is UsageAlertCardView => view.card === 'usageAlert')
  const newest = () => {
    const card = cards().at(-1)
    if (!card) throw new Error('no alert')
    return { ...card, id: card.alertId, termsVersion: card.version }
  }
  const handledEvents = async () => (await story.auditTypes()).filter((type) => type === 'alertHandled')

  describe.each(USAGE_ALERTS)('%s', (rule) => {
    it('is told once, however often it is found, and brought up to date where it was told', async () => {
      await scan(rule, [about(rule)])
      await scan(rule, [about(rule)])
      await scan(rule, [about(rule, { weight: 5 })])
      expect(cards()).toHaveLength(1)
      expect(newest()).toMatchObject({ alert: rule, state: 'open', version: 2 })
      expect((await story.auditTypes()).filter((type) => type === 'alertRaised')).toHaveLength(1)
    })

    it('is silent while snoozed, and told anew when it is still so afterwards', async () => {
      await scan(rule, [about(rule)])
      await story.presses('soc', 'snooze', newest())
      expect(story.lastSeenBy('soc')).toMatchObject({ confirmation: 'alertSnoozed' })
      story.clock.step(6 * DAY)
      await scan(rule, [about(rule, { weight: 40 })])
      expect(cards()).toHaveLength(1)
      expect(newest()).toMatchObject({ state: 'snoozed', handled: { by: { id: 'soc' } }, actions: [] })
      story.clock.step(2 * DAY)
      await scan(rule, [about(rule)])
      expect(cards().map(({ state }) => state)).toEqual(['repeated', 'open'])
    })
  })

  it('comes back after it was acknowledged only when it has grown by half', async () => {
    await scan('ticketReused', [about('ticketReused')])
    await story.presses('soc', 'acknowledge', newest())
    await scan('ticketReused', [about('ticketReused', { weight: 5 })])
    expect(cards()).toHaveLength(1)
    expect(newest()).toMatchObject({ state: 'acknowledged' })
    await scan('ticketReused', [about('ticketReused', { weight: 6 })])
    expect(cards().map(({ state }) => state)).toEqual(['repeated', 'open'])
  })

  it('closes by itself when a condition is gone, and is told anew when it comes back', async () => {
    await scan('mfaNotRequired', [about('mfaNotRequired')])
    await scan('mfaNotRequired', [])
    expect(newest()).toMatchObject({ state: 'resolved', actions: [] })
    await scan('mfaNotRequired', [about('mfaNotRequired')])
    expect(cards().map(({ state }) => state)).toEqual(['repeated', 'open'])
  })

  it('about what happened stays until somebody handles it, and is left alone by other rules', async () => {
    await scan('unusualActivation', [about('unusualActivation')])
    await scan('unusualActivation', [])
    await scan('mfaNotRequired', [])
    expect(newest()).toMatchObject({ state: 'open' })
  })

  it('is handled by nobody it is about, nor by anybody without access', async () => {
    await scan('hastyApprover', [about('hastyApprover', { otherId: 'soc', about: ['soc'] })])
    for (const [who, code] of [
      ['soc', 'ownAlert'],
      ['adele', 'notAllowed'],
      ['alex', 'notAllowed'],
    ] as const) {
      for (const verb of ['acknowledge', 'snooze', 'snoozeMonth', 'remedy'] as const) {
        await story.presses(who, verb, newest())
        expect(story.lastSeenBy(who)).toMatchObject({ card: 'refusal', refusals: [{ code }] })
      }
    }
    expect(newest()).toMatchObject({ state: 'open' })
    expect(await handledEvents()).toEqual([])
  })

  it('is not handled by an old card, twice, or under an id that is none', async () => {
    await scan('wentRound', [about('wentRound')])
    const old = newest()
    await scan('wentRound', [about('wentRound', { params: { at: 5 } })])
    await story.presses('soc', 'acknowledge', old)
    expect(story.lastSeenBy('soc')).toMatchObject({ refusals: [{ code: 'staleAlert' }] })
    const now = newest()
    await story.presses('soc', 'acknowledge', now)
    await story.presses('pradeep', 'snooze', now)
    expect(story.lastSeenBy('pradeep')).toMatchObject({ refusals: [{ code: 'staleAlert' }] })
    await story.presses('soc', 'acknowledge', { id: 'AL-NONE', termsVersion: 1 })
    expect(story.lastSeenBy('soc')).toMatchObject({ refusals: [{ code: 'unknownAlert' }] })
    expect(await handledEvents()).toEqual(['alertHandled'])
  })

  it('is remedied: everything of the person ends, and they are blocked', async () => {
    await approvedIn(story)
    expect(await story.holds('adele')).toBe(true)
    await scan('unusualActivation', [about('unusualActivation')])
    await story.passes('PT6M')
    await story.presses('soc', 'remedy', newest())
    await story.passes('PT1M')
    expect(await story.holds('adele')).toBe(false)
    expect(newest()).toMatchObject({ state: 'remedied', handled: { by: { id: 'soc' } } })
    expect(await story.auditTypes()).toContain('personBlocked')
  })

  it('ends in the directory only what did not go through Elevate', async () => {
    await approvedIn(story)
    await scan('wentRound', [about('wentRound')])
    await story.passes('PT6M')
    await story.presses('soc', 'remedy', newest())
    expect(story.lastSeenBy('soc')).toMatchObject({ confirmation: 'alertRemedied', params: { count: 0 } })
    expect(await story.holds('adele')).toBe(true)
  })

  it('comes back when the remedy did not help', async () => {
    await scan('wentRound', [about('wentRound')])
    await story.presses('soc', 'remedy', newest())
    await scan('wentRound', [about('wentRound')])
    expect(cards()).toHaveLength(1)
    story.clock.step(2 * HOUR)
    await scan('wentRound', [about('wentRound')])
    expect(cards()).toHaveLength(2)
  })

  it('weighs what the organisation says it weighs', async () => {
    const { alerts } = DEFAULT_WATCH_SETTINGS
    const watch = { ...DEFAULT_WATCH_SETTINGS, alerts: { ...alerts, severity: { wentRound: 'low' as const } } }
    await story.end()
    story = await tellStory({ watch })
    await scan('wentRound', [about('wentRound')])
    expect(newest()).toMatchObject({ severity: 'low' })
    await scan('emergencyUsed', [about('emergencyUsed', { key: 'other' })])
    expect(newest()).toMatchObject({ alert: 'emergencyUsed', severity: 'high' })
  })

  it('survives that two scans are one after the other in the same moment', async () => {
    const scans = [...Array(5)].map(() =>
      raiseAlerts(story.engine.context, [about('wentRound')], { ran: ['wentRound'] }),
    )
    expect(await Promise.all(scans)).toEqual([true, true, true, true, true])
    await story.settles()
    expect(cards()).toHaveLength(1)
  })
})
