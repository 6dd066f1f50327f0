/**
 * botbuilder as its samples begin: what is typed is sent back, and nothing else done. Who signs is checked as the SDK
 * does. `node bare-botbuilder-server.ts <address of the issuer's metadata> <service URL>`
 */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import { CloudAdapter, ConfigurationBotFrameworkAuthentication } from 'botbuilder'
import { APP_ID } from '../../teams/rig/people.ts'

const [metadataUrl = ''] = process.argv.slice(2)
const settings = {
  ...{ ToChannelFromBotLoginUrl: 'https://login.invalid', ToChannelFromBotOAuthScope: 'https://api.botframework.com' },
  ...{ ToBotFromChannelTokenIssuer: 'https://api.botframework.com', OAuthUrl: 'https://api.invalid' },
  ...{ ToBotFromChannelOpenIdMetadataUrl: metadataUrl, ToBotFromEmulatorOpenIdMetadataUrl: metadataUrl },
  CallerId: 'urn:botframework:azure',
}
const credentials = {
  isValidAppId: async (appId: string) => appId === APP_ID,
  isAuthenticationDisabled: async () => false,
  createCredentials: async () => ({ signRequest: async <T>(request: T) => request }),
}
const adapter = new CloudAdapter(new ConfigurationBotFrameworkAuthentication(settings, credentials))

const server = createServer((request, response) => {
  answer(request, response).catch(() => response.destroy())
})

async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
  const chunks: Buffer[] = []
  for await (const chunk of request) chunks.push(chunk)
  const body = JSON.parse(Buffer.concat(chunks).toString('utf8'))
  const { headers, method } = request
  const asked = { body, headers, method: method ?? 'POST' }
  await adapter.process(asked, answerThrough(response), async (context) => {
    await context.sendActivity(`Echo: ${context.activity.text ?? 'clicked'}`)
  })
}

/** What the SDK wants of a web framework. */
function answerThrough(response: ServerResponse) {
  const shown = {
    socket: response.socket,
    header: (name: string, value: string) => {
      response.setHeader(name, value)
      return shown
    },
    status: (code: number) => {
      response.statusCode = code
      return shown
    },
    send: (value: unknown) => void response.write(typeof value === 'string' ? value : JSON.stringify(value)),
    end: () => void response.end(),
  }
  return shown
}

server.listen(0, '127.0.0.1', () => {
  const address = server.address()
  process.send?.({ port: typeof address === 'object' && address ? address.port : 0 })
})
