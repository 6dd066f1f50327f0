import { MINUTE, SECOND } from '../../domain/duration.ts'
import { DirectoryUnavailable } from '../../ports/directory.ts'
import { LENGTH_MS, notKnown, type Stage, type Subject } from './rehearse.ts'

const LOOK_EVERY = 15 * SECOND
/** A call whose answer was lost may take effect so long unseen. */
const UNSEEN = MINUTE
/** Past the end that the tenant itself holds. */
const MARGIN = 5 * MINUTE

/**
 * Ends what a drill that did not go well may have started, and says so only when the tenant has agreed, or its own end has
 * passed, and it shows nothing in two looks. `sentAt`: when the activation was last asked for. `stage.sleep` must not be
 * interruptible here.
 */
export async function leaveNothing(stage: Stage, subject: Subject, sentAt: number): Promise<'nothing' | 'unknown'> {
  const { now, sleep } = stage
  const until = sentAt + LENGTH_MS + MARGIN
  for (let absent = 0; now() < until; ) {
    const isGone = await isEnded(stage, subject, sentAt)
    absent = isGone ? absent + 1 : 0
    if (absent >= 2 && now() >= sentAt + UNSEEN) return 'nothing'
    await sleep(LOOK_EVERY)
  }
  return 'unknown'
}

async function isEnded({ directory, now }: Stage, subject: Subject, sentAt: number): Promise<boolean> {
  const { key, personId, activatable } = subject
  const agreed = await directory
    .deactivate({ key, activationKey: key, personId, activatable })
    .then(({ outcome }) => outcome === 'accepted', refused)
  const seen = await directory.readBack(personId, activatable).catch(notKnown)
  const isOver = now() >= sentAt + LENGTH_MS
  return (agreed || isOver) && seen === null
}

function refused(error: unknown): boolean {
  if (error instanceof DirectoryUnavailable) return false
  throw error
}
