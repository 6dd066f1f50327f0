import type { WireState } from '../wire.ts'
import { ApiError } from './api.ts'
import { byId, make } from './dom.ts'
import { type Session, startSession } from './session.ts'
import { applyWording, wordingFor } from './wording.ts'

const TRY_AGAIN_AFTER = 1500

const select = byId('person', HTMLSelectElement)
let session: Session | null = null
let turn = 0

/** Starts as the person the address names (`?as=`), so that each tab can be somebody else and stays it when reloaded. */
async function start(person: string | null): Promise<void> {
  turn += 1
  const mine = turn
  const shell = byId('shell', HTMLElement)
  const starting = byId('starting', HTMLElement)
  const language = navigator.language.slice(0, 2)
  const words = wordingFor(session?.state.language ?? language)
  if (!session) applyWording(words, language)
  if (!session) starting.textContent = words.starting
  try {
    const next = await startSession(person, () => start(person))
    if (mine !== turn) {
      next.stop()
      return
    }
    session?.stop()
    session = next
    drawPeople(next.state)
    byId('start', HTMLElement).hidden = true
    shell.hidden = false
    // Only what is in sight can be scrolled to its end.
    next.navigate()
    if (shell.inert) release(shell)
  } catch (error) {
    if (mine !== turn) return
    if (error instanceof ApiError && error.code === 'unknownPerson' && person !== null) return await start(null)
    starting.textContent =
      error instanceof ApiError && error.code !== 'unreachable' ? words.errors[error.code] : words.startFailed
    setTimeout(() => mine === turn && start(person), TRY_AGAIN_AFTER)
  }
}

function drawPeople({ mode, people, actingAs, language }: WireState): void {
  if (mode === 'signIn') return
  const words = wordingFor(language)
  select.replaceChildren(
    ...people.map(({ id, displayName, enabled }) => {
      const option = make('option', '', enabled ? displayName : words.disabledPerson(displayName))
      option.value = id
      return option
    }),
  )
  select.value = actingAs.id
  const address = new URL(location.href)
  address.searchParams.set('as', actingAs.id)
  history.replaceState(null, '', address)
}

/** Until the next person is there, nothing can be done as the one before. */
function switchPerson(): void {
  byId('box', HTMLInputElement).value = ''
  byId('shell', HTMLElement).inert = true
  void start(select.value)
}

function release(shell: HTMLElement): void {
  shell.inert = false
  select.focus()
}

/** Without the address: that names the conversation. In a channel there is nothing to type into. */
function skipToBox(event: Event): void {
  event.preventDefault()
  const box = byId('box', HTMLInputElement)
  const target = box.disabled ? byId('log', HTMLElement) : box
  target.focus()
}

select.onchange = switchPerson
byId('skip', HTMLAnchorElement).onclick = skipToBox
window.addEventListener('hashchange', () => session?.navigate())

const panel = byId('panel', HTMLDetailsElement)
const wide = matchMedia('(min-width: 760px)')
const openWhereWide = () => {
  panel.open = wide.matches
}
wide.addEventListener('change', openWhereWide)
openWhereWide()

void start(new URL(location.href).searchParams.get('as'))
