import { z } from 'zod'

/**
 * What Slack refuses of blocks and views, with numbers of its own, so that a wrong number in the adapter is found.
 * https://docs.slack.dev/reference/block-kit and https://docs.slack.dev/reference/views
 */

const plainText = (maximum: number) =>
  z.strictObject({
    type: z.literal('plain_text'),
    text: z.string().min(1).max(maximum).regex(/\S/, 'nothing to see'),
    emoji: z.boolean().optional(),
  })

const markup = (maximum: number) =>
  z.strictObject({
    type: z.literal('mrkdwn'),
    text: z.string().min(1).max(maximum),
    verbatim: z.boolean().optional(),
  })

const anyText = (maximum: number) => z.union([plainText(maximum), markup(maximum)])

const blockId = z.string().min(1).max(255).optional()
const actionId = z.string().min(1).max(255)

const confirm = z.strictObject({
  title: plainText(100),
  text: anyText(300),
  confirm: plainText(30),
  deny: plainText(30),
  style: z.enum(['primary', 'danger']).optional(),
})

const option = z.strictObject({
  text: anyText(75),
  value: z.string().min(1).max(150),
  description: anyText(75).optional(),
})
const options = z.array(option).min(1).max(100)

const button = z.strictObject({
  type: z.literal('button'),
  action_id: actionId,
  text: plainText(75),
  value: z.string().max(2000).optional(),
  url: z.url().max(3000).optional(),
  style: z.enum(['primary', 'danger']).optional(),
  confirm: confirm.optional(),
  accessibility_label: z.string().max(75).optional(),
})

const placeholder = plainText(150).optional()

const staticSelect = z
  .strictObject({
    type: z.literal('static_select'),
    action_id: actionId,
    options,
    placeholder,
    initial_option: option.optional(),
    confirm: confirm.optional(),
  })
  .refine(({ options, initial_option }) => isAmong(initial_option, options), 'initial_option is none of the options')
  .refine(({ options }) => areDistinct(options.map(({ value }) => value)), 'two options have the same value')

const externalSelect = z.strictObject({
  type: z.literal('external_select'),
  action_id: actionId,
  min_query_length: z.int().nonnegative().optional(),
  placeholder,
  initial_option: option.optional(),
  confirm: confirm.optional(),
})

const textInput = z
  .strictObject({
    type: z.literal('plain_text_input'),
    action_id: actionId,
    multiline: z.boolean().optional(),
    min_length: z.int().min(0).max(3000).optional(),
    max_length: z.int().min(1).max(3000).optional(),
    initial_value: z.string().optional(),
    placeholder,
  })
  .refine(
    ({ initial_value = '', max_length = 3000 }) => initial_value.length <= max_length,
    'initial_value is longer than max_length',
  )

const checkboxes = z
  .strictObject({
    type: z.literal('checkboxes'),
    action_id: actionId,
    options: z.array(option).min(1).max(10),
    initial_options: z.array(option).min(1).optional(),
  })
  .refine(({ options }) => areDistinct(options.map(({ value }) => value)), 'two options have the same value')

const isStyled = z.boolean().optional()
const richStyle = z.strictObject({ bold: isStyled, italic: isStyled, code: isStyled }).optional()
const richPiece = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('text'), text: z.string().min(1), style: richStyle }),
  z.strictObject({
    type: z.literal('date'),
    // Seconds: milliseconds would be a date in fifty thousand years.
    timestamp: z.int().positive().max(10_000_000_000),
    format: z.string().regex(/\{\w+\}/),
    fallback: z.string().min(1).optional(),
    style: richStyle,
  }),
])

const image = {
  type: z.literal('image'),
  image_url: z.url().max(3000),
  alt_text: z.string().min(1).max(2000),
}

const section = z
  .strictObject({
    type: z.literal('section'),
    block_id: blockId,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: z.union([button, staticSelect, externalSelect]).optional(),
    expand: z.boolean().optional(),
  })
  .refine(({ text, fields }) => text !== undefined || fields !== undefined, 'a section without text and fields')

