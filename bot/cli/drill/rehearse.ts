import type { EntraDirectory } from '../../../adapters/entra/index.ts'
import { type Activatable, activatableKey } from '../../domain/activatable.ts'
import { durationFromMs, MINUTE, SECOND } from '../../domain/duration.ts'
import type { ActiveAssignment } from '../../domain/person.ts'
import type { Instant, JsonObject, PersonId } from '../../domain/values.ts'
import type { ActivateOutcome } from '../../ports/directory.ts'
import { DirectoryUnavailable } from '../../ports/directory.ts'
import type { StepRecord } from './evidence.ts'

/** Longer than the first five minutes, in which nothing can be ended, so that an early end is proven; and no longer. */
export const LENGTH_MS = 10 * MINUTE
const LOOK_EVERY = 2 * SECOND
/** So long the tenant may take to show what it accepted, or to end it once it may. */
const PATIENCE = 5 * MINUTE
const ASK_AGAIN = 30 * SECOND
const SIGN_INS = 2

export interface Subject {
  readonly key: string
  readonly personId: PersonId
  readonly activatable: Activatable
}

export interface Stage {
  readonly directory: EntraDirectory
  readonly now: () => Instant
  /** Rejects as soon as the drill is interrupted. */
  readonly sleep: (ms: number) => Promise<void>
  /** Throws once the drill is interrupted. */
  readonly goOn: () => void
  /** Delegated mode: the requester's sign-in; `challenge` is what the tenant wants of it. */
  readonly signIn: ((challenge: string | null) => Promise<void>) | null
  readonly note: (step: StepRecord) => void
}

/** The drill did not go as it should; the message says why. */
export class DrillFailed extends Error {
  override readonly name = 'DrillFailed'
}

/** Before anything is called: may this person have this role activated at all, and is it not active already? */
export async function examine(stage: Stage, { personId, activatable }: Subject): Promise<void> {
  const { directory } = stage
  await step(stage, 'eligible assignment', async () => {
    const eligible = await directory.eligibleAssignments(personId)
    const own = eligible.find((each) => activatableKey(each.activatable) === activatableKey(activatable))
    if (!own) throw new DrillFailed('the person is not eligible for that role')
    return { eligible: true, endsAt: own.endsAt }
  })
  await step(stage, 'role settings', async () => {
    const settings = await directory.roleSettings(activatable)
    if (settings?.approval) throw new DrillFailed('the tenant asks its own approvers for this role: take another one')
    const { maximumDuration = null, require = [] } = settings ?? {}
    return { maximum: maximumDuration, requires: require.join(' and ') || 'nothing' }
  })
  await step(stage, 'not active before', async () => {
    const held = await directory.activeAssignments(personId)
    const isHeld = held.some((each) => activatableKey(each.activatable) === activatableKey(activatable))
    if (isHeld)
      throw new DrillFailed('the person holds that role already, and a drill must not end what is not its own')
    return { active: false }
  })
}

/** Activates, reads back, ends, reads back. Throws where it does not go so; what is left then is for `leaveNothing`. */
export async function rehearse(stage: Stage, subject: Subject): Promise<void> {
  await activate(stage, subject)
  const seen = await step(stage, 'active, read back', async () => {
    const found = await poll(stage, subject, (held) => held?.key === subject.key)
    if (!found?.held) throw new DrillFailed('accepted, and never shown as active')
    const { held } = found
    return { assignment: held.id, startedAt: held.startedAt, endsAt: held.endsAt }
  })
  await step(stage, 'end', () => end(stage, subject, Number(seen['startedAt'])))
  await step(stage, 'ended, read back', async () => {
    const isGone = await poll(stage, subject, (held) => held === null)
    if (!isGone) throw new DrillFailed('ended, and still shown as active')
    return { active: false }
  })
}

