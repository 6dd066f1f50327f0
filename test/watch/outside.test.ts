import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { HOUR, MINUTE } from '../../bot/domain/duration.ts'
import type { UsageAlertCardView } from '../../bot/domain/views/watch-view.ts'
import { createSchedules } from '../../bot/workers/schedules/schedules.ts'
import { START, type Story, tellStory } from '../engine/story.ts'
import { activateElsewhere, CALM } from './support.ts'

describe('an activation that went round Elevate', () => {
  let story: Story
  beforeEach(async () => {
    story = await tellStory()
  })
  afterEach(() => story.end())

  /** The clock of these stories is set, which is told as well. */
  const told = () =>
    story.platform.seenBy('channel:alerts').filter((view) => view.card !== 'alert' || view.alert !== 'clockJumped')
  const alerts = () => told().filter((view): view is UsageAlertCardView => view.card === 'usageAlert')
  const recorded = async () => (await story.auditTypes()).filter((type) => type === 'assignmentFoundOutside')

  async function reconciledAndScanned(): Promise<void> {
    const schedules = createSchedules(story.engine.context, CALM, null)
    await story.engine.reconcile()
    for (let round = 0; round < 3; round += 1) {
      story.clock.step(16 * MINUTE)
      await schedules.tick()
      await story.engine.reconcile()
    }
    await story.settles()
    schedules.close()
  }

  it('is one message with buttons and evidence, as soon as it is seen and however often it is found', async () => {
    await activateElsewhere(story, 'adele', 4 * HOUR)
    await story.engine.reconcile()
    await story.settles()
    const first = alerts()
    expect(first).toMatchObject([
      {
        alert: 'wentRound',
        severity: 'high',
        state: 'open',
        params: { person: 'Adele', at: START, endsAt: START + 4 * HOUR },
        incidents: [{ person: { id: 'adele' } }],
        actions: ['acknowledge', 'snooze', 'snoozeMonth', 'remedy'],
      },
    ])
    await reconciledAndScanned()
    expect(told()).toEqual(first)
    expect(await recorded()).toHaveLength(1)
  })

  it('keeps its start and end after it is over, and waits for somebody', async () => {
    await activateElsewhere(story, 'adele', 10 * MINUTE)
    await reconciledAndScanned()
    expect(told()).toHaveLength(1)
    expect(alerts()).toMatchObject([{ state: 'open', version: 1, params: { at: START, endsAt: START + 10 * MINUTE } }])
  })

  it('of an account kept for emergencies is told as that, once', async () => {
    await activateElsewhere(story, 'breakglass-1', HOUR)
    await reconciledAndScanned()
    expect(told()).toHaveLength(1)
    expect(alerts()).toMatchObject([{ alert: 'emergencyUsed', params: { person: 'Breakglass-1', what: 'activation' } }])
    expect(await recorded()).toHaveLength(1)
  })

  it('is recorded and not told where the organisation switched the alert off', async () => {
    await story.end()
    story = await tellStory({ watch: { ...CALM, alerts: { ...CALM.alerts, off: ['wentRound'] } } })
    await activateElsewhere(story, 'adele', HOUR)
    await story.engine.reconcile()
    await story.settles()
    expect(told()).toEqual([])
    expect(await recorded()).toHaveLength(1)
  })
})
