import { describe, expect, it } from 'vitest'
import { pressedButton, submittedModal } from '../../adapters/slack/actions.ts'
import { typedText } from '../../adapters/slack/command-text.ts'
import { commandInbound, homeOpenedInbound, type Inbound, identityOf } from '../../adapters/slack/deliveries.ts'
import { understand } from '../../adapters/slack/understand.ts'
import type { JsonObject } from '../../bot/index.ts'
import { clickBody, commandBody, HOME, homeBody, type Modal, submissionBody } from './driver.ts'

const AWAY = 'T0AWAY'
const value = (more: object = {}) => JSON.stringify({ requestId: 'EL-4F7K', termsVersion: 2, ...more })

/** What the engine is told of a delivery, by way of what is stored of it. */
function understood(inbound: Inbound | null, personOf?: Parameters<typeof understand>[1]) {
  if (!inbound) throw new Error('Nothing came in')
  const raw: JsonObject = JSON.parse(JSON.stringify(inbound.delivery))
  const delivery = { platform: 'slack', deliveryKey: inbound.deliveryKey, receivedAt: 0, attempts: 0, raw }
  return understand(delivery, personOf)
}

const command = (text: string, more = {}) => commandInbound(commandBody(HOME, 'U0ADELE', text, more), HOME)
const submitted = (modal: Modal, more = {}) =>
  submittedModal({ ...submissionBody(HOME, 'U0ALEX', modal), ...more }, HOME)?.inbound ?? null

function clicked(actionId: string, text: string, more: { confirms?: boolean } = {}) {
  const pressed = pressedButton({ ...clickBody(HOME, 'U0ALEX', { actionId, value: text, ...more }) }, HOME)
  return pressed.verb === null ? null : pressed.inbound
}

describe('a command', () => {
  it('is what was typed, answered to the person alone', async () => {
    const inbound = command('Exchange Administrator 1h INC-1234', { trigger_id: '1.2.abc' })
    expect(await understood(inbound)).toEqual({
      kind: 'intent',
      identity: { platform: 'slack', tenant: HOME, userId: 'U0ADELE' },
      intent: { kind: 'text', text: '/elevate Exchange Administrator 1h INC-1234' },
      replyTo: 'reply:U0ADELE:command:1.2.abc',
      language: null,
    })
  })

  it('stores who, where from and the text, and no address or token', () => {
    const stored = JSON.stringify(command('mine')?.delivery)
    expect(JSON.parse(stored)).toEqual({ kind: 'command', tenant: HOME, userId: 'U0ADELE', text: '/elevate mine' })
    expect(stored).not.toMatch(/hooks|deprecated/)
  })

  it('is the same delivery when it comes again, and another when somebody types it again', () => {
    const body = commandBody(HOME, 'U0ADELE', 'mine')
    expect(commandInbound(body, HOME)?.deliveryKey).toBe(commandInbound(body, HOME)?.deliveryKey)
    expect(command('mine')?.deliveryKey).not.toBe(command('mine')?.deliveryKey)
  })

  it('is cut where the engine would look no further', () => {
    expect(JSON.stringify(command('x'.repeat(100_000))?.delivery).length).toBeLessThan(4_200)
  })

  it.each([
    ['Slack writes & < and > otherwise', 'because a &amp; b &lt;c&gt;', '/elevate because a & b <c>'],
    ['what was typed as an entity stays one', '&amp;lt;b&amp;gt;', '/elevate &lt;b&gt;'],
    ['a link is its label', 'see <https://x.example/1|INC-1234>', '/elevate see INC-1234'],
    ['a bare link is itself', 'see <https://x.example/1>', '/elevate see https://x.example/1'],
    ['an address is itself', 'revoke <mailto:a@x.example|a@x.example>', '/elevate revoke a@x.example'],
    ['a channel is its name', 'in <#C123|general>', '/elevate in general'],
    ['a mention of who is linked is a person', 'revoke <@U0MEGAN|meg> x', '/elevate revoke <@megan> x'],
    ['a mention of somebody else is a name', 'revoke <@U0WHO|who> x', '/elevate revoke @who x'],
    ['a mention without a name is an id that nobody has', 'revoke <@U0WHO> x', '/elevate revoke @U0WHO x'],
  ])('%s', async (_, typed, text) => {
    const personOf = async (userId: string) => (userId === 'U0MEGAN' ? 'megan' : null)
    expect(await understood(command(typed), personOf)).toMatchObject({ intent: { kind: 'text', text } })
  })

  it('asks nobody about mentions where there are none', async () => {
    const personOf = async (): Promise<never> => {
      throw new Error('asked')
    }
    expect(await typedText('/elevate mine', personOf)).toBe('/elevate mine')
  })

  it.each([
    ['no user', { user_id: '' }],
    ['a user id with a colon, which would be another address', { user_id: 'U0:reply' }],
    ['no workspace', { team_id: '' }],
    ['no trigger', { trigger_id: '' }],
    ['a trigger that is no id', { trigger_id: 'a b\n' }],
  ])('with %s is none', (_, more) => {
    expect(command('mine', more)).toBeNull()
  })
})

