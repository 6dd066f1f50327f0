import type { Context } from 'hono'
import type { z } from 'zod'
import { WebChatError } from './errors.ts'

/** Largest body that is read, in bytes. */
export const BODY_LIMIT = 16 * 1024

/**
 * The body, parsed and checked. Only `application/json` is taken: a form of another site cannot send that without the
 * browser asking first. Throws `WebChatError`; its detail names fields, never what was in them.
 */
export async function jsonBody<Schema extends z.ZodType>(c: Context, schema: Schema): Promise<z.output<Schema>> {
  const type = c.req.header('content-type')?.split(';')[0]?.trim().toLowerCase()
  if (type !== 'application/json') throw new WebChatError('notJson')
  const parsed = schema.safeParse(await parseJson(c))
  if (parsed.success) return parsed.data
  const issues = parsed.error.issues.map(({ path, code }) => `${path.join('.') || 'body'}: ${code}`)
  throw new WebChatError('invalid', issues.slice(0, 5).join(', '))
}

async function parseJson(c: Context): Promise<unknown> {
  const text = await c.req.text()
  try {
    return JSON.parse(text)
  } catch {
    throw new WebChatError('invalid', 'not JSON')
  }
}
