import { createSignIns } from '../../../adapters/entra/index.ts'
import { HOUR } from '../../../bot/index.ts'
import { tellStory } from '../../engine/story.ts'
import { connectTo, withChat } from '../story.ts'
import type { Birth, Command, Message } from './kill-protocol.ts'
import { answerOf, LIVES } from './lives.ts'

/** One life of a process: engine, store and Entra directory. It is killed from outside while it calls Graph. */

const birth: Birth = JSON.parse(process.env['ELEVATE_LIFE'] ?? '{}')
const say = (message: Message) => void process.send?.(message)
let now = () => birth.startAt
const signIns = createSignIns(() => now())
const story = await tellStory({
  folder: birth.folder,
  startAt: birth.startAt,
  wrapDirectory: (local, engineNow, state) => {
    now = engineNow
    const entra = connectTo(birth, {
      ...{ state, now: engineNow, logged: [], timeoutMs: 10_000 },
      getToken: async () => birth.token,
      ...(LIVES[birth.mode].activation === 'delegated' && {
        takeSignIn: async ({ key, personId }) => signIns.tokenFor(key, personId),
      }),
    })
    return withChat(entra, local)
  },
})
story.platform.answerWith(({ view, address }) => {
  say({ kind: 'posted', address, view })
  return null
})

process.on('message', (command: Command) => {
  obey(command).catch((error: unknown) => {
    process.stderr.write(`${String(error)}\n`)
    process.exit(1)
  })
})
say({ kind: 'ready' })

async function obey(command: Command): Promise<void> {
  const { engine } = story
  switch (command.kind) {
    case 'deliver':
      await engine.receive({
        ...{ platform: 'web', deliveryKey: command.key, receivedAt: engine.now() },
        raw: command.raw as never,
      })
      break
    case 'prove':
      await engine.proveIdentity({ kind: 'request', requestId: command.requestId }, 'adele', 'totp')
      break
    case 'signIn':
      signIns.deposit(command.requestId, { ...command, personId: 'adele', expiresAt: now() + HOUR })
      await engine.proveIdentity({ kind: 'activate', requestId: command.requestId }, 'adele', 'oidc')
      break
    case 'answer': {
      const { key, purpose } = answerOf(command.request, 'alex', command.verdict)
      signIns.deposit(key, { ...command, personId: 'alex', expiresAt: now() + HOUR })
      await engine.proveIdentity(purpose, 'alex', 'oidc')
      break
    }
    case 'pass':
      await story.clock.advance(command.ms)
      break
    case 'stop':
      await story.end()
      process.disconnect()
      return
    case 'look':
      break
  }
  await engine.idle()
  say({ kind: 'done', request: (await story.sqlite.store.requests({ limit: 1 }))[0] ?? null })
}
