import { secretReferenceOf, teamsConfig } from '../../adapters/teams/config.ts'
import { certificateProblem } from './certificate.ts'
import type { Finding } from './problem.ts'
import { entriesOf } from './raw.ts'
import { readSecret, type SecretSources } from './secrets.ts'
import { isLoopbackHost } from './urls.ts'

/** How the app proves who it is, with the secret itself: never log it. */
export type TeamsCredential =
  | { readonly kind: 'secret'; readonly secret: string }
  | { readonly kind: 'certificate'; readonly pem: string }
  | { readonly kind: 'managedIdentity'; readonly clientId: string | null }

/** Of the Agents Playground, where its own configuration names no other. */
export const PLAYGROUND_TENANT = '00000000-0000-0000-0000-0000000000001'

/** Reads what the credential of `chat.teams` stands for, and says what Teams needs besides. */
export function readTeamsSecrets(
  root: unknown,
  sources: SecretSources,
): { readonly credential: TeamsCredential | null; readonly findings: Finding[] } {
  const chat = entriesOf(entriesOf(root)['chat'])
  if (!('teams' in chat)) return { credential: null, findings: [] }
  const surroundings = surroundingsFindings(root, entriesOf(chat['teams'])['playground'] === true)
  // What has not the shape of a section the schema complains about.
  const section = teamsConfig.safeParse(chat['teams']).data
  const given = section?.credential
  if (given === undefined) return { credential: null, findings: surroundings }
  const reference = secretReferenceOf(given)
  if (reference === null) return { credential: managedIdentity(given), findings: surroundings }
  const path = ['chat', 'teams', 'credential']
  const read = readSecret(reference, sources)
  if (!('secret' in read)) return { credential: null, findings: [...surroundings, { path, ...read }] }
  if (typeof given === 'string') return { credential: { kind: 'secret', secret: read.secret }, findings: surroundings }
  const problem = certificateProblem(reference, read.secret)
  if (problem) return { credential: null, findings: [...surroundings, { path, ...problem }] }
  return { credential: { kind: 'certificate', pem: read.secret }, findings: surroundings }
}

function managedIdentity(given: unknown): TeamsCredential {
  const { managedIdentity: which } = entriesOf(given)
  return { kind: 'managedIdentity', clientId: typeof which === 'string' ? which : null }
}

function surroundingsFindings(root: unknown, playground: boolean): Finding[] {
  const path = ['chat', 'teams']
  const { publicUrl } = entriesOf(entriesOf(root)['server'])
  if (!playground) {
    if (publicUrl !== undefined) return []
    const message = 'Cards in Teams link to pages of Elevate, and people elsewhere cannot open localhost.'
    return [{ path, message, fix: 'Add server.publicUrl.', atKey: true }]
  }
  return playgroundFindings(root, publicUrl)
}

/** In the playground everybody is whoever they say: it must not leave the machine, nor reach a real directory. */
function playgroundFindings(root: unknown, publicUrl: unknown): Finding[] {
  const path = ['chat', 'teams', 'playground']
  const fix = 'Remove playground, and register an app.'
  const { kind } = entriesOf(entriesOf(root)['directory'])
  const url = typeof publicUrl === 'string' ? URL.parse(publicUrl) : null
  const isPublic = url !== null && !isLoopbackHost(url.hostname)
  return [
    ...(kind === 'local' ? [] : [{ path, message: 'The playground exists with the local directory only.', fix }]),
    ...(isPublic ? [{ path, message: 'The playground exists on a loopback server.publicUrl only.', fix }] : []),
  ]
}
