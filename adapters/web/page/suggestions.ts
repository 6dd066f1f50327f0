import { make } from './dom.ts'

export interface Suggestions {
  readonly open: boolean
  show(found: readonly string[]): void
  close(): void
  /** Moves the choice; wraps round. */
  move(by: 1 | -1): void
  /** The chosen suggestion, if one is chosen; `first` takes the first otherwise. */
  chosen(first?: boolean): string | null
}

/** The list under the text box, by the ARIA pattern: focus stays in the box, `aria-activedescendant` says what is chosen. */
export function createSuggestions(
  box: HTMLInputElement,
  list: HTMLElement,
  choose: (suggestion: string) => void,
): Suggestions {
  let found: readonly string[] = []
  let index = -1

  function mark(next: number): void {
    index = next
    for (const [at, option] of [...list.children].entries()) option.ariaSelected = String(at === index)
    const option = list.children[index]
    option?.scrollIntoView({ block: 'nearest' })
    if (option) box.setAttribute('aria-activedescendant', option.id)
    else box.removeAttribute('aria-activedescendant')
  }

  function show(next: readonly string[]): void {
    found = next
    list.replaceChildren(...found.map((suggestion, at) => drawOption(suggestion, at)))
    list.hidden = found.length === 0
    box.ariaExpanded = String(!list.hidden)
    mark(-1)
  }

  function drawOption(suggestion: string, at: number): HTMLElement {
    const option = make('div', '', suggestion)
    option.id = `suggestion-${at}`
    option.role = 'option'
    option.tabIndex = -1
    // The box keeps the focus: pressing on an option must not take it away.
    option.onpointerdown = (event) => event.preventDefault()
    option.onclick = () => choose(suggestion)
    return option
  }

  return {
    get open() {
      return found.length > 0
    },
    show,
    close: () => show([]),
    move: (by) => mark(index < 0 && by < 0 ? found.length - 1 : (index + by + found.length) % found.length),
    chosen: (first = false) => found[index] ?? (first ? found[0] : undefined) ?? null,
  }
}
