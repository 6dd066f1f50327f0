import type { App, ViewResponseAction } from '@slack/bolt'
import { DeliveryApp } from './bolt-app.ts'
import { createChoices } from './choices.ts'
import { homeOpenedInbound } from './deliveries.ts'
import { takeIn } from './intake.ts'
import { onAction } from './on-action.ts'
import { onCommand } from './on-command.ts'
import { onSubmission } from './on-submission.ts'
import { optionsFor } from './on-suggestion.ts'
import { createReceiver } from './receiver.ts'
import { boltLogger } from './sdk-logger.ts'
import type { Home, Surroundings } from './surroundings.ts'

export interface SlackAppOptions extends Surroundings {
  /** Null where nothing comes over HTTP: then every request is refused. */
  readonly signingSecret: string | null
  readonly botToken: string
  /** Milliseconds since 1970 by the wall clock, to hold signed timestamps against. */
  readonly wallClock?: () => number
}

export interface SlackApp {
  /** Answers `POST /slack/events`. Does not throw. */
  fetch(request: Request): Promise<Response>
  /** For Socket Mode, which brings deliveries another way. */
  readonly bolt: App
}

const ANYTHING = /^/

/**
 * Slack's side of what comes in. One listener a kind takes everything of that kind: two that match would acknowledge
 * twice, and what none matches Slack would wait for in vain.
 */
export function createSlackApp(options: SlackAppOptions): SlackApp {
  const { signingSecret, botToken, log, wallClock } = options
  const receiver = createReceiver({ signingSecret, log, ...(wallClock && { wallClock }) })
  const around: Surroundings = { ...options, choices: createChoices({ load: options.choices }) }
  const bolt = new DeliveryApp({
    log,
    beforeEvent: (body) => storeEvent(body, around),
    bolt: {
      receiver,
      // An own `authorize` never asks Slack who we are: with a bare token Bolt does, at start or at each delivery.
      authorize: async () => ({ botToken, ...identityIn(around.home()) }),
      convoStore: false,
      tokenVerificationEnabled: false,
      ignoreSelf: true,
      logger: boltLogger(log),
      // Nothing is called through Bolt's clients.
      clientOptions: { slackApiUrl: options.apiUrl, allowAbsoluteUrls: false, retryConfig: { retries: 0 } },
    },
  })
  listen(bolt, around)
  return { bolt, fetch: receiver.fetch }
}

function identityIn(home: Home | null) {
  return home && { teamId: home.teamId, botId: home.botId, botUserId: home.botUserId }
}

function listen(bolt: App, around: Surroundings): void {
  const { log } = around
  bolt.command(ANYTHING, ({ body, ack }) => onCommand({ ...body }, ack, around))
  bolt.action(ANYTHING, ({ body, ack, respond }) => onAction({ ...body }, async () => ack(), respond, around))
  bolt.view({ callback_id: ANYTHING, type: 'view_submission' }, ({ body, ack }) =>
    onSubmission({ ...body }, async (response) => ack(response as ViewResponseAction), around),
  )
  bolt.options(ANYTHING, async ({ body, ack }) => ack({ options: [...(await optionsFor({ ...body }, around))] }))
  bolt.event('app_home_opened', async ({ event, context }) => {
    if (context['isNew'] !== true) return
    await around.publishHome(event.user).catch((error: unknown) => {
      log.warn({ error: error instanceof Error ? error.message : String(error) }, 'An App Home was not published')
    })
  })
}

/** `isNew` false: a redelivery, or nothing that we act on. Throws what keeps Bolt from acknowledging. */
async function storeEvent(body: { readonly [name: string]: unknown }, around: Surroundings) {
  const home = around.home()
  if (!home) throw new Error('The workspace is not known yet')
  const inbound = homeOpenedInbound(body, home.teamId)
  if (!inbound) {
    around.log.info({}, 'An event of Slack was acknowledged and ignored')
    return { isNew: false }
  }
  const taken = await takeIn(inbound, around)
  if (taken === 'failed') throw new Error('The event was not stored')
  return { isNew: taken === 'stored' }
}
