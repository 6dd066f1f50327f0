import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createLocalDirectory, type LocalDirectory, localDirectoryConfig } from '../../adapters/local/index.ts'
import type { ActivationRequest } from '../../bot/domain/activation-request.ts'
import type { WatchSettings } from '../../bot/domain/alerts/watch-settings.ts'
import { findRoleByExactName } from '../../bot/domain/catalogue/catalogue.ts'
import { durationFromMs, durationToMs, HOUR, MINUTE, parseIsoDuration } from '../../bot/domain/duration.ts'
import type { Organisation } from '../../bot/domain/organisation.ts'
import type { RoleSettings } from '../../bot/domain/role-settings.ts'
import type { CardView, Verb } from '../../bot/domain/views/card-view.ts'
import type { AdapterState } from '../../bot/ports/adapter-state.ts'
import type { Directory } from '../../bot/ports/directory.ts'
import type { RequestStore } from '../../bot/ports/request-store.ts'
import type { StepUp } from '../../bot/ports/step-up.ts'
import { createRandomIds } from '../../bot/runtime/random-ids.ts'
import { createEngine, type RunningEngine } from '../../bot/workers/engine.ts'
import { openSqliteStore, type SqliteStore } from '../../store/sqlite/index.ts'
import { createManualClock, type ManualClock } from './manual-clock.ts'
import { createRecordingPlatform, type RecordingPlatform } from './recording-platform.ts'

/** Monday, 10:00 in Toronto. */
export const START = Date.UTC(2026, 10, 23, 15, 0)

const PEOPLE = ['adele', 'lidia', 'alex', 'megan', 'pradeep', 'soc', 'lead', 'breakglass-1']

const DIRECTORY = {
  kind: 'local' as const,
  people: PEOPLE.map((id) => ({
    id,
    displayName: id[0]?.toUpperCase() + id.slice(1),
    userPrincipalName: `${id}@contoso.example`,
  })),
  groups: [
    { id: 'approvers', displayName: 'Approvers', members: ['alex', 'megan'] },
    { id: 'soc-team', displayName: 'Security operations', members: ['soc'] },
  ],
  eligible: [
    { person: 'adele', role: 'Exchange Administrator' },
    { person: 'adele', role: 'User Administrator' },
    { person: 'adele', role: 'Global Administrator' },
    { person: 'alex', role: 'Exchange Administrator' },
    { person: 'lidia', role: 'SharePoint Administrator' },
    { person: 'breakglass-1', role: 'Global Administrator' },
  ],
  standing: [{ person: 'pradeep', role: 'Global Administrator' }],
}

const plain: RoleSettings = {
  maximumDuration: durationFromMs(2 * HOUR),
  defaultDuration: durationFromMs(HOUR),
  require: ['mfa', 'justificationOrTicket'],
  approval: null,
  approverStepUp: false,
}

export const APPROVAL = {
  approvers: [{ kind: 'group' as const, groupId: 'approvers' }],
  required: 1,
  window: durationFromMs(HOUR),
  remindEvery: durationFromMs(15 * MINUTE),
  escalateAfter: durationFromMs(30 * MINUTE),
  escalateTo: [{ kind: 'person' as const, personId: 'lead' }],
  channels: [],
}

export const ORGANISATION: Organisation = {
  timeZone: 'America/Toronto',
  language: 'en',
  access: {
    administrators: [{ kind: 'person', personId: 'pradeep' }],
    security: [{ kind: 'group', groupId: 'soc-team' }],
    auditors: [],
  },
  emergencyAccounts: ['breakglass-1'],
  channels: {
    feed: [{ platform: 'web', channelId: 'feed' }],
    alerts: [{ platform: 'web', channelId: 'alerts' }],
  },
  tickets: { pattern: '^(INC|CHG|TASK)-?[0-9]{3,}$', url: 'https://tickets.example.com/{ticket}' },
  roleSettings: [
    {
      matches: [{ kind: 'tier', tier: 'critical' }],
      settings: {
        ...plain,
        maximumDuration: durationFromMs(HOUR),
        require: ['mfa', 'justification', 'ticket'],
        approval: { ...APPROVAL, required: 2 },
      },
    },
    { matches: [{ kind: 'tier', tier: 'operations' }], settings: { ...plain, require: ['justificationOrTicket'] } },
    { matches: [{ kind: 'any' }], settings: { ...plain, approval: APPROVAL } },
  ],
  tiers: {},
  expiryNotice: durationFromMs(10 * MINUTE),
  requestLimit: { count: 10, per: durationFromMs(HOUR) },
}

export interface Story {
  readonly engine: RunningEngine
  readonly clock: ManualClock
  readonly platform: RecordingPlatform
  readonly directory: LocalDirectory
  readonly sqlite: SqliteStore
  says(who: string, text: string): Promise<void>
  presses(
    who: string,
    verb: Verb,
    request: { id: string; termsVersion: number } | null,
    inputs?: Record<string, string>,
    on?: string,
  ): Promise<void>
  proves(who: string, request: { id: string }): Promise<string>
  /** An ISO duration passes; everything due in it is done. */
  passes(duration: string): Promise<void>
  settles(): Promise<void>
  /** The newest request there is. */
  newest(): Promise<ActivationRequest>
  lastSeenBy(who: string): CardView
  /** What the reader of the audit log finds, oldest first. */
  auditTypes(): Promise<readonly string[]>
  holds(who: string, role?: string): Promise<boolean>
  end(): Promise<void>
}

