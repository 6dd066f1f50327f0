import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../eventually.ts'
import { choiceIn } from './shown.ts'
import { startWorld, type World } from './world.ts'

const MINE = /Exchange Administrator/
const FORM = /What do you need/
const ANSWER_WITHIN = 3_000

describe.each(['mentions', 'slash'] as const)('among others, who %s', (way) => {
  let world: World
  beforeEach(async () => {
    world = await startWorld()
    await world.installEverybody()
  })
  afterEach(async () => {
    await world.close()
    expect(world.logged.filter((line) => line.startsWith('error'))).toEqual([])
  })

  const says = (name: string, text: string) => world.rig.driver[way](world.personOf(name), world.team, text)
  const inTeam = (name: string) => eventually(async () => (await world.texts(name, world.team)).join('\n'))
  const newest = (name: string, pattern = MINE) =>
    eventually(async () => (await world.texts(name)).filter((text) => pattern.test(text)).join('\n---\n'))

  it('asks in one line has a request that only who is concerned sees, until it has expired', async () => {
    const asked = await says('adele', 'Exchange Administrator 30m INC-1234')

    expect(asked.status).toBe(200)
    expect(asked.tookMs).toBeLessThan(ANSWER_WITHIN)
    await newest('adele').toMatch(/Waiting for proof of identity.*INC-1234/s)
    await inTeam('adele').toContain('Its card is in your chat with Elevate')
    await world.proves('adele')
    for (const name of ['alex', 'megan']) await newest(name).toMatch(/Approval needed.*Adele Vance/s)
    for (const name of ['alex', 'megan']) await world.presses(name, MINE, 'approve')
    await newest('adele').toMatch(/Active until/)
    await eventually(() => world.texts('megan', world.security)).toEqual([expect.stringMatching(/Active until/)])

    await world.later(31 * 60_000)

    await newest('adele').toMatch(/Expired/)
    await eventually(() => world.texts('megan', world.security)).toEqual([expect.stringMatching(/Expired.*confirmed/s)])
    for (const name of ['lidia', 'alex', 'mallory']) expect(await world.texts(name, world.team)).toEqual([])
    expect((await world.texts('lidia')).filter((text) => text.includes('Adele'))).toEqual([])
  })

  it('asks for the form gets it alone, with what is wrong beside its field', async () => {
    await says('adele', 'new')
    await inTeam('adele').toMatch(FORM)
    const form = await world.find('adele', FORM, world.team)
    const values = { activatable: choiceIn(form.card, 'activatable', MINE), duration: 'PT1H', ticket: 'sometime' }

    const wrong = await world.presses('adele', FORM, 'submit', values, world.team)

    expect(wrong.answer.tookMs).toBeLessThan(ANSWER_WITHIN)
    expect(JSON.stringify(wrong.seen.card)).toContain('“sometime” is not a ticket number')
    expect((await world.texts('adele')).filter((text) => /Waiting for proof/.test(text))).toEqual([])

    const right = await world.presses('adele', FORM, 'submit', { ...values, ticket: 'INC-4321' }, world.team)

    expect(JSON.stringify(right.seen.card)).toContain('Its card is in your chat with Elevate')
    await newest('adele').toMatch(/Waiting for proof of identity.*Exchange Administrator.*INC-4321/s)
    for (const name of ['lidia', 'alex', 'megan']) expect(await world.texts(name, world.team)).toEqual([])
  })

  it('is nobody of the directory is told so, alone, and nothing happens', async () => {
    const { status } = await says('mallory', 'Exchange Administrator 1h INC-1234')

    expect(status).toBe(200)
    await inTeam('mallory').toContain('I cannot help you here.')
    for (const name of ['adele', 'alex', 'megan']) {
      expect(await world.texts(name, world.team)).toEqual([])
      expect((await world.texts(name)).filter((text) => MINE.test(text) && !/help|elevate/i.test(text))).toEqual([])
    }
  })
})
