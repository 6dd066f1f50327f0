import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../eventually.ts'
import { BOT_SECRET } from '../rig/token-endpoint.ts'
import { EVERYBODY } from './organisation.ts'
import { choiceIn } from './shown.ts'
import { allIn, LANGUAGES, WORDS } from './words.ts'
import { startWorld, type World } from './world.ts'

describe.each(LANGUAGES)('in one’s own chat (%s)', (language) => {
  const words = WORDS[language]
  let world: World
  beforeEach(async () => {
    world = await startWorld(allIn(language, EVERYBODY))
    await world.installEverybody()
  })
  afterEach(async () => {
    await world.close()
    const log = world.logged.join('\n')
    expect(log).not.toContain(BOT_SECRET)
    expect(log).not.toContain('/verify/')
    expect(world.logged.filter((line) => line.startsWith('error'))).toEqual([])
  })

  const newest = (name: string, pattern = words.role) =>
    eventually(async () => (await world.texts(name)).filter((text) => pattern.test(text)).join('\n---\n'))
  const atFirst = (name: string) => world.textsAtFirst(name).findLast((text) => words.role.test(text))
  const feed = () => eventually(() => world.feed('alex'))

  it('welcomes who adds the app; one line is proven, approved by two, active, ended early; each sees how it stands', async () => {
    await newest('adele', /elevate/i).toMatch(words.welcome)

    const asked = await world.rig.driver.types(world.personOf('adele'), `/elevate ${words.types.request}`)

    expect(asked.status).toBe(200)
    await newest('adele').toMatch(words.waitsForProof)
    expect(atFirst('adele')).toMatch(words.waitsForProof)
    expect(await world.proves('adele', 'megan')).toContain(words.wrongCode)
    expect(await world.proves('adele')).toContain(words.proven)

    for (const name of ['alex', 'megan']) {
      await newest(name).toMatch(words.asksForApproval)
      expect(atFirst(name)).toMatch(words.asksForApproval)
      expect(await world.verbs(name, words.role)).toEqual(['approve', 'approveLess', 'deny'])
    }
    await newest('adele').toMatch(words.waitsForApproval(0))
    expect(await world.verbs('adele', words.role)).toEqual(['cancel', 'notMe'])

    const first = await world.presses('alex', words.role, 'approve')

    expect(first.answer.status).toBe(200)
    expect(first.answer.json).toMatchObject({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive' })
    await newest('megan').toMatch(words.oneOfTwo)
    await newest('alex').toMatch(words.youApproved)
    await newest('adele').toMatch(words.waitsForApproval(1))

    await world.presses('megan', words.role, 'approve')

    await newest('adele').toMatch(words.active)
    await feed().toEqual([expect.stringMatching(words.active)])
    expect(await world.feed('alex')).toEqual([expect.stringMatching(words.whoseRole)])
    for (const name of ['alex', 'megan']) await newest(name).toMatch(words.active)

    await world.presses('adele', words.role, 'deactivate')

    await newest('adele').toMatch(words.deactivated)
    await newest('adele').toMatch(words.confirmed)
    await feed().toEqual([expect.stringMatching(words.deactivated)])
    expect(await world.feed('alex')).toEqual([expect.stringMatching(words.confirmed)])
    await eventually(() => world.feedThread('alex')).toMatch(words.told)
    for (const name of ['alex', 'megan']) {
      await newest(name).toMatch(words.deactivated)
      expect(atFirst(name)).toMatch(words.deactivated)
    }
    for (const name of ['lidia', 'mallory']) {
      expect((await world.texts(name)).filter((text) => text.includes('Adele'))).toEqual([])
    }
  })

  it('the form says what is wrong beside its field, and leads to an activation that expires', async () => {
    await world.rig.driver.types(world.personOf('adele'), words.types.form)
    await newest('adele', words.form).not.toBe('')
    const { card } = await world.find('adele', words.form)
    const values = { activatable: choiceIn(card, 'activatable', words.role), duration: 'PT1H', ticket: 'sometime' }
    const wrong = await world.presses('adele', words.form, 'submit', values)
    expect(JSON.stringify(wrong.seen.card)).toMatch(words.notATicket)

    await world.presses('adele', words.form, 'submit', { ...values, ticket: 'INC-1234' })

    await newest('adele').toMatch(words.waitsForProof)
    await world.proves('adele')
    for (const name of ['alex', 'megan']) await newest(name).toMatch(words.asksForApproval)
    for (const name of ['alex', 'megan']) await world.presses(name, words.role, 'approve')
    await newest('adele').toMatch(words.active)

    await world.later(61 * 60_000)

    await newest('adele').toMatch(words.expired)
    for (const name of ['alex', 'megan']) await newest(name).toMatch(words.expired)
    await feed().toEqual([expect.stringMatching(words.expired)])
    expect(await world.feed('alex')).toEqual([expect.stringMatching(words.confirmed)])
    expect((await world.texts('lidia')).filter((text) => text.includes('Adele'))).toEqual([])
  })
})