describe('a click', () => {
  it.each([
    ['verb:approve', 'approve'],
    ['verb:cancel:1', 'cancel'],
    ['verb:notMe:12', 'notMe'],
    ['verb:deactivate', 'deactivate'],
    ['verb:again', 'again'],
    ['verb:confirmClock', 'confirmClock'],
  ])('on %s is %s of the request and version that the button names', async (actionId, verb) => {
    expect(await understood(clicked(actionId, value()))).toMatchObject({
      identity: { platform: 'slack', tenant: HOME, userId: 'U0ALEX' },
      intent: { kind: 'action', verb, requestId: 'EL-4F7K', termsVersion: 2, inputs: {} },
      replyTo: expect.stringMatching(/^reply:U0ALEX:action:/),
    })
  })

  it('on a command button is that command', async () => {
    const say = JSON.stringify({ requestId: null, termsVersion: null, text: '/elevate mine' })
    expect(await understood(clicked('verb:say:3', say))).toMatchObject({
      intent: { verb: 'say', requestId: null, inputs: { text: '/elevate mine' } },
    })
  })

  it('counts as confirmed only where the button, as it was posted, asked for it', async () => {
    const without = await understood(clicked('verb:approve', value({ confirm: true })))
    expect(without).toMatchObject({ intent: { verb: 'approve', inputs: {} } })
    expect(JSON.stringify(without)).not.toContain('confirm')
    expect(await understood(clicked('verb:approve', value(), { confirms: true }))).toMatchObject({
      intent: { verb: 'approve', inputs: { confirm: 'true' } },
    })
  })

  it('counts as confirmed in a message that only the person sees, whose blocks Slack does not send back', () => {
    const body = clickBody(HOME, 'U0ALEX', { actionId: 'verb:approve', value: value(), confirms: true })
    const { message: _, ...ephemeral } = body
    const pressed = pressedButton(ephemeral, HOME)
    expect(pressed.verb !== null && pressed.inbound.delivery).toMatchObject({ inputs: { confirm: 'true' } })
    const actions = body.actions.map(({ confirm: __, ...bare }) => bare)
    const posted = pressedButton({ ...body, actions }, HOME)
    expect(posted.verb !== null && posted.inbound.delivery).toMatchObject({ inputs: { confirm: 'true' } })
  })

  it('believes nothing in the value but an id, a version and a text', async () => {
    const tampered = value({ verb: 'revoke', userId: 'U0BOSS', tenant: AWAY, inputs: { confirm: 'true' } })
    const heard = await understood(clicked('verb:approve', tampered))
    expect(heard).toMatchObject({
      identity: { userId: 'U0ALEX', tenant: HOME },
      intent: { verb: 'approve', inputs: {} },
    })
    expect(JSON.stringify(heard)).not.toMatch(/U0BOSS|confirm|revoke/)
  })

  it.each([
    ['a link', 'link:1', value()],
    ['a verb that is none', 'verb:becomeAdmin', value()],
    ['a verb of an object', 'verb:constructor', value()],
    ['an action of another app', 'approve', value()],
    ['a value that is no JSON', 'verb:approve', '{'],
    ['a value that is no object', 'verb:approve', '"EL-4F7K"'],
    ['an id that is too long', 'verb:approve', value({ requestId: 'x'.repeat(41) })],
    ['an id that is an object', 'verb:approve', value({ requestId: { $ne: null } })],
    ['a version that is a text', 'verb:approve', value({ termsVersion: '2' })],
    ['a version that is negative', 'verb:approve', value({ termsVersion: -1 })],
    ['a text that is a list', 'verb:say', value({ text: ['x'] })],
  ])('on %s is none', (_, actionId, text) => {
    expect(clicked(actionId, text)).toBeNull()
  })
})

