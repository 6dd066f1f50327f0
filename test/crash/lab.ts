import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { freePort } from '../process/server-process.ts'
import { faultsOf } from './checks.ts'
import { createLedger, type Ledger } from './ledger.ts'
import { createPeople, type People } from './people.ts'
import { loadServer, type ServerLife } from './server-life.ts'
import { auditFaults, pendingWork, takeSnapshot } from './snapshot.ts'

const PATIENCE_MS = 30_000
const LOOK_EVERY_MS = 15
/** Between "nothing is due" and the reading of everything something may become due: then it is looked at again. */
const SECOND_LOOKS = 40

/** One data folder, the server that lives on it again and again, and the book of what people did there. */
export interface Lab {
  readonly data: string
  readonly port: number
  readonly ledger: Ledger
  readonly people: People
  /** The present life. */
  life(): ServerLife
  /** Starts the next life. The present one has to be gone. */
  restart(): Promise<void>
  /** The next life, loaded and waiting: `restart` takes it. */
  loadNext(): void
  /** Resolves when nothing due is left to do. Throws where that does not come. */
  settle(): Promise<void>
  /** Settles, then says what is wrong; empty when all is well. */
  check(): Promise<readonly string[]>
  /** Ends the server; `keep` leaves the data where they are. */
  close(keep?: boolean): Promise<void>
}

export interface LabOptions {
  /** Is given the first life once it is loaded, before it touches anything. */
  readonly beforeStart?: (life: ServerLife) => Promise<void>
  /** The first start may end in a kill: no error. */
  readonly mayDie?: boolean
}

export async function openLab({ beforeStart, mayDie = false }: LabOptions = {}): Promise<Lab> {
  const data = mkdtempSync(join(tmpdir(), 'elevate-crash-'))
  const port = await freePort()
  const ledger = createLedger(() => randomBytes(12).toString('hex'))
  let life = loadServer({ data, port })
  let next: ServerLife | null = null
  await life.loaded
  await beforeStart?.(life)
  await life.start().catch((error: unknown) => {
    if (!mayDie) throw error
  })

  async function settle(): Promise<void> {
    const until = Date.now() + PATIENCE_MS
    for (;;) {
      const { deliveries, effects, requests } = pendingWork(data)
      if (deliveries + effects + requests === 0) return
      if (life.isGone()) throw new Error(`the server ended by itself: ${life.output().slice(-2000)}`)
      if (Date.now() > until) return
      await pause(LOOK_EVERY_MS)
    }
  }

  async function check(): Promise<readonly string[]> {
    let faults: readonly string[] = []
    for (let look = 0; look < SECOND_LOOKS; look += 1) {
      await settle()
      faults = faultsOf(takeSnapshot(data), ledger)
      if (faults.length === 0) break
      await pause(LOOK_EVERY_MS)
    }
    return [...faults, ...(await auditFaults(data))]
  }

  return {
    data,
    port,
    ledger,
    people: createPeople(port, ledger),
    life: () => life,
    loadNext: () => {
      next ??= loadServer({ data, port })
    },
    restart: async () => {
      await life.gone
      life = next ?? loadServer({ data, port })
      next = null
      await life.start()
    },
    settle,
    check,
    close: async (keep = false) => {
      await Promise.all([life.kill(), next?.kill()])
      if (keep) return
      rmSync(data, { recursive: true, force: true })
    },
  }
}
