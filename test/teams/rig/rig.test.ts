import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import type { Fault } from './faults.ts'
import { type Rig, startRig } from './rig.ts'
import { createTestBot, type TestBot } from './test-bot.ts'

let at = Date.UTC(2026, 4, 4, 20, 0)
let rig: Rig
let bot: TestBot
beforeEach(async () => {
  rig = await startRig({ bot: () => bot.fetch, now: () => at })
  bot = createTestBot(rig)
})
afterEach(() => rig.close())

const CARD = {
  type: 'AdaptiveCard',
  version: '1.5',
  body: [{ type: 'TextBlock', text: 'Hello', wrap: true }],
}

describe('the connector', () => {
  it('takes nothing without a token of its own tenant', async () => {
    const adele = rig.person('adele')
    await rig.driver.installs(adele)
    expect((await bot.posts(rig.personal(adele), CARD, { token: 'made-up' })).status).toBe(401)
    expect(rig.personal(adele).messages).toEqual([])
    expect((await bot.posts(rig.personal(adele), CARD)).status).toBe(201)
    expect(rig.personal(adele).messages).toHaveLength(1)
  })

  it('refuses people and conversations without the app', async () => {
    const adele = rig.person('adele')
    expect((await bot.opens(adele)).status).toBe(403)
    expect((await bot.posts(rig.personal(adele), CARD)).status).toBe(403)
    await rig.driver.installs(adele)
    expect((await bot.opens(adele)).json).toEqual({ id: rig.personal(adele).id })
    await rig.driver.uninstalls(adele)
    expect((await bot.posts(rig.personal(adele), CARD)).status).toBe(403)
    expect(rig.personal(adele).messages).toEqual([])
  })

  it('knows no activity that was not posted, or was deleted', async () => {
    const adele = rig.person('adele')
    await rig.driver.installs(adele)
    expect((await bot.updates(rig.personal(adele), '1', CARD)).status).toBe(404)
    const { id } = await bot.posted(rig.personal(adele), CARD)
    expect((await bot.updates(rig.personal(adele), id, CARD)).status).toBe(200)
    expect((await bot.deletes(rig.personal(adele), id)).status).toBe(200)
    expect((await bot.updates(rig.personal(adele), id, CARD)).status).toBe(404)
  })

  it('refuses what is too big, is no card of Teams, or is a card with text beside it', async () => {
    const adele = rig.person('adele')
    await rig.driver.installs(adele)
    const chat = rig.personal(adele)
    const big = { ...CARD, body: [{ type: 'TextBlock', text: 'x'.repeat(28 * 1024), wrap: true }] }
    expect((await bot.posts(chat, big)).status).toBe(413)
    expect((await bot.posts(chat, { ...CARD, version: '1.6' })).status).toBe(400)
    expect(chat.messages).toEqual([])
    expect((await bot.posts(chat, CARD, { text: 'beside' })).json).toEqual({})
  })

  it('lets seven messages a second into a conversation, says when the next may come, and minds no other', async () => {
    const [adele, alex] = [rig.person('adele'), rig.person('alex')]
    await rig.driver.installs(adele)
    await rig.driver.installs(alex)
    const statuses: (number | null)[] = []
    for (let count = 0; count < 8; count += 1) statuses.push((await bot.posts(rig.personal(adele), CARD)).status)
    expect(statuses).toEqual([201, 201, 201, 201, 201, 201, 201, 429])
    expect((await bot.posts(rig.personal(adele), CARD)).retryAfter).toBe('1')
    expect((await bot.posts(rig.personal(alex), CARD)).status).toBe(201)
    at += 1000
    expect((await bot.posts(rig.personal(adele), CARD)).status).toBe(201)
    // The eighth within two seconds was the last.
    expect((await bot.posts(rig.personal(adele), CARD)).status).toBe(429)
    expect(rig.personal(adele).messages).toHaveLength(8)
  })

  it('shows a targeted message to one person of the conversation', async () => {
    const [adele, alex] = [rig.person('adele'), rig.person('alex')]
    const channel = rig.channel('operations', [adele, alex])
    expect((await bot.targets(channel, rig.person('stranger'), CARD)).status).toBe(403)
    expect((await bot.targets(channel, adele, CARD)).status).toBe(201)
    expect(rig.clients.seesAtFirst(adele, channel)).toHaveLength(1)
    expect(rig.clients.seesAtFirst(alex, channel)).toEqual([])
  })

  const FAULTS: readonly (readonly [string, Fault, number | null, number])[] = [
    ['412', { kind: 'status', status: 412 }, 412, 0],
    ['429', { kind: 'status', status: 429, retryAfter: '7' }, 429, 0],
    ['a reset', { kind: 'reset' }, null, 0],
    ['a reset after success', { kind: 'resetAfter' }, null, 1],
    ['500 after success', { kind: 'error500After' }, 500, 1],
    ['a timeout', { kind: 'timeout' }, null, 0],
    ['a timeout after success', { kind: 'timeoutAfter' }, null, 1],
  ]
  it.each(FAULTS)('makes a post fail with %s, once', async (_, fault, status, there) => {
    const adele = rig.person('adele')
    await rig.driver.installs(adele)
    rig.connector.fail('post', fault)
    const hasty = createTestBot(rig, fault.kind.startsWith('timeout') ? 300 : 10_000)
    expect((await hasty.posts(rig.personal(adele), CARD)).status).toBe(status)
    expect(rig.personal(adele).messages).toHaveLength(there)
    expect((await bot.posts(rig.personal(adele), CARD)).status).toBe(201)
  })
})
