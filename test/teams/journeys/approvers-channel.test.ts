import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../eventually.ts'
import { EVERYBODY } from './organisation.ts'
import { verbsOf } from './shown.ts'
import { allIn, WAYS, WORDS } from './words.ts'
import { startWorld, type World } from './world.ts'

const ASKED = 'approval: { approvers: [group:approvers], required: 2'
const ALL = ['alex', 'megan', 'adele', 'lidia', 'mallory']

describe.each(WAYS)('a card in the approvers’ channel, of who $way there ($language)', ({ way, language }) => {
  const words = WORDS[language]
  let world: World
  beforeEach(async () => {
    const { locales, change } = allIn(language, EVERYBODY)
    const withChannel = (file: string, team: string) =>
      change(file).replace(ASKED, `${ASKED}, channels: ["teams:${team}"]`)
    world = await startWorld({ locales, change: withChannel })
    await world.installEverybody()
    await world.rig.driver.adds(world.personOf('alex'), world.team)
    await world.rig.driver[way](world.personOf('adele'), world.team, words.types.request)
    await eventually(async () => (await world.texts('adele')).join()).toMatch(words.waitsForProof)
    await eventually(async () => (await world.texts('adele', world.team)).join()).toContain(words.inOwnChat)
    await world.proves('adele')
    await eventually(() => atFirst('lidia').length).toBe(1)
  })
  afterEach(async () => {
    await world.close()
    expect(world.logged.filter((line) => line.startsWith('error'))).toEqual([])
  })

  const atFirst = (name: string) => world.rig.clients.seesAtFirst(world.personOf(name), world.team).filter(forAll)
  const card = async (name: string) => (await world.sees(name, world.team)).find(forAll)
  const verbs = async (name: string) => verbsOf((await card(name)) ?? { card: null })
  const text = (name: string) => eventually(async () => world.saysOf((await card(name)) ?? Object(null)))

  it('is read by everybody, and pressed by who may, who alone are shown what to press, until it is ended early', async () => {
    for (const name of ALL) expect(atFirst(name).map(verbsOf)).toEqual([[]])
    for (const name of ALL.filter((each) => each !== 'adele')) await text(name).toMatch(words.asksForApproval)
    await text('adele').toMatch(words.waitsForApproval(0))
    expect(await verbs('alex')).toEqual(['approve', 'approveLess', 'deny'])
    expect(await verbs('adele')).toEqual(['cancel', 'notMe'])
    for (const name of ['lidia', 'mallory']) expect(await verbs(name)).toEqual([])

    const pressed = await world.presses('alex', words.role, 'approve', {}, world.team)

    expect(pressed.answer.json).toMatchObject({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive' })
    for (const name of ['megan', 'lidia', 'mallory']) await text(name).toMatch(words.oneOfTwo)
    await eventually(async () => (await world.texts('megan')).join()).toMatch(words.oneOfTwo)

    await world.presses('megan', words.role, 'approve')

    for (const name of ALL) await text(name).toMatch(words.active)
    for (const name of ['lidia', 'mallory']) expect(await verbs(name)).toEqual([])
    expect(await verbs('adele')).toContain('deactivate')

    await world.presses('adele', words.role, 'deactivate', {}, world.team)

    for (const name of ALL) await text(name).toMatch(words.deactivated)
    await eventually(() => world.feed('megan')).toEqual([expect.stringMatching(words.deactivated)])
    for (const name of ALL.filter((each) => each !== 'adele')) expect(await verbs(name)).toEqual([])
  })

  it('pressed by who may not tells them so alone, and changes nothing', async () => {
    const seen = await card('alex')
    const asLidia = seen && { ...seen, person: world.personOf('lidia') }
    const { answer } = await world.rig.clients.clicks(asLidia ?? Object(null), 'approve')
    expect(JSON.stringify(answer.json)).toContain(words.notAnApprover)
    await text('megan').toMatch(language === 'en' ? /0 of 2/ : /0 sur 2/)
    expect(world.team.messages.filter(({ by, targetOf }) => by === 'bot' && targetOf === null)).toHaveLength(1)
  })
})

function forAll({
  message,
}: {
  readonly message: { readonly targetOf: string | null; readonly rootId: string | null }
}) {
  return message.targetOf === null && message.rootId === null
}
