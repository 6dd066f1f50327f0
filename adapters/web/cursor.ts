/** How far a reader has seen each conversation, since one start of the server. Opaque to the page. */
export interface Cursor {
  readonly epoch: string
  readonly seen: ReadonlyMap<string, number>
}

export function formatCursor({ epoch, seen }: Cursor): string {
  return [epoch, ...[...seen].map(([name, revision]) => `${name}:${revision}`)].join('.')
}

/** The cursor a browser gave back, or null for what is none or of another start of the server. */
export function parseCursor(text: string, epoch: string): Cursor | null {
  const [start, ...parts] = text.split('.')
  if (start !== epoch) return null
  const seen = new Map<string, number>()
  for (const part of parts) {
    const match = /^([a-z0-9-]{1,40}):([0-9]{1,12})$/.exec(part)
    if (!match?.[1]) return null
    seen.set(match[1], Number(match[2]))
  }
  return { epoch, seen }
}
