import { createDemoFactors } from '../../adapters/step-up/demo.ts'
import type { Visit } from '../../adapters/step-up/oidc/index.ts'
import {
  createWebApp,
  createWebPlatform,
  createWebSessions,
  type WebApp,
  type WebPlatform,
  type WebSessions,
} from '../../adapters/web/index.ts'
import type { Config } from '../config.ts'
import { durationToMs } from '../domain/duration.ts'
import type { PrincipalRef } from '../domain/person.ts'
import type { Instant, PersonId } from '../domain/values.ts'
import type { AdapterState } from '../ports/adapter-state.ts'
import type { Directory } from '../ports/directory.ts'
import type { Log } from '../ports/log.ts'
import type { DemoClock } from '../runtime/system-clock.ts'
import type { Parts } from './parts.ts'
import { simulatedSpan } from './simulated.ts'

const SKIPPED = 'demo:skipped'

export function webPlatform(
  config: Config,
  state: AdapterState,
  directory: Directory,
  now: () => Instant,
): WebPlatform {
  const { roleSettings, channels: named } = config.organisation
  const approvers = roleSettings.flatMap(({ settings }) => settings.approval?.channels ?? [])
  const all = [...approvers, ...named.feed, ...named.alerts]
  const channels = all.filter(({ platform }) => platform === 'web').map(({ channelId }) => channelId)
  return createWebPlatform({
    state,
    now,
    person: (id) => directory.person(id),
    channels: [...new Set(channels)],
    ...(config.directory.kind === 'entra' && { tenant: config.directory.config.tenantId }),
  })
}

/** The web chat: of the demonstration, or for people who sign in. */
export async function webApp(parts: Parts, clock: DemoClock, publicUrl: string, log: Log): Promise<OpenedWeb | null> {
  const { web, engine, config, signIn } = parts
  if (!web) return null
  const common = { platform: web, engine, organisation: config.organisation, log }
  if (!signIn) return { app: await createWebApp({ ...common, access: await demoAccess(parts, clock) }), visit: null }
  const sessions = createWebSessions({ state: parts.sqlite.state, publicUrl, now: engine.now })
  const { directory } = parts
  const access = {
    kind: 'signIn',
    sessions,
    person: (id: PersonId) => directory.person(id),
    mayReadChannels: (id: PersonId) => watchesOver(parts, id),
  } as const
  return { app: await createWebApp({ ...common, access }), visit: visitOf(parts, sessions) }
}

export interface OpenedWeb {
  readonly app: WebApp
  readonly visit: Visit | null
}

/** Channels of the web chat have no members of their own: they are for whoever has access beyond their own requests. */
async function watchesOver({ directory, config }: Parts, personId: PersonId): Promise<boolean> {
  const { administrators, security, auditors } = config.organisation.access
  const isOne = async (ref: PrincipalRef) =>
    ref.kind === 'person' ? ref.personId === personId : (await directory.membersOf(ref.groupId)).includes(personId)
  const found = await Promise.all([...administrators, ...security, ...auditors].map(isOne))
  return found.includes(true)
}

function visitOf({ directory, config }: Parts, sessions: WebSessions): Visit {
  return {
    landing: '/',
    async admit(c, personId) {
      const person = await directory.person(personId)
      if (!person?.enabled || config.organisation.emergencyAccounts.includes(person.id)) return false
      await sessions.begin(c, person.id)
      return true
    },
  }
}

/** Acting as anybody, their codes, a clock that can be moved. */
async function demoAccess({ engine, directory, config, key, sqlite }: Parts, clock: DemoClock) {
  const factors = createDemoFactors({ key, state: sqlite.state, now: engine.now })
  const { emergencyAccounts } = config.organisation
  const listed = config.directory.kind === 'local' ? config.directory.config.people : []
  const people = listed.filter(({ id }) => !emergencyAccounts.includes(id))
  await factors.ensureDemoFactors(people.map(({ id }) => id))
  return {
    kind: 'demo' as const,
    people: () => directory.people(),
    simulated: simulatedSpan(config),
    codeOf: async (personId: PersonId) => {
      const code = await factors.currentCode(personId)
      return code && { code: code.code, validForMs: code.secondsLeft * 1000 }
    },
    skip: async (duration: Parameters<typeof durationToMs>[0]) => {
      clock.skip(durationToMs(duration))
      await sqlite.state.put({ namespace: 'demo', key: SKIPPED, value: clock.skipped(), expectedVersion: null })
      engine.wake()
    },
  }
}

/** The demonstration's clock stays where it was moved to, so that nothing is further in the future after a restart. */
export async function skippedBefore(state: AdapterState): Promise<number> {
  const skipped = await state.get('demo', SKIPPED)
  return typeof skipped?.value === 'number' ? skipped.value : 0
}
