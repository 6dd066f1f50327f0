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

describe('the workspace', () => {
  it('is what Slack says of the token, with who the app is there and what it may do', async () => {
    const { platform } = await start()
    expect(platform.workspace.current()).toEqual({
      teamId: TEAM,
      name: 'Nordet',
      botId: 'B0ELEVATE',
      botUserId: 'U0ELEVATE',
      scopes: ['chat:write', 'commands', 'users:read'],
    })
  })

  it('is remembered: a start without Slack knows it, and Slack is asked until it answers', async () => {
    const { slack, platform, again } = await start()
    slack.peer.fail('auth.test', { kind: 'reset' }, 2)
    const after = again()
    await after.start()
    expect(after.workspace.current()).toEqual(platform.workspace.current())
    await expect.poll(() => slack.peer.of('auth.test').filter(({ reached }) => reached).length).toBe(2)
  })

  it('that nobody has ever known makes everybody neither a member nor a stranger', async () => {
    const { slack, platform, user } = await start({ unstarted: true, links: [['adele', 'adele']] })
    slack.peer.fail('auth.test', { kind: 'error500' }, 100)
    await platform.start()
    expect(platform.workspace.current()).toBeNull()
    const identity = { platform: 'slack', tenant: TEAM, userId: user('adele') }
    await expect(platform.links.personOf(identity)).rejects.toBeInstanceOf(DirectoryUnavailable)
    slack.peer.heal()
    await expect.poll(() => platform.workspace.current()?.teamId).toBe(TEAM)
    expect(await platform.links.personOf(identity)).toBe('adele')
  })

  it.each(['invalid_auth', 'token_revoked', 'account_inactive'])(
    'is not known from a token of which Slack says %s',
    async (code) => {
      const { slack, platform, said } = await start({ unstarted: true })
      slack.peer.fail('auth.test', { kind: 'refused', code }, 1000)
      await platform.start()
      expect(platform.workspace.current()).toBeNull()
      expect(said.join('\n')).toContain(code)
    },
  )

  it("is not taken from a person's own token", async () => {
    const { slack, platform, said } = await start({ unstarted: true })
    slack.peer.rewrite('auth.test', (result) => ({ ...result, bot_id: undefined }))
    await platform.start()
    expect(platform.workspace.current()).toBeNull()
    expect(said.join('\n')).toContain('not_a_bot_token')
  })

  it('is none where the app is installed for a whole Enterprise organisation', async () => {
    const { slack, platform, said } = await start({ unstarted: true })
    slack.peer.rewrite('auth.test', (result) => ({ ...result, is_enterprise_install: true }))
    await platform.start()
    expect(platform.workspace.current()).toBeNull()
    expect(said.join('\n')).toContain('installed_org_wide')
  })

  it('that is another one than before is told', async () => {
    const { slack, again, said } = await start()
    slack.peer.rewrite('auth.test', (result) => ({ ...result, team_id: 'T0NEW' }))
    const after = again()
    await after.start()
    expect(after.workspace.current()?.teamId).toBe('T0NEW')
    expect(said.join('\n')).toContain('another workspace')
  })
})
