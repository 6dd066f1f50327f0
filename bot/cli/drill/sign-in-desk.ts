import { DIRECTORY_SCOPE, type Scope } from '../../domain/activatable.ts'
import { roleById } from '../../domain/catalogue/catalogue.ts'
import { durationFromMs } from '../../domain/duration.ts'
import type { Person } from '../../domain/person.ts'
import type { Tier } from '../../domain/role-settings.ts'
import type { Instant } from '../../domain/values.ts'
import type { ActivatableView } from '../../domain/views/card-view.ts'
import type { SignIn } from '../../main/sign-in.ts'
import type { Directory } from '../../ports/directory.ts'
import type { Engine, PurposeView } from '../../ports/engine.ts'
import type { HttpServer } from '../../runtime/http-server.ts'
import { LENGTH_MS, type Subject } from './rehearse.ts'

/** Where the person of a drill signs in: the pages of the server, with the drill in place of a request behind them. */
export interface SignInDesk {
  readonly link: string
  /** Resolves when the person has signed in as they should. */
  signedIn(challenge: string | null): Promise<void>
  /** The sign-in was enough: the page need not wait for more to be asked. */
  settled(): void
}

export interface DeskOptions {
  readonly http: HttpServer
  readonly signIn: SignIn
  readonly directory: Directory
  readonly person: Person
  readonly subject: Subject
  readonly tier: Tier
  readonly now: () => Instant
}

export async function openDesk(options: DeskOptions): Promise<SignInDesk> {
  const { http, signIn, directory, person, subject } = options
  const purpose = { kind: 'activate', requestId: subject.key } as const
  let status: 'approved' | 'provisioning' | 'active' = 'approved'
  let waiting: { readonly challenge: string | null; readonly done: () => void } | null = null
  // A sign-in from before the drill proves nothing.
  const since = options.now()
  const shown = (): PurposeView => viewOf(options, since, status)
  const unused = () => Promise.reject(new Error('A drill has nothing of the sort'))
  const engine: Engine = {
    now: options.now,
    ...{ receive: unused, explain: unused, suggest: unused, choices: unused, overview: unused, recordLink: unused },
    viewOf: async () => shown(),
    purposeView: async ({ requestId }, personId) =>
      waiting && requestId === subject.key && personId === person.id
        ? { ...shown(), challenge: waiting.challenge }
        : null,
    proveIdentity: async ({ requestId }, personId) => {
      if (!waiting || requestId !== subject.key || personId !== person.id)
        return { outcome: 'refused', refusal: { code: 'wrongStatus', params: {} } }
      const { done } = waiting
      waiting = null
      status = 'provisioning'
      done()
      return { outcome: 'accepted' }
    },
    recordFactor: async () => {},
  }
  const viewer = async (id: string) =>
    id === person.id
      ? { displayName: person.displayName, language: person.language ?? ('en' as const), timeZone: 'UTC' }
      : null
  http.open([signIn.routes({ engine, directory, viewer, visit: null, linking: null })])
  return {
    link: await signIn.stepUp.linkFor(purpose, person.id),
    signedIn: (challenge) =>
      new Promise((done) => {
        waiting = { challenge, done }
        status = 'approved'
      }),
    settled: () => {
      status = 'active'
    },
  }
}

function viewOf(
  { person, subject, tier }: DeskOptions,
  since: Instant,
  status: 'approved' | 'provisioning' | 'active',
): PurposeView {
  const { activatable } = subject
  const scope = activatable.kind === 'role' ? activatable.scope : DIRECTORY_SCOPE
  const role = activatable.kind === 'role' ? roleById(activatable.roleDefinitionId) : null
  const names = role?.displayName ?? { en: subject.key, fr: subject.key }
  const requester = { id: person.id, displayName: person.displayName }
  return {
    ...{ card: 'request', requestId: subject.key, termsVersion: 1, viewVersion: 1, status, requester },
    terms: {
      activatable: { kind: 'role', key: subject.key, displayName: names, access: null, tier, scope: scopeView(scope) },
      ...{ duration: durationFromMs(LENGTH_MS), latestEnd: null, justification: 'Drill', ticket: null },
    },
    ...{ submittedAt: since, windowEndsAt: null, approvals: null, continuesRequestId: null },
    ...{ activation: null, ending: null, outcome: null, endVerifiedAt: null },
    ...{ awaitsSignIn: status === 'approved', verifyUrl: null, actions: [] },
  }
}

/** By its id, as it was typed. */
function scopeView(scope: Scope): ActivatableView['scope'] {
  if (scope === DIRECTORY_SCOPE) return null
  const kind = scope.startsWith('/administrativeUnits/') ? 'administrativeUnit' : 'object'
  return { kind, displayName: scope.slice(scope.lastIndexOf('/') + 1) }
}
