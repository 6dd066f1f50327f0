import type * as Renderer from 'adaptivecards'
import type { WireMessage } from '../wire.ts'
import { HOST_CONFIG } from './host-config.ts'
import { withOwnPictures } from './pictures.ts'

/** `adaptivecards.js` is loaded before this module and leaves this name behind. */
declare const AdaptiveCards: typeof Renderer

/** A button that was pressed: what goes to the server. */
export interface Press {
  readonly verb: string
  readonly requestId: string | null
  readonly termsVersion: number | null
  readonly inputs: { readonly [name: string]: string }
}

/** One card in the page. */
export interface CardHolder {
  readonly element: HTMLElement
  /** Draws another state of the card; what was typed into it and the focus stay where the new state has a place for them. */
  draw(json: NonNullable<WireMessage['card']>): void
  /** The answer to the pressed button has come, or will not: buttons can be pressed again. */
  release(): void
}

interface Drawn {
  readonly card: Renderer.AdaptiveCard
  readonly json: string
  /** What each input held before anybody typed. */
  readonly initial: ReadonlyMap<string, string>
}

const hostConfig = new AdaptiveCards.HostConfig(HOST_CONFIG)
// Cards hold plain text: with this answer the renderer shows each text as it is, and never as HTML.
AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
  result.outputHtml = text
  result.didProcess = false
}
AdaptiveCards.GlobalSettings.useMarkdownInRadioButtonAndCheckbox = false
AdaptiveCards.GlobalSettings.setTabIndexAtCardRoot = false
AdaptiveCards.GlobalSettings.resetInputsDirtyStateAfterActionExecution = false

export function createCardHolder(press: (press: Press) => void): CardHolder {
  const element = document.createElement('div')
  element.className = 'card'
  let drawn: Drawn | null = null

  function execute(action: Renderer.Action): void {
    if (action instanceof AdaptiveCards.OpenUrlAction) {
      openUrl(action.url)
      return
    }
    if (element.ariaBusy === 'true') return
    const pressed = readPress(action)
    if (!pressed) return
    setWaiting(element, true)
    press(pressed)
  }

  return {
    element,
    draw(json) {
      const text = JSON.stringify(json)
      if (drawn?.json === text) return
      const typed = drawn ? readTyped(drawn) : new Map<string, string>()
      const focus = drawn && element.contains(document.activeElement) ? readFocus(drawn) : null
      drawn = draw(element, text, typed, execute)
      setWaiting(element, false)
      if (focus) restoreFocus(element, drawn, focus)
    },
    release: () => setWaiting(element, false),
  }
}

function draw(
  element: HTMLElement,
  text: string,
  typed: ReadonlyMap<string, string>,
  execute: (action: Renderer.Action) => void,
): Drawn {
  const card = new AdaptiveCards.AdaptiveCard()
  card.hostConfig = hostConfig
  card.onExecuteAction = execute
  card.parse(withOwnPictures(text))
  const initial = new Map<string, string>()
  for (const input of card.getAllInputs()) {
    if (!input.id || !hasDefault(input)) continue
    initial.set(input.id, input.defaultValue ?? '')
    const half = typed.get(input.id)
    if (half !== undefined) input.defaultValue = half
  }
  const rendered = card.render()
  element.replaceChildren(...(rendered ? [rendered] : []))
  dropIds(element)
  return { card, json: text, initial }
}

type InputWithDefault = Renderer.TextInput | Renderer.ChoiceSetInput | Renderer.ToggleInput

function hasDefault(input: Renderer.Input): input is InputWithDefault {
  return (
    input instanceof AdaptiveCards.TextInput ||
    input instanceof AdaptiveCards.ChoiceSetInput ||
    input instanceof AdaptiveCards.ToggleInput
  )
}

/** Ids of card elements repeat from card to card; those that the renderer made for labels are unique and stay. */
function dropIds(element: HTMLElement): void {
  for (const named of element.querySelectorAll('[id]')) {
    if (!named.id.startsWith('__ac-')) named.removeAttribute('id')
  }
}

function readTyped({ card, initial }: Drawn): ReadonlyMap<string, string> {
  const values = card.getAllInputs().map((input) => [input.id ?? '', String(input.value ?? '')] as const)
  return new Map(values.filter(([id, value]) => initial.has(id) && initial.get(id) !== value))
}

interface Focus {
  readonly input: string | null
  readonly button: string | null
  readonly selection: readonly [number | null, number | null]
}

function readFocus({ card }: Drawn): Focus {
  const active = document.activeElement
  const input = card.getAllInputs().find(({ renderedElement }) => renderedElement?.contains(active))
  const selection: Focus['selection'] = isTextField(active)
    ? [active.selectionStart, active.selectionEnd]
    : [null, null]
  return { input: input?.id ?? null, button: active?.ariaLabel ?? null, selection }
}

function restoreFocus(element: HTMLElement, { card }: Drawn, { input, button, selection }: Focus): void {
  const field = card.getAllInputs().find(({ id }) => id === input)
  const same = [...element.querySelectorAll('button')].find(({ ariaLabel }) => ariaLabel === button)
  if (input !== null && field) field.focus()
  else if (button !== null && same) same.focus({ preventScroll: true })
  else element.closest<HTMLElement>('article')?.focus({ preventScroll: true })
  const active = document.activeElement
  if (isTextField(active) && element.contains(active)) active.setSelectionRange(...selection)
}

function isTextField(element: Element | null): element is HTMLInputElement | HTMLTextAreaElement {
  return element instanceof HTMLTextAreaElement || (element instanceof HTMLInputElement && element.type === 'text')
}

function readPress(action: Renderer.Action): Press | null {
  if (!(action instanceof AdaptiveCards.ExecuteAction || action instanceof AdaptiveCards.SubmitAction)) return null
  const data: { readonly [name: string]: unknown } = { ...action.data }
  const { verb, requestId, termsVersion, ...rest } = data
  const named = action instanceof AdaptiveCards.ExecuteAction ? action.verb : verb
  if (typeof named !== 'string') return null
  const inputs = Object.entries(rest).filter((entry): entry is [string, string] => typeof entry[1] === 'string')
  return {
    verb: named,
    requestId: typeof requestId === 'string' ? requestId : null,
    termsVersion: typeof termsVersion === 'number' ? termsVersion : null,
    inputs: Object.fromEntries(inputs),
  }
}

/** `aria-disabled` instead of `disabled`: a button that is disabled under the finger takes the focus with it. */
function setWaiting(element: HTMLElement, waiting: boolean): void {
  element.ariaBusy = String(waiting)
  for (const button of element.querySelectorAll('button:not([role=link])')) button.ariaDisabled = String(waiting)
}

function openUrl(address: string | undefined): void {
  const url = address === undefined ? null : URL.parse(address)
  if (url?.protocol !== 'http:' && url?.protocol !== 'https:') return
  window.open(url, '_blank', 'noopener,noreferrer')
}
