import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Schemas that vendors publish, where a developer has them beside the repository. They are not ours to keep in it. */
const folder = process.env['VENDOR_SCHEMAS'] ?? join(import.meta.dirname, '../../shared/contracts')

/** The schema in this file, or null where it is not at hand. */
export function vendorSchema(file: string): { readonly [name: string]: unknown } | null {
  const path = join(folder, file)
  return existsSync(path) ? JSON.parse(readFileSync(path, 'utf8')) : null
}
