import { monitorEventLoopDelay } from 'node:perf_hooks'
import { createWebApp, createWebPlatform } from '../../adapters/web/index.ts'
import { readConfiguration } from '../../bot/main/configuration.ts'
import { listenOn } from '../../bot/runtime/http-server.ts'
import { createLogger } from '../../bot/runtime/logger.ts'
import { ORGANISATION } from './organisation.ts'
import { createWorld } from './world.ts'

/**
 * The server's parts over a generated data folder, as the composition root puts them together: HTTP, web chat, engine,
 * store, directory. Answers the messages `resident` and `reconcile` of its parent process.
 */
export async function serveResident(folder: string, people: number, aheadMs: number): Promise<void> {
  // Loaded as the server loads them, and not used for anything here.
  void readConfiguration
  createLogger('silent')
  const http = await listenOn({ host: '127.0.0.1', port: 0 })
  const { engine, sqlite, directory } = await createWorld({ folder, people, aheadMs })
  const web = createWebPlatform({
    state: sqlite.state,
    now: () => engine.now(),
    person: (id) => directory.person(id),
    channels: ['security-feed', 'security-alerts'],
  })
  const { app } = await createWebApp({
    platform: web,
    engine,
    organisation: ORGANISATION,
    log: createLogger('silent'),
    access: { kind: 'demo', people: () => directory.people(), codeOf: async () => null, skip: async () => {} },
  })
  await engine.start()
  http.open([app])

  process.on('message', async (asked) => {
    if (asked === 'resident') process.send?.({ resident: process.memoryUsage.rss() })
    if (asked !== 'reconcile') return
    const stalls = monitorEventLoopDelay({ resolution: 1 })
    stalls.enable()
    // Before its first tick the monitor has nothing to count from.
    await new Promise((resolve) => setTimeout(resolve, 20))
    const start = performance.now()
    await engine.reconcile()
    const tookMs = performance.now() - start
    // The monitor counts a standstill when it is over: one that lasted until now has yet to be counted.
    await new Promise((resolve) => setTimeout(resolve, 20))
    stalls.disable()
    process.send?.({ tookMs, longestStallMs: stalls.max / 1e6 })
  })
  process.send?.({ port: http.port })
}
