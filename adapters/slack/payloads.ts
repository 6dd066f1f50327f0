import { z } from 'zod'

/**
 * What is read of the bodies that Slack sends: the minimum, and nothing else gets further than here. Everything in them
 * but who, where from and which trigger can be made up by the person who sends it.
 */

export const LONGEST_TEXT = 4000

/** No colon: ids are parts of addresses. */
const slackId = z.string().regex(/^[A-Za-z0-9]{1,40}$/)
const triggerId = z.string().regex(/^[\w.:-]{1,200}$/)
const responseUrl = z.string().max(2000)

const user = z.object({ id: slackId, team_id: slackId.nullish() })
/** Null for an app installed for a whole organisation. */
const team = z.object({ id: slackId }).nullish()

/** https://docs.slack.dev/interactivity/implementing-slash-commands */
export const commandPayload = z.object({
  command: z.string().max(100),
  /** The engine looks at no more than this either. */
  text: z
    .string()
    .default('')
    .transform((text) => text.slice(0, LONGEST_TEXT)),
  user_id: slackId,
  team_id: slackId,
  channel_id: slackId.optional(),
  trigger_id: triggerId,
  response_url: responseUrl.optional(),
})

/** A button as it was posted; only whether it asked for confirmation is read. */
const blocks = z.object({ blocks: z.array(z.unknown()).max(200).optional() }).nullish()

/** https://docs.slack.dev/reference/interaction-payloads/block_actions-payload */
export const actionPayload = z.object({
  type: z.literal('block_actions'),
  user,
  team,
  trigger_id: triggerId,
  response_url: responseUrl.optional(),
  channel: z.object({ id: slackId }).nullish(),
  actions: z
    .array(
      z.object({
        action_id: z.string().max(255),
        value: z.string().max(2000).optional(),
        /** The dialog that Slack showed before it sent the click. */
        confirm: z.unknown().optional(),
      }),
    )
    .min(1)
    .max(25),
  message: blocks,
  view: blocks,
})
export type ActionPayload = z.infer<typeof actionPayload>

/** What our buttons carry. An id and a version, looked up; the rest only shapes what is asked next. */
export const buttonValue = z.object({
  requestId: z.string().min(1).max(40).nullable(),
  termsVersion: z.int().nonnegative().nullable(),
  /** With `say`: the command that the button stands for. */
  text: z.string().max(LONGEST_TEXT).optional(),
  /** With `approveLess`: what its modal offers, and whether it asks for confirmation. */
  durations: z.array(z.string().max(20)).max(20).optional(),
  confirm: z.boolean().optional(),
})
export type ButtonValue = z.infer<typeof buttonValue>

export const modalMetadata = buttonValue.pick({ requestId: true, termsVersion: true })

const inputElement = z.object({
  value: z.string().max(LONGEST_TEXT).nullish(),
  selected_option: z.object({ value: z.string().max(LONGEST_TEXT) }).nullish(),
  selected_options: z.array(z.unknown()).nullish(),
})

/** https://docs.slack.dev/reference/interaction-payloads/view-interactions-payload */
export const submissionPayload = z.object({
  type: z.literal('view_submission'),
  user,
  team,
  trigger_id: triggerId.optional(),
  view: z.object({
    id: slackId,
    hash: z.string().max(200).default(''),
    callback_id: z.string().max(255),
    private_metadata: z.string().max(3000).default(''),
    app_installed_team_id: slackId.nullish(),
    state: z.object({ values: z.record(z.string(), z.record(z.string(), inputElement)) }),
  }),
})
export type SubmissionPayload = z.infer<typeof submissionPayload>

/** https://docs.slack.dev/reference/interaction-payloads/block_suggestion-payload */
export const suggestionPayload = z.object({
  type: z.literal('block_suggestion'),
  user,
  team,
  action_id: z.string().max(255),
  value: z.string().max(LONGEST_TEXT).default(''),
})

/** https://docs.slack.dev/reference/events/app_home_opened */
export const homeOpenedPayload = z.object({
  type: z.literal('event_callback'),
  team_id: slackId,
  event_id: z.string().regex(/^[\w-]{1,100}$/),
  event: z.object({ type: z.literal('app_home_opened'), user: slackId, tab: z.string().max(40) }),
})