export interface StoryOptions {
  readonly organisation?: Partial<Organisation>
  readonly wrapDirectory?: (directory: Directory, now: () => number, state: AdapterState) => Directory
  /** A later life of the same folder. */
  readonly startAt?: number
  readonly folder?: string
  readonly wrapStore?: (store: RequestStore) => RequestStore
  readonly enrolled?: (personId: string) => boolean
  readonly stepUp?: StepUp
  /** Whether the chat has threads. */
  readonly threads?: boolean
  readonly feedInterval?: number
  /** Chats beside the one called `web`, where people are known by the same ids. */
  readonly others?: readonly RecordingPlatform[]
  /** Who is on the chat called `web`; everybody, where it is not said. */
  readonly onWeb?: readonly string[]
  readonly pictureBase?: string
  /** Schedules and thresholds; without them nothing is done by the clock on the wall. */
  readonly watch?: WatchSettings
  readonly eligible?: readonly { readonly person: string; readonly role: string }[]
}

/** A whole organisation in this process: engine, real store, local directory, one recording platform, a clock to move. */
export async function tellStory(options: StoryOptions = {}): Promise<Story> {
  const clock = createManualClock(options.startAt ?? START)
  const folder = options.folder ?? mkdtempSync(join(tmpdir(), 'elevate-story-'))
  let now: () => number = () => clock.wall()
  const sqlite = openSqliteStore({ folder, now: () => now() })
  const platform = createRecordingPlatform('web', options.onWeb ?? null, options.threads, options.feedInterval)
  const directory = createLocalDirectory({
    config: localDirectoryConfig.parse({ ...DIRECTORY, ...(options.eligible && { eligible: options.eligible }) }),
    state: sqlite.state,
    now: () => now(),
    resolveRole: (name) => findRoleByExactName(name)?.id ?? null,
  })
  await directory.apply()
  const stepUp: StepUp = options.stepUp ?? {
    isEnrolled: async (personId) => options.enrolled?.(personId) ?? true,
    linkFor: async (purpose, personId) =>
      `https://elevate.example/verify/${purpose.kind}-${purpose.requestId}-${personId}`,
  }
  const engine = await createEngine({
    store: options.wrapStore?.(sqlite.store) ?? sqlite.store,
    directory: options.wrapDirectory?.(directory, () => now(), sqlite.state) ?? directory,
    stepUp,
    platforms: [platform, ...(options.others ?? [])],
    organisation: { ...ORGANISATION, ...options.organisation },
    clock,
    ids: createRandomIds(),
    log: { info: () => {}, warn: () => {}, error: () => {} },
    ...(options.pictureBase !== undefined && { pictureBase: options.pictureBase }),
    ...(options.watch && { watch: options.watch }),
  })
  now = () => engine.now()
  await engine.start()
  let deliveries = 0

  async function deliver(raw: { [name: string]: unknown }, on: string = 'web'): Promise<void> {
    deliveries += 1
    const deliveryKey = `d-${folder.slice(-4)}-${deliveries}-${clock.wall()}`
    await engine.receive({ platform: on, deliveryKey, receivedAt: engine.now(), raw: raw as never })
    await engine.idle()
  }

  return {
    engine,
    clock,
    platform,
    directory,
    sqlite,
    says: (who, text) => deliver({ from: who, text }),
    presses: (who, verb, request, inputs = {}, on = 'web') => {
      const about = { requestId: request?.id ?? null, termsVersion: request?.termsVersion ?? null }
      return deliver({ from: who, verb, ...about, inputs }, on)
    },
    proves: async (who, request) => {
      const outcome = await engine.proveIdentity({ kind: 'request', requestId: request.id }, who, 'totp')
      await engine.idle()
      return outcome.outcome === 'accepted' ? 'accepted' : outcome.refusal.code
    },
    passes: async (duration) => {
      const parsed = parseIsoDuration(duration)
      if (!parsed) throw new Error(`not a duration: ${duration}`)
      await clock.advance(durationToMs(parsed))
      await engine.idle()
    },
    settles: () => engine.idle(),
    newest: async () => {
      const [request] = await sqlite.store.requests({ limit: 1 })
      if (!request) throw new Error('no request')
      return request
    },
    lastSeenBy: (who) => {
      const view = platform.seenBy(who).at(-1)
      if (!view) throw new Error(`${who} sees nothing`)
      return view
    },
    auditTypes: async () => {
      const rows = await sqlite.store.auditEvents({ limit: 10_000 })
      return rows.map(({ event }) => event.type)
    },
    holds: async (who, role = 'Exchange Administrator') => {
      const id = findRoleByExactName(role)?.id
      const active = await directory.activeAssignments(who)
      return active.some(({ activatable }) => activatable.kind === 'role' && activatable.roleDefinitionId === id)
    },
    end: async () => {
      await engine.stop()
      await sqlite.close()
      if (!options.folder) rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** What Adele asks for. */
export const LINE = '/elevate Exchange Administrator 1h INC-1234'

/** Adele has asked and proved who she is; an approval is waited for. */
export async function pendingIn(story: Story) {
  await story.says('adele', LINE)
  await story.proves('adele', await story.newest())
  return story.newest()
}

/** Alex has approved as well. */
export async function approvedIn(story: Story) {
  await story.presses('alex', 'approve', await pendingIn(story))
  return story.newest()
}

/** Why the newest thing that somebody was refused was refused. */
export function refusalIn(story: Story, who: string): string | undefined {
  const view = story.platform.seenBy(who).findLast(({ card }) => card === 'refusal')
  return view?.card === 'refusal' ? view.refusals[0]?.code : undefined
}
