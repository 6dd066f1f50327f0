import type { AdapterState, Instant, PersonId } from '../../bot/index.ts'
import { demoSecret } from './derived-keys.ts'
import { readFactor, writeFactor } from './factors.ts'
import { codeOfStep, STEP_MS, stepAt } from './totp.ts'

const DEMO = 'demo'

export interface CurrentCode {
  readonly code: string
  /** Whole seconds until another code takes its place. */
  readonly secondsLeft: number
  /** Both codes that would be taken now are used up: wait for the next. */
  readonly used: boolean
}

/** Authenticators of the demo organisation. Only the fenced demo may import this file: it tells people's codes. */
export interface DemoFactors {
  /** The person's secret: the same for one installation, another in every other. */
  demoFactor(personId: PersonId): Uint8Array
  /** Gives these people a factor where they have none. */
  ensureDemoFactors(personIds: readonly PersonId[]): Promise<void>
  /** A code that would be taken now; null for people without a demo factor, their real codes are not told. */
  currentCode(personId: PersonId): Promise<CurrentCode | null>
}

/** `now` is the engine's time: the demo's clock can be moved. */
export function createDemoFactors({
  key,
  state,
  now,
}: {
  readonly key: Uint8Array
  readonly state: AdapterState
  readonly now: () => Instant
}): DemoFactors {
  return {
    demoFactor: (personId) => demoSecret(key, personId),
    async ensureDemoFactors(personIds) {
      for (const personId of personIds) {
        const factor = {
          secret: demoSecret(key, personId),
          generation: 1,
          enrolment: DEMO,
          enrolledAt: now(),
          lastStep: 0,
          announced: true,
        }
        if (!(await readFactor(state, personId))) await writeFactor(state, personId, factor, 0)
      }
    },
    async currentCode(personId) {
      const factor = await readFactor(state, personId)
      return factor?.enrolment === DEMO ? unusedCode(factor.secret, factor.lastStep, now()) : null
    },
  }
}

/** Where the present code is used up, the next one: it is taken too, and nobody in a demo wants to wait half a minute. */
function unusedCode(secret: Uint8Array, lastStep: number, now: Instant): CurrentCode {
  const current = stepAt(now)
  const isUsed = lastStep > current
  const step = lastStep === current ? current + 1 : current
  const secondsLeft = Math.ceil(((step + 1) * STEP_MS - now) / 1000)
  return { code: codeOfStep(secret, step), secondsLeft, used: isUsed }
}
