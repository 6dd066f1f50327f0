import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Measured, ms, round, type Spread } from '../figures.ts'
import { httpClient } from '../http-client.ts'
import { openLoop } from '../open-loop.ts'
import { personId } from '../organisation.ts'
import { answerOf, forkProgram, killed, type Measure } from '../run-measure.ts'
import { storedDeliveries } from '../stored-deliveries.ts'

const RATE = 200
const WARM_UP_SECONDS = 3
const PEOPLE = 200
const HANG_MS = 10_000
const TEXT = '/elevate Exchange Administrator 1h INC-1234'

interface Answered {
  readonly spread: Spread
  readonly calls: number
}

/** From the moment a command or click was meant to be sent to its acknowledgement, by a server whose every other call hangs. */
export const acknowledge: Measure = {
  name: 'acknowledge',
  run: async ({ folder, scale }) => {
    const data = join(folder, 'acknowledge')
    mkdirSync(data)
    const bare = await drive('bare-server', [data], scale.acknowledgeSeconds)
    const ours = await drive('hanging-server', [data, String(HANG_MS), String(PEOPLE)], scale.acknowledgeSeconds)
    const stored = storedDeliveries(data)
    if (stored !== ours.calls) throw new Error(`${ours.calls} were acknowledged, ${stored} stored`)
    const [p99, maximum] = [ours.spread.at(99), ours.spread.maximum]
    const limit = bare.spread.at(99)
    const row: Measured = {
      title: `Acknowledge a command or click, stored first, ${RATE}/s open loop, directory and chat hanging`,
      budget: 'p99 ≤ 50 ms, max < 1 s',
      figure: `p99 ${ms(p99)}, max ${ms(maximum)}`,
      limit: `p99 ${ms(limit)}, max ${ms(bare.spread.maximum)}: bare node:http, append + fdatasync`,
      ratio: round(p99 / limit),
      met: p99 <= 50 && maximum < 1000,
      details: {
        rate: RATE,
        seconds: scale.acknowledgeSeconds,
        acknowledged: ours.calls,
        storedAfterKill: stored,
        spread: ours.spread.summary(),
        bare: bare.spread.summary(),
      },
    }
    return [row]
  },
}

/** Half commands, half clicks, from many people. The server is killed right after the last answer. */
async function drive(program: string, args: readonly string[], seconds: number): Promise<Answered> {
  const server = forkProgram(program, args)
  const { port } = await answerOf<{ port: number }>(server)
  const client = httpClient(port)
  try {
    const uncounted = Math.ceil(Math.min(WARM_UP_SECONDS, seconds) * RATE)
    const count = uncounted + Math.ceil(seconds * RATE)
    const spread = await openLoop({ count, perSecond: RATE, uncounted }, async (index) => {
      const status = await act(client, index)
      if (status !== 202) throw new Error(`answered ${status}`)
    })
    return { spread, calls: count }
  } finally {
    await killed(server)
    client.close()
  }
}

function act(client: ReturnType<typeof httpClient>, index: number): Promise<number> {
  const as = `as=${personId(index % PEOPLE)}`
  const nonce = `bench-act-number-${index}`
  if (index % 2 === 0) return client.post(`/api/web/messages?${as}`, { nonce, text: TEXT })
  const press = { verb: 'approve', requestId: 'EL-4F7K', termsVersion: 1, inputs: {} }
  return client.post(`/api/web/actions?${as}`, { nonce, ...press })
}
