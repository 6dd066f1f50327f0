import type { Lab } from './lab.ts'
import { openLab } from './lab.ts'
import { takeSnapshot } from './snapshot.ts'

export interface DiskTally {
  readonly refused: number
  readonly acknowledged: number
  readonly faults: readonly string[]
}

/** Pages that may still be added before the disk is "full", one round each: the first failure hits another write. */
const SPARE_PAGES = [0, 1, 2, 3, 5, 8] as const

/**
 * SQLite is told that it may not grow (`max_page_count`): the store's own write fails with SQLITE_FULL where the disk
 * would be full. People go on asking and approving. Then there is room again, and at the end a crash.
 */
export async function fillDisk(rounds: readonly number[] = SPARE_PAGES): Promise<DiskTally> {
  const lab = await openLab()
  const faults: string[] = []
  let refused = 0
  let acknowledged = 0
  try {
    for (const [round, spare] of rounds.entries()) {
      await lab.life().limitPages(spare)
      for (let index = 0; index < 6; index += 1) {
        const isTaken = await ask(lab, `INC-${1000 + round * 10 + index}`)
        if (isTaken) acknowledged += 1
        else refused += 1
      }
      await lab.life().limitPages(null)
      faults.push(...(await lab.check()))
      await lab.people.skips(61 * 60_000)
    }
    await lab.life().limitPages(0)
    await ask(lab, 'INC-9000')
    await lab.life().kill()
    await lab.restart()
    if (await ask(lab, 'INC-9001')) acknowledged += 1
    else faults.push('after the restart the disk has room, and nothing is taken')
    faults.push(...(await lab.check()))
    const { requests } = takeSnapshot(lab.data)
    if (!requests.some(({ activation }) => activation !== null)) faults.push('nothing became active')
    return { refused, acknowledged, faults }
  } finally {
    await lab.close()
  }
}

/** Long words fill pages quickly. */
async function ask(lab: Lab, ticket: string): Promise<boolean> {
  const text = `/elevate Helpdesk Administrator 1h ${ticket} because ${'of long words '.repeat(60)}`.slice(0, 900)
  return lab.people.says('adele', text, { kind: 'ask', mark: ticket }).then(
    () => true,
    () => false,
  )
}
