import type { ServerResponse } from 'node:http'

/** What goes wrong with a call. `After`: Teams has done it, and the answer is lost. */
export type Fault =
  | { readonly kind: 'status'; readonly status: number; readonly code?: string; readonly retryAfter?: string }
  | { readonly kind: 'error500After' }
  | { readonly kind: 'timeout' }
  | { readonly kind: 'timeoutAfter' }
  | { readonly kind: 'reset' }
  | { readonly kind: 'resetAfter' }

/** The calls that a bot makes. https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-api-reference */
export type Operation =
  | 'token'
  | 'createConversation'
  | 'post'
  | 'reply'
  | 'update'
  | 'delete'
  | 'members'
  | 'member'
  | 'unknown'

interface Planned {
  readonly operation: Operation
  readonly fault: Fault
  readonly about: string | null
  left: number
}

export interface FaultPlan {
  /** The next `times` calls of this operation go wrong: of those whose path or body names `about`, where it is given. */
  fail(operation: Operation, fault: Fault, times?: number, about?: string): void
  heal(): void
  next(operation: Operation, subject: string): Fault | null
}

export function createFaultPlan(): FaultPlan {
  const planned: Planned[] = []
  return {
    fail: (operation, fault, times = 1, about) =>
      void planned.push({ operation, fault, about: about ?? null, left: times }),
    heal: () => void planned.splice(0),
    next(operation, subject) {
      const isIt = (each: Planned) =>
        each.operation === operation && each.left > 0 && (each.about === null || subject.includes(each.about))
      const found = planned.find(isIt)
      if (!found) return null
      found.left -= 1
      return found.fault
    },
  }
}

/** True where Teams does what it was asked before things go wrong. */
export function isAfter(fault: Fault): boolean {
  return fault.kind.endsWith('After')
}

export function breakOff(fault: Fault, response: ServerResponse): void {
  switch (fault.kind) {
    case 'status': {
      const { status, code = codeOf(status), retryAfter } = fault
      const headers = { 'content-type': 'application/json', ...(retryAfter && { 'retry-after': retryAfter }) }
      response.writeHead(status, headers)
      response.end(JSON.stringify({ error: { code, message: `Made to fail with ${status}.` } }))
      return
    }
    case 'error500After':
      response.writeHead(500)
      response.end('<html>server trouble</html>')
      return
    case 'reset':
    case 'resetAfter':
      response.destroy()
      return
    case 'timeout':
    case 'timeoutAfter':
      return
  }
}

/** Codes as the page "Format your bot messages" lists them. */
const CODES: { readonly [status: number]: string } = {
  401: 'BotNotRegistered',
  403: 'BotNotInConversationRoster',
  404: 'ConversationNotFound',
  412: 'PreconditionFailed',
  413: 'MessageSizeTooBig',
  429: 'Throttled',
  500: 'ServiceError',
  502: 'ServiceError',
  503: 'ServiceUnavailable',
  504: 'ServiceError',
}

function codeOf(status: number): string {
  return CODES[status] ?? 'BadSyntax'
}
