import { readFileSync } from 'node:fs'
import { z } from 'zod'

/** What an organisation's own manifest says that ours cannot know. */
export interface ManifestOptions {
  /** Of the bot registration; also the app's own id. */
  readonly appId: string
  /** Where Elevate is reached, such as `elevate.example.com`. */
  readonly domain: string
  /** Of the app package: Teams takes an update only with a higher one. */
  readonly version: string
  /** Who offers the app, as people see it. At most 32 characters. */
  readonly organisation: string
  /** Pages about the app. Each is `https://<domain>/` where none is named. */
  readonly website?: string | undefined
  readonly privacy?: string | undefined
  readonly terms?: string | undefined
}

const GUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i
const page = z
  .url({ protocol: /^https$/, error: 'must be an address that begins with https://' })
  .max(2048)
  .optional()

const optionsShape = z.object({
  appId: z.string().regex(GUID, 'must be the id of the bot registration: 36 characters, such as 8d0f2a4e-…'),
  domain: z
    .string()
    .max(253)
    .regex(
      /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z]{2,63}$/i,
      'must be a host alone, such as elevate.example.com',
    ),
  version: z.string().regex(/^(0|[1-9][0-9]{0,5})(\.(0|[1-9][0-9]{0,5})){2}$/, 'must be three numbers, such as 1.0.0'),
  organisation: z.string().trim().min(1, 'must be named').max(32, 'must have at most 32 characters'),
  website: page,
  privacy: page,
  terms: page,
})

/** A wrong option, in words for whoever typed it. */
export class BadManifestOption extends Error {}

/**
 * The app manifest of one organisation, and its translations by file name. Throws `BadManifestOption`.
 * https://learn.microsoft.com/microsoft-365/extensibility/schema/
 */
export function manifestFor(options: ManifestOptions): { readonly [file: string]: unknown } {
  const checked = optionsShape.safeParse(options)
  if (!checked.success) {
    const lines = checked.error.issues.map(({ path, message }) => `--${optionNamed(path[0])} ${message}`)
    throw new BadManifestOption(lines.join('\n'))
  }
  const { appId, domain, website, privacy, terms, ...rest } = checked.data
  const home = `https://${domain.toLowerCase()}/`
  const pages = { website: website ?? home, privacy: privacy ?? home, terms: terms ?? home }
  const values = new Map(Object.entries({ ...rest, ...pages, appId: appId.toLowerCase() }))
  return { 'manifest.json': filled(read('manifest.json'), values), 'fr.json': read('fr.json') }
}

/** Every `{{name}}` that is a whole text becomes its value: nothing is put together out of pieces. */
function filled(value: unknown, values: ReadonlyMap<string, string>): unknown {
  if (Array.isArray(value)) return value.map((each) => filled(each, values))
  if (typeof value === 'object' && value !== null) {
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, filled(each, values)]))
  }
  const name = typeof value === 'string' ? /^\{\{(\w+)\}\}$/.exec(value)?.[1] : undefined
  return name === undefined ? value : values.get(name)
}

function read(file: string): unknown {
  return JSON.parse(readFileSync(new URL(file, import.meta.url), 'utf8'))
}

function optionNamed(name: PropertyKey | undefined): string {
  if (name === 'version') return 'app-version'
  return String(name).replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`)
}
