/** Largest body that is read, in bytes. A modal with all its inputs stays far below. */
export const BODY_LIMIT = 256 * 1024

export type Payload = { readonly [name: string]: unknown }

/** The raw bytes, or null where there are more than the limit: no more than that is ever held. */
export async function readBody(request: Request, limit = BODY_LIMIT): Promise<Uint8Array | null> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) return null
  if (!request.body) return new Uint8Array()
  const chunks: Uint8Array[] = []
  let size = 0
  for await (const chunk of request.body) {
    size += chunk.byteLength
    if (size > limit) return null
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/**
 * What the body says, or null where it says nothing we know: JSON for events, a form for commands, a form around JSON
 * for everything pressed or submitted. Parameters of the content type, such as a charset, make no difference.
 */
export function parsePayload(contentType: string | null, body: Uint8Array): Payload | null {
  const type = contentType?.split(';')[0]?.trim().toLowerCase()
  const text = new TextDecoder().decode(body)
  if (type === 'application/json') return parseJson(text)
  if (type !== 'application/x-www-form-urlencoded') return null
  const form = new URLSearchParams(text)
  const payload = form.get('payload')
  return payload === null ? Object.fromEntries(form) : parseJson(payload)
}

function parseJson(text: string): Payload | null {
  try {
    const value: unknown = JSON.parse(text)
    return isPayload(value) ? value : null
  } catch {
    return null
  }
}

function isPayload(value: unknown): value is Payload {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
