import { registerHooks } from 'node:module'
import { fileURLToPath } from 'node:url'
import type { Patch, PlantedBug } from './planted-bugs.ts'

const ROOT = fileURLToPath(new URL('../../', import.meta.url))

/**
 * Plants a bug into modules that are loaded from now on, in this process alone. Fails loudly where the source is not as
 * the patch expects it. The answer says afterwards whether all patched files were loaded at all.
 */
export function plant(bug: PlantedBug): () => void {
  const waiting = new Set(bug.patches.map(({ file }) => file))
  registerHooks({
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context)
      const file = url.startsWith('file:') ? fileURLToPath(url).slice(ROOT.length) : ''
      const patches = bug.patches.filter((patch) => patch.file === file)
      if (patches.length === 0) return loaded
      waiting.delete(file)
      return { ...loaded, source: patches.reduce(patched, String(loaded.source)) }
    },
  })
  return () => {
    if (waiting.size > 0) throw new Error(`${bug.name}: never loaded ${[...waiting].join(', ')}`)
  }
}

function patched(source: string, { file, from, to }: Patch): string {
  const parts = source.split(from)
  if (parts.length !== 2) throw new Error(`${file} holds ${parts.length - 1} times, not once: ${from}`)
  return parts.join(to)
}
