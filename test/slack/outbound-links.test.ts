import { afterEach, describe, expect, it } from 'vitest'
import { DirectoryUnavailable } from '../../bot/index.ts'
import { startWorld, type World, type WorldOptions } from './outbound-world.ts'
import { TEAM } from './slack-peer.ts'

let world: World | null = null
afterEach(async () => {
  await world?.close()
  world = null
})

async function start(options?: WorldOptions): Promise<World> {
  world = await startWorld(options)
  return world
}

const byEmail = { verifiedEmailDomains: ['nordet.example'] }
const identity = (userId: string, tenant = TEAM) => ({ platform: 'slack', tenant, userId })

describe('a user of Slack', () => {
  it('is the person whom the configuration links, and is reached there', async () => {
    const { platform, user } = await start({ links: [['adele', 'adele']] })
    expect(await platform.links.personOf(identity(user('adele')))).toBe('adele')
    expect(await platform.addressOf('adele')).toBe(`user:${user('adele')}`)
  })

  it('without a link is nobody, whatever address they have, and no address is asked for', async () => {
    const { slack, platform, user } = await start()
    expect(await platform.links.personOf(identity(user('adele')))).toBeNull()
    expect(await platform.addressOf('adele')).toBeNull()
    expect(slack.peer.of('users.lookupByEmail')).toEqual([])
  })

  it.each([
    ['who has left', { deleted: true }],
    ['who is a guest', { is_restricted: true }],
    ['who is a guest of one channel', { is_ultra_restricted: true }],
    ['of Slack Connect', { is_stranger: true }],
    ['of another workspace', { team_id: 'T0ELSEWHERE' }],
    ['who is a bot', { is_bot: true }],
    ['who has not confirmed the address', { is_email_confirmed: false }],
    ['of whom Slack does not say whether the address is confirmed', { is_email_confirmed: undefined }],
  ])('%s is nobody, linked or not', async (_, fields) => {
    const { slack, platform, user } = await start({ ...byEmail, links: [['adele', 'adele']] })
    slack.describe(user('adele'), fields)
    slack.describe(user('alex'), fields)
    expect(await platform.links.personOf(identity(user('adele')))).toBeNull()
    expect(await platform.links.personOf(identity(user('alex')))).toBeNull()
    expect(await platform.links.linkedPerson(user('alex'))).toBeNull()
  })

  it('that came with another workspace is nobody, and Slack is not even asked', async () => {
    const { slack, platform, user } = await start({ links: [['adele', 'adele']] })
    expect(await platform.links.personOf(identity(user('adele'), 'T0ELSEWHERE'))).toBeNull()
    expect(await platform.links.personOf({ ...identity(user('adele')), platform: 'web' })).toBeNull()
    expect(slack.peer.of('users.info')).toEqual([])
  })

  it('is neither known nor a stranger while Slack gives no answer', async () => {
    const { slack, platform, user } = await start({ links: [['adele', 'adele']] })
    slack.peer.fail('users.info', { kind: 'error500' })
    await expect(platform.links.personOf(identity(user('adele')))).rejects.toBeInstanceOf(DirectoryUnavailable)
    expect(await platform.links.personOf(identity(user('adele')))).toBe('adele')
  })

  it('is not taken for a member because the app may not ask', async () => {
    const { platform, user } = await start({ links: [['adele', 'adele']], scopes: ['chat:write'] })
    await expect(platform.links.personOf(identity(user('adele')))).rejects.toThrow('missing_scope')
  })

  it('is asked about once in five minutes, and again after', async () => {
    const { slack, platform, user, pass } = await start({ links: [['adele', 'adele']] })
    for (let time = 0; time < 5; time += 1) await platform.links.personOf(identity(user('adele')))
    expect(slack.peer.of('users.info')).toHaveLength(1)
    pass(5 * 60_000)
    slack.describe(user('adele'), { deleted: true })
    expect(await platform.links.personOf(identity(user('adele')))).toBeNull()
    expect(slack.peer.of('users.info')).toHaveLength(2)
  })
})

