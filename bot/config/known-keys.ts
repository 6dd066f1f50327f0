import { z } from 'zod'
import type { KnownKeys } from './issues.ts'
import type { Path } from './problem.ts'

/** Names of the settings at a path, read from the JSON Schema of a schema. */
export function knownKeysOf(schema: z.ZodType): KnownKeys {
  return (path) => {
    const found = path.reduce<readonly unknown[]>(
      (nodes, step) => nodes.flatMap((node) => below(node, step)),
      branches(jsonSchema(schema)),
    )
    return found.flatMap((node) => Object.keys(child(node, 'properties') ?? {}))
  }
}

/** The schema of what people write (before defaults are filled in), as JSON Schema 2020-12. */
export function jsonSchema(schema: z.ZodType): object {
  return z.toJSONSchema(schema, { io: 'input', unrepresentable: 'any' })
}

function below(node: unknown, step: Path[number]): unknown[] {
  const next = typeof step === 'number' ? child(node, 'items') : child(child(node, 'properties'), step)
  return branches(next)
}

function branches(node: unknown): unknown[] {
  if (node === undefined) return []
  const alternatives = [child(node, 'anyOf'), child(node, 'oneOf')].flatMap((list) => (Array.isArray(list) ? list : []))
  return alternatives.length > 0 ? alternatives.flatMap(branches) : [node]
}

function child(node: unknown, key: string): object | undefined {
  if (typeof node !== 'object' || node === null) return undefined
  const value: unknown = Object.entries(node).find(([name]) => name === key)?.[1]
  return typeof value === 'object' && value !== null ? value : undefined
}
