import { readFileSync } from 'node:fs'
import { Resvg } from '@resvg/resvg-js'
import { strToU8, zipSync } from 'fflate'
import { type ManifestOptions, manifestFor } from './manifest-for.ts'

/** In the local time of wherever it is made, as zip files are: the same bytes everywhere. */
const MADE = new Date(1980, 0, 1)
const ICONS = ['color', 'outline'] as const

/**
 * The app package that is uploaded to Teams: the same options give the same bytes. Throws `BadManifestOption`.
 * https://learn.microsoft.com/microsoftteams/platform/concepts/build-and-test/apps-package
 */
export function appPackage(options: ManifestOptions): Uint8Array {
  const texts = Object.entries(manifestFor(options)).map(([file, value]): [string, Uint8Array] => [
    file,
    strToU8(`${JSON.stringify(value, null, 2)}\n`),
  ])
  const icons = ICONS.map((name): [string, Uint8Array] => [`${name}.png`, drawn(name)])
  return zipSync(Object.fromEntries([...texts, ...icons]), { mtime: MADE, level: 9 })
}

/** Teams wants 192 by 192 pixels in colour, and 32 by 32 in white on nothing: the sizes that the drawings have. */
function drawn(name: (typeof ICONS)[number]): Uint8Array {
  const svg = readFileSync(new URL(`${name}.svg`, import.meta.url), 'utf8')
  return new Resvg(svg, { font: { loadSystemFonts: false } }).render().asPng()
}
