import type { Hono } from 'hono'
import { createCharts } from '../../adapters/charts/index.ts'
import { DAY, durationToMs } from '../domain/duration.ts'
import type { Log } from '../ports/log.ts'
import { eraseTextsBefore } from '../use-cases/erase-texts.ts'
import { threadEnvironment } from './compile-cache.ts'
import type { Parts } from './parts.ts'
import { pictureRoutes } from './picture-routes.ts'
import { simulatedSpan } from './simulated.ts'

export interface SideWork {
  readonly routes: Hono
  stop(): Promise<void>
}

/** What goes on beside requests: pictures of usage, and the erasing of what people typed when its time is over. */
export function startSideWork({ config, sqlite, engine }: Parts, log: Log): SideWork {
  const charts = createCharts({ env: threadEnvironment() })
  const { timeZone } = config.organisation
  const { personalText } = config.retention
  let erasing = Promise.resolve()

  function erase(): void {
    if (personalText === null) return
    const before = engine.now() - durationToMs(personalText)
    erasing = erasing
      .then(() => eraseTextsBefore(sqlite.store, before))
      .then((erased) => erased > 0 && log.info({ erased }, 'texts past their retention erased'))
      .catch((error: unknown) => log.error({ error }, 'texts could not be erased'))
      .then(() => {})
  }

  erase()
  const timer = setInterval(erase, DAY)
  timer.unref()
  return {
    routes: pictureRoutes({ store: sqlite.store, charts, timeZone, simulated: simulatedSpan(config) !== null, log }),
    stop: async () => {
      clearInterval(timer)
      await erasing
      await charts.close()
    },
  }
}
