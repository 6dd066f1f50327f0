import type { Finding } from './problem.ts'
import { entriesOf } from './raw.ts'
import { secretReference } from './scalars.ts'
import { readSecret, type SecretSources } from './secrets.ts'

/** The secrets themselves: never log them. Null where the section names none. */
export interface SlackSecrets {
  readonly signingSecret: string | null
  readonly botToken: string | null
  readonly appToken: string | null
}

/** What each kind begins with. https://docs.slack.dev/authentication/tokens */
const BEGINS: { readonly [name in keyof SlackSecrets]: string } = {
  signingSecret: '',
  botToken: 'xoxb-',
  appToken: 'xapp-',
}
const NAMES = ['signingSecret', 'botToken', 'appToken'] as const

/** Reads what the references of `chat.slack` stand for, and says what links in Slack need besides. */
export function readSlackSecrets(
  root: unknown,
  sources: SecretSources,
): { readonly secrets: SlackSecrets; readonly findings: Finding[] } {
  const chat = entriesOf(entriesOf(root)['chat'])
  const section = entriesOf(chat['slack'])
  const found = NAMES.map((name) => ({ name, ...resolve(name, section[name], sources) }))
  const secretOf = (wanted: keyof SlackSecrets) => found.find(({ name }) => name === wanted)?.secret ?? null
  const secrets = {
    signingSecret: secretOf('signingSecret'),
    botToken: secretOf('botToken'),
    appToken: secretOf('appToken'),
  }
  const isUnreachable = 'slack' in chat && entriesOf(entriesOf(root)['server'])['publicUrl'] === undefined
  const address: Finding = {
    path: ['chat', 'slack'],
    message: 'Cards in Slack link to pages of Elevate, and people elsewhere cannot open localhost.',
    fix: 'Add server.publicUrl.',
    atKey: true,
  }
  return { secrets, findings: [...(isUnreachable ? [address] : []), ...found.flatMap(({ finding }) => finding ?? [])] }
}

function resolve(
  name: keyof SlackSecrets,
  value: unknown,
  sources: SecretSources,
): { readonly secret: string | null; readonly finding: Finding | null } {
  const reference = secretReference.safeParse(value)
  // What is no reference the schema complains about.
  if (!reference.success) return { secret: null, finding: null }
  const path = ['chat', 'slack', name]
  const read = readSecret(reference.data, sources)
  if (!('secret' in read)) return { secret: null, finding: { path, ...read } }
  if (read.secret.startsWith(BEGINS[name])) return { secret: read.secret, finding: null }
  const message = `What ${reference.data} names is another kind of secret: this one begins with ${BEGINS[name]}.`
  return { secret: null, finding: { path, message, fix: 'Copy the right one from the settings of the Slack app.' } }
}
