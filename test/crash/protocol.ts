/** A place in the life of a server: before or after the n-th commit from now on that makes this durable. */
export interface Point {
  readonly side: 'before' | 'after'
  readonly name: string
  readonly nth: number
}

/** What the rig says to a server that `points.ts` was loaded into, over the process channel. */
export type RigMessage =
  | { readonly kind: 'start' }
  | { readonly kind: 'arm'; readonly point: Point }
  | { readonly kind: 'trace' }
  | { readonly kind: 'limitPages'; readonly spare: number | null }

export type ServerMessage =
  | { readonly kind: 'loaded' }
  | { readonly kind: 'done' }
  | { readonly kind: 'committed'; readonly names: readonly string[] }

export function nameOf({ side, name, nth }: Point): string {
  return `${side} ${name}${nth > 1 ? ` (${nth})` : ''}`
}
