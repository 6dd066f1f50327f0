/**
 * A server's store in a process of its own, to be killed: `node store-process.ts <folder> hold|write`.
 * `hold` opens and waits. `write` saves without end, as 8 callers at once, and prints each id once its save resolved,
 * and the name of the error that stops it.
 */
import { writeSync } from 'node:fs'
import { openSqliteStore, StoreOpenError } from '../../store/sqlite/index.ts'
import { cardEffect, MONDAY, sampleChange, sampleDelivery, sampleRequest, saved } from './samples.ts'

const [folder = '', mode] = process.argv.slice(2)

try {
  const { store } = openSqliteStore({ folder, now: () => MONDAY })
  // Synchronous: what was printed is out even when the process is killed in the next instant.
  writeSync(1, 'open\n')
  setInterval(() => {}, 1000)
  if (mode === 'write') await Promise.all(Array.from({ length: 8 }, (_, index) => writeWithoutEnd(index)))

  async function writeWithoutEnd(caller: number): Promise<void> {
    for (let round = 0; ; round++) {
      const id = `EL-${process.pid}-${caller}-${round}`
      const delivery = sampleDelivery({ deliveryKey: id })
      const next = sampleRequest({ id, requesterId: id })
      await store.receive(delivery)
      await saved(store, sampleChange(next, { effects: [cardEffect(next)], delivery }))
      writeSync(1, `${id}\n`)
    }
  }
} catch (error) {
  writeSync(1, error instanceof StoreOpenError ? `${error.code}\n` : `${error instanceof Error ? error.name : error}\n`)
  process.exit(1)
}
