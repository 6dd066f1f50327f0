import { z } from 'zod'

/** Graph said no, and did nothing. `code` is the innermost that it gave. */
export class GraphError extends Error {
  override readonly name = 'GraphError'
  readonly status: number
  readonly code: string
  readonly requestId: string | null

  constructor(status: number, code: string, message: string, requestId: string | null) {
    super(message)
    this.status = status
    this.code = code
    this.requestId = requestId
  }

  /** For the audit and the log: Graph's own code and request id, nothing that a person typed. */
  get reason(): string {
    return `${this.code} (HTTP ${this.status}${this.requestId === null ? '' : `, request ${this.requestId}`})`
  }
}

/** Nobody can say whether Graph did what it was asked: the answer was lost, or is no answer. */
export class OutcomeUnknown extends Error {
  override readonly name = 'OutcomeUnknown'
}

const shape = z.object({
  error: z.object({
    code: z.string().catch(''),
    message: z.string().catch(''),
    innerError: z.object({ 'request-id': z.string() }).partial().optional().catch(undefined),
  }),
})
const nested = z.object({ errorCode: z.string(), message: z.string().catch('') })

/** PIM's own service answers with a code within the message. What is no error of Graph's gets the status as its code. */
export function readError(status: number, body: unknown, requestId: string | null): GraphError {
  const read = shape.safeParse(body)
  if (!read.success) return new GraphError(status, `Http${status}`, '', requestId)
  const { code, message, innerError } = read.data.error
  const id = innerError?.['request-id'] ?? requestId
  const inner = nestedIn(message)
  return new GraphError(status, inner?.errorCode ?? (code || `Http${status}`), inner?.message ?? message, id)
}

function nestedIn(message: string): z.output<typeof nested> | null {
  if (!message.startsWith('{')) return null
  try {
    return nested.safeParse(JSON.parse(message)).data ?? null
  } catch {
    return null
  }
}

/** Policy rules that a refused request broke: `["ExpirationRule"]` stands in the message. */
export function brokenRules(error: GraphError): readonly string[] {
  const found = /\[[^\]]*\]/.exec(error.message)?.[0]
  if (found === undefined) return []
  try {
    return z.array(z.string()).safeParse(JSON.parse(found)).data ?? []
  } catch {
    return []
  }
}

/**
 * What the next sign-in must satisfy, as the `claims` of OpenID Connect, with `cp1` declared: without it the same
 * refusal comes again. Null where the error names none.
 */
export function claimsChallenge(error: GraphError): string | null {
  const found = /claims=(.+)$/s.exec(error.message)?.[1]
  if (found === undefined) return null
  try {
    const asked: unknown = JSON.parse(found.startsWith('{') ? found : decodeURIComponent(found))
    const read = z.object({ access_token: z.record(z.string(), z.unknown()) }).safeParse(asked)
    if (!read.success) return null
    return JSON.stringify({ access_token: { xms_cc: { values: ['cp1'] }, ...read.data.access_token } })
  } catch {
    return null
  }
}
