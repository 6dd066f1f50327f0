import { z } from 'zod'
import { VERBS } from '../bot/domain/views/card-view.ts'

/**
 * The closed subset of Adaptive Cards 1.5 that every card is made of, and so all that a platform has to translate.
 * Checked against every template when it is loaded and every card when it is rendered.
 * https://adaptivecards.io/explorer/
 */

/** Adaptive Cards draws no more than five actions in one set by default (`actions.maxActions`); Teams six. */
export const ACTIONS_IN_A_SET = 5

const spacing = z.enum(['none', 'small', 'default', 'medium', 'large'])

const textBlock = z.strictObject({
  type: z.literal('TextBlock'),
  text: z.string(),
  wrap: z.literal(true),
  /** `heading` is read out as one. */
  style: z.enum(['default', 'heading']).exactOptional(),
  size: z.enum(['small', 'default', 'medium', 'large']).exactOptional(),
  weight: z.enum(['default', 'bolder']).exactOptional(),
  color: z.enum(['default', 'accent', 'good', 'warning', 'attention']).exactOptional(),
  fontType: z.enum(['default', 'monospace']).exactOptional(),
  isSubtle: z.boolean().exactOptional(),
  horizontalAlignment: z.enum(['left', 'right']).exactOptional(),
  spacing: spacing.exactOptional(),
})
export type TextBlock = z.infer<typeof textBlock>

const factSet = z.strictObject({
  type: z.literal('FactSet'),
  facts: z.array(z.strictObject({ title: z.string(), value: z.string() })).min(1),
  spacing: spacing.exactOptional(),
})
export type FactSet = z.infer<typeof factSet>

const image = z.strictObject({
  type: z.literal('Image'),
  /** Plain HTTP on this machine alone: what platforms fetch themselves must be HTTPS. */
  url: z.url({ protocol: /^https?$/ }),
  altText: z.string(),
  size: z.enum(['small', 'medium', 'large']).exactOptional(),
  spacing: spacing.exactOptional(),
})
export type Image = z.infer<typeof image>

const inputText = z.strictObject({
  type: z.literal('Input.Text'),
  id: z.string(),
  label: z.string(),
  placeholder: z.string().exactOptional(),
  value: z.string().exactOptional(),
  isMultiline: z.boolean().exactOptional(),
  spacing: spacing.exactOptional(),
})
export type InputText = z.infer<typeof inputText>

const inputChoiceSet = z.strictObject({
  type: z.literal('Input.ChoiceSet'),
  id: z.string(),
  label: z.string(),
  style: z.literal('compact'),
  choices: z.array(z.strictObject({ title: z.string(), value: z.string() })).min(1),
  placeholder: z.string().exactOptional(),
  value: z.string().exactOptional(),
  spacing: spacing.exactOptional(),
})
export type InputChoiceSet = z.infer<typeof inputChoiceSet>

const inputToggle = z.strictObject({
  type: z.literal('Input.Toggle'),
  id: z.string(),
  title: z.string(),
  /** What is sent when it is off: set, so that both states are told apart from a missing input. */
  valueOff: z.literal('false'),
  valueOn: z.literal('true'),
  spacing: spacing.exactOptional(),
})
export type InputToggle = z.infer<typeof inputToggle>

const actionData = z.strictObject({
  verb: z.enum(VERBS),
  requestId: z.string().nullable(),
  termsVersion: z.int().nullable(),
  /** With `say`: the command that the button stands for. */
  text: z.string().exactOptional(),
})
/** What a button sends back besides the inputs of its card. An id and a version; nothing in it is authority. */
export type ActionData = z.infer<typeof actionData>

const buttonStyle = z.enum(['default', 'positive', 'destructive'])

const actionExecute = z.strictObject({
  type: z.literal('Action.Execute'),
  title: z.string(),
  verb: z.enum(VERBS),
  style: buttonStyle,
  data: actionData,
  /** For clients without universal actions. */
  fallback: z.strictObject({
    type: z.literal('Action.Submit'),
    title: z.string(),
    style: buttonStyle,
    data: actionData,
  }),
})
export type ActionExecute = z.infer<typeof actionExecute>

/** Where a link may lead: a page on the web, nothing that runs in the client. */
export const webAddress = z.url({ protocol: /^https?$/ })

const actionOpenUrl = z.strictObject({
  type: z.literal('Action.OpenUrl'),
  title: z.string(),
  url: webAddress,
})
export type ActionOpenUrl = z.infer<typeof actionOpenUrl>

const actionSet = z.strictObject({
  type: z.literal('ActionSet'),
  actions: z
    .array(z.discriminatedUnion('type', [actionExecute, actionOpenUrl]))
    .min(1)
    .max(ACTIONS_IN_A_SET),
  spacing: spacing.exactOptional(),
})
export type ActionSet = z.infer<typeof actionSet>

// Type aliases, not interfaces: a card is then also plain JSON for TypeScript.
export type Container = {
  type: 'Container'
  items: Element[]
  style?: 'default' | 'emphasis' | 'good' | 'warning' | 'attention'
  spacing?: z.infer<typeof spacing>
}

export type Column = {
  type: 'Column'
  width: 'auto' | 'stretch'
  items: Element[]
}

export type ColumnSet = {
  type: 'ColumnSet'
  columns: Column[]
  spacing?: z.infer<typeof spacing>
}

export type Element =
  | TextBlock
  | FactSet
  | Image
  | Container
  | ColumnSet
  | ActionSet
  | InputText
  | InputChoiceSet
  | InputToggle

const elements: z.ZodType<Element[]> = z.lazy(() => z.array(element).min(1))

const container = z.strictObject({
  type: z.literal('Container'),
  items: elements,
  style: z.enum(['default', 'emphasis', 'good', 'warning', 'attention']).exactOptional(),
  spacing: spacing.exactOptional(),
})

const columnSet = z.strictObject({
  type: z.literal('ColumnSet'),
  columns: z
    .array(z.strictObject({ type: z.literal('Column'), width: z.enum(['auto', 'stretch']), items: elements }))
    .min(1),
  spacing: spacing.exactOptional(),
})

const element = z.discriminatedUnion('type', [
  textBlock,
  factSet,
  image,
  container,
  columnSet,
  actionSet,
  inputText,
  inputChoiceSet,
  inputToggle,
])

/** A whole card. Refuses every element, property and value outside the subset. */
export const adaptiveCard = z.strictObject({
  type: z.literal('AdaptiveCard'),
  $schema: z.literal('http://adaptivecards.io/schemas/adaptive-card.json'),
  version: z.literal('1.5'),
  /** Language that the card is read out in. */
  lang: z.string(),
  body: elements,
})
export type AdaptiveCardJson = z.infer<typeof adaptiveCard>
