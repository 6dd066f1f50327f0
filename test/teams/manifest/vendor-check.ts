import Ajv04 from 'ajv-draft-04'
import addFormats from 'ajv-formats'
import { vendorSchema } from '../../vendor-schema.ts'

/** What Microsoft's own schemas find wrong with an app package; null where they are not at hand. */
export function problemsByVendor(files: { readonly [file: string]: unknown }): readonly string[] | null {
  const schemas = {
    'manifest.json': vendorSchema('teams-manifest.schema.json'),
    'fr.json': vendorSchema('teams-localization.schema.json'),
  }
  const problems: string[] = []
  for (const [file, schema] of Object.entries(schemas)) {
    if (schema === null) return null
    const ajv = new Ajv04.default({ strict: false, allErrors: true, unicodeRegExp: false })
    addFormats.default(ajv)
    const validate = ajv.compile(schema)
    if (validate(files[file])) continue
    problems.push(...(validate.errors ?? []).map(({ instancePath, message }) => `${file}${instancePath}: ${message}`))
  }
  return problems
}