describe('a verified address', () => {
  it('links its person once; from then on the user id counts and the address does not', async () => {
    const { slack, platform, user, pass } = await start(byEmail)
    expect(await platform.links.personOf(identity(user('adele')))).toBe('adele')
    pass(10 * 60_000)
    slack.describe(user('adele'), { profile: { email: 'adele.vance@elsewhere.example' } })
    slack.describe(user('alex'), { profile: { email: 'adele@nordet.example' } })
    expect(await platform.links.personOf(identity(user('adele')))).toBe('adele')
    expect(await platform.links.personOf(identity(user('alex')))).toBeNull()
  })

  it('is compared without regard to case', async () => {
    const { slack, platform, user } = await start(byEmail)
    slack.describe(user('adele'), { profile: { email: 'Adele@Nordet.Example' } })
    expect(await platform.links.personOf(identity(user('adele')))).toBe('adele')
  })

  it.each([
    'adele@elsewhere.example',
    'adele@sub.nordet.example',
    'adele@nordet.example.attacker.example',
    'adele@attackernordet.example',
    'nordet.example@attacker.example',
    'adele@attacker.example@nordet.example',
    'adele@nordet.example ',
    '',
  ])('is not one of another domain, nor anything that looks like one: %j', async (email) => {
    const { slack, platform, user } = await start(byEmail)
    slack.describe(user('megan'), { profile: { email } })
    expect(await platform.links.personOf(identity(user('megan')))).toBeNull()
  })

  it('links nobody whom the configuration links to another user', async () => {
    const { platform, user } = await start({ ...byEmail, links: [['megan', 'adele']] })
    expect(await platform.links.personOf(identity(user('adele')))).toBeNull()
    expect(await platform.links.personOf(identity(user('megan')))).toBe('adele')
    expect(await platform.addressOf('adele')).toBe(`user:${user('megan')}`)
  })

  it('that two people of the directory share links neither', async () => {
    const { platform, people, user } = await start(byEmail)
    const [adele] = people
    if (adele) people.push({ ...adele, id: 'adele-2' })
    expect(await platform.links.personOf(identity(user('adele')))).toBeNull()
    expect(await platform.links.personOf(identity(user('adele')))).toBeNull()
  })

  it('of a disabled person links nobody', async () => {
    const { platform, people, user } = await start(byEmail)
    const [adele] = people
    if (adele) people[0] = { ...adele, enabled: false }
    expect(await platform.links.personOf(identity(user('adele')))).toBeNull()
    expect(await platform.addressOf('adele')).toBeNull()
  })

  it('also finds an approver who never wrote to Elevate, and binds them', async () => {
    const { slack, platform, user, again } = await start(byEmail)
    expect(await platform.addressOf('alex')).toBe(`user:${user('alex')}`)
    const after = again()
    await after.start()
    expect(await after.addressOf('alex')).toBe(`user:${user('alex')}`)
    expect(slack.peer.of('users.lookupByEmail')).toHaveLength(1)
  })

  it('that Slack does not know is not asked for again at once', async () => {
    const { slack, platform, people, pass } = await start(byEmail)
    const [adele] = people
    if (adele) people.push({ ...adele, id: 'zoe', userPrincipalName: 'zoe@nordet.example' })
    for (let time = 0; time < 3; time += 1) expect(await platform.addressOf('zoe')).toBeNull()
    expect(slack.peer.of('users.lookupByEmail')).toHaveLength(1)
    pass(5 * 60_000)
    await platform.addressOf('zoe')
    expect(slack.peer.of('users.lookupByEmail')).toHaveLength(2)
  })

  it('of a guest gives no address to write to', async () => {
    const { slack, platform, user } = await start(byEmail)
    slack.describe(user('alex'), { is_restricted: true })
    expect(await platform.addressOf('alex')).toBeNull()
    expect(await platform.links.linkedPerson(user('alex'))).toBeNull()
  })

  it('is waited for while Slack gives no answer', async () => {
    const { slack, platform } = await start(byEmail)
    slack.peer.fail('users.lookupByEmail', { kind: 'limited', retryAfter: 5 })
    await expect(platform.addressOf('alex')).rejects.toBeInstanceOf(DirectoryUnavailable)
  })
})

