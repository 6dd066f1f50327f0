import { createHash } from 'node:crypto'
import { isTerminal } from '../../bot/domain/activation-request.ts'
import type { AuditRow } from '../../bot/ports/request-store.ts'
import { type AuditHead, EMPTY_AUDIT_HEAD, verifyAuditRows } from '../../store/sqlite/index.ts'
import { inspect } from './inspect.ts'
import type { Simulation } from './simulation.ts'
import { LATELY_MS } from './truth.ts'

/** When everything works again and time has passed: nothing is left undone, doubled or said wrongly. */
export async function checkEnd(simulation: Simulation): Promise<void> {
  const { scene, ledger, storage } = simulation
  for (const { id, status } of ledger.requests.values())
    if (!isTerminal(status)) scene.fail('stuck', `${id} is still ${status}`)
  await inspect(scene)
  await checkQueues(simulation)
  await checkCards(simulation)
  await checkAudit(simulation)
  const held = (await scene.inner.activeAssignments()).filter(({ via }) => via === 'activated')
  for (const { personId, key } of held) scene.fail('held at the end', `${personId} still holds ${key}`)
  for (const request of ledger.requests.values()) {
    const stored = await storage.store.request(request.id)
    if (stored?.rowVersion !== request.rowVersion) scene.fail('stored', `${request.id} is not as it was saved`)
  }
}

async function checkQueues({ scene, ledger, storage, platforms }: Simulation): Promise<void> {
  const counts = await storage.store.counts()
  const { pendingDeliveries, pendingEffects, deadDeliveries } = counts
  if (pendingDeliveries + pendingEffects > 0) scene.fail('undone', JSON.stringify(counts))
  if (deadDeliveries > 0) scene.fail('dead delivery', JSON.stringify(counts))
  for (const { deliveryKey, platform, isAcknowledged, completed } of ledger.deliveries.values()) {
    if (isAcknowledged && completed !== 1)
      scene.fail('delivery once', `${deliveryKey} was processed ${completed} times`)
    const replies = [...platforms[platform].messages.keys()].filter(
      (key) => key.startsWith('reply') && key.endsWith(`:${deliveryKey}`),
    )
    if (replies.length > 1) scene.fail('one reply', `${deliveryKey} has ${replies.length}`)
  }
}

/**
 * Every card that the server knows to be posted shows the newest face. One of which it never heard (the answer was lost)
 * is not brought to the end where it only asked or warned: that would be a message about nothing to all others.
 */
async function checkCards({ scene, ledger, storage, platforms }: Simulation): Promise<void> {
  for (const { name, messages } of [platforms.web, platforms.slack]) {
    for (const { key, view, viewVersion } of messages.values()) {
      if (!key.startsWith('card:') || !('requestId' in view) || view.requestId === null) continue
      const reference = await storage.store.messageReference(key)
      // Unreachable here, and so told there.
      if (reference && (reference.unreachable !== null || reference.platform !== name)) continue
      const request = ledger.requests.get(view.requestId)
      if (!reference && request && isTerminal(request.status) && !key.includes(':request:')) continue
      if (request && viewVersion !== request.viewVersion)
        scene.fail('newest face', `${key} shows version ${viewVersion} of ${request.viewVersion} (${request.status})`)
    }
  }
}

/** Decided before a jump of the clock, recorded after it: such an event is dated rightly and stands late in the log. */
async function checkChain({ scene, ledger }: Simulation, rows: readonly AuditRow[]): Promise<void> {
  const stored = rows.map(({ event: { seq, at, type, requestId }, canonical }) => ({
    seq,
    at,
    type,
    requestId,
    canonical,
  }))
  let head: AuditHead = EMPTY_AUDIT_HEAD
  for (;;) {
    const verified = await verifyAuditRows(stored.slice(head.seq), head)
    if (verified.outcome === 'intact') return
    const row = stored[verified.seq - 1]
    const isExcused = row && ledger.clockSteps.some((before) => row.at <= before && row.at > before - LATELY_MS)
    if (!row || verified.fault !== 'timeBackward' || !isExcused)
      return scene.fail('audit chain', JSON.stringify(verified))
    const hash = createHash('sha256').update(row.canonical, 'utf8').digest('hex')
    head = { seq: row.seq, hash, latestAt: row.at }
  }
}

/** The log is whole, and tells the life of every request by itself. */
async function checkAudit(simulation: Simulation): Promise<void> {
  const { scene, ledger, storage } = simulation
  const rows = await storage.store.auditEvents({ limit: 1_000_000 })
  await checkChain(simulation, rows)
  const replayed = new Map<string, { readonly status: unknown; readonly rowVersion: number }>()
  for (const { event } of rows) {
    if (event.requestId === null || !('rowVersion' in event.data)) continue
    const { from, to, rowVersion } = event.data
    const before = replayed.get(event.requestId)
    if ((before?.status ?? null) !== from || Number(rowVersion) < (before?.rowVersion ?? 1))
      scene.fail('audit replay', `${event.requestId}: ${JSON.stringify(event.data)} after ${JSON.stringify(before)}`)
    replayed.set(event.requestId, { status: to, rowVersion: Number(rowVersion) })
  }
  for (const { id, status } of ledger.requests.values())
    if (replayed.get(id)?.status !== status) scene.fail('audit replay', `${id} is ${status}, the log says otherwise`)
}
