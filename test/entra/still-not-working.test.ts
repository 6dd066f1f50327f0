import { afterEach, describe, expect, it } from 'vitest'
import { LINE } from '../engine/story.ts'
import { type EntraStory, exchange, helpdesk, tellEntraStory, UNIT } from './story.ts'

let story: EntraStory

async function active(line = LINE): Promise<void> {
  story = await tellEntraStory()
  await story.says('adele', line)
  const request = await story.newest()
  if (request.status === 'pendingVerification') await story.proves('adele', request)
  if ((await story.newest()).status === 'pendingApproval') await story.presses('alex', 'approve', await story.newest())
  await story.passes('PT30S')
  expect((await story.newest()).status).toBe('active')
}

async function pressed(): Promise<unknown> {
  await story.presses('adele', 'notWorking', await story.newest())
  return story.lastSeenBy('adele')
}

afterEach(async () => {
  expect(story.tenant.graph.violations).toEqual([])
  await story.finish()
})

describe('active but not working', () => {
  it('the card says that services notice late and offers the button; a younger activation needs patience', async () => {
    await active()
    expect(story.platform.seenBy('adele')).toContainEqual(
      expect.objectContaining({
        card: 'request',
        noticedLate: true,
        actions: ['deactivate', 'again', 'notWorking', 'notMe'],
      }),
    )
    const { activation } = await story.newest()
    expect(await pressed()).toMatchObject({
      confirmation: 'activeYoung',
      params: {
        since: activation?.startedAt,
        until: activation?.endsAt,
        noticedBy: (activation?.startedAt ?? 0) + 15 * 60_000,
      },
    })
    expect(await story.auditTypes()).toContain('activationChecked')
  })

  it('an older one: says what to try, in whatever scope it is', async () => {
    await active()
    await story.passes('PT16M')
    expect(await pressed()).toMatchObject({ confirmation: 'activeThere' })
    expect((await story.newest()).status).toBe('active')
    await story.finish()

    await active('/elevate Helpdesk Administrator in Montreal 1h INC-1234')
    await story.passes('PT16M')
    expect(await pressed()).toMatchObject({ confirmation: 'activeWithin', params: { scope: 'Montreal' } })
  })

  it('gone: says so, and the disappearance is looked into at once', async () => {
    await active()
    story.tenant.removedInPortal('adele', exchange)
    expect(await pressed()).toMatchObject({ confirmation: 'activeGone' })
    await story.passes('PT1M')
    expect(await story.newest()).toMatchObject({ status: 'revoked', outcome: { by: { kind: 'directory' } } })
  })

  it('pressed again and again while the directory lags, it ends nothing that is there', async () => {
    await active()
    story.tenant.lag({ appearsAfterMs: 600_000 })
    for (const _ of [1, 2, 3]) expect(await pressed()).toMatchObject({ confirmation: 'activeGone' })
    expect((await story.newest()).status).toBe('active')
    story.tenant.lag({ appearsAfterMs: 0 })
    await story.passes('PT1M')
    expect((await story.newest()).status).toBe('active')
    expect(await story.auditTypes()).not.toContain('activationRemovedOutside')
  })

  it('held in another scope: names both', async () => {
    await active('/elevate Helpdesk Administrator in Montreal 1h INC-1234')
    story.tenant.removedInPortal('adele', { ...helpdesk, scope: UNIT })
    story.tenant.standing('adele', helpdesk)
    const answer = await pressed()
    expect(answer).toMatchObject({ confirmation: 'activeElsewhere', params: { askedScope: 'Montreal' } })
    expect(answer).not.toHaveProperty('params.scope')
  })

  it('refused: a bystander, security included, presses it; and its holder once it is over', async () => {
    await active()
    const asked = story.tenant.graph.calls.length
    for (const who of ['alex', 'soc', 'lidia']) {
      await story.presses(who, 'notWorking', await story.newest())
      expect(story.lastSeenBy(who)).toMatchObject({ card: 'refusal', refusals: [{ code: 'notAllowed' }] })
    }
    const reads = story.tenant.graph.calls.slice(asked).map(({ path }) => path)
    expect(reads.filter((path) => path.endsWith('/roleAssignmentScheduleInstances'))).toEqual([])
    await story.passes('PT6M')
    await story.presses('adele', 'deactivate', await story.newest())
    expect(await pressed()).toMatchObject({ card: 'refusal', refusals: [{ code: 'wrongStatus' }] })
    expect(await story.auditTypes()).not.toContain('activationChecked')
  })
})
