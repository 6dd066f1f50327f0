import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../eventually.ts'
import { verbsOf } from './shown.ts'
import { startWorld, type World } from './world.ts'

const MINE = /Exchange Administrator/
const ASKED = 'approval: { approvers: [group:approvers], required: 2'

describe('a card in the approvers’ channel', () => {
  let world: World
  beforeEach(async () => {
    const change = (file: string, team: string) => file.replace(ASKED, `${ASKED}, channels: ["teams:${team}"]`)
    world = await startWorld({ change })
    await world.installEverybody()
    await world.rig.driver.adds(world.personOf('alex'), world.team)
    await world.rig.driver.types(world.personOf('adele'), 'Exchange Administrator 1h INC-1234')
    await eventually(async () => (await world.texts('adele')).join()).toMatch(/Waiting for proof/)
    await world.proves('adele')
    await eventually(() => atFirst('lidia').length).toBe(1)
  })
  afterEach(async () => {
    await world.close()
    expect(world.logged.filter((line) => line.startsWith('error'))).toEqual([])
  })

  const atFirst = (name: string) => world.rig.clients.seesAtFirst(world.personOf(name), world.team)
  const verbs = async (name: string) => verbsOf((await world.sees(name, world.team))[0] ?? { card: null })
  const text = (name: string) => eventually(async () => (await world.texts(name, world.team))[0] ?? '')

  it('is read by everybody, and pressed by who may, who alone are shown what to press', async () => {
    for (const name of ['alex', 'megan', 'adele', 'lidia', 'mallory']) {
      expect(atFirst(name).map(verbsOf)).toEqual([[]])
      await text(name).toMatch(/Adele Vance asks for Exchange Administrator|Waiting for approval/)
    }
    expect(await verbs('alex')).toEqual(['approve', 'approveLess', 'deny'])
    expect(await verbs('adele')).toEqual(['cancel', 'notMe'])
    for (const name of ['lidia', 'mallory']) expect(await verbs(name)).toEqual([])

    const pressed = await world.presses('alex', MINE, 'approve', {}, world.team)

    expect(pressed.answer.tookMs).toBeLessThan(3_000)
    expect(pressed.answer.json).toMatchObject({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive' })
    for (const name of ['megan', 'lidia', 'mallory']) await text(name).toMatch(/1 of 2.*Alex Wilber/s)
    await eventually(async () => (await world.texts('megan')).join()).toMatch(/1 of 2.*Alex Wilber/s)

    await world.presses('megan', MINE, 'approve')

    for (const name of ['alex', 'megan', 'adele', 'lidia', 'mallory']) await text(name).toMatch(/Active until/)
    for (const name of ['lidia', 'mallory']) expect(await verbs(name)).toEqual([])
    expect(await verbs('adele')).toContain('deactivate')
  })

  it('pressed by who may not tells them so alone, and changes nothing', async () => {
    const [seen] = await world.sees('alex', world.team)
    const asLidia = seen && { ...seen, person: world.personOf('lidia') }
    const { answer } = await world.rig.clients.clicks(asLidia ?? Object(null), 'approve')
    expect(JSON.stringify(answer.json)).toContain('You are not an approver of this request.')
    await text('megan').toMatch(/0 of 2/)
    expect(world.team.messages.filter(({ by }) => by === 'bot')).toHaveLength(1)
  })
})
