import { join } from 'node:path'
import Database from 'better-sqlite3'
import { DAY } from '../../../bot/domain/duration.ts'
import { createSpread, type Measured, ms, round, type Spread, thousands } from '../figures.ts'
import { livesFor } from '../generate.ts'
import { httpClient } from '../http-client.ts'
import { openLoop } from '../open-loop.ts'
import { personId } from '../organisation.ts'
import { answerOf, forkProgram, killed, type Measure } from '../run-measure.ts'
import { BEGAN, copyOf } from '../seeds.ts'

const DELIVERIES_A_SECOND = 200
const QUESTIONS_A_SECOND = 4
const WARM_UP_SECONDS = 3
const DAYS = 30
export const USAGE_PEOPLE = 2000
/** Who is asked about, in turns: everybody is the most work. */
const KINDS = ['everybody', 'everybody', 'role', 'person'] as const

interface Answer {
  readonly tookMs: number
  /** Of a scan. */
  readonly standstillMs?: number
  readonly memoryBytes?: number
}

/** Every request of the log lies within the thirty days that are asked about: no log can make the question harder. */
export function usageSeed(events: number) {
  const over = livesFor(events)
  return { people: USAGE_PEOPLE, at: BEGAN, over, apartMs: Math.floor((DAYS * DAY) / over) }
}

/** Questions about usage of a long log, answered by the process that acknowledges deliveries at the same time. */
export const usage: Measure = {
  name: 'usage',
  run: async (ask) => {
    const { many } = ask.scale.auditEvents
    const folder = await copyOf(ask, 'usage', `month-${many}`, usageSeed(many))
    const answers = { everybody: createSpread(), role: createSpread(), person: createSpread() }
    const { acknowledged, scan } = await drive(folder, ask.scale.usageSeconds, (kind, tookMs) =>
      answers[kind].add(tookMs),
    )
    const limit = bareSum(folder)
    const [p99, maximum] = [answers.everybody.at(99), acknowledged.maximum]
    const slowest = Math.max(p99, answers.role.at(99), answers.person.at(99))
    const row: Measured = {
      title: `A question about usage: ${DAYS} days, ${thousands(many)} audit events, all of them in those days`,
      budget: 'p99 ≤ 50 ms, and acknowledging meanwhile p99 ≤ 50 ms, max < 1 s',
      figure: `everybody p99 ${ms(p99)}, a role ${ms(answers.role.at(99))}, a person ${ms(answers.person.at(99))}; acknowledged p99 ${ms(acknowledged.at(99))}, max ${ms(maximum)}`,
      limit: `p50 ${ms(limit.at(50))}: SQLite alone, count and sum of one column of as many rows, everything else waiting`,
      ratio: round(answers.everybody.at(50) / limit.at(50)),
      met: slowest <= 50 && acknowledged.at(99) <= 50 && maximum < 1000,
      details: {
        ...{ deliveriesASecond: DELIVERIES_A_SECOND, questionsASecond: QUESTIONS_A_SECOND, people: USAGE_PEOPLE },
        everybody: answers.everybody.summary(),
        role: answers.role.summary(),
        person: answers.person.summary(),
        acknowledged: acknowledged.summary(),
      },
    }
    return [row, scanRow(many, scan)]
  },
}

/** The design has no budget for it: what counts is what others notice. */
function scanRow(events: number, { tookMs, standstillMs = 0, memoryBytes = 0 }: Answer): Measured {
  const megabytes = Math.round(memoryBytes / 2 ** 20)
  return {
    title: `One scan for alerts, ${thousands(events)} audit events within its three months, every quarter of an hour`,
    budget: 'nobody waits more than 50 ms',
    figure: `longest standstill ${ms(standstillMs)}; takes ${ms(tookMs)}, and ${megabytes} MB until it is over`,
    limit: null,
    ratio: null,
    met: standstillMs <= 50,
    details: { tookMs, standstillMs, memoryBytes },
  }
}

async function drive(
  folder: string,
  seconds: number,
  answered: (kind: (typeof KINDS)[number], tookMs: number) => void,
): Promise<{ readonly acknowledged: Spread; readonly scan: Answer }> {
  const server = forkProgram('usage-server', [folder, String(USAGE_PEOPLE)])
  const { port } = await answerOf<{ port: number }>(server)
  const client = httpClient(port)
  try {
    const warmUp = Math.min(WARM_UP_SECONDS, seconds)
    const deliveries = openLoop(amount(DELIVERIES_A_SECOND, seconds, warmUp), async (index) => {
      const body = { nonce: `bench-usage-number-${index}`, text: '/elevate Exchange Administrator 1h INC-1234' }
      const status = await client.post(`/api/web/messages?as=${personId(index % 200)}`, body)
      if (status !== 202) throw new Error(`answered ${status}`)
    })
    const load = amount(QUESTIONS_A_SECOND, seconds, warmUp)
    await openLoop(load, async (index) => {
      const kind = KINDS[index % KINDS.length] ?? 'everybody'
      const answer = answerTo(server, index)
      server.send({ index, kind, days: DAYS })
      const { tookMs } = await answer
      if (index >= (load.uncounted ?? 0)) answered(kind, tookMs)
    })
    const acknowledged = await deliveries
    const scanned = answerTo(server, load.count)
    server.send({ index: load.count, kind: 'scan' })
    return { acknowledged, scan: await scanned }
  } finally {
    await killed(server)
    client.close()
  }
}

function amount(perSecond: number, seconds: number, warmUp: number) {
  const uncounted = Math.ceil(warmUp * perSecond)
  return { count: uncounted + Math.ceil(seconds * perSecond), perSecond, uncounted }
}

/** The time from question to stored answer, as the server saw it: nothing else is between the two. */
function answerTo(server: ReturnType<typeof forkProgram>, index: number): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const ended = () => reject(new Error('The server ended'))
    const take = (message: Partial<Answer> & { index?: number; error?: string }) => {
      if (message.index !== index) return
      server.off('message', take).off('exit', ended)
      if (message.tookMs === undefined) reject(new Error(message.error))
      else resolve({ ...message, tookMs: message.tookMs })
    }
    server.on('message', take).on('exit', ended)
  })
}

function bareSum(folder: string): Spread {
  const spread = createSpread()
  const db = new Database(join(folder, 'elevate.db'), { readonly: true })
  const sum = db.prepare('SELECT count(*), sum(duration_ms) FROM request_history WHERE submitted_at >= ?')
  for (let round = 0; round < 10; round += 1) {
    const start = performance.now()
    sum.get(BEGAN - DAYS * DAY)
    spread.add(performance.now() - start)
  }
  db.close()
  return spread
}
