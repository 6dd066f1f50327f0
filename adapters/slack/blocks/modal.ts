import { parseIsoDuration } from '../../../bot/index.ts'
import { durationPhrase } from '../../../cards/phrases.ts'
import { readerOf } from '../../../cards/reader.ts'
import { word } from '../wording.ts'
import { inputBlock, menuInput, textInput } from './inputs.ts'
import { LIMITS } from './limits.ts'
import type { Look } from './look.ts'
import { modal } from './modal-frame.ts'
import { plain } from './text.ts'
import type { Block, Option, SlackModal } from './types.ts'

export { errorsOf, formModal } from './form-modal.ts'

export type ReasonVerb = 'deny' | 'takeBack' | 'revoke'

const titles = { deny: 'denyTitle', takeBack: 'takeBackTitle', revoke: 'revokeTitle' } as const

/** Asks why. Denying and revoking need a reason; taking back one's own approval may do without. */
export function reasonModal(verb: ReasonVerb, look: Look, privateMetadata: string): SlackModal {
  const { language } = look
  const { labels } = readerOf(language, look.timeZone).words
  const reason = textInput({
    name: 'reason',
    label: labels.inputReason(),
    isMultiline: true,
    isOptional: verb === 'takeBack',
    value: null,
    hint: word(language, verb === 'takeBack' ? 'takeBackMeaning' : 'requesterSeesReason'),
  })
  const blocks = [...about(privateMetadata), reason]
  return modal({ callbackId: `reason:${verb}`, title: titles[verb], submit: verb, blocks, look, privateMetadata })
}

/** Asks for how long instead; for what is critical, also to agree that it was checked. */
export function lessTimeModal(
  durations: readonly string[],
  look: Look,
  privateMetadata: string,
  confirm: boolean,
): SlackModal {
  const { labels } = readerOf(look.language, look.timeZone).words
  const options = durationOptions(durations, look)
  const [first] = options
  const duration = menuInput({
    name: 'duration',
    label: labels.inputDuration(),
    placeholder: labels.inputChoose(),
    options,
    value: options.length === 1 ? (first?.value ?? null) : null,
    isOptional: false,
  })
  const agreement = inputBlock(
    { name: 'confirm', label: word(look.language, 'confirmTitle'), isOptional: false },
    {
      type: 'checkboxes',
      action_id: 'confirm',
      options: [{ text: plain(labels.inputConfirm(), LIMITS.optionText), value: 'true' }],
    },
  )
  const blocks = [...about(privateMetadata), duration, ...(confirm ? [agreement] : [])]
  return modal({ callbackId: 'lessTime', title: 'lessTimeTitle', submit: 'approve', blocks, look, privateMetadata })
}

/** Offered where nothing readable came with the button: the engine knows what is less than was asked for. */
const USUAL = ['PT15M', 'PT30M', 'PT1H']

function durationOptions(durations: readonly string[], { language, timeZone }: Look): Option[] {
  const reader = readerOf(language, timeZone)
  const known = new Set(durations.map(parseIsoDuration).filter((each) => each !== null))
  if (known.size === 0) return durationOptions(USUAL, { language, timeZone })
  return [...known].map((value) => ({ text: plain(durationPhrase(reader, value), LIMITS.optionText), value }))
}

/** Which request the modal is about, as the button that opened it said. */
function about(privateMetadata: string): Block[] {
  const requestId = requestIdIn(privateMetadata)
  return requestId === null ? [] : [{ type: 'context', elements: [plain(requestId, LIMITS.optionText)] }]
}

function requestIdIn(privateMetadata: string): string | null {
  try {
    const value: unknown = JSON.parse(privateMetadata)
    const isObject = typeof value === 'object' && value !== null && 'requestId' in value
    return isObject && typeof value.requestId === 'string' ? value.requestId : null
  } catch {
    return null
  }
}
