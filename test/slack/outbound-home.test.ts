import { afterEach, describe, expect, it } from 'vitest'
import { requestSample } from '../cards/sample-views.ts'
import { messageTo, startWorld, type World, type WorldOptions } from './outbound-world.ts'

let world: World | null = null
afterEach(async () => {
  await world?.close()
  world = null
})

async function start(options?: WorldOptions): Promise<World> {
  world = await startWorld(options)
  return world
}

const pending = requestSample('pendingApproval')
const linked: WorldOptions = { links: [['adele', 'adele']] }

describe('the home', () => {
  it('is published for who opened it', async () => {
    const { slack, platform, user } = await start(linked)
    await platform.home.publish(user('adele'))
    const [call, ...more] = slack.peer.of('views.publish')
    expect(more).toEqual([])
    expect(call?.args).toMatchObject({ user_id: user('adele'), view: { type: 'home' } })
  })

  it('says to who is linked to nobody that they are not known, and nothing of anybody', async () => {
    const { slack, platform, user } = await start(linked)
    await platform.home.publish(user('megan'))
    const [call] = slack.peer.of('views.publish')
    const view = JSON.stringify(call?.args['view'])
    expect(view.length).toBeGreaterThan(50)
    expect(view).not.toMatch(/verb:|Exchange|adele/i)
  })

  it('follows what is sent to its person, several changes at once', async () => {
    const { slack, platform, user } = await start(linked)
    await platform.home.publish(user('adele'))
    for (const key of ['one', 'two', 'three']) await platform.send(messageTo(`user:${user('adele')}`, pending, { key }))
    // A slow machine may part them into two; one for each would be four.
    await expect.poll(() => slack.peer.of('views.publish').length).toBeGreaterThan(1)
    await platform.home.idle()
    expect(slack.peer.of('views.publish').length).toBeLessThan(4)
  })

  it('of who never opened it is not published', async () => {
    const { slack, platform, user } = await start(linked)
    await platform.send(messageTo(`user:${user('adele')}`, pending))
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(slack.peer.of('views.publish')).toEqual([])
  })

  it('goes on being brought up to date after a restart', async () => {
    const { slack, platform, user, again } = await start(linked)
    await platform.home.publish(user('adele'))
    const after = again()
    await after.start()
    await after.send(messageTo(`user:${user('adele')}`, pending))
    await expect.poll(() => slack.peer.of('views.publish').length).toBe(2)
  })

  it('that Slack refuses is logged, and not tried for ever', async () => {
    const { slack, platform, user, said } = await start(linked)
    slack.peer.fail('views.publish', { kind: 'refused', code: 'not_enabled' }, 100)
    await platform.home.publish(user('adele'))
    await platform.home.idle()
    await new Promise((resolve) => setTimeout(resolve, 60))
    expect(slack.peer.of('views.publish')).toHaveLength(1)
    expect(said.join('\n')).toContain('not_enabled')
  })

  it('is given up after a few failures, until the next change', async () => {
    const { slack, platform, user, said } = await start(linked)
    slack.peer.fail('views.publish', { kind: 'error500' }, 100)
    await platform.home.publish(user('adele'))
    await expect.poll(() => said.join('\n')).toContain('given up')
    const tried = slack.peer.of('views.publish').length
    expect(tried).toBeLessThan(6)
    slack.peer.heal()
    await platform.send(messageTo(`user:${user('adele')}`, pending))
    await expect.poll(() => slack.peer.of('views.publish').length).toBe(tried + 1)
  })
})
