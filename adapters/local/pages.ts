import { setImmediate as turn } from 'node:timers/promises'
import type { AdapterState, StateRecord } from '../../bot/index.ts'

/** Large enough that a hundred thousand records are a hundred reads, small enough that one read holds nobody up. */
const PAGE = 1000

/** Every record below a prefix, read page by page; other work has its turn between them. */
export async function* allRecords(state: AdapterState, namespace: string, prefix = ''): AsyncGenerator<StateRecord> {
  let after: string | undefined
  for (;;) {
    const page = await state.list(namespace, { prefix, limit: PAGE, ...(after === undefined ? {} : { after }) })
    yield* page
    after = page.at(-1)?.key
    if (page.length < PAGE || after === undefined) return
    await turn()
  }
}
