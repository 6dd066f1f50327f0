import { setImmediate } from 'node:timers/promises'
import { read } from './errors.ts'

/** Short reads with a turn of the event loop between: one long read would keep the write-ahead log from being reused. */
export async function* pages<Row, Key>(
  start: Key,
  readPage: (after: Key) => readonly Row[],
  keyOf: (row: Row) => Key,
): AsyncGenerator<readonly Row[]> {
  let after = start
  for (;;) {
    const rows = await read(() => readPage(after))
    const last = rows.at(-1)
    if (last === undefined) return
    yield rows
    after = keyOf(last)
    await setImmediate()
  }
}
