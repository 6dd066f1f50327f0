import { z } from 'zod'

/** The section `chat.web` of the configuration. */
export const webConfig = z.strictObject({
  enabled: z
    .boolean()
    .default(false)
    .describe('The demonstration chat at /. Only with the local directory and a loopback server.publicUrl.'),
})
export type WebConfig = z.infer<typeof webConfig>

/** A channel of the web chat, written `web:<name>` under `channels`. `elevate` is everybody's own conversation. */
export const webChannelName = z
  .string()
  .regex(/^[a-z0-9][a-z0-9-]{0,39}$/, 'Name a web channel with a-z, 0-9 and hyphens, 40 at most: web:security-feed')
  .refine((name) => name !== 'elevate', 'Give the web channel another name: "elevate" is one\'s own conversation')
