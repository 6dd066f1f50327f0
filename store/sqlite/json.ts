import type { z } from 'zod'
import type { Json, JsonObject } from '../../bot/domain/values.ts'
import { StoreUnavailable } from '../../bot/ports/request-store.ts'

/** JSON that the store wrote. Throws `StoreUnavailable` naming the row where it is none. */
export function storedJson(text: string, row: string): Json {
  try {
    const value: Json = JSON.parse(text)
    return value
  } catch (error) {
    throw damaged(row, 'is not JSON', error)
  }
}

/** A value that the store wrote, as its type. Throws `StoreUnavailable` naming the row and what is wrong with it. */
export function stored<T>(schema: z.ZodType<T>, value: unknown, row: string): T {
  const parsed = schema.safeParse(value)
  if (parsed.success) return parsed.data
  const [issue] = parsed.error.issues
  throw damaged(row, `has ${issue?.path.join('.') || 'a value'}: ${issue?.message ?? 'unreadable'}`, parsed.error)
}

/** The error for a stored row that is not what the store writes. */
export function damaged(row: string, problem: string, cause?: unknown): StoreUnavailable {
  return new StoreUnavailable(`The stored ${row} ${problem}. Run \`elevate audit verify\` and restore a backup.`, {
    cause,
  })
}

export function isJsonObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