async function activate(stage: Stage, subject: Subject): Promise<void> {
  let challenge: string | null = null
  for (let signIns = 0; ; signIns += 1) {
    const wanted = challenge
    if (stage.signIn) await step(stage, 'sign-in', async () => signInWith(stage, wanted))
    const outcome = await ask(stage, subject)
    if (outcome.outcome !== 'needsSignIn' || !stage.signIn || signIns + 1 >= SIGN_INS) return judge(outcome)
    challenge = outcome.challenge
  }
}

async function signInWith(stage: Stage, challenge: string | null): Promise<JsonObject> {
  await stage.signIn?.(challenge)
  return { asked: challenge === null ? 'a fresh sign-in' : 'what the tenant asked for' }
}

async function ask(stage: Stage, { key, personId, activatable }: Subject): Promise<ActivateOutcome> {
  const { directory } = stage
  const order = { key, personId, activatable, duration: durationFromMs(LENGTH_MS), latestEnd: null }
  let outcome: ActivateOutcome = { outcome: 'unknown', reason: 'not asked' }
  await step(stage, 'activation', async () => {
    const until = stage.now() + PATIENCE
    for (;;) {
      outcome = await directory
        .activate({ ...order, justification: 'Drill of Elevate', ticket: null })
        .catch(unanswered)
      if (outcome.outcome !== 'unknown' || stage.now() >= until) break
      await stage.sleep(ASK_AGAIN)
    }
    return { answer: outcome.outcome, ...('reason' in outcome && { reason: outcome.reason }) }
  })
  return outcome
}

function unanswered(error: unknown): ActivateOutcome {
  if (error instanceof DirectoryUnavailable) return { outcome: 'unknown', reason: error.message }
  throw error
}

function judge(outcome: ActivateOutcome): void {
  if (outcome.outcome === 'accepted') return
  const why = 'reason' in outcome ? `: ${outcome.reason}` : ''
  throw new DrillFailed(`the activation came to nothing (${outcome.outcome}${why})`)
}

/** Asked for at once, so that the tenant's floor is seen; then when it may be, until the tenant agrees. */
async function end(stage: Stage, subject: Subject, startedAt: Instant): Promise<JsonObject> {
  const { directory, now, sleep } = stage
  const until = startedAt + LENGTH_MS - MINUTE
  let floor: Instant | null = null
  for (;;) {
    const outcome = await directory
      .deactivate({ ...subject, activationKey: subject.key })
      .catch((error: unknown) => unanswered(error) as { readonly outcome: 'unknown'; readonly reason: string })
    if (outcome.outcome === 'accepted') return { notBeforeAt: floor, acceptedAt: now() }
    if (now() >= until) throw new DrillFailed('the tenant did not end it before its time')
    if (outcome.outcome === 'notBefore') floor = outcome.at
    await sleep(outcome.outcome === 'notBefore' ? Math.max(SECOND, outcome.at - now()) : ASK_AGAIN / 2)
  }
}

/** What is shown once it is as it should be; null where it does not become so. */
async function poll(
  { directory, now, sleep }: Stage,
  { personId, activatable }: Subject,
  isRight: (held: ActiveAssignment | null) => boolean,
): Promise<{ readonly held: ActiveAssignment | null } | null> {
  const until = now() + PATIENCE
  for (;;) {
    const held = await directory.readBack(personId, activatable).catch(notKnown)
    if (held !== undefined && isRight(held)) return { held }
    if (now() >= until) return null
    await sleep(LOOK_EVERY)
  }
}

export function notKnown(error: unknown): undefined {
  if (error instanceof DirectoryUnavailable) return undefined
  throw error
}

async function step(stage: Stage, name: string, work: () => Promise<JsonObject>): Promise<JsonObject> {
  stage.goOn()
  const at = stage.now()
  const record = (outcome: StepRecord['outcome'], read: JsonObject) =>
    stage.note({ step: name, at, ms: stage.now() - at, outcome, read })
  try {
    const read = await work()
    record('ok', read)
    return read
  } catch (error) {
    record('failed', { why: error instanceof Error ? error.message : String(error) })
    throw error
  }
}
