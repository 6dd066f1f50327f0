import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MINUTE } from '../../../bot/index.ts'
import { eventually } from '../../eventually.ts'
import type { Chat } from './chat.ts'
import { exchange } from './organisation.ts'
import { openSlackChat } from './slack-chat.ts'
import { stepsOf } from './steps.ts'
import { openTeamsChat } from './teams-chat.ts'
import { openWebChat } from './web-chat.ts'
import { startWorld, type World } from './world.ts'

/** Adele is in Teams, Alex in Slack, Megan and the security team in the web chat: one server, one tenant. */
describe('people of one tenant in Teams, Slack and the web chat', () => {
  let world: World
  let chats: { readonly teams: Chat; readonly slack: Chat; readonly web: Chat }
  beforeAll(async () => {
    world = await startWorld('delegated', [openTeamsChat, openSlackChat, openWebChat])
    const [teams, slack, web] = world.chats
    if (teams && slack && web) chats = { teams, slack, web }
  })
  afterAll(() => world?.close())

  it('one request: asked in one, decided in the two others, ended from a third, and every copy says so', async () => {
    const adele = stepsOf(world, chats.teams)
    const alex = stepsOf(world, chats.slack)
    const megan = stepsOf(world, chats.web)
    await chats.teams.joins(['adele', 'soc'])
    await chats.slack.joins(['alex'])
    await chats.web.joins(['megan', 'soc'])
    await chats.web.says('megan', 'mine')
    await eventually(async () => (await chats.web.sees('megan')).length).toBeGreaterThan(0)
    const feeds = async () => Promise.all([adele, alex, megan].map((steps) => steps.feedAbout(id)))

    const id = await adele.asks('adele', 'Exchange Administrator 1h')
    await alex.presses('alex', id, 'approve')
    for (const { name, steps } of copies()) await steps.reads(name, id).toMatch(/1 of 2/)
    await megan.presses('megan', id, 'approve')
    await alex.reads('alex', id).toMatch(/Approved by.*Alex Wilber.*Megan Bowen/s)
    expect(world.held('adele', exchange)).toEqual([])
    expect(await feeds()).toEqual(['', '', ''])
    expect(await adele.signsIn('adele', id)).toMatchObject({ status: 200 })

    for (const { name, steps } of copies()) await steps.reads(name, id).toMatch(/Active until/)
    await eventually(feeds).toEqual([1, 2, 3].map(() => expect.stringMatching(/Active until.*Adele Vance/s)))
    expect(world.held('adele', exchange)).toHaveLength(1)

    await world.later(5 * MINUTE)
    await chats.web.joins(['adele'])
    await chats.web.says('adele', `end ${id}`)

    for (const { name, steps } of copies()) await steps.reads(name, id).toMatch(/Deactivated/)
    await eventually(feeds).toEqual([1, 2, 3].map(() => expect.stringMatching(/Deactivated.*Adele Vance/s)))
    expect(world.held('adele', exchange)).toEqual([])
    expect(adele.started(id)).toHaveLength(1)
    for (const { name, chat } of copies()) {
      const verbs = (await chat.sees(name)).filter(({ text }) => text.includes(id)).flatMap((shown) => shown.verbs)
      expect(verbs).toEqual(name === 'adele' ? ['again'] : [])
    }
    for (const chat of [chats.teams, chats.slack]) expect(await chat.sees('megan')).toEqual([])

    function copies() {
      return [
        { name: 'adele', chat: chats.teams, steps: adele },
        { name: 'alex', chat: chats.slack, steps: alex },
        { name: 'megan', chat: chats.web, steps: megan },
      ] as const
    }
  })
})
