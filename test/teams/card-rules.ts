import { z } from 'zod'

/**
 * What Teams takes as an Adaptive Card sent by a bot, as far as ours use it: version 1.5 with Universal Actions. Written
 * apart from the product's own subset, and held against the published schema where that is at hand.
 * https://adaptivecards.io/explorer/ https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/cards-reference
 */

const id = z.string().min(1)
const text = z.string().min(1)
const size = z.enum(['default', 'small', 'medium', 'large', 'extraLarge'])
const colour = z.enum(['default', 'dark', 'light', 'accent', 'good', 'warning', 'attention'])
const align = z.enum(['left', 'center', 'right'])
const style = z.enum(['default', 'emphasis', 'good', 'attention', 'warning', 'accent'])
const common = {
  id: id.optional(),
  spacing: z.enum(['default', 'none', 'small', 'medium', 'large', 'extraLarge', 'padding']).optional(),
  separator: z.boolean().optional(),
  isVisible: z.boolean().optional(),
  height: z.enum(['auto', 'stretch']).optional(),
}
const webUrl = z.url({ protocol: /^https?$/ })
const buttonStyle = z.enum(['default', 'positive', 'destructive']).optional()

const submit = z.strictObject({
  ...{ type: z.literal('Action.Submit'), title: text, style: buttonStyle, id: id.optional() },
  data: z.record(z.string(), z.unknown()),
})
const execute = z.strictObject({
  ...{ type: z.literal('Action.Execute'), title: text.optional(), style: buttonStyle, id: id.optional(), verb: text },
  data: z.record(z.string(), z.unknown()).optional(),
  associatedInputs: z.enum(['auto', 'none']).optional(),
  fallback: submit.optional(),
})
/** A button of an older client has to do the same as that of a newer one. */
const executeWithFallback = execute
  .required({ title: true, fallback: true, data: true })
  .refine(
    (action) =>
      JSON.stringify(action.data) === JSON.stringify(action.fallback?.data) && action.title === action.fallback?.title,
    { message: 'fallback does something else' },
  )
const openUrl = z.strictObject({ type: z.literal('Action.OpenUrl'), title: text, url: webUrl, id: id.optional() })
const action = z.union([executeWithFallback, openUrl])

const textBlock = z.strictObject({
  ...common,
  ...{ type: z.literal('TextBlock'), text, wrap: z.boolean().optional(), maxLines: z.int().optional() },
  ...{ size: size.optional(), color: colour.optional(), isSubtle: z.boolean().optional() },
  ...{ weight: z.enum(['default', 'lighter', 'bolder']).optional(), horizontalAlignment: align.optional() },
  ...{ fontType: z.enum(['default', 'monospace']).optional(), style: z.enum(['default', 'heading']).optional() },
})
const factSet = z.strictObject({
  ...common,
  type: z.literal('FactSet'),
  facts: z.array(z.strictObject({ title: text, value: z.string() })).min(1),
})
const image = z.strictObject({
  ...common,
  ...{ type: z.literal('Image'), url: z.url({ protocol: /^https$/ }), altText: text },
  size: z.enum(['auto', 'stretch', 'small', 'medium', 'large']).optional(),
})
const label = { label: text, isRequired: z.boolean().optional(), errorMessage: text.optional() }
const inputText = z.strictObject({
  ...{ ...common, ...label, type: z.literal('Input.Text'), id, isMultiline: z.boolean().optional() },
  ...{ placeholder: text.optional(), value: z.string().optional(), maxLength: z.int().optional() },
})
const inputChoiceSet = z.strictObject({
  ...{ ...common, ...label, type: z.literal('Input.ChoiceSet'), id },
  ...{ style: z.enum(['compact', 'expanded', 'filtered']).optional(), isMultiSelect: z.boolean().optional() },
  ...{ wrap: z.boolean().optional(), placeholder: text.optional(), value: z.string().optional() },
  choices: z.array(z.strictObject({ title: text, value: text })).min(1),
})
const inputToggle = z.strictObject({
  ...{ ...common, type: z.literal('Input.Toggle'), id, title: text, value: z.string().optional() },
  ...{ valueOn: z.string().optional(), valueOff: z.string().optional(), wrap: z.boolean().optional() },
})
/** Teams shows six buttons of a set. */
const actionSet = z.strictObject({ ...common, type: z.literal('ActionSet'), actions: z.array(action).min(1).max(6) })

type Element = { readonly type: string }
const items: z.ZodType<Element[]> = z.lazy(() => z.array(element).min(1))
const container = z.strictObject({
  ...common,
  ...{ type: z.literal('Container'), items, style: style.optional(), bleed: z.boolean().optional() },
})
const column = z.strictObject({
  ...{ type: z.literal('Column'), items, style: style.optional() },
  width: z.union([z.enum(['auto', 'stretch']), z.string().regex(/^[0-9]+px$/), z.int().positive()]).optional(),
})
const columnSet = z.strictObject({ ...common, type: z.literal('ColumnSet'), columns: z.array(column).min(1) })

const element = z.discriminatedUnion('type', [
  textBlock,
  factSet,
  image,
  inputText,
  inputChoiceSet,
  inputToggle,
  actionSet,
  container,
  columnSet,
])

/** https://learn.microsoft.com/microsoftteams/platform/task-modules-and-cards/cards/universal-actions-for-adaptive-cards/user-specific-views */
const refresh = z.strictObject({
  action: execute,
  userIds: z
    .array(z.string().regex(/^(29:|8:orgid:)/))
    .max(60)
    .optional(),
  expires: z.iso.datetime().optional(),
})

const card = z.strictObject({
  ...{ type: z.literal('AdaptiveCard'), version: z.literal('1.5'), lang: text.optional(), body: items },
  $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json').optional(),
  actions: z.array(action).max(6).optional(),
  refresh: refresh.optional(),
  fallbackText: text.optional(),
  speak: text.optional(),
  msteams: z.strictObject({ width: z.literal('Full').optional() }).optional(),
})

/** Bytes of a whole message above which we do not go, of the several numbers that Microsoft's pages give. */
export const LARGEST_MESSAGE = 28 * 1024

/** What is wrong with a card, in words; nothing where Teams would take and show it. */
export function problemsOfCard(value: unknown): readonly string[] {
  const parsed = card.safeParse(value)
  const problems = parsed.success ? [] : parsed.error.issues.map(({ path, message }) => `${path.join('.')}: ${message}`)
  const ids = idsIn(value)
  const doubled = ids.filter((each, at) => ids.indexOf(each) !== at)
  const bytes = Buffer.byteLength(JSON.stringify(value) ?? '')
  return [
    ...problems,
    ...doubled.map((each) => `The input ${each} is there twice`),
    ...(bytes > LARGEST_MESSAGE ? [`${bytes} bytes are too many`] : []),
  ]
}

function idsIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(idsIn)
  if (typeof value !== 'object' || value === null) return []
  const own = 'type' in value && String(value.type).startsWith('Input.') && 'id' in value ? [String(value.id)] : []
  return [...own, ...Object.values(value).flatMap(idsIn)]
}
