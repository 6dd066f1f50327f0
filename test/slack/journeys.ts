import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../eventually.ts'
import { newTriggerId, SIGNING_SECRET } from './driver.ts'
import type { Transport } from './journey-carriers.ts'
import { STRANGER } from './journey-config.ts'
import { type JourneyWorld, startJourney } from './journey-world.ts'
import { buttonsIn, shownText } from './shown.ts'
import { BOT_TOKEN } from './slack-peer.ts'
import { APP_TOKEN } from './socket-server.ts'

const MINUTE = 60_000

/** The whole product, as people in Slack meet it. */
export function describeJourneys(transport: Transport): void {
  let world: JourneyWorld
  beforeEach(async () => {
    world = await startJourney(transport)
  })
  afterEach(async () => {
    await world.close()
    const log = world.logged.join('\n')
    for (const secret of [SIGNING_SECRET, BOT_TOKEN, APP_TOKEN]) expect(log).not.toContain(secret)
    expect(log).not.toContain('/verify/')
    expect(world.logged.filter((line) => line.startsWith('error') && !line.includes('Slack SDK'))).toEqual([])
    expect(world.undrawable()).toEqual([])
  })

  const card = (name: string) => eventually(() => world.card(name))
  const verbs = (name: string) => eventually(() => world.verbs(name))
  const feed = () => eventually(async () => (await world.feed()).map(({ blocks }) => shownText(blocks)))
  const answers = () => eventually(() => world.answers().join('\n'))

  describe('one line', () => {
    it('is proven, approved by two others, active, and ended early; everybody sees how it stands', async () => {
      await world.opensHome('adele')

      const asked = await world.says('adele', 'Exchange Administrator 1h INC-1234')

      expect(asked.status).toBe(200)
      expect(asked.body ?? {}).toEqual({})
      await card('adele').toMatch(/Waiting for proof of identity.*Exchange Administrator.*INC-1234/s)
      for (const name of ['alex', 'megan']) expect(await world.direct(name)).toEqual([])

      expect(await world.proves('adele', 'megan')).toContain('This code is wrong.')
      expect(await world.proves('adele')).toContain('Thank you, that was you')

      for (const name of ['alex', 'megan']) {
        await card(name).toMatch(/Approval needed.*Adele Vance asks for Exchange Administrator.*INC-1234/s)
      }
      await card('adele').toMatch(/Waiting for approval.*Approvals: 0 of 2/s)
      expect(await world.verbs('adele')).not.toContain('verb:approve')
      expect(await world.feed()).toEqual([])

      await world.presses('alex', await world.button('alex', 'verb:approve'))

      await card('megan').toMatch(/Approvals: 1 of 2.*Approved by: Alex Wilber/s)
      await card('alex').toMatch(/You have approved\. Other approvers still have to\./)
      await verbs('alex').toEqual(['verb:takeBack'])
      await card('adele').toMatch(/Waiting for approval.*Approvals: 1 of 2/s)
      expect(await world.feed()).toEqual([])

      await world.presses('megan', await world.button('megan', 'verb:approve'))

      await card('adele').toMatch(/Active until/)
      await feed().toEqual([expect.stringMatching(/Active until.*Adele Vance: Exchange Administrator/s)])
      for (const name of ['alex', 'megan']) {
        await card(name).toMatch(/Active until.*Approved by: Alex Wilber.*Megan Bowen/s)
        await verbs(name).toEqual(['verb:takeBack'])
      }
      await eventually(world.home).toMatch(/Exchange Administrator.*active until/is)

      await world.presses('adele', await world.button('adele', 'verb:deactivate'))

      await card('adele').toMatch(/Deactivated.*confirmed by the directory/s)
      await feed().toEqual([expect.stringMatching(/Deactivated.*Adele Vance: Exchange Administrator.*confirmed/s)])
      for (const name of ['alex', 'megan']) {
        await card(name).toMatch(/Deactivated/)
        await verbs(name).toEqual([])
      }
      expect(await world.verbs('adele')).not.toContain('verb:deactivate')
      for (const name of ['alex', 'megan']) expect(await world.direct(name)).toHaveLength(1)
      for (const name of ['lidia', STRANGER]) expect(await world.direct(name)).toEqual([])
      expect(world.slack.peer.of('views.open')).toEqual([])
    })
  })

  describe('the form', () => {
    it('opens where nothing was said, offers what the person is eligible for, and names what is wrong', async () => {
      expect((await world.says('adele', '')).status).toBe(200)
      await eventually(() => world.slack.peer.of('views.open').length).toBe(1)
      const view = world.slack.peer.of('views.open')[0]?.args['view']
      expect(view).toMatchObject({ type: 'modal', callback_id: 'form', submit: { text: 'Send' } })

      const offered = await optionsOf('adele', 'admin')
      expect(offered.map(({ text }) => text.text)).toEqual(['Exchange Administrator', 'Security Administrator'])
      expect((await optionsOf('lidia', '')).map(({ text }) => text.text)).toEqual(['Administrateur SharePoint'])
      expect(await optionsOf(STRANGER, '')).toEqual([])

      const activatable = offered[0]?.value ?? ''
      const values = { activatable, duration: 'PT1H', ticket: 'sometime', justification: null }
      const wrong = await world.submits('adele', { callbackId: 'form', viewId: 'V0FORM', values })
      expect(wrong).toMatchObject({ status: 200, body: { response_action: 'errors' } })
      expect(wrong.body).toHaveProperty('errors.ticket', expect.stringContaining('“sometime” is not a ticket number'))
      expect(await world.direct('adele')).toEqual([])

      const right = await world.submits('adele', {
        callbackId: 'form',
        viewId: 'V0FORM',
        values: { ...values, ticket: 'INC-4321' },
      })
      expect(right).toMatchObject({ status: 200, body: { response_action: 'clear' } })
      await card('adele').toMatch(/Waiting for proof of identity.*Exchange Administrator.*INC-4321/s)
      expect(await world.direct('adele')).toHaveLength(1)
      expect(await world.direct('alex')).toEqual([])
    })

    async function optionsOf(name: string, typed: string) {
      const { status, body } = await world.suggests(name, typed)
      expect(status).toBe(200)
      return (body as { options: { readonly text: { readonly text: string }; readonly value: string }[] }).options
    }
  })

  describe('a click', () => {
    it('counts only from an approver who is not the requester, and once', async () => {
      await world.says('megan', 'Security Administrator 30m INC-7777 because of an alert')
      await card('megan').toMatch(/Waiting for proof of identity/)
      await world.proves('megan')
      await card('alex').toMatch(/Megan Bowen asks for Security Administrator/)
      const approve = await world.button('alex', 'verb:approve')
      expect(approve.confirm).toBeDefined()

      for (const name of ['megan', 'adele', STRANGER]) await world.presses(name, approve)

      await answers().toContain('You cannot decide on your own request.')
      await answers().toContain('You are not an approver of this request.')
      await answers().toContain('I do not know yet who you are.')
      expect(world.answers()).toHaveLength(3)
      expect(await world.card('alex')).toMatch(/Approval needed.*Approvals: 0 of 1/s)
      expect(await world.card('megan')).toMatch(/Waiting for approval/)
      expect(await world.feed()).toEqual([])

      const trigger = newTriggerId()
      await world.presses('alex', approve, trigger)
      await card('megan').toMatch(/Active until/)
      await answers().toContain('Your approval counts.')
      await world.presses('alex', approve, trigger)
      await world.later(0)

      expect(world.answers()).toHaveLength(5)
      expect(world.answers().join('\n')).not.toContain('already')
      await feed().toEqual([expect.stringMatching(/Active until.*Megan Bowen: Security Administrator/s)])
    })
  })

  describe('what one approver has decided', () => {
    it('stands on the copy of the other, without buttons, and the button it had changes nothing', async () => {
      await world.says('adele', 'Security Administrator 30m INC-7777 because of an alert')
      await card('adele').toMatch(/Waiting for proof of identity/)
      await world.proves('adele')
      for (const name of ['alex', 'megan']) await card(name).toMatch(/Adele Vance asks for Security Administrator/)
      const [approve, late] = [await world.button('alex', 'verb:approve'), await world.button('megan', 'verb:approve')]

      await world.presses('alex', approve)

      await card('megan').toMatch(/Active until.*Approved by: Alex Wilber/s)
      await verbs('megan').toEqual([])
      await world.presses('megan', late)
      await answers().toContain('This request is already decided')
      expect(await world.card('adele')).not.toContain('Megan Bowen')
      await feed().toEqual([expect.stringMatching(/Active until.*Approved by: Alex Wilber/s)])
    })
  })

  describe('in French', () => {
    it('is refused, asked, activated and expired, while the feed is in the language of the organisation', async () => {
      await world.says('lidia', 'Exchange Administrator 1h INC-4321')
      await answers().toContain('Vous n’êtes pas éligible')
      expect(await world.direct('lidia')).toEqual([])

      await world.says('lidia', 'Administrateur SharePoint 30m INC-4321')
      await card('lidia').toMatch(/En attente de vérification d’identité.*Administrateur SharePoint/s)
      expect(await world.proves('lidia')).toContain('Merci, votre identité est confirmée')
      await card('lidia').toMatch(/Active, fin prévue/)
      await feed().toEqual([expect.stringMatching(/Active until.*Lidia Holloway: SharePoint Administrator/s)])

      await world.later(21 * MINUTE)
      await eventually(lidiasWords).toMatch(/Fin prochaine/)
      expect(await world.card('lidia')).toMatch(/Active, fin prévue/)

      await world.later(10 * MINUTE)
      await card('lidia').toMatch(/Expirée.*confirmée par l’annuaire/s)
      await eventually(lidiasWords).not.toMatch(/Fin prochaine/)
      await feed().toEqual([expect.stringMatching(/Expired.*confirmed by the directory/s)])
      expect(await lidiasWords()).not.toMatch(/Waiting|Active until|Ends soon|Expired|Again|confirmed/)
      expect((await world.direct('lidia')).flatMap(({ blocks }) => buttonsIn(blocks))).not.toHaveLength(0)
      expect(await world.verbs('lidia')).not.toContain('verb:deactivate')
    })

    async function lidiasWords(): Promise<string> {
      return (await world.direct('lidia')).map(({ blocks }) => shownText(blocks)).join('\n')
    }
  })
}
