import { createLocalDirectory } from '../../adapters/local/index.ts'
import { findRoleByExactName } from '../../bot/domain/catalogue/catalogue.ts'
import type { Effect } from '../../bot/domain/effect.ts'
import type { Instant } from '../../bot/domain/values.ts'
import type { RequestStore } from '../../bot/ports/request-store.ts'
import { createRandomIds } from '../../bot/runtime/random-ids.ts'
import { commit } from '../../bot/use-cases/commit.ts'
import type { Context } from '../../bot/use-cases/context.ts'
import { createFeedPace } from '../../bot/use-cases/feed-pace.ts'
import { openSqliteStore } from '../../store/sqlite/index.ts'
import { endingLife, type Life, LONGEST, pendingLife, wholeLife } from './lives.ts'
import { directoryConfig, holding, ORGANISATION } from './organisation.ts'
import { SILENT, STEP_UP } from './world.ts'

export interface Generated {
  readonly folder: string
  readonly people: number
  /** The time at which everything generated was asked for. */
  readonly at: Instant
  /** Ends of activations in force, one each; the directory holds them, and their holders were told that they are near. */
  readonly activeEnds?: readonly Instant[]
  /** Requests that wait for an approver. */
  readonly pending?: number
  /** Requests whose life is over: seven audit events each. */
  readonly over?: number
  /** From one of those to the next, in milliseconds; one where nothing is said. Each is over before the next begins. */
  readonly apartMs?: number
}

const AT_ONCE = 256
const EVENTS_OF_A_LIFE = 7
const ALPHABET = '0123456789ABCDEFGHJKMNPQRSTVWXYZ'

/** How many whole lives leave so many audit events. */
export function livesFor(auditEvents: number): number {
  return Math.ceil(auditEvents / EVENTS_OF_A_LIFE)
}

/**
 * Fills a data folder as the product would have: the request machine decides every step, use cases commit them, the
 * local directory is told of every activation, and cards are recorded as posted. `audit verify` finds it intact.
 */
export async function generate({ folder, people, at, ...amounts }: Generated): Promise<void> {
  const { activeEnds = [], pending = 0, over = 0, apartMs = 1 } = amounts
  const sqlite = openSqliteStore({ folder, now: () => at })
  const directory = createLocalDirectory({
    config: directoryConfig(people),
    state: sqlite.state,
    now: () => at,
    resolveRole: (name) => findRoleByExactName(name)?.id ?? null,
  })
  await directory.apply()
  const keep = keeper(sqlite.store, at)
  const asked = (number: number, pair: number, endsAt: Instant, since = at) => ({
    id: requestId(number),
    ...holding(pair, people),
    at: since,
    endsAt,
  })

  // One after the other: the audit log knows no time going back.
  const began = at - over * apartMs
  await inBatches(over, (index) => {
    const since = began + index * apartMs
    const one = asked(index, index, since + apartMs, since)
    return keep(wholeLife({ ...one, decidedAt: since + Math.floor(((index % 97) / 97) * (apartMs / 2)) }))
  })
  await inBatches(activeEnds.length, async (index) => {
    const one = asked(over + index, index, activeEnds[index] ?? at)
    const { id: key, personId, activatable, endsAt } = one
    const order = { key, personId, activatable, duration: LONGEST, latestEnd: endsAt, justification: 'x', ticket: null }
    const { outcome } = await directory.activate(order)
    if (outcome !== 'accepted') throw new Error(`The directory did not activate ${key}: ${outcome}`)
    await keep(endingLife(one))
  })
  const beside = activeEnds.length
  await inBatches(pending, (index) =>
    keep(pendingLife(asked(over + beside + index, beside + index, at + 7 * 3_600_000))),
  )
  await sqlite.close()
}

/** Commits a life as the use cases would, and records its messages as sent. */
function keeper(store: RequestStore, at: Instant): (life: Life) => Promise<void> {
  return async ({ request, audit, effects }) => {
    let armed: readonly Effect[] = []
    const capturing: RequestStore = {
      ...store,
      save: (change) => {
        armed = change.effects
        return store.save(change)
      },
    }
    const outcome = await commit(contextOver(capturing, at), null, {
      request: { next: request, expectedRowVersion: 0 },
      audit,
      effects,
      reply: null,
    })
    if (outcome.outcome !== 'saved') throw new Error(`${request.id} was not saved: ${outcome.outcome}`)
    await Promise.all(armed.map((effect) => store.settleEffect(sent(effect, request.viewVersion))))
  }
}

function sent(effect: Effect, shownViewVersion: number): Parameters<RequestStore['settleEffect']>[0] {
  const { key, requestId } = effect
  const address = effect.lane === 'feed' ? 'channel:security-feed' : 'person'
  const messageReference = {
    key,
    requestId,
    platform: 'web',
    address,
    messageId: key,
    shownViewVersion,
    unreachable: null,
  }
  return { key, generation: 1, result: 'done', messageReference }
}

/** What committing needs of a context; nothing else may be asked of it. */
function contextOver(store: RequestStore, at: Instant): Context {
  return {
    store,
    directory: unused(),
    stepUp: STEP_UP,
    platforms: new Map(),
    organisation: ORGANISATION,
    time: { now: () => at, isUnconfirmed: () => false, confirm: () => {} },
    serially: (_key, work) => work(),
    feed: createFeedPace(0),
    breathe: async () => {},
    ids: createRandomIds(),
    log: SILENT,
    wake: () => {},
  }
}

function unused(): Context['directory'] {
  const never = async () => {
    throw new Error('Generating asks the local directory itself')
  }
  return {
    activation: 'direct',
    person: never,
    people: never,
    personOf: never,
    group: never,
    membersOf: never,
    scopeName: never,
    eligibleAssignments: never,
    allEligible: never,
    activeAssignments: never,
    readBack: never,
    activate: never,
    deactivate: never,
  }
}

async function inBatches(count: number, work: (index: number) => Promise<void>): Promise<void> {
  for (let from = 0; from < count; from += AT_ONCE) {
    const size = Math.min(AT_ONCE, count - from)
    await Promise.all(Array.from({ length: size }, (_, index) => work(from + index)))
  }
}

/** Ids of six characters, so that what the product makes meanwhile never meets them. */
function requestId(number: number): string {
  let rest = number
  let text = ''
  for (let place = 0; place < 6; place += 1) {
    text = `${ALPHABET[rest % ALPHABET.length]}${text}`
    rest = Math.floor(rest / ALPHABET.length)
  }
  return `EL-${text}`
}
