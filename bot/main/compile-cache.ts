import { enableCompileCache } from 'node:module'
import { fileURLToPath } from 'node:url'

const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/elevate', import.meta.url))

/**
 * Keeps compiled code beside the installed packages, so that later starts are quick. Not in the shared folder for
 * temporary files, which is Node's default: whoever can write the cache can run code here.
 */
export function cacheCompiledCode(): void {
  enableCompileCache(FOLDER)
}

/** The same for a thread, which does not share its parent's: to be given as its environment. */
export function threadEnvironment(): NodeJS.ProcessEnv {
  return { ...process.env, NODE_COMPILE_CACHE: FOLDER }
}
