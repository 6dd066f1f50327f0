import { z } from 'zod'

/** Text with a rule, and what to write where it is broken. */
function text(isRight: (value: string) => boolean, message: string, fix: string) {
  return z.string().check((context) => {
    if (isRight(context.value)) return
    context.issues.push({ code: 'custom', input: context.value, message, params: { fix } })
  })
}

const objectId = text(
  (value) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(value),
  'This is no object id.',
  'Copy the id from the Entra admin center: names can be taken over, ids cannot.',
).transform((id) => id.toLowerCase())

/** The text is never shown: it may be the secret itself. */
const secret = text(
  (value) => /^env:[A-Za-z_][A-Za-z0-9_]*$/.test(value) || /^file:./.test(value),
  'A secret must not stand in this file.',
  'Write env:NAME or file:/path, and put the secret there.',
)

const url = text(
  isSafe,
  'This is no address of Microsoft Graph.',
  'Remove graphUrl; the cloud decides. It is there for a gateway of your own: https, or http on this machine.',
).transform((value) => value.replace(/\/+$/, ''))

const credential = z
  .strictObject({
    certificate: secret.optional().describe('PEM with certificate and private key: file:/path or env:NAME.'),
    managedIdentity: z.boolean().optional().describe('On Azure: clientId is that of the managed identity.'),
    workloadIdentity: z.boolean().optional().describe('On Kubernetes, by a federated credential.'),
    secret: secret.optional().describe('The last resort: a client secret can be copied. env:NAME or file:/path.'),
  })
  .check((context) => {
    const given = Object.values(context.value).filter((value) => value !== undefined && value !== false).length
    if (given === 1) return
    const message =
      given === 0 ? 'Nothing says how Elevate signs in to Entra.' : 'Elevate signs in to Entra in one way.'
    const fix = 'Give one of certificate, managedIdentity, workloadIdentity, secret.'
    context.issues.push({ code: 'custom', input: context.value, message, params: { fix } })
  })

/** The section `directory` of the configuration, where its kind is `entra`. */
export const entraDirectoryConfig = z
  .strictObject({
    kind: z.literal('entra'),
    tenantId: objectId,
    clientId: objectId.describe('Application (client) id of the app registration.'),
    cloud: z.enum(['global', 'usgov', 'usgovDod', 'china']).default('global'),
    activation: z
      .enum(['delegated', 'application'])
      .default('delegated')
      .describe('delegated: people activate with their own sign-in. application: Elevate assigns, for `roles` only.'),
    credential,
    roles: z
      .array(z.string().min(1))
      .default([])
      .describe('Names or template ids of the roles that Elevate may assign; with activation: application only.'),
    groups: z
      .array(objectId)
      .max(40)
      .default([])
      .describe('Object ids of the groups of PIM for Groups that people join through Elevate.'),
    authenticationContext: text(
      (value) => /^c[1-9][0-9]?$/.test(value),
      'This is no authentication context.',
      'Write the id of one that demands multifactor authentication, c1 to c99, from Conditional Access.',
    )
      .optional()
      .describe(
        'Asked of every sign-in, since ID tokens of Entra do not say that multifactor authentication was used.',
      ),
    graphUrl: url.optional(),
  })
  .check((context) => {
    const { activation, roles, groups } = context.value
    const isEmpty = activation === 'application' && roles.length === 0 && groups.length === 0
    if (!isEmpty && !(activation === 'delegated' && roles.length > 0)) return
    const message = isEmpty
      ? 'Elevate assigns listed roles only, and none is listed.'
      : 'In delegated mode Entra decides which roles: this list would do nothing.'
    const fix = isEmpty ? 'List them under roles.' : 'Remove roles.'
    // Where the list is missing, the section itself is to blame.
    context.issues.push({ code: 'custom', path: isEmpty ? [] : ['roles'], input: roles, message, params: { fix } })
  })

export type EntraDirectoryConfig = z.output<typeof entraDirectoryConfig>

/** What the references under `credential` stand for: never log them. */
export interface EntraSecrets {
  readonly certificate: string | null
  readonly secret: string | null
}

/** Whoever holds one of these can give themselves any other role: Elevate must never be able to assign them. */
export const NEVER_ASSIGNED: readonly { readonly id: string; readonly name: string }[] = [
  { id: '62e90394-69f5-4237-9190-012177145e10', name: 'Global Administrator' },
  { id: 'e8611ab8-c189-46e8-94e1-60213ab1f814', name: 'Privileged Role Administrator' },
  { id: '7be44c8a-adaf-4e2a-84d6-ab2649e08a13', name: 'Privileged Authentication Administrator' },
]

/** Plain HTTP only to this machine: a token is in every call. */
function isSafe(value: string): boolean {
  const parsed = URL.parse(value)
  if (parsed?.username !== '' || parsed.search !== '' || parsed.hash !== '') return false
  if (parsed.protocol === 'https:') return true
  return parsed.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(parsed.hostname)
}