describe('a link', () => {
  it('holds for one user and one person: neither is linked a second time', async () => {
    const { platform, user } = await start()
    const { links } = platform
    expect(await links.bind(user('adele'), 'adele', 'proof')).toBe(true)
    expect(await links.bind(user('adele'), 'adele', 'proof')).toBe(true)
    expect(await links.bind(user('alex'), 'adele', 'proof')).toBe(false)
    expect(await links.bind(user('adele'), 'alex', 'proof')).toBe(false)
    expect(await links.linkedPerson(user('alex'))).toBeNull()
    expect(await platform.addressOf('alex')).toBeNull()
    expect(await links.linkedPerson(user('adele'))).toBe('adele')
  })

  it('made by two at once is one', async () => {
    const { platform, user } = await start()
    const { links } = platform
    const made = await Promise.all([
      links.bind(user('adele'), 'adele', 'proof'),
      links.bind(user('alex'), 'adele', 'email'),
      links.bind(user('adele'), 'megan', 'proof'),
    ])
    expect(made.filter(Boolean)).toHaveLength(1)
  })

  it('that was cut off by a crash counts for nothing, and can be made again', async () => {
    const { platform, state, user } = await start()
    const value = { userId: user('adele'), by: 'email', at: 0 }
    await state.put({ namespace: 'slack-links', key: `person/${TEAM}/adele`, value, expectedVersion: 0 })
    expect(await platform.addressOf('adele')).toBeNull()
    expect(await platform.links.linkedPerson(user('adele'))).toBeNull()
    expect(await platform.links.bind(user('adele'), 'adele', 'email')).toBe(true)
    expect(await platform.links.linkedPerson(user('adele'))).toBe('adele')
  })

  it("that the person's own record does not confirm counts for nothing", async () => {
    const { platform, state, user } = await start()
    await platform.links.bind(user('alex'), 'adele', 'proof')
    const userKey = `user/${TEAM}/${user('megan')}`
    await state.put({ namespace: 'slack-links', key: userKey, value: { personId: 'adele' }, expectedVersion: 0 })
    expect(await platform.links.linkedPerson(user('megan'))).toBeNull()
    expect(await platform.links.linkedPerson(user('alex'))).toBe('adele')
  })

  it('does not move what the configuration says', async () => {
    const { platform, user } = await start({ links: [['adele', 'adele']] })
    expect(await platform.links.bind(user('adele'), 'megan', 'proof')).toBe(false)
    expect(await platform.links.bind(user('alex'), 'adele', 'proof')).toBe(false)
    expect(await platform.links.linkedPerson(user('adele'))).toBe('adele')
  })

  it('can be ended, and then be made with another user', async () => {
    const { platform, user } = await start()
    await platform.links.bind(user('adele'), 'adele', 'proof')
    expect(await platform.links.unbind('adele')).toBe(true)
    expect(await platform.links.linkedPerson(user('adele'))).toBeNull()
    expect(await platform.links.bind(user('alex'), 'adele', 'proof')).toBe(true)
    expect(await platform.links.linkedPerson(user('alex'))).toBe('adele')
  })

  it('of one workspace counts in no other', async () => {
    const { platform, state, user } = await start()
    const value = { userId: user('adele'), by: 'proof', at: 0 }
    await state.put({ namespace: 'slack-links', key: 'person/T0OLD/adele', value, expectedVersion: 0 })
    const userKey = `user/T0OLD/${user('adele')}`
    await state.put({ namespace: 'slack-links', key: userKey, value: { personId: 'adele' }, expectedVersion: 0 })
    expect(await platform.links.linkedPerson(user('adele'))).toBeNull()
    expect(await platform.links.personOf(identity(user('adele')))).toBeNull()
  })
})
