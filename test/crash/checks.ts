import type { AuditEvent } from '../../bot/domain/audit-event.ts'
import type { Act, Ledger } from './ledger.ts'
import { replayFaults } from './replay.ts'
import type { Snapshot } from './snapshot.ts'

const OPEN_END = new Set(['active', 'ending'])
/** Everything that one person's decision about one request can come to. */
const DECISIONS = new Set<string>([
  'requestApproved',
  'requestDenied',
  'requestCanceled',
  'requestRevoked',
  'endingStarted',
  'actionRefused',
])

/**
 * What is lost, doubled or untrue, in words; empty when all is well. To be asked when nothing is under way: what has an
 * answer must have had it by now.
 */
export function faultsOf(snapshot: Snapshot, ledger: Ledger): readonly string[] {
  const { events, texts, requests } = snapshot
  return [
    ...replayFaults(events, texts, requests),
    ...unfinished(snapshot),
    ...actFaults(snapshot, ledger),
    ...decisionFaults(snapshot, ledger),
    ...messageFaults(snapshot),
    ...directoryFaults(snapshot),
    ...onceFaults(events),
  ]
}

function unfinished({ pending, inbox, outbox }: Snapshot): string[] {
  const dead = [...inbox].filter(([, state]) => state === 'dead').map(([key]) => `delivery ${key} was given up`)
  const abandoned = [...outbox].filter(([, state]) => state === 'abandoned').map(([key]) => `${key} was given up`)
  const undone = Object.entries(pending).filter(([, count]) => count > 0)
  return [...dead, ...abandoned, ...undone.map(([what, count]) => `${count} ${what} are left undone`)]
}

interface Counted {
  readonly submitted: ReadonlyMap<string, number>
  readonly reasons: ReadonlyMap<string, number>
  readonly said: ReadonlyMap<string, number>
  /** *Again* asks under the same ticket. */
  readonly agains: ReadonlyMap<string, number>
}

/** Each act taken has one effect and one answer; each act that never arrived has none. */
function actFaults(snapshot: Snapshot, { acts }: Ledger): string[] {
  const tickets = new Map(snapshot.requests.map(({ id, terms }) => [id, String(terms.ticket)]))
  const again = acts.filter(({ kind, person, nonce }) => kind === 'again' && snapshot.inbox.has(`${person}:${nonce}`))
  const agains = countBy(again.map(({ requestId }) => tickets.get(requestId ?? '') ?? ''))
  const submitted = countBy(snapshot.events.filter(({ type }) => type === 'requestSubmitted').map(ticketOf))
  // An end that was begun for a reason repeats it when it is verified.
  const begun = snapshot.events.filter(({ type }) => type !== 'activationEnded')
  const reasons = countBy(
    begun.flatMap((event) => textsIn(event, snapshot).map((text) => `${text} ${event.requestId}`)),
  )
  const said = countBy([...snapshot.messages.values()])
  return acts.flatMap((act) => actFault(act, snapshot, { submitted, reasons, said, agains }) ?? [])
}

function actFault(
  act: Act,
  { inbox, outbox, events }: Snapshot,
  { submitted, reasons, said, agains }: Counted,
): string | null {
  const name = `${act.kind} of ${act.person} (${act.mark ?? act.requestId ?? act.nonce})`
  if (act.kind === 'skip') return null
  if (act.kind === 'proof') {
    const isProven = events.some(({ type, requestId }) => type === 'identityProven' && requestId === act.requestId)
    return act.acknowledged && !isProven ? `${name}: acknowledged and lost` : null
  }
  const isStored = inbox.has(`${act.person}:${act.nonce}`)
  const isAnswered = outbox.has(`reply:web:${act.person}:${act.nonce}`)
  if (act.acknowledged && !isStored) return `${name}: acknowledged and lost`
  if (act.acknowledged && act.isSaid && said.get(`said:${act.nonce}`) !== 1)
    return `${name}: what was said is not there once`
  if (!isStored) return isAnswered || has(act, submitted) ? `${name}: has an effect and never arrived` : null
  if (act.kind === 'ask') return askFault(name, act, isAnswered, submitted, agains)
  // Asked for again, the answer is the new request's own card.
  if (act.kind === 'again') return null
  if (!isAnswered) return `${name}: never answered`
  const isMarked = act.mark !== null && act.kind === 'decide'
  return isMarked && (reasons.get(`${act.mark} ${act.requestId}`) ?? 0) > 1 ? `${name}: has more than one effect` : null
}

function askFault(
  name: string,
  { mark }: Act,
  isAnswered: boolean,
  submitted: Counted['submitted'],
  agains: Counted['agains'],
): string | null {
  const made = submitted.get(mark ?? '') ?? 0
  const outcomes = made + Number(isAnswered)
  const isOne = outcomes >= 1 && outcomes <= 1 + (agains.get(mark ?? '') ?? 0)
  return isOne ? null : `${name}: ${made} requests, answered: ${isAnswered}`
}

function has({ kind, mark }: Act, submitted: Counted['submitted']): boolean {
  return kind === 'ask' && (submitted.get(mark ?? '') ?? 0) > 0
}

