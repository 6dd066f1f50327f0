import { createLocalDirectory, localDirectoryConfig } from '../../adapters/local/index.ts'
import { createMemoryState } from '../step-up/memory-state.ts'
import { type DirectoryUnderTest, directoryContract } from './directory.contract.ts'
import { createFaultyDirectory, type FaultyDirectory } from './faulty-directory.ts'
import { fixtureSection, resolveRole } from './fixture.ts'

async function openLocal(): Promise<DirectoryUnderTest> {
  let time = Date.UTC(2026, 8, 1, 8)
  const now = () => time
  const directory = createLocalDirectory({
    config: localDirectoryConfig.parse(fixtureSection),
    state: createMemoryState(now),
    now,
    resolveRole,
  })
  await directory.apply()
  return {
    directory,
    now,
    advance: (ms) => {
      time += ms
    },
  }
}

async function openFaulty(seed: number, spoil: (directory: FaultyDirectory) => void): Promise<DirectoryUnderTest> {
  const { directory: inner, ...clock } = await openLocal()
  const directory = createFaultyDirectory({ inner, now: clock.now, seed })
  spoil(directory)
  return { ...clock, directory }
}

directoryContract({ name: 'local', open: openLocal, settlesWithinMs: 0, reliable: true })

directoryContract({
  name: 'local, lagging',
  open: () => openFaulty(1, (faulty) => faulty.lag({ appearsAfterMs: [0, 30_000], goneAfterMs: [0, 30_000] })),
  settlesWithinMs: 30_001,
  reliable: true,
})

for (const seed of [1, 2, 3, 4, 5]) {
  directoryContract({
    name: `local, lagging, failing and losing answers (seed ${seed})`,
    open: () =>
      openFaulty(seed, (faulty) => {
        faulty.lag({ appearsAfterMs: [0, 30_000], goneAfterMs: [0, 30_000] })
        faulty.rates({
          activate: { unavailable: 0.15, lostAnswer: 0.15, unknownDone: 0.15, unknownNotDone: 0.15 },
          deactivate: { unavailable: 0.15, lostAnswer: 0.15, unknownDone: 0.15, unknownNotDone: 0.15 },
          reads: 0.3,
        })
      }),
    settlesWithinMs: 30_001,
    reliable: false,
  })
}
