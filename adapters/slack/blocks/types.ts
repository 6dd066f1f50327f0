/**
 * The closed subset of Block Kit that everything we show is made of. Type aliases and plain arrays, so that the SDK takes
 * them as they are. https://docs.slack.dev/reference/block-kit
 */

/** Shown as it is: no markup, no mentions, no links; `emoji: false` leaves `:tada:` alone too. */
export type PlainText = { type: 'plain_text'; text: string; emoji: false }

/** One date token of ours and nothing else: no text that came from outside ever stands in markup. */
export type DateMarkup = { type: 'mrkdwn'; text: string; verbatim: true }

export type RichStyle = { bold?: true; italic?: true; code?: true }
/** Literal by nature: rich text has no markup, its meaning is in the types of its elements. */
export type RichString = { type: 'text'; text: string; style?: RichStyle }
export type RichDate = { type: 'date'; timestamp: number; format: string; fallback: string; style?: RichStyle }
export type RichPiece = RichString | RichDate
export type RichSection = { type: 'rich_text_section'; elements: RichPiece[] }

export type Confirm = {
  title: PlainText
  text: PlainText
  confirm: PlainText
  deny: PlainText
  style?: 'primary' | 'danger'
}

export type Button = {
  type: 'button'
  action_id: string
  text: PlainText
  /** Absent on links. */
  value?: string
  /** Slack opens it, and still sends the click. */
  url?: string
  style?: 'primary' | 'danger'
  confirm?: Confirm
}

export type Option = { text: PlainText; value: string; description?: PlainText }

export type InputElement =
  | {
      type: 'external_select'
      action_id: string
      min_query_length: 0
      placeholder: PlainText
      initial_option?: Option
    }
  | {
      type: 'static_select'
      action_id: string
      options: Option[]
      placeholder: PlainText
      initial_option?: Option
    }
  | { type: 'plain_text_input'; action_id: string; multiline: boolean; max_length: number; initial_value?: string }
  | { type: 'checkboxes'; action_id: string; options: Option[] }

export type HeaderBlock = { type: 'header'; text: PlainText }
export type SectionBlock = { type: 'section'; text: PlainText; accessory?: Button }
export type RichTextBlock = { type: 'rich_text'; elements: RichSection[] }
export type ContextBlock = { type: 'context'; elements: (PlainText | DateMarkup)[] }
export type ImageBlock = { type: 'image'; image_url: string; alt_text: string }
export type DividerBlock = { type: 'divider' }
export type ActionsBlock = { type: 'actions'; elements: Button[] }
export type InputBlock = {
  type: 'input'
  block_id: string
  label: PlainText
  element: InputElement
  hint?: PlainText
  optional: boolean
}

export type Block =
  | HeaderBlock
  | SectionBlock
  | RichTextBlock
  | ContextBlock
  | ImageBlock
  | DividerBlock
  | ActionsBlock
  | InputBlock

export interface SlackMessage {
  /** For notifications and screen readers: everything the blocks say, in full. Escaped; send it as it is. */
  readonly text: string
  readonly blocks: Block[]
}

export type SlackModal = {
  type: 'modal'
  callback_id: string
  title: PlainText
  /** Absent where there is nothing to send. */
  submit?: PlainText
  close: PlainText
  private_metadata: string
  blocks: Block[]
}

export type SlackHome = { type: 'home'; blocks: Block[] }
