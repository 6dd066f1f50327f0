import type { Finding } from './problem.ts'
import { entriesOf } from './raw.ts'

const PLATFORMS: readonly string[] = []

/**
 * Sections that are planned and not built: named as such, and taken out so that nothing else is said about them.
 */
export function setAsideUnavailable(root: unknown): { readonly root: unknown; readonly findings: readonly Finding[] } {
  if (Object.keys(entriesOf(root)).length === 0) return { root, findings: [] }
  const chat = entriesOf(entriesOf(root)['chat'])
  const platforms = PLATFORMS.filter((name) => name in chat)
  const findings: Finding[] = platforms.map((name) => ({
    path: ['chat', name],
    message: `Chat platform "${name}" is not available in this version.`,
    fix: 'Remove the section; chat.slack and chat.web are available.',
    atKey: true,
  }))
  const kept = Object.fromEntries(Object.entries(chat).filter(([name]) => !platforms.includes(name)))
  const rest = {
    ...entriesOf(root),
    ...(platforms.length > 0 ? { chat: kept } : {}),
  }
  return { root: rest, findings }
}
