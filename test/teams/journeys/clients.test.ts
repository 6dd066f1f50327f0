import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../eventually.ts'
import { startWorld, type World } from './world.ts'

const MINE = /Exchange Administrator/

describe('in one’s own chat, besides the straight way', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
    await world.installEverybody()
    await world.rig.driver.types(world.personOf('adele'), 'Exchange Administrator 1h INC-1234')
    await all('adele').toMatch(/Waiting for proof/)
    await world.proves('adele')
    for (const name of ['alex', 'megan']) await all(name).toMatch(/Approval needed/)
  })
  afterEach(async () => {
    await world.close()
    expect(world.logged.filter((line) => line.startsWith('error'))).toEqual([])
  })

  const all = (name: string) => eventually(async () => (await world.texts(name)).join('\n---\n'))

  it('a client without universal actions presses the same buttons, and is answered by a message', async () => {
    const card = await world.find('alex', MINE)
    const { status } = await world.rig.driver.submits(card, 'approve')
    expect(status).toBe(200)
    await all('alex').toContain('Your approval counts.')
    await all('adele').toMatch(/1 of 2.*Alex Wilber/s)

    await world.rig.driver.submits(card, 'approve')

    await all('alex').toMatch(/already/i)
    await all('adele').toMatch(/1 of 2/)
  })

  it('is warned before the end, and may ask again or end it from there', async () => {
    for (const name of ['alex', 'megan']) await world.presses(name, MINE, 'approve')
    await all('adele').toMatch(/Active until/)

    await world.later(51 * 60_000)

    await all('adele').toMatch(/Ends soon/)
    await world.presses('adele', MINE, 'again')
    await eventually(async () => new Set(JSON.stringify(await world.texts('adele')).match(/EL-\w{4}/g)).size).toBe(2)
  })

  it('whose request it is not says so, and it is stopped', async () => {
    const { answer } = await world.presses('adele', MINE, 'notMe')
    expect(answer.json).toMatchObject({ statusCode: 200 })
    for (const name of ['alex', 'megan']) await all(name).not.toMatch(/Approval needed/)
    await all('adele').toMatch(/Revoked|blocked|canceled/i)
    expect(await world.texts('alex', world.security)).toEqual([])
  })

  it('keeps what was refused where it was pressed, with the reason', async () => {
    const refused = await world.presses('megan', MINE, 'deny', {})
    expect(JSON.stringify(refused.seen.card)).toMatch(/reason/i)
    await all('adele').toMatch(/Waiting for approval/)
  })
})
