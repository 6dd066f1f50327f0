import { createHmac } from 'node:crypto'

export const SIGNING_SECRET = 'not-a-secret-of-anybody'
export const HOME = 'T0HOME'

/** What Slack is answered: status and body, as it would see them. `npm run bench` measures how soon. */
export interface Answer {
  readonly status: number
  readonly text: string
  readonly json: unknown
}

export interface DriverOptions {
  readonly fetch: (request: Request) => Promise<Response>
  readonly wallClock?: () => number
  readonly signingSecret?: string
  readonly team?: string
}

export interface Sent {
  readonly body: string
  readonly headers: { readonly [name: string]: string }
}

export type Driver = ReturnType<typeof createDriver>

const FORM = 'application/x-www-form-urlencoded'

/** Slack's delivery side: bodies as Slack writes them, signed as Slack signs them. */
export function createDriver(options: DriverOptions) {
  const { fetch, wallClock = Date.now, signingSecret = SIGNING_SECRET, team = HOME } = options

  function signed(body: string, contentType: string, at = wallClock()): Sent {
    const timestamp = String(Math.floor(at / 1000))
    const signature = createHmac('sha256', signingSecret).update(`v0:${timestamp}:${body}`).digest('hex')
    const headers = {
      'content-type': contentType,
      'x-slack-request-timestamp': timestamp,
      'x-slack-signature': `v0=${signature}`,
    }
    return { body, headers }
  }

  async function send({ body, headers }: Sent): Promise<Answer> {
    const request = new Request('http://127.0.0.1/slack/events', { method: 'POST', body, headers })
    const response = await fetch(request)
    const text = await response.text()
    return { status: response.status, text, json: jsonIn(text) }
  }

  const form = (fields: { readonly [name: string]: string }) => send(signed(String(new URLSearchParams(fields)), FORM))
  const interaction = (payload: object) => form({ payload: JSON.stringify(payload) })
  const event = (payload: object) => send(signed(JSON.stringify(payload), 'application/json'))

  return {
    signed,
    send,
    form,
    interaction,
    event,
    command: (userId: string, text: string, more: CommandMore = {}) => form(commandBody(team, userId, text, more)),
    click: (userId: string, button: Button, more: object = {}) =>
      interaction({ ...clickBody(team, userId, button), ...more }),
    submit: (userId: string, modal: Modal, more: object = {}) =>
      interaction({ ...submissionBody(team, userId, modal), ...more }),
    suggest: (userId: string, typed: string, more: object = {}) =>
      interaction({ ...suggestionBody(team, userId, typed), ...more }),
    openHome: (userId: string, more: object = {}) => event({ ...homeBody(team, userId), ...more }),
  }
}

let lastId = 0

/** As Slack's: opaque, and another one each time. */
export function newTriggerId(): string {
  lastId += 1
  return `${lastId}.474920.${(lastId * 7919).toString(16).padStart(12, '0')}`
}

export type CommandMore = { readonly [name: string]: string }

export function commandBody(team: string, userId: string, text: string, more: CommandMore = {}) {
  return {
    token: 'deprecated',
    team_id: team,
    team_domain: 'example',
    channel_id: 'C0TALK',
    channel_name: 'talk',
    user_id: userId,
    user_name: 'somebody',
    command: '/elevate',
    text,
    api_app_id: 'A0APP',
    is_enterprise_install: 'false',
    response_url: 'https://hooks.slack.com/commands/T0HOME/1/not-a-secret',
    trigger_id: newTriggerId(),
    ...more,
  }
}

export interface Button {
  readonly actionId: string
  readonly value?: string
  /** The button, as it was posted, asked for confirmation. */
  readonly confirms?: boolean
}

export function clickBody(team: string, userId: string, { actionId, value, confirms = false }: Button) {
  const confirm = { title: { type: 'plain_text', text: 'Sure?' } }
  const element = {
    type: 'button',
    action_id: actionId,
    text: { type: 'plain_text', text: 'Press' },
    ...(value !== undefined && { value }),
    ...(confirms && { confirm }),
  }
  return {
    type: 'block_actions',
    api_app_id: 'A0APP',
    token: 'deprecated',
    team: { id: team, domain: 'example' },
    user: { id: userId, username: 'somebody', team_id: team },
    container: { type: 'message', message_ts: '1.2', channel_id: 'D0BOT', is_ephemeral: false },
    channel: { id: 'D0BOT', name: 'directmessage' },
    message: { ts: '1.2', blocks: [{ type: 'actions', block_id: 'b1', elements: [element] }] },
    trigger_id: newTriggerId(),
    response_url: 'https://hooks.slack.com/actions/T0HOME/1/not-a-secret',
    actions: [{ ...element, block_id: 'b1', action_ts: '3.4' }],
  }
}

export interface Modal {
  readonly callbackId: string
  readonly metadata?: string
  /** Typed or chosen, by block; null where nothing was. */
  readonly values: { readonly [block: string]: string | null | readonly string[] }
  readonly viewId?: string
}

const SELECTS = ['activatable', 'duration']

export function submissionBody(team: string, userId: string, { callbackId, metadata = '', values, viewId }: Modal) {
  const blocks = Object.keys(values).map((id) => ({ type: 'input', block_id: id, element: { action_id: id } }))
  const state = Object.entries(values).map(([id, value]) => [id, { [id]: stateOf(id, value) }])
  const view = {
    id: viewId ?? `V${newTriggerId().replaceAll('.', '')}`,
    team_id: team,
    type: 'modal',
    callback_id: callbackId,
    private_metadata: metadata,
    hash: '1.abcdef',
    app_installed_team_id: team,
    blocks,
    state: { values: Object.fromEntries(state) },
  }
  const user = { id: userId, name: 'somebody', team_id: team }
  const trigger_id = newTriggerId()
  return { type: 'view_submission', team: { id: team }, user, api_app_id: 'A0APP', trigger_id, view, response_urls: [] }
}

function stateOf(id: string, value: string | null | readonly string[]) {
  if (typeof value === 'object' && value !== null) {
    return { type: 'checkboxes', selected_options: value.map((each) => ({ value: each })) }
  }
  if (!SELECTS.includes(id)) return { type: 'plain_text_input', value }
  const type = id === 'activatable' ? 'external_select' : 'static_select'
  const text = { type: 'plain_text', text: 'Chosen' }
  return { type, selected_option: value === null ? null : { text, value } }
}

export function suggestionBody(team: string, userId: string, typed: string) {
  return {
    type: 'block_suggestion',
    user: { id: userId, name: 'somebody', team_id: team },
    team: { id: team, domain: 'example' },
    api_app_id: 'A0APP',
    container: { type: 'view', view_id: 'V0' },
    action_id: 'activatable',
    block_id: 'activatable',
    value: typed,
    view: { id: 'V0', type: 'modal', callback_id: 'form' },
  }
}

export function homeBody(team: string, userId: string, tab = 'home') {
  return {
    type: 'event_callback',
    token: 'deprecated',
    team_id: team,
    api_app_id: 'A0APP',
    event: { type: 'app_home_opened', user: userId, channel: 'D0BOT', tab, event_ts: '5.6' },
    event_id: `Ev${newTriggerId().replaceAll('.', '')}`,
    event_time: 5,
    authorizations: [{ enterprise_id: null, team_id: team, user_id: 'U0BOT', is_bot: true }],
  }
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
