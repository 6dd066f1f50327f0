import { byId } from './dom.ts'
import { createSuggestions } from './suggestions.ts'
import type { Wording } from './wording.ts'

const ASK_AFTER = 120

export interface ComposerOptions {
  readonly words: Wording
  /** Sends a line. Resolves to what to tell the person when it was not sent. The nonce of a repeated try is the same. */
  readonly say: (text: string, nonce: string) => Promise<string | null>
  readonly suggest: (typed: string, signal: AbortSignal) => Promise<readonly string[]>
}

export interface Composer {
  /** Whether lines can be sent at all here, and whether the line to the server holds. */
  set(state: { readonly readOnly: boolean; readonly online: boolean }): void
  /** Puts a line into the box, to be looked at before it is sent. */
  fill(text: string): void
  tell(notice: string | null): void
}

/** The text box with its suggestions. Enter sends, unless a suggestion is chosen; nothing is chosen until an arrow key is. */
export function createComposer({ words, say, suggest }: ComposerOptions): Composer {
  const form = byId('composer', HTMLFormElement)
  const box = byId('box', HTMLInputElement)
  const send = byId('send', HTMLButtonElement)
  const notice = byId('notice', HTMLElement)
  const announcement = byId('announcement', HTMLElement)
  const list = createSuggestions(box, byId('suggestions', HTMLElement), take)
  let asking = new AbortController()
  let unsent: { readonly text: string; readonly nonce: string } | null = null
  let online = false

  function stopAsking(): void {
    asking.abort()
    asking = new AbortController()
    list.close()
  }

  function ask(): void {
    stopAsking()
    const typed = box.value
    const { signal } = asking
    if (typed.trim() === '') return
    setTimeout(async () => {
      if (signal.aborted) return
      const found = await suggest(typed, signal).catch(() => [])
      if (signal.aborted) return
      list.show(found.filter((suggestion) => suggestion !== typed))
      announcement.textContent = list.open ? words.suggestionCount(found.length) : ''
    }, ASK_AFTER)
  }

  function take(suggestion: string): void {
    box.value = suggestion
    box.focus()
    box.setSelectionRange(suggestion.length, suggestion.length)
    ask()
  }

  function keyDown(event: KeyboardEvent): void {
    if (event.isComposing) return
    const mayTake = list.open && (event.key === 'Enter' || event.key === 'Tab') && !event.shiftKey
    const taken = mayTake ? list.chosen(event.key === 'Tab') : null
    if (event.key === 'Enter' && taken === null) tellWhereOffline()
    if (!list.open) return
    if (event.key === 'ArrowDown') list.move(1)
    else if (event.key === 'ArrowUp') list.move(-1)
    else if (event.key === 'Escape') stopAsking()
    else if (taken !== null) take(taken)
    else return
    event.preventDefault()
  }

  /** The button is disabled then: browsers send nothing by Enter, and say nothing. */
  function tellWhereOffline(): void {
    if (!online && box.value.trim() !== '') tell(words.notSent)
  }

  async function submit(event: Event): Promise<void> {
    event.preventDefault()
    const text = box.value.trim()
    if (text === '' || !online || box.disabled) return
    stopAsking()
    const nonce = unsent?.text === text ? unsent.nonce : crypto.randomUUID()
    box.value = ''
    const failure = await say(text, nonce)
    unsent = failure === null ? null : { text, nonce }
    tell(failure)
    if (failure !== null && box.value === '') box.value = text
  }

  function tell(text: string | null): void {
    notice.textContent = text
    notice.hidden = text === null
  }

  box.oninput = () => {
    tell(null)
    ask()
  }
  box.onkeydown = keyDown
  box.onblur = stopAsking
  form.onsubmit = submit

  return {
    set(state) {
      online = state.online
      box.disabled = state.readOnly
      send.disabled = state.readOnly || !online
      box.placeholder = state.readOnly ? words.boxReadOnly : words.boxHint
    },
    fill(text) {
      box.value = text
      box.focus()
    },
    tell,
  }
}
