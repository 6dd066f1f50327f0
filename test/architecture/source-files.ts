import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'

export const ROOT = fileURLToPath(new URL('../../', import.meta.url))

const skipped = new Set(['node_modules', 'data', '.git', 'coverage'])

/** Every TypeScript file of the repository: path from the root → text. */
export function sourceFiles(): Map<string, string> {
  const found = new Map<string, string>()
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(ROOT, folder), { withFileTypes: true })) {
      if (skipped.has(entry.name)) continue
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.isDirectory()) walk(path)
      else if (/\.[cm]?tsx?$/.test(entry.name)) found.set(path, readFileSync(join(ROOT, path), 'utf8'))
    }
  }
  walk('')
  return found
}
