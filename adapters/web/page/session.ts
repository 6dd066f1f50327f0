import type { WireState } from '../wire.ts'
import { type Api, ApiError, createApi, getState } from './api.ts'
import { createDemoClock } from './clock.ts'
import { createComposer } from './composer.ts'
import { byId } from './dom.ts'
import { loadHistory } from './history.ts'
import { followEvents } from './live.ts'
import { startPanel } from './panel.ts'
import { createTimes } from './time.ts'
import { createTimeline } from './timeline.ts'
import { createView } from './view.ts'
import { applyWording, type Wording, wordingFor } from './wording.ts'

/** Buttons come free again after this time even where no answer came. */
const ANSWER_WITHIN = 10_000

export interface Session {
  readonly state: WireState
  /** Shows the conversation that the address names. */
  navigate(): void
  stop(): void
}

/**
 * One person at work in this tab, from loading what there is until `stop`; shows nothing before `navigate`. Throws
 * `ApiError` where loading fails.
 */
export async function startSession(person: string | null, startAgain: () => void): Promise<Session> {
  const state = await getState(person)
  const personName = state.actingAs.displayName
  const api = createApi(state)
  const history = await loadHistory(state, api.messages)
  const words = wordingFor(state.language)
  applyWording(words, state.language)
  const times = createTimes(words, state.timeZone)
  const clock = createDemoClock(state.now)

  const composer = createComposer({
    words,
    say: (text, nonce) => failureOf(api.say(text, nonce), words, words.notSent),
    suggest: api.suggestions,
  })
  const timeline = createTimeline({
    log: byId('log', HTMLElement),
    newest: byId('newest', HTMLButtonElement),
    words,
    times,
    personName,
    now: clock.now,
    async press(pressed, holder) {
      const failure = await failureOf(api.press(pressed, crypto.randomUUID()), words, words.notPressed)
      composer.tell(failure)
      setTimeout(holder.release, failure === null ? ANSWER_WITHIN : 0)
    },
  })
  const failed = () => composer.tell(words.notPressed)
  const panel = state.mode === 'demo' ? startPanel({ api, words, times, personName, clock, failed }) : null
  tellSimulated(state, words)
  offerSignOut(api, personName)
  const view = createView({ state, words, history, timeline, composer })
  const live = followEvents(api.eventsUrl, state.cursor, {
    message: view.receive,
    clock(event) {
      clock.set(event.now)
      panel?.renew()
    },
    reset: startAgain,
    connection: view.connection,
  })

  return {
    state,
    navigate: view.navigate,
    stop() {
      live.close()
      panel?.stop()
    },
  }
}

/** What was simulated must be said where it is looked at. */
function tellSimulated({ simulated, language, timeZone }: WireState, words: Wording): void {
  const shown = byId('simulated', HTMLElement)
  shown.hidden = simulated === null
  if (!simulated) return
  const days = new Intl.DateTimeFormat(language === 'fr' ? 'fr-CA' : 'en-CA', { dateStyle: 'long', timeZone })
  shown.textContent = words.simulated(days.format(simulated.from), days.format(simulated.to))
}

/** Whoever is signed in can sign out; the page then leads to the sign-in. */
function offerSignOut(api: Api, personName: string): void {
  byId('me', HTMLElement).textContent = personName
  byId('sign-out', HTMLButtonElement).onclick = () => void api.signOut().finally(() => location.reload())
}

/** What to tell the person when a call failed; null when it did not. */
async function failureOf(call: Promise<void>, words: Wording, unreachable: string): Promise<string | null> {
  try {
    await call
    return null
  } catch (error) {
    return error instanceof ApiError && error.code !== 'unreachable' ? words.errors[error.code] : unreachable
  }
}
