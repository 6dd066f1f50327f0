/**
 * How much Slack takes, in characters unless said otherwise. What is longer is refused as a whole (`invalid_blocks`), so
 * everything is cut to these before it is sent. https://docs.slack.dev/reference/block-kit/blocks
 */
export const LIMITS = {
  /** Blocks. */
  message: 50,
  /** Blocks. */
  view: 100,
  /** Slack cuts silently from here. https://docs.slack.dev/reference/methods/chat.postMessage */
  messageText: 40_000,
  header: 150,
  sectionText: 3000,
  /** Elements. */
  context: 10,
  /** Elements. */
  actions: 25,
  buttonText: 75,
  buttonValue: 2000,
  url: 3000,
  altText: 2000,
  /** Options of one menu. */
  options: 100,
  optionText: 75,
  optionValue: 150,
  optionDescription: 75,
  label: 2000,
  hint: 2000,
  placeholder: 150,
  typed: 3000,
  confirmTitle: 100,
  confirmText: 300,
  confirmButton: 30,
  viewTitle: 24,
  viewButton: 24,
  /** Slack documents none for rich text; this is a section's. */
  richText: 3000,
  /** All text of one message's blocks: Slack answers `msg_blocks_too_long` somewhere above, and does not say where. */
  messageBlocksText: 12_000,
  /** Slack documents none for the errors under the fields of a view. */
  fieldError: 2000,
} as const
