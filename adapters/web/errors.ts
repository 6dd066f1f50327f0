import type { Context } from 'hono'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { WireError, WireErrorCode } from './wire.ts'

/** The only place with status codes: every no of the web chat's HTTP side, with what to do about it. */
const ERRORS: { readonly [code in WireErrorCode]: readonly [ContentfulStatusCode, string] } = {
  fence: [403, 'This demonstration answers only to a browser on the same machine, opened at a localhost address.'],
  signedOut: [401, 'Nobody is signed in in this browser.'],
  crossSite: [403, 'The page did not send this.'],
  unknownPerson: [403, 'Nobody of that id is in the directory. Choose somebody under "Acting as".'],
  unknownConversation: [404, 'There is no such conversation.'],
  notFound: [404, 'There is nothing at this address.'],
  invalid: [400, 'The body is not what this address takes.'],
  notJson: [415, 'Send the body as application/json.'],
  tooLarge: [413, 'The body is too large: 16 KB at most.'],
  unavailable: [503, 'Nothing was stored and nothing happened. Try again in a moment.'],
}

/** A request that ends here; the code says why. Details never repeat what was sent. */
export class WebChatError extends Error {
  override readonly name = 'WebChatError'
  readonly code: WireErrorCode

  constructor(code: WireErrorCode, detail?: string) {
    super(detail ? `${ERRORS[code][1]} (${detail})` : ERRORS[code][1])
    this.code = code
  }
}

/** JSON for the page's scripts, a sentence for who opened the page itself. */
export function errorResponse(c: Context, error: WebChatError): Response {
  if (c.req.path === '/') return c.text(error.message, ERRORS[error.code][0])
  const body: WireError = { error: { code: error.code, message: error.message } }
  return c.json(body, ERRORS[error.code][0])
}
