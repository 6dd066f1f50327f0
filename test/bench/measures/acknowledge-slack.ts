import { randomBytes } from 'node:crypto'
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { type Measured, ms, round, type Spread } from '../figures.ts'
import { httpClient } from '../http-client.ts'
import { openLoop } from '../open-loop.ts'
import { answerOf, forkProgram, killed, type Measure } from '../run-measure.ts'
import { SLACK_PATH, slackDelivery } from '../slack-delivery.ts'
import { storedDeliveries } from '../stored-deliveries.ts'

const RATE = 200
const WARM_UP_SECONDS = 3
const PEOPLE = 200
const HANG_MS = 10_000

interface Answered {
  readonly spread: Spread
  readonly calls: number
}

/** From the moment a signed delivery of Slack was meant to be sent to its acknowledgement, after it is on the disk. */
export const acknowledgeSlack: Measure = {
  name: 'acknowledge-slack',
  run: async ({ folder, scale }) => {
    const data = join(folder, 'acknowledge-slack')
    mkdirSync(data)
    const secret = randomBytes(16).toString('hex')
    const bare = await drive('bare-bolt-server', [secret], secret, scale.acknowledgeSeconds)
    const ours = await drive('slack-server', [data, String(HANG_MS), secret], secret, scale.acknowledgeSeconds)
    const stored = storedDeliveries(data)
    if (stored !== ours.calls) throw new Error(`${ours.calls} were acknowledged, ${stored} stored`)
    const [p99, maximum, limit] = [ours.spread.at(99), ours.spread.maximum, bare.spread.at(99)]
    const row: Measured = {
      title: `Acknowledge a signed command or click of Slack, stored first, ${RATE}/s open loop, directory and Slack hanging`,
      budget: 'p99 ≤ 50 ms, max < 1 s',
      figure: `p99 ${ms(p99)}, max ${ms(maximum)}`,
      limit: `p99 ${ms(limit)}, max ${ms(bare.spread.maximum)}: a bare Bolt app that only acknowledges, and stores nothing`,
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

/** The server is killed right after the last answer. */
async function drive(program: string, args: readonly string[], secret: string, seconds: number): Promise<Answered> {
  const server = forkProgram(program, args)
  const { port } = await answerOf<{ port: number }>(server)
  const client = httpClient(port)
  try {
    const uncounted = Math.ceil(Math.min(WARM_UP_SECONDS, seconds) * RATE)
    const count = uncounted + Math.ceil(seconds * RATE)
    const spread = await openLoop({ count, perSecond: RATE, uncounted }, async (index) => {
      const { body, headers } = slackDelivery(index, PEOPLE, secret)
      const status = await client.postText(SLACK_PATH, body, headers)
      if (status !== 200) throw new Error(`answered ${status}`)
    })
    return { spread, calls: count }
  } finally {
    await killed(server)
    client.close()
  }
}
