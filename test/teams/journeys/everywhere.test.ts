import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { eventually } from '../../eventually.ts'
import { clickBody, commandBody, newTriggerId, SIGNING_SECRET } from '../../slack/driver.ts'
import { type Carrier, httpCarrier } from '../../slack/journey-carriers.ts'
import { buttonsIn, shownText as shownBlocks } from '../../slack/shown.ts'
import { BOT_TOKEN, type SlackPeer, startSlack, TEAM } from '../../slack/slack-peer.ts'
import { startWorld, type World } from './world.ts'

const MINE = /Exchange Administrator/
const ACT = { verb: 'approve', nonce: 'approve-on-the-web' }

/** Adele asks in Teams; Alex decides in Teams, Megan in Slack, Pradeep in the web chat. */
describe('one request with people on Teams, Slack and the web', () => {
  let world: World
  let slack: SlackPeer
  let carrier: Carrier
  beforeEach(async () => {
    slack = await startSlack({ users: ['megan'], channels: [] })
    carrier = httpCarrier(slack, () => world.port())
    world = await startWorld({ change: withEverything, env: { SLACK_BOT: BOT_TOKEN, SLACK_SIGNING: SIGNING_SECRET } })
    await world.installEverybody(['adele', 'alex'])
    await world.rig.driver.types(world.personOf('alex'), 'mine')
    const answer = { trigger_id: await slack.trigger(megan()), response_url: new URL('/respond/1', slack.apiUrl).href }
    await carrier.deliver('slash_commands', commandBody(TEAM, megan(), 'mine', answer))
    await web('POST', 'messages?as=pradeep', { nonce: 'seen-on-the-web-0', text: 'mine' })
    await eventually(() => slack.peer.of('respond').length).toBeGreaterThan(0)
  })
  afterEach(async () => {
    await world.close()
    await carrier.close()
    await slack.close()
  })

  it.each(['Teams', 'Slack', 'the web'] as const)('is approved in %s, and every copy settles', async (where) => {
    await world.rig.driver.types(world.personOf('adele'), 'Exchange Administrator 1h INC-1234')
    await inTeams('adele').toMatch(/Waiting for proof of identity/)
    await world.proves('adele')
    await inTeams('alex').toMatch(/Approval needed.*Adele Vance/s)
    await inSlack().toMatch(/Approval needed.*Adele Vance/s)
    await onWeb().toMatch(/Approval needed.*Adele Vance/s)

    await approve(where)

    await inTeams('adele').toMatch(/Active until/)
    await inTeams('alex').toMatch(/Active until/)
    await inSlack().toMatch(/Active until/)
    await onWeb().toMatch(/Active until/)
    const mayTakeBack = (who: typeof where) => (who === where ? ['takeBack'] : [])
    expect(await world.verbs('alex', MINE)).toEqual(mayTakeBack('Teams'))
    expect((await slackButtons()).map(({ action_id }) => action_id)).toEqual(
      mayTakeBack('Slack').map((verb) => `verb:${verb}`),
    )
    expect(JSON.stringify(await webCards())).not.toContain('"verb":"approve"')
  })

  const megan = () => slack.users['megan'] ?? ''
  const inTeams = (name: string) =>
    eventually(
      async () => (await world.texts(name)).findLast((text) => MINE.test(text) && /Adele|INC/.test(text)) ?? '',
    )
  const inSlack = () => eventually(async () => shownBlocks((await slack.direct(megan()))[0]?.blocks ?? []))
  const slackButtons = async () =>
    buttonsIn((await slack.direct(megan()))[0]?.blocks).filter(({ action_id }) => action_id.startsWith('verb:'))
  const onWeb = () => eventually(async () => JSON.stringify(await webCards()))

  async function approve(where: 'Teams' | 'Slack' | 'the web') {
    if (where === 'Teams') return world.presses('alex', MINE, 'approve')
    if (where === 'the web') return web('POST', 'actions?as=pradeep', { ...ACT, ...(await webSubject()) })
    const button = (await slackButtons()).find(({ action_id }) => action_id === 'verb:approve')
    const pressed = { actionId: 'verb:approve', value: button?.value ?? '' }
    return carrier.deliver('interactive', { ...clickBody(TEAM, megan(), pressed), trigger_id: newTriggerId() })
  }

  async function webSubject() {
    const [, requestId = '', version = ''] =
      /"verb":"approve","requestId":"([^"]+)","termsVersion":(\d+)/.exec(JSON.stringify(await webCards())) ?? []
    return { requestId, termsVersion: Number(version) }
  }

  async function webCards(): Promise<unknown> {
    return (await web('GET', 'conversations/elevate/messages?as=pradeep')).json()
  }

  function web(method: string, path: string, body?: object): Promise<Response> {
    const origin = `http://localhost:${world.port()}`
    const headers = { 'content-type': 'application/json', origin }
    return fetch(`${origin}/api/web/${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) }).then(
      taken,
    )
  }

  function withEverything(text: string): string {
    return text
      .replace(/(id: megan,.*)chat: \{ teams: [^}]*\}/, `$1chat: { slack: ${slack.users['megan']} }`)
      .replace('  groups:', `${PRADEEP}\n  groups:`)
      .replace('members: [alex, megan]', 'members: [alex, megan, pradeep]')
      .replace('required: 2', 'required: 1')
      .replace('\nchat:\n', `\nchat:\n  web: { enabled: true }\n  slack: ${slackSection(slack.apiUrl)}\n`)
  }
})

const PRADEEP = '    - { id: pradeep, displayName: Pradeep Gupta, userPrincipalName: pradeep@nordet.example }'

function slackSection(apiUrl: string): string {
  return `{ botToken: env:SLACK_BOT, signingSecret: env:SLACK_SIGNING, apiUrl: ${apiUrl} }`
}

async function taken(response: Response): Promise<Response> {
  if (!response.ok) throw new Error(`The web chat answered ${response.status}: ${await response.text()}`)
  return response
}
