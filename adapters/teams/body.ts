/** Largest body that is read, in bytes. A command or a form with all its inputs stays far below. */
export const BODY_LIMIT = 256 * 1024
/** Deepest nesting that is read: an activity with a card's inputs has ten levels. */
export const DEPTH_LIMIT = 40

export type ReadBody =
  | { readonly outcome: 'read'; readonly value: object }
  | { readonly outcome: 'tooLarge' }
  | { readonly outcome: 'unreadable'; readonly problem: string }

/** A JSON object, or why there is none. No more than the limit is ever held. */
export async function readJsonBody(request: Request, limit = BODY_LIMIT): Promise<ReadBody> {
  if (Number(request.headers.get('content-length') ?? 0) > limit) return { outcome: 'tooLarge' }
  const bytes = await readBytes(request, limit)
  if (!bytes) return { outcome: 'tooLarge' }
  const type = request.headers.get('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') return { outcome: 'unreadable', problem: 'not application/json' }
  const text = decoded(bytes)
  if (text === null) return { outcome: 'unreadable', problem: 'not UTF-8' }
  if (depthOf(text) > DEPTH_LIMIT) return { outcome: 'unreadable', problem: 'nested too deeply' }
  const value = parsed(text)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { outcome: 'unreadable', problem: value === undefined ? 'not JSON' : 'not an object' }
  }
  return { outcome: 'read', value }
}

async function readBytes(request: Request, limit: number): Promise<Uint8Array | null> {
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

function decoded(bytes: Uint8Array): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

/** How deep brackets nest outside of strings, counted without recursion. */
function depthOf(text: string): number {
  let [depth, deepest, isString] = [0, 0, false]
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at]
    if (isString) {
      if (sign === '\\') at += 1
      else if (sign === '"') isString = false
    } else if (sign === '"') isString = true
    else if (sign === '{' || sign === '[') deepest = Math.max(deepest, ++depth)
    else if (sign === '}' || sign === ']') depth -= 1
  }
  return deepest
}
