import { createRemoteJWKSet, jwtVerify } from 'jose'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { activitySchema } from './activity-schema.ts'
import { APP_ID } from './people.ts'
import { type Rig, startRig } from './rig.ts'
import { createTestBot, type TestBot } from './test-bot.ts'

let rig: Rig
let bot: TestBot
beforeEach(async () => {
  rig = await startRig({ bot: () => bot.fetch })
  bot = createTestBot(rig)
})
afterEach(() => rig.close())

const cardSaying = (text: string) => ({
  type: 'AdaptiveCard',
  version: '1.5',
  body: [
    { type: 'TextBlock', text, wrap: true },
    { type: 'Input.Text', id: 'reason', label: 'Reason' },
    { type: 'ActionSet', actions: [button] },
  ],
  refresh: { action: { type: 'Action.Execute', verb: 'refresh', data: { requestId: 'EL-1' } } },
})
const data = { verb: 'approve', requestId: 'EL-1', termsVersion: 1 }
const button = {
  ...{ type: 'Action.Execute', title: 'Approve', verb: 'approve', data },
  fallback: { type: 'Action.Submit', title: 'Approve', data },
}

const last = () => Object(bot.received.at(-1)?.activity)
const answering = (card: object) => () =>
  Response.json({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card })

describe('the driver', () => {
  it('sends activities of Teams’ shape and nothing else', async () => {
    const [adele, alex] = [rig.person('adele'), rig.person('alex')]
    const channel = rig.channel('operations', [adele, alex])
    await rig.driver.installs(adele)
    await rig.driver.types(adele, 'mine')
    await rig.driver.mentions(adele, channel, 'help')
    await rig.driver.slash(adele, channel, 'help')
    await bot.posted(rig.personal(adele), cardSaying('Decide'))
    const [seen] = rig.clients.seesAtFirst(adele, rig.personal(adele))
    if (!seen) throw new Error('nothing is seen')
    await rig.driver.clicks(seen, 'approve', { reason: 'fine' })
    await rig.driver.submits(seen, 'approve', { reason: 'fine' })
    await rig.driver.refreshes(seen)
    await rig.driver.uninstalls(adele)
    await rig.driver.adds(adele, channel)
    expect(bot.received).toHaveLength(10)
    for (const { activity } of bot.received) expect(activitySchema.safeParse(activity).error).toBeUndefined()
  })

  it('signs as the Bot Framework does: RS256, our app as audience, the service URL as a claim', async () => {
    await rig.driver.types(rig.person('adele'), 'mine')
    const token = bot.received[0]?.authorization?.replace('Bearer ', '') ?? ''
    const keys = createRemoteJWKSet(new URL(`${rig.issuer.url}/keys`))
    const options = { issuer: 'https://api.botframework.com', audience: APP_ID, algorithms: ['RS256'] }
    const { payload } = await jwtVerify(token, keys, options)
    expect(payload['serviceurl']).toBe(rig.connector.serviceUrl)
    expect(last().serviceUrl).toBe(rig.connector.serviceUrl)
  })

  it('sends with a click the data of the button and what was filled in, and cannot click what is not there', async () => {
    const adele = rig.person('adele')
    await rig.driver.installs(adele)
    await bot.posted(rig.personal(adele), cardSaying('Decide'))
    const [seen] = rig.clients.seesAtFirst(adele, rig.personal(adele))
    if (!seen) throw new Error('nothing is seen')
    await rig.driver.clicks(seen, 'approve', { reason: 'fine' })
    expect(last().value.action).toMatchObject({ verb: 'approve', data: { ...data, reason: 'fine' } })
    await rig.driver.submits(seen, 'approve')
    expect(last()).toMatchObject({ type: 'message', value: data, replyToId: seen.message.id })
    expect(() => rig.driver.clicks(seen, 'deny')).toThrow('no button deny')
  })
})

describe('clients', () => {
  it('show one person what a refresh answered, others the message, and everybody what an edit brings', async () => {
    const [adele, alex] = [rig.person('adele'), rig.person('alex')]
    const channel = rig.channel('operations', [adele, alex])
    const { id } = await bot.posted(channel, cardSaying('for all'))
    bot.answersWith(answering(cardSaying('for Adele')))
    expect(JSON.stringify((await rig.clients.sees(adele, channel))[0]?.card)).toContain('for Adele')
    bot.answersWith(() => new Response(null, { status: 200 }))
    expect(JSON.stringify((await rig.clients.sees(alex, channel))[0]?.card)).toContain('for all')
    expect(JSON.stringify((await rig.clients.sees(adele, channel))[0]?.card)).toContain('for Adele')
    await bot.updates(channel, id, cardSaying('decided'))
    expect(JSON.stringify((await rig.clients.sees(adele, channel))[0]?.card)).toContain('decided')
  })

  it('of people that a refresh does not name do not refresh', async () => {
    const [adele, alex] = [rig.person('adele'), rig.person('alex')]
    const channel = rig.channel('operations', [adele, alex])
    const card = cardSaying('for all')
    await bot.posted(channel, { ...card, refresh: { ...card.refresh, userIds: [adele.mri] } })
    bot.answersWith(answering(cardSaying('for one')))
    expect(JSON.stringify((await rig.clients.sees(alex, channel))[0]?.card)).toContain('for all')
    expect(JSON.stringify((await rig.clients.sees(adele, channel))[0]?.card)).toContain('for one')
    expect(bot.received).toHaveLength(1)
  })
})
