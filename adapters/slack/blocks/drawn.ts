import type { Button, ImageBlock, RichPiece } from './types.ts'

/** What a card shows, one thing after the other, before it is fitted into blocks. */
export type Drawn =
  | { readonly kind: 'heading'; readonly text: string }
  | { readonly kind: 'paragraph'; readonly pieces: readonly RichPiece[] }
  /** Small print; may hold instants. */
  | { readonly kind: 'smallPrint'; readonly text: string }
  | { readonly kind: 'image'; readonly image: ImageBlock }
  /** What follows is a part of its own. */
  | { readonly kind: 'break' }
  | { readonly kind: 'button'; readonly button: Button }
