import type { App, Receiver, ReceiverEvent } from '@slack/bolt'
import type { Log } from '../../bot/index.ts'
import { type Payload, parsePayload, readBody } from './body.ts'
import { signatureProblem } from './signature.ts'

/** Slack gives up after three seconds; an answer that comes just before is still an answer. */
const ANSWER_WITHIN = 2_800

export interface SlackReceiver extends Receiver {
  /** Answers `POST /slack/events`: commands, interactivity, options and events. Does not throw. */
  fetch(request: Request): Promise<Response>
}

export interface ReceiverOptions {
  /** Null: nothing can be Slack's, and nothing is read. */
  readonly signingSecret: string | null
  readonly log: Log
  /** Milliseconds since 1970 by the wall clock: what Slack signed with. */
  readonly wallClock?: () => number
  readonly answerWithin?: number
}

type BoltApp = Pick<App, 'processEvent'>

/**
 * Bolt's own receivers take timestamps from the future, refuse a charset in the content type, and listen on a port of
 * their own. This one hands over only what is signed, fresh and small, and lives on the port that is there.
 */
export function createReceiver(options: ReceiverOptions): SlackReceiver {
  const { signingSecret, log, wallClock = Date.now, answerWithin = ANSWER_WITHIN } = options
  let app: BoltApp | null = null

  async function answer(request: Request): Promise<Response> {
    if (signingSecret === null) return text(404, 'Slack does not come this way')
    if (request.method !== 'POST') return text(405, 'POST only')
    const body = await readBody(request)
    if (!body) return text(413, 'Too large')
    const { headers } = request
    const signature = headers.get('x-slack-signature')
    const timestamp = headers.get('x-slack-request-timestamp')
    const problem = signatureProblem({ signature, timestamp, body }, signingSecret, wallClock())
    if (problem) {
      log.warn({ problem }, 'A request to the Slack endpoint was refused')
      return text(401, 'Not signed by Slack')
    }
    const payload = parsePayload(headers.get('content-type'), body)
    if (!payload) {
      log.warn({ contentType: headers.get('content-type') }, 'A signed request from Slack could not be read')
      return text(400, 'Not readable')
    }
    return handshake(payload) ?? (await process(payload, headers))
  }

  async function process(payload: Payload, headers: Headers): Promise<Response> {
    if (!app) return text(503, 'Starting')
    const { promise: acknowledged, resolve } = Promise.withResolvers<Response>()
    const event: ReceiverEvent = {
      body: payload,
      ack: async (response: unknown) => resolve(responseOf(response)),
      ...retryOf(headers),
    }
    const tooLate = setTimeout(() => resolve(text(503, 'Not in time')), answerWithin)
    try {
      await Promise.race([app.processEvent(event), acknowledged])
      return await acknowledged
    } catch (error) {
      log.error({ error: nameOf(error) }, 'A delivery from Slack was not acknowledged')
      return text(503, 'Nothing was stored')
    } finally {
      clearTimeout(tooLate)
    }
  }

  return {
    init: (boltApp) => {
      app = boltApp
    },
    start: async () => {},
    stop: async () => {},
    fetch: async (request) => {
      try {
        return await answer(request)
      } catch (error) {
        log.warn({ error: nameOf(error) }, 'A request to the Slack endpoint broke off')
        return text(400, 'Not readable')
      }
    },
  }
}

/** What Slack asks when an endpoint is set up, or when it checks the certificate. */
function handshake(payload: Payload): Response | null {
  if (payload['ssl_check'] === '1') return text(200, '')
  if (payload['type'] !== 'url_verification') return null
  const { challenge } = payload
  return typeof challenge === 'string' ? Response.json({ challenge }) : text(400, 'Not readable')
}

function responseOf(response: unknown): Response {
  if (response === undefined || response === null) return text(200, '')
  return typeof response === 'string' ? text(200, response) : Response.json(response)
}

function text(status: number, body: string): Response {
  return new Response(body, { status, headers: { 'Content-Type': 'text/plain; charset=utf-8' } })
}

function retryOf(headers: Headers): Pick<ReceiverEvent, 'retryNum' | 'retryReason'> {
  const retryNum = Number(headers.get('x-slack-retry-num'))
  const retryReason = headers.get('x-slack-retry-reason')
  return { ...(retryNum > 0 && { retryNum }), ...(retryReason !== null && { retryReason }) }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
