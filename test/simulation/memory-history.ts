import { activatableKey } from '../../bot/domain/activatable.ts'
import { followEvent } from '../../bot/domain/history/follow-event.ts'
import { type RequestRecord, subjectOf } from '../../bot/domain/history/request-record.ts'
import { createNumbering } from '../../bot/domain/usage/usage-page.ts'
import { wholePage } from '../../bot/domain/usage/usage-part.ts'
import type { History, HistoryQuery, StandingSnapshot } from '../../bot/ports/history.ts'
import type { AuditRow } from '../../bot/ports/request-store.ts'

/** The port `history` over an audit log in memory: everything is derived anew each time it is asked. */
export function createMemoryHistory(audit: readonly AuditRow[]): History {
  const numbering = createNumbering()
  const snapshots = new Map<string, StandingSnapshot>()

  function all(): readonly RequestRecord[] {
    const records = new Map<string, RequestRecord>()
    for (const { event } of audit) {
      if (event.requestId === null) continue
      const record = followEvent(records.get(event.requestId) ?? null, event)
      if (record) records.set(event.requestId, record)
    }
    return [...records.values()].sort((a, b) => a.submittedAt - b.submittedAt || a.seq - b.seq)
  }
  const found = ({ from, to, requesterId, subject }: HistoryQuery) =>
    all().filter(
      (record) =>
        record.submittedAt >= from &&
        record.submittedAt < to &&
        (requesterId === undefined || record.requesterId === requesterId) &&
        (subject === undefined || subjectOf(record.activatable) === subject),
    )

  return {
    async *records(query) {
      yield found(query)
    },
    record: async (requestId) => all().find((record) => record.requestId === requestId) ?? null,
    async *usage(query) {
      const rows = found(query).map((record) => ({ ...record, activatableKey: activatableKey(record.activatable) }))
      yield wholePage(numbering.page(rows))
    },
    usageTexts: async () => numbering.textOf,
    async *events({ types, from, to }) {
      for (const type of types)
        yield audit
          .filter(({ event }) => event.type === type && event.at >= from && event.at < to)
          .sort((a, b) => a.event.at - b.event.at || a.event.seq - b.event.seq)
    },
    saveStanding: async (snapshot) => {
      if (snapshots.has(snapshot.day)) return 'alreadyThere'
      snapshots.set(snapshot.day, structuredClone(snapshot))
      return 'saved'
    },
    standingDays: async ({ from, to }) => [...snapshots.keys()].filter((day) => day >= from && day < to).sort(),
    standing: async (day) => snapshots.get(day) ?? null,
    eraseTexts: async () => {
      throw new Error('The simulation erases nothing')
    },
    beganAt: async () => audit[0]?.event.at ?? null,
  }
}
