import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../eventually.ts'
import { BOT_SECRET } from '../rig/token-endpoint.ts'
import { startWorld, type World } from './world.ts'

const ANSWER_WITHIN = 3_000
const MINE = /Exchange Administrator/

describe('in one’s own chat', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
    await world.installEverybody()
  })
  afterEach(async () => {
    await world.close()
    const log = world.logged.join('\n')
    expect(log).not.toContain(BOT_SECRET)
    expect(log).not.toContain('/verify/')
    expect(world.logged.filter((line) => line.startsWith('error'))).toEqual([])
  })

  const newest = (name: string, pattern = MINE) =>
    eventually(async () => (await world.texts(name)).filter((text) => pattern.test(text)).join('\n---\n'))

  it('welcomes who adds the app, in words that say how to ask', async () => {
    await newest('adele', /elevate/i).toMatch(/elevate .*Administrator/i)
  })

  it('one line is proven, approved by two others, active, and ended early; everybody sees how it stands', async () => {
    const asked = await world.rig.driver.types(world.personOf('adele'), '/elevate Exchange Administrator 1h INC-1234')

    expect(asked.status).toBe(200)
    expect(asked.tookMs).toBeLessThan(ANSWER_WITHIN)
    await newest('adele').toMatch(/Waiting for proof of identity.*Exchange Administrator.*INC-1234/s)
    expect(await world.proves('adele', 'megan')).toContain('This code is wrong.')
    expect(await world.proves('adele')).toContain('Thank you, that was you')

    for (const name of ['alex', 'megan']) {
      await newest(name).toMatch(/Approval needed.*Adele Vance asks for Exchange Administrator.*INC-1234/s)
      expect(await world.verbs(name, MINE)).toEqual(['approve', 'approveLess', 'deny'])
    }
    await newest('adele').toMatch(/Waiting for approval.*0 of 2/s)
    expect(await world.verbs('adele', MINE)).toEqual(['cancel', 'notMe'])

    const first = await world.presses('alex', MINE, 'approve')

    expect(first.answer.status).toBe(200)
    expect(first.answer.json).toMatchObject({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive' })
    expect(first.answer.tookMs).toBeLessThan(ANSWER_WITHIN)
    await newest('megan').toMatch(/1 of 2.*Alex Wilber/s)
    await newest('alex').toMatch(/You have approved/)
    await newest('adele').toMatch(/Waiting for approval.*1 of 2/s)

    await world.presses('megan', MINE, 'approve')

    await newest('adele').toMatch(/Active until/)
    await eventually(() => world.texts('alex', world.security)).toEqual([
      expect.stringMatching(/Active until.*Adele Vance: Exchange Administrator/s),
    ])
    for (const name of ['alex', 'megan']) await newest(name).toMatch(/Active until/)

    await world.presses('adele', MINE, 'deactivate')

    await newest('adele').toMatch(/Deactivated.*confirmed by the directory/s)
    await eventually(() => world.texts('alex', world.security)).toEqual([
      expect.stringMatching(/Deactivated.*Adele Vance: Exchange Administrator.*confirmed/s),
    ])
    for (const name of ['alex', 'megan']) await newest(name).toMatch(/Deactivated/)
    for (const name of ['lidia', 'mallory']) {
      expect((await world.texts(name)).filter((text) => text.includes('Adele'))).toEqual([])
    }
  })
})
