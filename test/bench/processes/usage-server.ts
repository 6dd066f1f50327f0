/**
 * `node usage-server.ts <data folder> <people>`: acknowledges as the hanging server does, and answers questions about
 * usage that its parent asks by message: `{ index, kind, days }`, or looks for alerts: `{ index, kind: 'scan' }`.
 */
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { DEFAULT_ALERT_SETTINGS } from '../../../bot/domain/alerts/settings.ts'
import type { UsageCommand } from '../../../bot/domain/command/command.ts'
import { createAnalysisThreads } from '../../../bot/main/analysis-thread.ts'
import { commit } from '../../../bot/use-cases/commit.ts'
import type { Context } from '../../../bot/use-cases/context.ts'
import { showUsage } from '../../../bot/use-cases/show-usage.ts'
import { serveHanging } from '../hanging-parts.ts'
import { APPROVER, ORGANISATION, personId, ROLES } from '../organisation.ts'
import { scanInput } from '../scan-input.ts'
import { BEGAN } from '../seeds.ts'

const [folder = '', people = '10'] = process.argv.slice(2)
const aheadMs = BEGAN + 60_000 - Date.now()
const { engine, local, port } = await serveHanging({ folder, hangMs: 10_000, people: Number(people), aheadMs })
const analysis = createAnalysisThreads(folder)
const auditors = [{ kind: 'person', personId: APPROVER }] as const
const ctx: Context = {
  ...engine.context,
  // Who asks and what they are called is looked up where it is answered: a directory that hangs answers no question.
  directory: local,
  organisation: { ...ORGANISATION, access: { ...ORGANISATION.access, auditors } },
  analysis,
  pictureBase: 'https://elevate.example.com/pictures',
}

process.on('message', ({ index, kind, days }: { index: number; kind: string; days: number }) => {
  const done = kind === 'scan' ? scan() : answer(commandOf(kind, index, days)).then((tookMs) => ({ tookMs }))
  done.then(
    (figures) => process.send?.({ index, ...figures }),
    (error: unknown) => process.send?.({ index, error: String(error) }),
  )
})
process.send?.({ port })

async function answer(command: UsageCommand): Promise<number> {
  const start = performance.now()
  const shown = await showUsage(ctx, APPROVER, command)
  if ('code' in shown) throw new Error(`Refused: ${shown.code}`)
  await commit(ctx, null, { audit: [], effects: [], facts: shown.facts, reply: null })
  return performance.now() - start
}

/** How long it takes, how long the loop of acknowledgements stood still meanwhile, and the memory it took at most. */
async function scan() {
  const input = scanInput(Number(people), BEGAN + 60_000)
  const before = process.memoryUsage.rss()
  let most = before
  const watching = setInterval(() => {
    most = Math.max(most, process.memoryUsage.rss())
  }, 50)
  const delay = monitorEventLoopDelay({ resolution: 1 })
  delay.enable()
  const start = performance.now()
  await analysis.findings(input, DEFAULT_ALERT_SETTINGS)
  const tookMs = performance.now() - start
  delay.disable()
  clearInterval(watching)
  return { tookMs, standstillMs: delay.max / 1e6, memoryBytes: most - before }
}

function commandOf(kind: string, index: number, days: number): UsageCommand {
  if (kind === 'person') {
    const person = { found: 'one', personId: personId(index % Number(people)) } as const
    return { intent: 'usage', target: { by: 'person', person }, days }
  }
  const role = ROLES[index % ROLES.length]
  if (kind !== 'role' || !role) return { intent: 'usage', target: { by: 'all' }, days }
  const activatable = { kind: 'role', roleDefinitionId: role.id, scope: '/' } as const
  const target = { by: 'role', target: { found: 'one', activatable }, typed: role.displayName.en } as const
  return { intent: 'usage', target, days }
}
