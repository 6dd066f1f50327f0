import { approvedInSeconds } from '../domain/alerts/approved-in-seconds.ts'
import { unusedAssignments } from '../domain/alerts/eligible-unused.ts'
import type { ActivationFact } from '../domain/alerts/facts.ts'
import { keepsTimingOut } from '../domain/alerts/keeps-timing-out.ts'
import { findAll } from '../domain/alerts/rules.ts'
import { HISTORY_WINDOW } from '../domain/alerts/settings.ts'
import { withNewestIncidents } from '../domain/alerts/stored-record.ts'
import { factsOf, type WatchInput } from '../domain/alerts/watch-input.ts'
import { SECOND } from '../domain/duration.ts'
import { createUsageCounter } from '../domain/usage/summarise-usage.ts'
import { createUsageWindow } from '../domain/usage/usage-window.ts'
import type { Analysis } from '../ports/analysis.ts'
import type { History } from '../ports/history.ts'
import { activationsIn } from './watch/activations-in.ts'

/** Counts and looks right here, one thing at a time: tests and commands have no loop to keep free. */
export function createAnalysis(history: Pick<History, 'usage' | 'usageTexts' | 'records'>): Analysis {
  /** Of everybody's requests, since most questions are about the same last days. */
  const everybody = createUsageWindow()
  let before: Promise<unknown> = Promise.resolve()

  function next<T>(work: () => Promise<T>): Promise<T> {
    const done = before.then(work)
    before = done.catch(() => {})
    return done
  }

  /** A second more, since what is of this very moment counts. */
  async function facts(input: WatchInput) {
    const period = { from: input.now - HISTORY_WINDOW, to: input.now + SECOND }
    const requests: ActivationFact[] = []
    for await (const page of activationsIn(history, period)) requests.push(...page)
    return factsOf(input, requests)
  }

  return {
    usage: (query, now) =>
      next(async () => {
        const { subject: _, ...ofAllRoles } = query
        const isOfOne = query.requesterId !== undefined
        const counter = createUsageCounter(query, now, isOfOne ? createUsageWindow() : everybody)
        for await (const part of history.usage(isOfOne ? query : ofAllRoles)) counter.add(part)
        return counter.result(await history.usageTexts())
      }),
    findings: (input, settings) =>
      next(async () => findAll(await facts(input), settings).map((found) => withNewestIncidents(found))),
    habits: (input, settings) =>
      next(async () => {
        const known = await facts(input)
        return {
          unused: unusedAssignments(known, settings.eligibleUnused.afterMs),
          timingOut: keepsTimingOut(known, settings),
          approvedInSeconds: approvedInSeconds(known, settings),
        }
      }),
  }
}
