import { z } from 'zod'

const isReference = (value: string) => /^env:[A-Za-z_][A-Za-z0-9_]*$/.test(value) || /^file:./.test(value)

/** The text is never shown: it may be the secret itself. */
const reference = z.string().check((context) => {
  if (isReference(context.value)) return
  const message = 'A secret must not stand in this file.'
  const fix = 'Write env:NAME or file:/path, and put the secret there.'
  context.issues.push({ code: 'custom', input: context.value, message, params: { fix } })
})

/** What comes first is preferred: nothing to keep secret, nothing to forget to renew. */
export const credential = z.union([
  z.strictObject({ managedIdentity: z.union([z.literal(true), z.string().min(1)]) }),
  z.strictObject({ certificate: reference }),
  reference,
])
export type CredentialConfig = z.infer<typeof credential>

/** Where the secret part of a credential stands; null where there is none. */
export function secretReferenceOf(given: CredentialConfig): string | null {
  if (typeof given === 'string') return given
  return 'certificate' in given ? given.certificate : null
}
