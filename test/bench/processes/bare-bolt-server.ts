/**
 * Bolt as its guide begins: its own receiver, a command and a button, each acknowledged at once and nothing else done.
 * `node bare-bolt-server.ts <signing secret>`
 */
import { createServer } from 'node:http'
import { App, HTTPReceiver } from '@slack/bolt'

const [signingSecret = ''] = process.argv.slice(2)
const receiver = new HTTPReceiver({ signingSecret, endpoints: ['/slack/events'] })
const bolt = new App({
  receiver,
  convoStore: false,
  tokenVerificationEnabled: false,
  authorize: async () => ({ botId: 'B0', botUserId: 'U0' }),
})
bolt.command('/elevate', async ({ ack }) => ack())
bolt.action(/^verb:/, async ({ ack }) => ack())

const server = createServer((request, response) => receiver.requestListener(request, response))
server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 })
})
