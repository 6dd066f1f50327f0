import { defineConfig } from 'vitest/config'

/** Start processes or browsers, or watch over their own: nothing that another file left behind may weigh on them. Starting takes its time on a busy machine. */
const APART = [
  ...['attacks', 'bench', 'crash', 'e2e', 'process', 'store'].map((folder) => `test/${folder}/**/*.test.ts`),
  // The library of Azure finds out once a process what kind of identity it has.
  'test/entra/credentials/*.test.ts',
  'test/entra/drill/process.test.ts',
  'test/entra/faults/kill.test.ts',
]
/** Speak to real servers while real time passes. A machine that stands still meanwhile is tried once more, and the output says so. */
const SERVED = ['slack', 'teams', 'web', 'entra', 'step-up'].map((folder) => `test/${folder}/**/*.test.ts`)
/**
 * Loaded by Node itself, as the product is. What is rewritten to be loaded pays for it at each call between modules; where
 * each file loads everything anew, that is made good by loading sooner.
 */
const AS_IT_IS = { viteModuleRunner: false, nodeLoader: false }
const ALL = 'test/**/*.test.ts'

/**
 * Most files share their process with others: what they import is then loaded twice and not 150 times, which was half
 * of the time that the tests took. Such a file leaves nothing behind: no fake timer, no variable of the environment.
 */
export default defineConfig({
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    // A good run never waits, a busy machine is no failure: the default of a second is for idle ones.
    expect: { poll: { timeout: 30_000, interval: 25 } },
    maxWorkers: 2,
    projects: [
      {
        extends: true,
        test: { name: 'apart', include: APART, isolate: true, testTimeout: 180_000, hookTimeout: 180_000 },
      },
      {
        extends: true,
        test: { name: 'served', include: SERVED, exclude: APART, isolate: false, retry: 1, experimental: AS_IT_IS },
      },
      {
        extends: true,
        test: {
          name: 'together',
          include: [ALL],
          exclude: [...APART, ...SERVED],
          isolate: false,
          experimental: AS_IT_IS,
        },
      },
    ],
  },
})
