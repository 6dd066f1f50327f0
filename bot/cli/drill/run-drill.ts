import { randomBytes } from 'node:crypto'
import type { ActivatableRole } from '../../domain/activatable.ts'
import type { Person } from '../../domain/person.ts'
import type { Tier } from '../../domain/role-settings.ts'
import type { DrillRig } from './assemble.ts'
import { type Evidence, type StepRecord, stepLine } from './evidence.ts'
import { leaveNothing } from './leave-nothing.ts'
import { examine, LENGTH_MS, rehearse, type Stage, type Subject } from './rehearse.ts'
import { Interrupted, interruptible, type Surroundings } from './surroundings.ts'

export interface DrillRun {
  readonly rig: DrillRig
  readonly person: Person
  readonly what: ActivatableRole
  readonly tier: Tier
  readonly about: Pick<Evidence, 'tenantId' | 'clientId' | 'mode' | 'graphUrl' | 'role' | 'scope'>
  readonly around: Surroundings
  /** One line on the terminal. */
  readonly say: (line: string) => Promise<void>
  /** Keeps the evidence so far: whoever loses patience later has it. */
  readonly write: (evidence: Evidence) => void
}

/** The whole drill, to its end or to where it stopped; nothing of it stays active. */
export async function runDrill(run: DrillRun): Promise<Evidence> {
  const { rig, around, say, write } = run
  const watch = interruptible(around)
  const steps: StepRecord[] = []
  const sent: { at: number | null } = { at: null }
  const subject = subjectOf(run)
  const startedAt = around.now()
  const stage = await stageOf(run, subject, watch, steps, sent)
  const ended = await attempted(async () => {
    await examine(stage, subject)
    await rehearse(stage, subject)
  })
  const evidence = async (left: Evidence['left']): Promise<Evidence> => ({
    ...{ ...ended, left, ...run.about, key: subject.key },
    latestEnd: sent.at === null ? null : sent.at + LENGTH_MS,
    person: { id: run.person.id, displayName: run.person.displayName },
    scheduleRequestId: (await rig.directory.parts.records.read(subject.key))?.requestId ?? null,
    ...{ startedAt, endedAt: around.now(), steps, calls: rig.calls },
  })
  try {
    if (sent.at === null || ended.verdict === 'passed') return await evidence('nothing')
    write(await evidence('unknown'))
    await say(`${ended.reason}: waiting until nothing of it is active, a quarter of an hour at most.`)
    const patient: Stage = { ...stage, sleep: around.sleep, goOn: () => {} }
    return await evidence(await leaveNothing(patient, subject, sent.at))
  } finally {
    watch.callOff()
  }
}

function subjectOf({ person, what }: DrillRun): Subject {
  const key = `DRILL-${randomBytes(5).toString('hex').toUpperCase()}`
  return { key, personId: person.id, activatable: what }
}

async function stageOf(
  { rig, person, tier, around, say }: DrillRun,
  subject: Subject,
  watch: ReturnType<typeof interruptible>,
  steps: StepRecord[],
  sent: { at: number | null },
): Promise<Stage> {
  const desk = await rig.openDesk(person, subject, tier)
  return {
    directory: {
      ...rig.directory,
      activate: async (order) => {
        sent.at = around.now()
        const outcome = await rig.directory.activate(order)
        if (outcome.outcome === 'accepted') desk?.settled()
        return outcome
      },
    },
    ...{ now: around.now, goOn: watch.goOn },
    sleep: (ms) => watch.until(around.sleep(ms)),
    signIn:
      desk &&
      (async (challenge) => {
        const signedIn = desk.signedIn(challenge)
        if (challenge === null) await say(`Sign in as ${person.displayName}: ${desk.link}`)
        await watch.until(signedIn)
      }),
    note: (step) => {
      steps.push(step)
      void say(stepLine(step))
    },
  }
}

async function attempted(work: () => Promise<void>): Promise<Pick<Evidence, 'verdict' | 'reason'>> {
  try {
    await work()
    return { verdict: 'passed', reason: null }
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error)
    return { verdict: error instanceof Interrupted ? 'interrupted' : 'failed', reason }
  }
}
