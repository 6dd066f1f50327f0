import { Ajv, type ValidateFunction } from 'ajv'
import { vendorSchema } from '../../vendor-schema.ts'

/**
 * What the published schema of Adaptive Cards 1.5 finds wrong with a card; null where it is not at hand. It is closed,
 * so what Teams adds at the top (`msteams`) is looked at elsewhere and left out here.
 */
export function problemsByVendorSchema(card: object): readonly string[] | null {
  const validate = validator()
  if (validate === null) return null
  const { msteams: _, ...plain } = { msteams: null, ...card }
  if (validate(plain)) return []
  return (validate.errors ?? []).map(({ instancePath, message }) => `${instancePath}: ${message}`)
}

type Schema = { readonly [name: string]: unknown }

let compiled: ValidateFunction | null | undefined

function validator(): ValidateFunction | null {
  if (compiled === undefined) {
    const schema = vendorSchema('adaptive-card-1.5.schema.json')
    // As published it is no valid schema: in one place `required` is a boolean.
    const ajv = new Ajv({ strict: false, validateSchema: false, allErrors: true, logger: false })
    compiled = schema && ajv.compile(withoutBooleanRequired({ ...schema, $schema: undefined, id: undefined }))
  }
  return compiled
}

function withoutBooleanRequired(schema: Schema): Schema {
  const kept = Object.entries(schema).filter(([name, each]) => !(name === 'required' && typeof each === 'boolean'))
  return Object.fromEntries(kept.map(([name, each]) => [name, deep(each)]))
}

function deep(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(deep)
  return typeof value === 'object' && value !== null ? withoutBooleanRequired({ ...value }) : value
}
