import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { answeredSchemas, sentSchemas } from './graph/schemas.ts'

/** Microsoft's metadata as a document beside the checkout: there while developing, not everywhere. */
const CONTRACT = join(import.meta.dirname, '../../../shared/contracts/graph-pim-openapi.json')

interface Described {
  readonly allOf?: readonly Described[]
  readonly $ref?: string
  readonly properties?: { readonly [name: string]: Described }
  readonly type?: string | readonly string[]
  readonly items?: Described
  readonly anyOf?: readonly Described[]
  readonly 'x-contract'?: string
}

test.runIf(existsSync(CONTRACT))('names no field that is not in the contract, and means the same by it', () => {
  const { components } = JSON.parse(readFileSync(CONTRACT, 'utf8'))
  const fieldsOf = (name: string): Map<string, Described> => {
    const described: Described | undefined = components.schemas[name]
    expect(described, name).toBeDefined()
    const parts = described?.allOf ?? (described ? [described] : [])
    return new Map(
      parts.flatMap((part) =>
        part.$ref ? [...fieldsOf(part.$ref.split('/').at(-1) ?? '')] : Object.entries(part.properties ?? {}),
      ),
    )
  }
  let compared = 0
  const visit = (schema: Described, where: string): void => {
    const known = schema['x-contract'] ? fieldsOf(schema['x-contract']) : null
    for (const [name, field] of Object.entries(schema.properties ?? {})) {
      if (known) {
        expect([...known.keys()], where).toContain(name)
        const [ours, theirs] = [typesOf(field), typesOf(known.get(name) ?? {})]
        if (ours.length && theirs.length) expect(theirs, `${where}.${name}`).toEqual(expect.arrayContaining(ours))
        compared += 1
      }
      visit(field, `${where}.${name}`)
    }
    for (const inner of [schema.items, ...(schema.anyOf ?? [])]) if (inner) visit(inner, where)
  }
  for (const [name, schema] of Object.entries({ ...sentSchemas })) visit(schema, `sent ${name}`)
  for (const [name, schema] of Object.entries({ ...answeredSchemas })) visit(schema, `answered ${name}`)
  expect(compared).toBeGreaterThan(100)
})

function typesOf({ type }: Described): string[] {
  return [type ?? []].flat().filter((name) => name !== 'null')
}