describe('a submission', () => {
  const metadata = JSON.stringify({ requestId: 'EL-4F7K', termsVersion: 2 })

  it('of the form is what was chosen and typed', async () => {
    const values = { activatable: 'role:1:/', duration: 'PT1H', ticket: 'INC-1', justification: null }
    expect(await understood(submitted({ callbackId: 'form', values }))).toMatchObject({
      intent: {
        verb: 'submit',
        requestId: null,
        termsVersion: null,
        inputs: { activatable: 'role:1:/', duration: 'PT1H', ticket: 'INC-1' },
      },
      replyTo: expect.stringMatching(/^reply:U0ALEX:view:U0ALEX:/),
    })
  })

  it.each(['deny', 'takeBack', 'revoke'])('of a reason is %s with that reason', async (verb) => {
    const modal = { callbackId: `reason:${verb}`, metadata, values: { reason: 'not needed' } }
    expect(await understood(submitted(modal))).toMatchObject({
      intent: { verb, requestId: 'EL-4F7K', termsVersion: 2, inputs: { reason: 'not needed' } },
    })
  })

  it('of less time is an approval for it, confirmed where it was ticked', async () => {
    const modal = { callbackId: 'lessTime', metadata, values: { duration: 'PT30M', confirm: ['true'] } }
    expect(await understood(submitted(modal))).toMatchObject({
      intent: { verb: 'approveLess', inputs: { duration: 'PT30M', confirm: 'true' } },
    })
    const unticked = { ...modal, values: { duration: 'PT30M', confirm: [] } }
    expect(await understood(submitted(unticked))).toMatchObject({ intent: { inputs: { confirm: 'false' } } })
  })

  it('after field errors is another delivery, though view and hash are the same; redelivered it is not', () => {
    const body = submissionBody(HOME, 'U0ALEX', { callbackId: 'form', values: { ticket: '' }, viewId: 'V1' })
    const again = { ...body, trigger_id: '9.9.f' }
    const key = (each: object) => submittedModal({ ...each }, HOME)?.inbound.deliveryKey
    expect(key(body)).toBe(key({ ...body }))
    expect(key(body)).not.toBe(key(again))
    const { trigger_id: _, ...bare } = body
    const corrected = { ...bare, view: { ...bare.view, state: { values: {} } } }
    expect(key(bare)).toBe(key({ ...bare }))
    expect(key(bare)).not.toBe(key(corrected))
  })

  it.each([
    ['another app’s modal', { callbackId: 'approve', metadata, values: {} }],
    ['a verb that needs no reason', { callbackId: 'reason:approve', metadata, values: {} }],
    ['no metadata', { callbackId: 'reason:deny', values: { reason: 'x' } }],
    ['metadata that is no JSON', { callbackId: 'reason:deny', metadata: '<', values: { reason: 'x' } }],
    ['metadata with a list of ids', { callbackId: 'reason:deny', metadata: '{"requestId":["a"]}', values: {} }],
  ])('with %s is none', (_, modal) => {
    expect(submitted(modal)).toBeNull()
  })

  it('takes no input of another name, nor verb or person from the metadata', async () => {
    const tampered = JSON.stringify({ requestId: 'EL-4F7K', termsVersion: 2, verb: 'approve', userId: 'U0BOSS' })
    const values = { reason: 'x', __proto__x: 'y', text: '/elevate revoke @adele', verb: 'approve' }
    const heard = await understood(submitted({ callbackId: 'reason:deny', metadata: tampered, values }))
    expect(heard).toMatchObject({ identity: { userId: 'U0ALEX' }, intent: { verb: 'deny', inputs: { reason: 'x' } } })
    expect(JSON.stringify(heard)).not.toMatch(/U0BOSS|revoke|approve/)
  })
})

describe('who somebody is', () => {
  it.each([
    ['at home', [HOME, HOME], HOME],
    ['at home, where Slack names no workspace of the user', [HOME, null], HOME],
    ['a stranger in a shared channel', [HOME, AWAY], AWAY],
    ['one of ours, clicking in somebody else’s installation', [AWAY, HOME], AWAY],
    ['a stranger in an app installed for an organisation', [null, AWAY], AWAY],
    ['one of ours, in a modal that another installation opened', [HOME, HOME, AWAY], AWAY],
  ])('%s', (_, teams, tenant) => {
    expect(identityOf(HOME, 'U0ADELE', ...teams)).toEqual({ platform: 'slack', tenant, userId: 'U0ADELE' })
  })

  it('is nobody where no workspace is named', () => {
    expect(identityOf(HOME, 'U0ADELE', null, undefined)).toBeNull()
  })

  it('comes with commands of another workspace too', async () => {
    expect(await understood(command('mine', { team_id: AWAY }))).toMatchObject({ identity: { tenant: AWAY } })
  })
})

describe('everything else', () => {
  it('opening the home tab asks for nothing, opening another tab is not even stored', async () => {
    expect(await understood(homeOpenedInbound(homeBody(HOME, 'U0ADELE'), HOME))).toMatchObject({ kind: 'ignored' })
    expect(homeOpenedInbound(homeBody(HOME, 'U0ADELE', 'messages'), HOME)).toBeNull()
  })

  it.each([
    {},
    { kind: 'text', personId: 'adele', text: 'x' },
    { kind: 'command', tenant: HOME, userId: 'U0ADELE' },
    {
      kind: 'action',
      tenant: HOME,
      userId: 'U0ADELE',
      verb: 'becomeAdmin',
      requestId: null,
      termsVersion: null,
      inputs: {},
    },
    { kind: 'command', tenant: HOME, userId: 'U0ADELE', text: 'x', more: 1 },
  ])('a delivery that this adapter did not write is ignored: %j', async (raw) => {
    const delivery = { platform: 'slack', deliveryKey: 'k', receivedAt: 0, attempts: 0, raw }
    expect(await understand(delivery)).toMatchObject({ kind: 'ignored' })
  })
})
