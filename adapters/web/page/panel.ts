import type { Api } from './api.ts'
import type { DemoClock } from './clock.ts'
import { byId } from './dom.ts'
import type { Times } from './time.ts'
import type { Wording } from './wording.ts'

export interface PanelOptions {
  readonly api: Api
  readonly words: Wording
  readonly times: Times
  readonly personName: string
  readonly clock: DemoClock
  readonly failed: () => void
}

/** What belongs to the demonstration alone: this person's authenticator, and the clock. Returns how to stop it. */
export function startPanel(options: PanelOptions): { readonly stop: () => void; readonly renew: () => void } {
  const code = startCode(options)
  const tick = () => {
    drawClock(options)
    code.tick()
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>('[data-skip]')) {
    button.onclick = () => skip(button, options)
  }
  const timer = setInterval(tick, 1000)
  tick()
  return { stop: () => clearInterval(timer), renew: code.renew }
}

function drawClock({ words, times, clock }: PanelOptions): void {
  const shown = byId('clock', HTMLTimeElement)
  const now = clock.now()
  shown.textContent = times.clock(now)
  shown.dateTime = new Date(now).toISOString()
  const ahead = now - Date.now()
  byId('clock-hint', HTMLElement).textContent = ahead > 30_000 ? words.ahead(times.span(ahead)) : words.realTime
}

async function skip(button: HTMLButtonElement, options: PanelOptions): Promise<void> {
  const { api, clock, failed } = options
  if (button.ariaDisabled === 'true') return
  button.ariaDisabled = 'true'
  try {
    clock.set(await api.skip(button.dataset['skip'] ?? ''))
    drawClock(options)
  } catch {
    failed()
  } finally {
    button.ariaDisabled = null
  }
}

function startCode({ api, words, personName }: PanelOptions) {
  const shown = byId('code', HTMLElement)
  const life = byId('code-life', HTMLProgressElement)
  const hint = byId('code-hint', HTMLElement)
  const copy = byId('copy', HTMLButtonElement)
  let until = 0
  let asking = false

  async function renew(): Promise<void> {
    if (asking) return
    asking = true
    const { code, validForMs } = await api.code().catch(() => ({ code: undefined, validForMs: 5000 }))
    asking = false
    // Without an authenticator there is nothing to renew soon; somebody may enrol in the meantime.
    until = performance.now() + (code === null ? 10_000 : Math.max(validForMs, 500))
    shown.textContent = code ?? '––––––'
    life.hidden = !code
    copy.hidden = !code
    const missing = code === null ? words.notEnrolled(personName) : words.codeUnknown
    hint.textContent = code ? words.codeHint(personName) : missing
    tick()
  }

  function tick(): void {
    const left = until - performance.now()
    life.value = Math.max(0, left / 1000)
    if (left <= 0) void renew()
  }

  copy.onclick = async () => {
    await navigator.clipboard.writeText(shown.textContent ?? '')
    copy.textContent = words.copied
    setTimeout(() => {
      copy.textContent = words.copy
    }, 1500)
  }
  return { tick, renew: () => void renew() }
}
