import type { Log } from '../../bot/index.ts'
import { type InboundActivity, inboundActivity } from './activity.ts'
import { readJsonBody } from './body.ts'
import type { TokenVerdict } from './token-check.ts'
import { type Claims, type TrustRules, trustProblem } from './trust.ts'

/** Teams gives up on an invoke after some ten seconds; people do sooner. */
const ANSWER_WITHIN = 2_900

export interface ReceiverOptions {
  readonly rules: TrustRules
  readonly checkToken: (authorization: string | null) => Promise<TokenVerdict>
  /**
   * Lets requests in that nobody signed: null from it permits one, else it says why not. Absent: none. Only for the
   * playground, inside the fence.
   */
  readonly unsigned: ((request: Request, peer: string | null) => string | null) | null
  /** Does what the activity asks, and answers it. May throw. */
  readonly handle: (activity: InboundActivity) => Promise<Response>
  readonly log: Log
}

export interface TeamsReceiver {
  /** Answers `POST /api/messages`. `peer`: address of the other end of the connection. Does not throw. */
  fetch(request: Request, peer?: string | null): Promise<Response>
}

/**
 * What comes in over HTTP: first who sent it, then what it is. Nothing is stored or sent out for what is not believed,
 * and whatever is wrong with a request ends in an answer and a line in the log, never in the process.
 */
export function createReceiver(options: ReceiverOptions): TeamsReceiver {
  const { rules, log, handle } = options

  async function answer(request: Request, peer: string | null): Promise<Response> {
    if (request.method !== 'POST') return text(405, 'POST only')
    const proof = await proofOf(request, peer, options)
    if ('status' in proof) return proof
    const body = await readJsonBody(request)
    if (body.outcome === 'tooLarge') return refuse(413, 'Too large', 'too large')
    if (body.outcome === 'unreadable') return refuse(400, 'Not readable', body.problem)
    const activity = inboundActivity.safeParse(body.value)
    if (!activity.success) return refuse(400, 'Not an activity', fieldsIn(activity.error.issues))
    const problem = trustProblem(activity.data, proof.claims, rules)
    return problem === null ? handle(activity.data) : refuse(403, 'Not for us', problem)
  }

  function refuse(status: number, sentence: string, problem: string): Response {
    log.warn({ status, problem }, 'A request to the Teams endpoint was refused')
    return text(status, sentence)
  }

  return {
    fetch: async (request, peer = null) => {
      try {
        return await within(answer(request, peer), ANSWER_WITHIN, () => refuse(503, 'Not in time', 'too slow'))
      } catch (error) {
        log.error({ error: nameOf(error) }, 'A request to the Teams endpoint broke off')
        return text(500, 'Something went wrong')
      }
    },
  }
}

async function proofOf(
  request: Request,
  peer: string | null,
  { checkToken, unsigned, log }: ReceiverOptions,
): Promise<{ readonly claims: Claims | null } | Response> {
  if (unsigned) {
    const outside = unsigned(request, peer)
    if (outside === null) return { claims: null }
    log.warn({ status: 403, problem: outside }, 'A request to the Teams endpoint was refused')
    return text(403, 'Not from here')
  }
  const verdict = await checkToken(request.headers.get('authorization'))
  if (verdict.outcome === 'accepted') return { claims: verdict }
  if (verdict.outcome === 'unknown') return text(503, 'Cannot check who you are')
  log.warn({ status: 401, problem: verdict.problem }, 'A request to the Teams endpoint was refused')
  return text(401, 'Not signed by Teams', { 'WWW-Authenticate': 'Bearer' })
}

function text(status: number, body: string, headers: { readonly [name: string]: string } = {}): Response {
  return new Response(body, { status, headers: { 'Content-Type': 'text/plain; charset=utf-8', ...headers } })
}

/** Names of fields, never what was in them. */
function fieldsIn(issues: readonly { readonly path: readonly PropertyKey[]; readonly code: string }[]): string {
  const named = issues.map(({ path, code }) => `${path.map(String).join('.') || 'body'}: ${code}`)
  return named.slice(0, 5).join(', ').slice(0, 300)
}

async function within(value: Promise<Response>, ms: number, late: () => Response): Promise<Response> {
  let timer: NodeJS.Timeout | undefined
  const tooLate = new Promise<Response>((resolve) => {
    timer = setTimeout(() => resolve(late()), ms)
  })
  try {
    return await Promise.race([value, tooLate])
  } finally {
    clearTimeout(timer)
  }
}

function nameOf(error: unknown): string {
  return error instanceof Error ? `${error.name}: ${error.message}` : String(error)
}