/** As many outcomes as decisions taken, for each person and request. */
function decisionFaults({ events, inbox, texts }: Snapshot, { acts }: Ledger): string[] {
  const taken = acts.filter(({ kind, person, nonce }) => kind === 'decide' && inbox.has(`${person}:${nonce}`))
  const meant = new Map(acts.flatMap(({ mark, requestId }) => (mark === null ? [] : [[mark, requestId] as const])))
  const decided = events.filter((event) => DECISIONS.has(event.type) && !isBeside(event, texts, meant))
  // A proof or *again* that came too late is refused in the same words.
  const late = acts.filter(({ kind }) => kind === 'proof' || kind === 'again')
  const spare = countBy(late.map(({ person, requestId }) => `${person} ${requestId}`))
  const expected = countBy(taken.map(({ person, requestId }) => `${person} ${requestId}`))
  const found = countBy(decided.flatMap(byPerson))
  const failed = countBy(
    events.filter(({ type }) => type === 'requestFailed').map(({ requestId }) => String(requestId)),
  )
  return [...expected].flatMap(([key, count]) => {
    const outcomes = found.get(key) ?? 0
    // A decision that found the request no longer allowed made it fail, which the log lays at Elevate's door.
    const most = outcomes + (failed.get(key.split(' ')[1] ?? '') ?? 0)
    return outcomes <= count + (spare.get(key) ?? 0) && count <= most
      ? []
      : [`${key}: ${count} decisions taken, ${outcomes} outcomes`]
  })
}

function byPerson({ actor, requestId }: AuditEvent): string[] {
  return actor.kind === 'person' && requestId !== null ? [`${actor.personId} ${requestId}`] : []
}

/** Ended with something else: its person was revoked, or the request that it continues. */
function isBeside(
  { data, requestId }: AuditEvent,
  texts: Snapshot['texts'],
  meant: ReadonlyMap<string, string | null>,
) {
  const personal = data['personal']
  if (typeof personal !== 'object' || personal === null) return false
  return Object.values(personal).some((sha256) => {
    const about = meant.get(texts.get(String(sha256)) ?? '')
    return about !== undefined && about !== requestId
  })
}

/** Every effect was posted once, where its reference says. */
function messageFaults({ messages, posted, outbox }: Snapshot): string[] {
  const twice = [...countBy([...messages.values()])]
    .filter(([, count]) => count > 1)
    .map(([key]) => `${key} is posted twice`)
  const lost = [...posted]
    .filter(([key, id]) => id !== null && messages.get(id) !== key)
    .map(([key]) => `${key} is not where it was posted`)
  const keys = new Set(posted.keys())
  const unknown = [...messages.values()].filter((key) => !key.startsWith('said:') && !outbox.has(key))
  const unposted = [...outbox.keys()].filter((key) => key.startsWith('reply:') && !keys.has(key))
  return [
    ...twice,
    ...lost,
    ...unknown.map((key) => `${key} is posted and was never intended`),
    ...unposted.map((key) => `${key} was never posted`),
  ]
}

/** Who holds what in the directory is what the requests say. */
function directoryFaults({ activations, requests, now }: Snapshot): string[] {
  const held = new Set(activations.filter(({ endsAt }) => endsAt > now).map(({ key }) => key))
  const shown = requests.filter(({ status, activation }) => OPEN_END.has(status) && activation !== null)
  const running = shown.filter(({ activation }) => (activation?.endsAt ?? 0) > now)
  const overdue = shown.filter(({ activation }) => (activation?.endsAt ?? 0) <= now)
  const missing = running.filter(({ id, status }) => status === 'active' && !held.has(id))
  const known = new Map(requests.map(({ id, status }) => [id, status]))
  const wrong = [...held].filter((id) => !OPEN_END.has(known.get(id) ?? '') && known.get(id) !== 'provisioning')
  return [
    ...missing.map(({ id }) => `${id} is shown as active, and the directory does not hold it`),
    ...wrong.map((id) => `${id} is ${known.get(id) ?? 'unknown'}, and the directory holds it`),
    ...overdue.map(({ id }) => `${id} is past its end and not ended`),
  ]
}

/** Facts that can be true of a request once only. */
function onceFaults(events: readonly AuditEvent[]): string[] {
  const once = new Set<string>([
    'requestSubmitted',
    'identityProven',
    'activationStarted',
    'activationEnded',
    'endingStarted',
  ])
  const counts = countBy(
    events.filter(({ type }) => once.has(type)).map(({ type, requestId }) => `${type} ${requestId}`),
  )
  return [...counts].filter(([, count]) => count > 1).map(([key, count]) => `${key} happened ${count} times`)
}

function ticketOf({ data }: AuditEvent): string {
  return String(data['ticket'])
}

function textsIn({ data }: AuditEvent, { texts }: Snapshot): string[] {
  const personal = data['personal']
  if (typeof personal !== 'object' || personal === null) return []
  return Object.values(personal).map((sha256) => texts.get(String(sha256)) ?? '')
}

function countBy(keys: readonly string[]): ReadonlyMap<string, number> {
  const counts = new Map<string, number>()
  for (const key of keys) counts.set(key, (counts.get(key) ?? 0) + 1)
  return counts
}
