import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

/**
 * Keeps compiled code beside the installed packages, so that later starts are quick. Not in the shared folder for
 * temporary files, which is Node's default: whoever can write the cache can run code here.
 */
export function cacheCompiledCode(): void {
  enableCompileCache(fileURLToPath(new URL('../../node_modules/.cache/elevate', import.meta.url)))
}
