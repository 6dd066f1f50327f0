/** How much each measure takes on. `full` is what the table is made of; `smoke` proves that the rig runs. */
export interface Scale {
  readonly name: 'full' | 'quick' | 'smoke'
  readonly acknowledgeSeconds: number
  readonly approvals: number
  readonly active: readonly number[]
  /** Before the first end that counts, an engine runs for this many milliseconds and warms up on ends of its own. */
  readonly leadMs: number
  /** Ends are spread over this many milliseconds. */
  readonly spreadMs: number
  readonly atOnce: number
  readonly durableEvents: number
  readonly overdue: number
  readonly restarts: number
  readonly auditEvents: { readonly few: number; readonly many: number }
  readonly auditSamples: number
  readonly usageSeconds: number
  readonly resident: number
  readonly cardRounds: number
  readonly deferredJobs: number
}

export const SCALES: { readonly [name in Scale['name']]: Scale } = {
  full: {
    name: 'full',
    acknowledgeSeconds: 30,
    approvals: 1000,
    active: [10_000, 100_000],
    leadMs: 10_000,
    spreadMs: 60_000,
    atOnce: 10_000,
    durableEvents: 5000,
    overdue: 1000,
    restarts: 5,
    auditEvents: { few: 1000, many: 1_000_000 },
    auditSamples: 1000,
    usageSeconds: 60,
    resident: 100_000,
    cardRounds: 100,
    deferredJobs: 10_000,
  },
  quick: {
    name: 'quick',
    acknowledgeSeconds: 8,
    approvals: 200,
    active: [1000, 10_000],
    leadMs: 10_000,
    spreadMs: 10_000,
    atOnce: 2000,
    durableEvents: 1500,
    overdue: 200,
    restarts: 2,
    auditEvents: { few: 1000, many: 50_000 },
    auditSamples: 200,
    usageSeconds: 10,
    resident: 10_000,
    cardRounds: 30,
    deferredJobs: 1000,
  },
  smoke: {
    name: 'smoke',
    acknowledgeSeconds: 0.3,
    approvals: 5,
    active: [20],
    leadMs: 500,
    spreadMs: 200,
    atOnce: 20,
    durableEvents: 20,
    overdue: 5,
    restarts: 1,
    auditEvents: { few: 16, many: 80 },
    auditSamples: 10,
    usageSeconds: 1,
    resident: 50,
    cardRounds: 1,
    deferredJobs: 10,
  },
}
