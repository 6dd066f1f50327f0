import { afterAll, beforeAll, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { problemsOfView } from './block-kit-checker.ts'
import type { Transport } from './journey-carriers.ts'
import { type JourneyWorld, startJourney } from './journey-world.ts'
import { plainSpaces, shownText } from './shown.ts'
import { STORY_WORDS } from './story-words.ts'

/** What people decide, besides saying yes: one day of an organisation that speaks one language, story after story. */
export function describeStories(transport: Transport, language: 'en' | 'fr'): void {
  const words = STORY_WORDS[language]
  let world: JourneyWorld
  beforeAll(async () => {
    world = await startJourney(transport, language)
    await world.opensHome('adele')
  })
  afterAll(async () => {
    await world.close()
    expect(world.undrawable()).toEqual([])
    expect(world.logged.filter((line) => line.startsWith('error') && !line.includes('Slack SDK'))).toEqual([])
  })

  const textOf = (shown: unknown) => plainSpaces(shownText(shown))
  const allOf = (messages: readonly { readonly blocks?: unknown }[]) => messages.map(({ blocks }) => textOf(blocks))
  const reads = (name: string) => eventually(async () => plainSpaces(await world.reads(name)))
  /** The newest card of a request that somebody has. */
  const newest = (name: string) =>
    eventually(async () => allOf(await world.direct(name)).findLast((text) => text.includes('EL-')) ?? '')
  const home = () => eventually(() => plainSpaces(world.home()))
  const feed = () => eventually(async () => allOf(await world.feed()).join('\n'))
  const answers = () => plainSpaces(world.answers().join('\n'))
  const openModal = () => world.slack.peer.of('views.open').at(-1)?.args['view']

  /** Presses the newest such button, and waits for the modal that it opens. */
  async function opensModal(name: string, actionId: string): Promise<string> {
    const before = world.slack.peer.of('views.open').length
    await world.presses(name, await world.newestButton(name, actionId))
    await eventually(() => world.slack.peer.of('views.open').length).toBe(before + 1)
    expect(problemsOfView(openModal())).toEqual([])
    return textOf(openModal())
  }

  async function asksAndProves(line: string, asks: string): Promise<void> {
    await world.says('adele', line)
    await proves(asks)
  }

  async function proves(asks: string): Promise<void> {
    await reads('adele').toMatch(words.proof)
    expect(await world.proves('adele')).toContain(words.thanks)
    for (const name of ['alex', 'megan']) await newest(name).toContain(asks)
  }

  it('a critical role is approved only after one more question, and is denied with a reason that everybody sees', async () => {
    await home().toContain(words.homeEmpty)
    await asksAndProves('Security Administrator 30m INC-7777 because of an alert', words.asks)
    await home().toMatch(words.homeWaiting)
    const { confirm } = await world.newestButton('alex', 'verb:approve')
    expect(textOf(confirm)).toContain(words.sureTitle)
    expect(textOf(confirm)).toContain(words.sure)

    expect(await opensModal('alex', 'verb:deny')).toContain(words.denyTitle)
    await world.fillsIn('alex', { reason: 'No such incident' })

    for (const name of ['adele', 'alex', 'megan']) await reads(name).toMatch(words.denied)
    for (const name of ['alex', 'megan']) await eventually(() => world.verbs(name)).toEqual([])
    await eventually(() => world.verbs('adele')).toEqual(['verb:again'])
    await home().toMatch(words.homeDenied)
    expect(await world.feed()).toEqual([])
  })

  it('one line is proven, approved by two, active, and ended early by its holder; everybody sees each step', async () => {
    const asked = await world.says('adele', 'Exchange Administrator 1h INC-1234')
    expect(asked).toMatchObject({ status: 200 })
    await proves(words.asksExchange)
    await world.presses('alex', await world.newestButton('alex', 'verb:approve'))
    for (const name of ['adele', 'alex', 'megan']) await newest(name).toMatch(words.oneOfTwo)
    expect(await world.feed()).toEqual([])
    await world.presses('megan', await world.newestButton('megan', 'verb:approve'))
    for (const name of ['alex', 'megan']) await newest(name).toMatch(words.active)
    await reads('adele').toMatch(words.active)
    await feed().toMatch(words.byBoth)
    await home().toMatch(words.homeHolds)

    await world.presses('adele', await world.newestButton('adele', 'verb:deactivate'))

    for (const name of ['adele', 'alex', 'megan']) await reads(name).toMatch(words.deactivated)
    await feed().toMatch(words.deactivated)
    for (const name of ['alex', 'megan']) await eventually(() => world.verbs(name)).toEqual([])
    await home().toContain(words.homeEmpty)
  })

  it('one of two approves for less time, which both then agree to', async () => {
    const before = (await world.feed()).length
    await asksAndProves('Exchange Administrator 1h INC-1234', words.asksExchange)
    expect(await opensModal('alex', 'verb:approveLess')).toContain(words.lessTitle)
    await world.fillsIn('alex', { duration: 'PT30M' })
    for (const name of ['adele', 'alex', 'megan']) await reads(name).toMatch(words.oneOfTwo)
    await reads('alex').toContain(words.youApproved)
    expect(await world.feed()).toHaveLength(before)

    await world.presses('megan', await world.newestButton('megan', 'verb:approve'))

    for (const name of ['adele', 'alex', 'megan']) await reads(name).toMatch(words.active)
    await reads('adele').toMatch(words.half)
    await feed().toMatch(words.byBoth)
    await home().toMatch(words.homeHolds)
  })

  it('an approval is taken back: the role ends, and everybody reads by whom and why', async () => {
    expect(await opensModal('megan', 'verb:takeBack')).toContain(words.takeBackTitle)
    await world.fillsIn('megan', { reason: 'Wrong mailbox' })
    for (const name of ['adele', 'alex', 'megan']) await reads(name).toMatch(words.takenBack)
    await feed().toMatch(words.feedRevoked)
    for (const name of ['alex', 'megan']) await eventually(() => world.verbs(name)).toEqual([])
    await home().toContain(words.homeEmpty)
  })

  it('asks again from the card, under the settings of now, and says that it was somebody else', async () => {
    await world.presses('adele', await world.newestButton('adele', 'verb:again'))
    await reads('adele').toMatch(words.proof)
    const waiting = await world.newestButton('adele', 'verb:notMe')
    await world.presses('adele', waiting)
    await eventually(async () => `${answers()}\n${plainSpaces(await world.reads('adele'))}`).toMatch(words.notMe)
    await eventually(async () => allOf(await world.alerts()).join()).toMatch(words.alert)
    await world.says('adele', 'Exchange Administrator 1h INC-1234')
    await eventually(answers).toMatch(words.blocked)
  })

  it('has spoken one language all along', async () => {
    const said = await Promise.all(['adele', 'alex', 'megan'].map((name) => world.reads(name)))
    const channels = allOf([...(await world.feed()), ...(await world.alerts())])
    for (const text of [...said, ...channels, ...world.answers(), world.home()]) expect(text).not.toMatch(words.foreign)
  })
}
