import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../eventually.ts'
import { EVERYBODY } from './organisation.ts'
import { choiceIn } from './shown.ts'
import { allIn, WAYS, WORDS } from './words.ts'
import { startWorld, type World } from './world.ts'

describe.each(WAYS)('among others, who $way ($language)', ({ way, language }) => {
  const words = WORDS[language]
  let world: World
  beforeEach(async () => {
    world = await startWorld(allIn(language, EVERYBODY))
    await world.installEverybody()
  })
  afterEach(async () => {
    await world.close()
    expect(world.logged.filter((line) => line.startsWith('error'))).toEqual([])
  })

  const says = (name: string, text: string) => world.rig.driver[way](world.personOf(name), world.team, text)
  const inTeam = (name: string) => eventually(async () => (await world.texts(name, world.team)).join('\n'))
  const newest = (name: string, pattern = words.role) =>
    eventually(async () => (await world.texts(name)).filter((text) => pattern.test(text)).join('\n---\n'))

  it('asks for the form gets it alone, and a request that only who is concerned sees, until it has expired', async () => {
    const asked = await says('adele', words.types.form)
    expect(asked.status).toBe(200)
    await inTeam('adele').toMatch(words.form)
    const form = await world.find('adele', words.form, world.team)
    const values = { activatable: choiceIn(form.card, 'activatable', words.role), duration: 'PT1H', ticket: 'sometime' }

    const wrong = await world.presses('adele', words.form, 'submit', values, world.team)

    expect(JSON.stringify(wrong.seen.card)).toMatch(words.notATicket)
    expect((await world.texts('adele')).filter((text) => words.waitsForProof.test(text))).toEqual([])

    const right = await world.presses('adele', words.form, 'submit', { ...values, ticket: 'INC-1234' }, world.team)

    expect(JSON.stringify(right.seen.card)).toContain(words.inOwnChat)
    await newest('adele').toMatch(words.waitsForProof)
    await world.proves('adele')
    for (const name of ['alex', 'megan']) await newest(name).toMatch(words.asksForApproval)
    for (const name of ['alex', 'megan']) await world.presses(name, words.role, 'approve')
    await newest('adele').toMatch(words.active)
    await eventually(() => world.feed('megan')).toEqual([expect.stringMatching(words.active)])

    await world.later(61 * 60_000)

    await newest('adele').toMatch(words.expired)
    await eventually(() => world.feed('megan')).toEqual([expect.stringMatching(words.expired)])
    expect(await world.feed('megan')).toEqual([expect.stringMatching(words.confirmed)])
    for (const name of ['lidia', 'alex', 'megan', 'mallory']) expect(await world.texts(name, world.team)).toEqual([])
    expect((await world.texts('lidia')).filter((text) => text.includes('Adele'))).toEqual([])
  })

  it('is nobody of the directory is told so, alone, and nothing happens', async () => {
    const { status } = await says('mallory', words.types.request)

    expect(status).toBe(200)
    await inTeam('mallory').toContain(words.stranger)
    for (const name of ['adele', 'alex', 'megan']) {
      expect(await world.texts(name, world.team)).toEqual([])
      expect((await world.texts(name)).filter((text) => /INC-1234/.test(text) && !/elevate/i.test(text))).toEqual([])
    }
  })
})
