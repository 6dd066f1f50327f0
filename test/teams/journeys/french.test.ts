import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../eventually.ts'
import { choiceIn } from './shown.ts'
import { startWorld, type World } from './world.ts'

const MINE = /Administrateur Exchange/
const FORM = /De quoi avez-vous besoin/

describe('in French, as the person’s client says', () => {
  let world: World
  beforeEach(async () => {
    world = await startWorld({ locales: { lidia: 'fr-CA', megan: 'fr-CA', adele: 'fr-FR' } })
    await world.installEverybody()
  })
  afterEach(async () => {
    await world.close()
    expect(world.logged.filter((line) => line.startsWith('error'))).toEqual([])
  })

  const newest = (name: string, pattern: RegExp) =>
    eventually(async () => (await world.texts(name)).filter((text) => pattern.test(text)).join('\n---\n'))

  it('welcomes, and takes a request through a form; each reads it in their own language', async () => {
    await newest('lidia', /Ce que vous pouvez demander/).toMatch(/elevate/)
    await world.rig.driver.types(world.personOf('lidia'), 'nouveau')
    await newest('lidia', FORM).not.toBe('')
    const { card } = await world.find('lidia', FORM)
    const values = { activatable: choiceIn(card, 'activatable', MINE), duration: 'PT1H', ticket: 'INC-77' }
    const wrong = await world.presses('lidia', FORM, 'submit', values)
    expect(JSON.stringify(wrong.seen.card)).toMatch(/INC-77.*billet/s)

    const sent = await world.presses('lidia', FORM, 'submit', { ...values, ticket: 'INC-777' })

    expect(JSON.stringify(sent.seen.card)).toContain('Elevate a reçu votre demande')
    await newest('lidia', MINE).toMatch(/INC-777/)
    await world.proves('lidia')
    await newest('alex', /Exchange Administrator/).toMatch(
      /Approval needed.*Lidia Holloway asks for Exchange Administrator/s,
    )
    await newest('megan', MINE).toMatch(/Approbation.*Lidia Holloway/s)

    const refused = await world.presses('megan', MINE, 'deny', { reason: 'Pas aujourd’hui' })

    expect(JSON.stringify(refused.seen.card)).toMatch(/refus/i)
    await newest('lidia', MINE).toMatch(/Refus.*Pas aujourd’hui/s)
    await newest('alex', /Exchange Administrator/).toMatch(/Denied.*Megan Bowen/s)
    expect(await world.texts('alex', world.security)).toEqual([])
  })
})
