import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { MINUTE } from '../../../bot/index.ts'
import { eventually } from '../../eventually.ts'
import type { Chat } from './chat.ts'
import { exchange, MODES } from './organisation.ts'
import { openSlackChat } from './slack-chat.ts'
import { stepsOf } from './steps.ts'
import { openTeamsChat } from './teams-chat.ts'
import { openWebChat } from './web-chat.ts'
import { startWorld, type World } from './world.ts'

/** Adele is in Teams, Alex has just linked his account in Slack, Megan has the app in Teams and has never written to it. */
describe.each(MODES)('people of one tenant in Teams, Slack and the web chat, in %s mode', (mode) => {
  let world: World
  let chats: { readonly teams: Chat; readonly slack: Chat; readonly web: Chat }
  beforeAll(async () => {
    world = await startWorld(mode, [openTeamsChat, openSlackChat, openWebChat])
    const [teams, slack, web] = world.chats
    if (teams && slack && web) chats = { teams, slack, web }
  })
  afterAll(() => world?.close())

  it('one request: asked in one, decided in the two others, ended from the third, and every copy says so', async () => {
    await chats.teams.joins(['adele', 'megan', 'soc'])
    await chats.slack.joins(['alex'])
    const inTeams = stepsOf(world, chats.teams)
    const inSlack = stepsOf(world, chats.slack)
    const onWeb = stepsOf(world, chats.web)
    const copies = [
      { name: 'adele', chat: chats.teams, steps: inTeams },
      { name: 'megan', chat: chats.teams, steps: inTeams },
      { name: 'alex', chat: chats.slack, steps: inSlack },
    ] as const
    const feeds = () => Promise.all([inTeams, inSlack, onWeb].map((steps) => steps.feedAbout(id)))
    const everywhere = (text: RegExp) => [1, 2, 3].map(() => expect.stringMatching(text))

    const id = await inTeams.asks('adele', 'Exchange Administrator 1h')
    if (mode === 'application') expect(await inTeams.signsIn('adele', id)).toMatchObject({ status: 200 })
    await inSlack.presses('alex', id, 'approve')
    for (const { name, steps } of copies) await steps.reads(name, id).toMatch(/1 of 2/)
    expect(await inTeams.verbsOn('megan', id)).toContain('approve')
    await chats.web.joins(['megan'])
    expect(world.held('adele', exchange)).toEqual([])
    expect(await feeds()).toEqual(['', '', ''])
    await chats.web.says('megan', `approve ${id}`)
    for (const { name, steps } of copies) await steps.reads(name, id).toMatch(/Alex Wilber.*Megan Bowen/s)
    if (mode === 'delegated') {
      expect(world.held('adele', exchange)).toEqual([])
      expect(await inTeams.signsIn('adele', id)).toMatchObject({ status: 200 })
    }

    for (const { name, steps } of copies) await steps.reads(name, id).toMatch(/Active until/)
    await eventually(feeds).toEqual(everywhere(/Active until.*Adele Vance/s))
    expect(world.held('adele', exchange)).toHaveLength(1)

    await world.later(5 * MINUTE)
    await chats.web.joins(['adele'])
    await chats.web.says('adele', `end ${id}`)

    for (const { name, steps } of copies) await steps.reads(name, id).toMatch(/Deactivated/)
    await eventually(feeds).toEqual(everywhere(/Deactivated.*Adele Vance/s))
    expect(world.held('adele', exchange)).toEqual([])
    expect(inTeams.started(id)).toHaveLength(1)
    for (const { name, steps } of copies) {
      await eventually(() => steps.verbsOn(name, id)).toEqual(name === 'adele' ? ['again'] : [])
    }
  })
})
