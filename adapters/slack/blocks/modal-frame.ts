import { type WordingKey, word } from '../wording.ts'
import { LIMITS } from './limits.ts'
import type { Look } from './look.ts'
import { plain } from './text.ts'
import type { Block, SlackModal } from './types.ts'

export interface ModalFrame {
  readonly callbackId: string
  readonly title: WordingKey
  /** Null where there is nothing to send. */
  readonly submit: WordingKey | null
  readonly blocks: Block[]
  readonly look: Look
  /** An id and a version, to be looked up again; it comes back as anybody may have changed it. */
  readonly privateMetadata: string
}

export function modal({ callbackId, title, submit, blocks, look, privateMetadata }: ModalFrame): SlackModal {
  return {
    type: 'modal',
    callback_id: callbackId,
    title: plain(word(look.language, title), LIMITS.viewTitle),
    ...(submit && { submit: plain(word(look.language, submit), LIMITS.viewButton) }),
    close: plain(word(look.language, 'close'), LIMITS.viewButton),
    private_metadata: privateMetadata,
    blocks: blocks.slice(0, LIMITS.view),
  }
}
