import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach } from 'vitest'

/** Folders that are gone after each test. Call once per file. */
export function temporaryFolders(): () => string {
  const folders: string[] = []
  afterEach(() => {
    for (const folder of folders.splice(0)) rmSync(folder, { recursive: true })
  })
  return () => {
    const folder = mkdtempSync(join(tmpdir(), 'elevate-store-'))
    folders.push(folder)
    return folder
  }
}

/** A folder for all tests of a file; `remove` in `afterAll`. */
export function lastingFolder(): { readonly path: string; remove(): void } {
  const path = mkdtempSync(join(tmpdir(), 'elevate-store-'))
  return { path, remove: () => rmSync(path, { recursive: true }) }
}
