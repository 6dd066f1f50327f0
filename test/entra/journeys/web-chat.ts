import { randomBytes } from 'node:crypto'
import { expect } from 'vitest'
import type { WireMessage, WireState } from '../../../adapters/web/wire.ts'
import { plainSpaces } from '../../slack/shown.ts'
import { type Browser, openBrowser } from '../../step-up/oidc/browser.ts'
import { shownText } from '../../teams/journeys/shown.ts'
import { actionsIn } from '../../teams/rig/driver.ts'
import type { Chat, Shown, Surroundings } from './chat.ts'
import type { Name } from './organisation.ts'

const OWN = 'elevate'
const CHANNEL = 'security'

interface Seat {
  readonly browser: Browser
  readonly csrf: string
}

/** The web chat as people have it who sign in: a session in a browser of their own. */
export async function openWebChat({ url, signsIn }: Surroundings): Promise<Chat> {
  const seats = new Map<Name, Seat>()

  async function comesIn(name: Name): Promise<Seat> {
    const browser = openBrowser()
    const page = await signsIn(name, `${url}/`, browser)
    expect(page.html).toContain('data-mode="signIn"')
    const state = (await (await browser.once(`${url}/api/web/state`)).json()) as WireState
    const seat = { browser, csrf: state.csrf ?? '' }
    seats.set(name, seat)
    return seat
  }

  /** Sessions end after eight hours: then people sign in again. */
  async function call(name: Name, path: string, body?: object): Promise<Response> {
    const once = ({ browser, csrf }: Seat) => {
      const headers = { 'Content-Type': 'application/json', 'X-Elevate-CSRF': csrf }
      return browser.once(`${url}/api/web/${path}`, body && { method: 'POST', headers, body: JSON.stringify(body) })
    }
    const answer = await once(seats.get(name) ?? (await comesIn(name)))
    return answer.status === 401 ? once(await comesIn(name)) : answer
  }

  async function send(name: Name, path: string, content: object): Promise<void> {
    const nonce = randomBytes(12).toString('hex')
    expect((await call(name, path, { nonce, ...content })).status).toBe(202)
  }

  async function messages(name: Name, conversation: string): Promise<readonly WireMessage[]> {
    const answer = await call(name, `conversations/${conversation}/messages`)
    const { messages: found } = (await answer.json()) as { messages: readonly WireMessage[] }
    return found.filter(({ card }) => card !== null)
  }

  function shown(name: Name, { card }: WireMessage): Shown {
    const buttons = actionsIn(card, 'Action.Execute')
    const links = [...JSON.stringify(card).matchAll(/"url":"([^"]+)"/g)].map(([, link = '']) => link)
    return {
      ...{ text: plainSpaces(shownText(card)), verbs: buttons.map(({ verb }) => verb), links },
      presses: (verb, inputs = {}) => {
        const button = buttons.find((each) => each.verb === verb)
        if (!button) throw new Error(`The card has no button ${verb}`)
        return send(name, 'actions', { ...button.data, inputs })
      },
    }
  }

  return {
    section: 'web: { enabled: true }',
    feedName: `web:${CHANNEL}`,
    env: {},
    adapt: (config) => config,
    async joins(names) {
      for (const name of names) await comesIn(name)
    },
    says: (name, text) => send(name, 'messages', { text }),
    sees: async (name) => (await messages(name, OWN)).map((message) => shown(name, message)),
    feed: async () => (await messages('soc', CHANNEL)).map(({ card }) => plainSpaces(shownText(card))),
    close: async () => {},
  }
}
