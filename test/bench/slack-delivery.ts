import { createHmac } from 'node:crypto'

export const SLACK_TEAM = 'T0BENCH'
export const SLACK_PATH = '/slack/events'

/** One delivery as Slack sends it: signed, half commands, half clicks, each of its own. */
export function slackDelivery(index: number, people: number, signingSecret: string) {
  const user = `U${String(index % people).padStart(6, '0')}`
  const trigger = `${index}.474920.0123456789ab`
  const form = index % 2 === 0 ? command(user, trigger) : { payload: JSON.stringify(click(user, trigger)) }
  const body = String(new URLSearchParams(form))
  const timestamp = String(Math.floor(Date.now() / 1000))
  const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')
  const headers = {
    'content-type': 'application/x-www-form-urlencoded',
    'x-slack-request-timestamp': timestamp,
    'x-slack-signature': `v0=${signature}`,
  }
  return { body, headers }
}

function command(user: string, trigger: string) {
  return {
    team_id: SLACK_TEAM,
    channel_id: 'C0TALK',
    user_id: user,
    command: '/elevate',
    text: 'Exchange Administrator 1h INC-1234',
    response_url: 'https://hooks.slack.com/commands/T0BENCH/1/x',
    trigger_id: trigger,
  }
}

function click(user: string, trigger: string) {
  const value = JSON.stringify({ requestId: 'EL-4F7K', termsVersion: 1 })
  return {
    type: 'block_actions',
    team: { id: SLACK_TEAM },
    user: { id: user, team_id: SLACK_TEAM },
    channel: { id: 'D0BOT' },
    trigger_id: trigger,
    response_url: 'https://hooks.slack.com/actions/T0BENCH/1/x',
    actions: [{ type: 'button', action_id: 'verb:approve', block_id: 'b1', value }],
  }
}
