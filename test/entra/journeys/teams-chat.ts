import { plainSpaces } from '../../slack/shown.ts'
import { shownText, verbsOf } from '../../teams/journeys/shown.ts'
import { onRig } from '../../teams/on-rig.ts'
import type { Conversation } from '../../teams/rig/conversations.ts'
import type { Seen } from '../../teams/rig/driver.ts'
import { APP_ID, TENANT } from '../../teams/rig/people.ts'
import { startRig } from '../../teams/rig/rig.ts'
import { BOT_SECRET } from '../../teams/rig/token-endpoint.ts'
import type { Chat, Shown, Surroundings } from './chat.ts'
import { NAMES, type Name } from './organisation.ts'

/** Teams by its rig, with real tokens; people are known by their object ids in the tenant. */
export async function openTeamsChat({ port }: Surroundings): Promise<Chat> {
  const rig = await startRig({ bot: () => (request) => overHttp(request, port), now: () => Date.now() })
  const personOf = (name: Name) => rig.person(name, { locale: name === 'lidia' ? 'fr-CA' : 'en-CA' })
  const everybody = NAMES.map(personOf)
  const feed = rig.channel('security-feed', everybody)

  function shown(seen: Seen): Shown {
    const { card, message } = seen
    return {
      text: card === null ? String(message.activity.text ?? '') : plainSpaces(shownText(card)),
      verbs: verbsOf(seen),
      links: [...JSON.stringify(card).matchAll(/"url":"([^"]+)"/g)].map(([, link = '']) => link),
      presses: async (verb, inputs) => void (await rig.clients.clicks(seen, verb, inputs)),
    }
  }

  const seenIn = async (name: Name, where: Conversation) => rig.clients.sees(personOf(name), where)

  return {
    section: `teams: { appId: ${APP_ID}, tenantId: ${TENANT}, credential: env:TEAMS_APP_PASSWORD }`,
    feedName: `teams:${feed.id}`,
    env: { TEAMS_APP_PASSWORD: BOT_SECRET },
    adapt: (config) => onRig(config, rig),
    async joins(names) {
      for (const name of names) await rig.driver.installs(personOf(name))
    },
    says: async (name, text) => void (await rig.driver.types(personOf(name), text)),
    sees: async (name) => (await seenIn(name, rig.personal(personOf(name)))).map(shown),
    feed: async () => {
      const all = await seenIn('soc', feed)
      const roots = all.filter(({ message }) => message.rootId === null)
      const thread = (root: Seen) => all.filter(({ message }) => message.rootId === root.message.id)
      return roots.map((root) => [root, ...thread(root)].map((seen) => shown(seen).text).join('\n'))
    },
    close: () => rig.close(),
  }
}

async function overHttp(request: Request, port: number): Promise<Response> {
  const body = await request.text()
  return fetch(`http://127.0.0.1:${port}/api/messages`, { method: request.method, headers: request.headers, body })
}