const block = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('header'), block_id: blockId, text: plainText(150) }),
  z.strictObject({ type: z.literal('divider'), block_id: blockId }),
  z.strictObject({ ...image, block_id: blockId, title: plainText(2000).optional() }),
  z.strictObject({
    type: z.literal('context'),
    block_id: blockId,
    elements: z
      .array(z.union([plainText(3000), markup(3000), z.strictObject(image)]))
      .min(1)
      .max(10),
  }),
  z.strictObject({
    type: z.literal('actions'),
    block_id: blockId,
    elements: z
      .array(z.union([button, staticSelect, externalSelect]))
      .min(1)
      .max(25),
  }),
  z.strictObject({
    type: z.literal('rich_text'),
    block_id: blockId,
    elements: z
      .array(z.strictObject({ type: z.literal('rich_text_section'), elements: z.array(richPiece).min(1) }))
      .min(1),
  }),
  z.strictObject({
    type: z.literal('input'),
    block_id: blockId,
    label: plainText(2000),
    element: z.union([staticSelect, externalSelect, textInput, checkboxes]),
    hint: plainText(2000).optional(),
    optional: z.boolean().optional(),
    dispatch_action: z.boolean().optional(),
  }),
  section,
])

const modal = z
  .strictObject({
    type: z.literal('modal'),
    title: plainText(24),
    submit: plainText(24).optional(),
    close: plainText(24).optional(),
    callback_id: z.string().min(1).max(255).optional(),
    private_metadata: z.string().max(3000).optional(),
    external_id: z.string().max(255).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    blocks: z.array(block).min(1).max(100),
  })
  .refine(
    ({ submit, blocks }) => submit !== undefined || blocks.every(({ type }) => type !== 'input'),
    'a modal with inputs needs submit',
  )

const home = z.strictObject({
  type: z.literal('home'),
  callback_id: z.string().max(255).optional(),
  private_metadata: z.string().max(3000).optional(),
  blocks: z.array(block).min(1).max(100),
})

const message = z.object({ text: z.string().min(1).max(40_000), blocks: z.array(block).min(1).max(50) })

/** What Slack would refuse of a modal or a home tab. Empty where it is right. */
export function problemsOfView(view: unknown): string[] {
  return problems(z.discriminatedUnion('type', [modal, home]), view)
}

/** What Slack would refuse of a message, and an empty or overlong `text`. Empty where it is right. */
export function problemsOfMessage(sent: unknown): string[] {
  return problems(message, sent)
}

/** What Slack would refuse of the answer to a `block_suggestion`. */
export function problemsOfOptions(suggested: unknown): string[] {
  return problems(z.array(option).max(100), suggested)
}

function problems(schema: z.ZodType, value: unknown): string[] {
  const { error } = schema.safeParse(value)
  const found = (error?.issues ?? []).map(({ path, message: what }) => `${path.join('.')}: ${what}`)
  return [...found, ...doubled(value, 'block_id'), ...doubled(value, 'action_id')]
}

function doubled(value: unknown, name: string): string[] {
  const ids = valuesOf(value, name)
  return [...new Set(ids.filter((id, at) => ids.indexOf(id) !== at))].map((id) => `${name} ${String(id)} occurs twice`)
}

/** Every value of that name, at any depth. */
export function valuesOf(value: unknown, name: string): unknown[] {
  if (Array.isArray(value)) return value.flatMap((item) => valuesOf(item, name))
  if (typeof value !== 'object' || value === null) return []
  return Object.entries(value).flatMap(([key, item]) => [...(key === name ? [item] : []), ...valuesOf(item, name)])
}

function isAmong(chosen: { readonly value: string } | undefined, all: readonly { readonly value: string }[]): boolean {
  return chosen === undefined || all.some((each) => JSON.stringify(each) === JSON.stringify(chosen))
}

function areDistinct(values: readonly string[]): boolean {
  return new Set(values).size === values.length
}
