import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { startCanary } from '../../teams/rig/canary.ts'
import { startIssuer } from '../../teams/rig/issuer.ts'
import { APP_ID } from '../../teams/rig/people.ts'
import { type Measured, ms, round, type Spread } from '../figures.ts'
import { httpClient } from '../http-client.ts'
import { openLoop } from '../open-loop.ts'
import { answerOf, forkProgram, killed, type Measure } from '../run-measure.ts'
import { storedDeliveries } from '../stored-deliveries.ts'
import { TEAMS_PATH, teamsDeliveries } from '../teams-delivery.ts'

const RATE = 200
const WARM_UP_SECONDS = 3
const PEOPLE = 200
const HANG_MS = 10_000

interface Answered {
  readonly spread: Spread
  readonly calls: number
}

/** Teams as far as a bot needs it to be spoken to: who signs, and where it answers. */
interface Around {
  readonly metadataUrl: string
  readonly serviceUrl: string
  readonly token: string
}

/** From the moment a signed activity was meant to be sent to its answer, after it is on the disk. */
export const acknowledgeTeams: Measure = {
  name: 'acknowledge-teams',
  run: async ({ folder, scale }) => {
    const data = join(folder, 'acknowledge-teams')
    mkdirSync(data)
    const [issuer, connector] = [await startIssuer(), await startCanary()]
    const { serviceUrl } = connector
    const token = await issuer.sign({ aud: APP_ID, serviceurl: serviceUrl })
    const around = { metadataUrl: issuer.metadataUrl, serviceUrl, token }
    try {
      const bare = await drive('bare-botbuilder-server', [], around, scale.acknowledgeSeconds)
      const ours = await drive('teams-server', [data, String(HANG_MS)], around, scale.acknowledgeSeconds)
      const stored = storedDeliveries(data)
      if (stored !== ours.calls) throw new Error(`${ours.calls} were answered, ${stored} stored`)
      return [rowOf(ours, bare, scale.acknowledgeSeconds)]
    } finally {
      await issuer.close()
      await connector.close()
    }
  },
}

function rowOf(ours: Answered, bare: Answered, seconds: number): Measured {
  const [p99, maximum, limit] = [ours.spread.at(99), ours.spread.maximum, bare.spread.at(99)]
  return {
    title: `Answer a signed activity of Teams, stored first, ${RATE}/s open loop, directory and Teams hanging`,
    budget: 'p99 ≤ 50 ms, max < 1 s',
    figure: `p99 ${ms(p99)}, max ${ms(maximum)}`,
    limit: `p99 ${ms(limit)}, max ${ms(bare.spread.maximum)}: a bare botbuilder bot that only echoes, and stores nothing`,
    ratio: round(p99 / limit),
    met: p99 <= 50 && maximum < 1000,
    details: {
      ...{ rate: RATE, seconds, answered: ours.calls },
      ...{ spread: ours.spread.summary(), bare: bare.spread.summary() },
    },
  }
}

/** The server is killed right after the last answer. */
async function drive(program: string, args: readonly string[], around: Around, seconds: number): Promise<Answered> {
  const { metadataUrl, serviceUrl, token } = around
  const server = forkProgram(program, [...args, metadataUrl, serviceUrl])
  const { port } = await answerOf<{ port: number }>(server)
  const client = httpClient(port)
  const delivery = teamsDeliveries(PEOPLE, serviceUrl)
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
  try {
    const uncounted = Math.ceil(Math.min(WARM_UP_SECONDS, seconds) * RATE)
    const count = uncounted + Math.ceil(seconds * RATE)
    const spread = await openLoop({ count, perSecond: RATE, uncounted }, async (index) => {
      const status = await client.postText(TEAMS_PATH, delivery(index), headers)
      if (status !== 200) throw new Error(`answered ${status}`)
    })
    return { spread, calls: count }
  } finally {
    await killed(server)
    client.close()
  }
}
