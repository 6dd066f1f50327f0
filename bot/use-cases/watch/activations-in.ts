import { type Activatable, activatableKey } from '../../domain/activatable.ts'
import type { ActivationFact } from '../../domain/alerts/facts.ts'
import { durationFromMs, SECOND } from '../../domain/duration.ts'
import type { RequestRecord } from '../../domain/history/request-record.ts'
import type { History, HistoryQuery } from '../../ports/history.ts'

/**
 * Requests as the rules see them, oldest first, in pages. What many of them say alike is held once: three months of a large
 * organisation are a hundred thousand requests of the same people for the same roles.
 */
export async function* activationsIn(
  history: Pick<History, 'records'>,
  period: Pick<HistoryQuery, 'from' | 'to'>,
): AsyncGenerator<readonly ActivationFact[]> {
  const once = createOnce()
  for await (const page of history.records(period)) yield page.map((record) => activationFact(record, once))
}

interface Once {
  text<T extends string | null>(text: T): T
  activatable(activatable: Activatable): Activatable
}

function createOnce(): Once {
  const texts = new Map<string, string>()
  const activatables = new Map<string, Activatable>()
  return {
    text<T extends string | null>(text: T): T {
      if (text === null) return text
      const known = texts.get(text)
      if (known === undefined) texts.set(text, text)
      return (known ?? text) as T
    },
    activatable(activatable) {
      const key = activatableKey(activatable)
      const known = activatables.get(key) ?? activatable
      activatables.set(key, known)
      return known
    },
  }
}

/** A record as the rules see it. */
export function activationFact(record: RequestRecord, once = createOnce()): ActivationFact {
  const { requestId: id, status, submittedAt, startedAt, endsAt } = record
  return {
    id,
    personId: once.text(record.requesterId),
    activatable: once.activatable(record.activatable),
    status: once.text(status),
    duration: once.text(durationFromMs(Math.max(SECOND, record.durationMs))),
    ticket: once.text(record.ticket),
    submittedAt,
    askedAt: record.approvalOpenedAt,
    startedAt,
    endsAt,
    endedAt: record.endVerifiedAt,
    approvals: record.approvals.map(({ personId, at }) => ({ personId: once.text(personId), at })),
    origin: 'elevate',
  }
}
