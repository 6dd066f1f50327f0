import { z } from 'zod'

/** Text with a rule, and what to write where it is broken. */
function text(isRight: (value: string) => boolean, message: string, fix: string) {
  return z.string().check((context) => {
    if (isRight(context.value)) return
    context.issues.push({ code: 'custom', input: context.value, message, params: { fix } })
  })
}

/** The text is never shown: it may be the secret itself. */
const secret = text(
  (value) => /^env:[A-Za-z_][A-Za-z0-9_]*$/.test(value) || /^file:./.test(value),
  'A secret must not stand in this file.',
  'Write env:NAME or file:/path, and put the secret there.',
)

const apiUrl = text(
  isApiUrl,
  'This is no address of a Slack API.',
  'Write https://slack.com/api/, or https://slack-gov.com/api/ for GovSlack.',
).transform((url) => (url.endsWith('/') ? url : `${url}/`))

const domain = text(
  (value) => /^(?=.{4,253}$)([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i.test(value),
  'This is no domain.',
  'Write the part after the @ alone, such as example.com. Subdomains are named each for itself.',
).transform((value) => value.toLowerCase())

/** The section `chat.slack` of the configuration. Secrets are references: what they stand for is read elsewhere. */
export const slackConfig = z
  .strictObject({
    signingSecret: secret
      .optional()
      .describe('Signs what Slack sends over HTTP: env:NAME or file:/path. Not needed with appToken.'),
    botToken: secret.describe('Begins with xoxb-: env:NAME or file:/path.'),
    appToken: secret
      .optional()
      .describe('Begins with xapp-: env:NAME or file:/path. With it, Slack is reached by Socket Mode, without HTTP.'),
    apiUrl: apiUrl.prefault('https://slack.com/api/').describe('https://slack-gov.com/api/ for GovSlack.'),
    identity: z
      .strictObject({
        verifiedEmailDomains: z
          .array(domain)
          .default([])
          .describe(
            'Domains whose e-mail addresses in Slack your own sign-in has verified. Such an address may link somebody once; from then on their Slack user id counts.',
          ),
      })
      .prefault({}),
  })
  .check((context) => {
    const { signingSecret, appToken } = context.value
    if (signingSecret !== undefined || appToken !== undefined) return
    const message = 'Nothing says how Slack reaches Elevate.'
    const fix = 'Add signingSecret for HTTP, or appToken for Socket Mode.'
    context.issues.push({ code: 'custom', input: context.value, message, params: { fix } })
  })
export type SlackConfig = z.infer<typeof slackConfig>

/** A channel of the workspace, written `slack:<id>` under `channels`. Names change and can be taken over; ids cannot. */
export const slackChannelId = text(
  (id) => /^[CG][A-Z0-9]{2,30}$/.test(id),
  'This is no id of a Slack channel.',
  'Write the id, such as slack:C0123ABCD: in Slack, open the channel, then its name; the id stands at the bottom.',
)

/** Plain HTTP only to this machine: the token is in every call. */
function isApiUrl(value: string): boolean {
  const url = URL.parse(value)
  if (url?.username !== '' || url.search !== '' || url.hash !== '') return false
  if (url.protocol === 'https:') return true
  return url.protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname)
}
