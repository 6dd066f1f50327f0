import { randomBytes } from 'node:crypto'
import { join } from 'node:path'
import { Secret, TOTP } from 'otpauth'
import { factorGeneration, makeEnrolmentLink, readInstallationKey } from '../../adapters/step-up/index.ts'
import type { ActivationRequest } from '../../bot/domain/activation-request.ts'
import { openSqliteStore } from '../../store/sqlite/index.ts'
import { call } from '../attacks/call.ts'
import type { Lab } from './lab.ts'
import type { Act } from './ledger.ts'
import { takeSnapshot } from './snapshot.ts'

const MINUTE = 60_000

/** One telling of one chapter. Every step can be done again after a crash: what was done is not done twice. */
export interface Telling {
  readonly lab: Lab
  readonly ticket: string
  /** Does this once; done again, it sends the same act with the same nonce. */
  once(name: string, act: () => Promise<unknown>): Promise<void>
  /** Moves the clock to this long after the step was first tried. */
  skip(name: string, ms: number): Promise<void>
  request(): ActivationRequest
  /** The request that continues this one. */
  linked(): ActivationRequest
  notes: Map<string, string>
  /** The newest audit event of before. */
  readonly sinceSeq: number
}

export interface Chapter {
  readonly name: string
  readonly steps: readonly ((telling: Telling) => Promise<void>)[]
  /** What the log says of the chapter's request, in order. */
  readonly expected: readonly string[]
  /** What happened once in the whole telling, to no request. */
  readonly once?: readonly string[]
}

const asks = (person: string, role: string) => (telling: Telling) =>
  telling.once('ask', () =>
    telling.lab.people.says(person, `/elevate ${role} 1h ${telling.ticket}`, { kind: 'ask', mark: telling.ticket }),
  )

const proves = (person: string) => async (telling: Telling) => {
  const { id, status } = telling.request()
  if (status !== 'pendingVerification') return
  const secret = telling.notes.get('secret')
  // Each code is good for one use, also of one that a crash came upon: the demonstration's side panel knows, we wait.
  if (secret !== undefined) await telling.lab.people.skips(MINUTE)
  const { now } = takeSnapshot(telling.lab.data)
  await telling.lab.people.proves(person, id, secret === undefined ? undefined : codeOf(secret, now))
}

const presses =
  (person: string, verb: string, inputs: Record<string, string> = {}) =>
  (telling: Telling) =>
    telling.once(verb, () => telling.lab.people.presses(person, verb, telling.request().id, inputs, { kind: 'decide' }))

const skips = (name: string, ms: number) => (telling: Telling) => telling.skip(name, ms)

/** The whole story, in chapters that each end with nothing open. */
export const CHAPTERS: readonly Chapter[] = [
  {
    name: 'an activation that expires',
    steps: [
      asks('adele', 'Exchange Administrator'),
      async (telling) => {
        const { id, status } = telling.request()
        if (status !== 'pendingVerification') return
        await telling.lab.people.proves('adele', id, '000000').catch(unlessGone(telling.lab))
      },
      proves('adele'),
      presses('alex', 'approve'),
      skips('soon', 55 * MINUTE),
      skips('over', 10 * MINUTE),
    ],
    expected: [
      'requestSubmitted',
      'identityProven',
      'requestApproved',
      'provisioningAttempted',
      'provisioningAccepted',
      'activationStarted',
      'activationEndingSoon',
      'activationEnded',
    ],
  },
  {
    name: 'a denial',
    steps: [asks('megan', 'Exchange Administrator'), proves('megan'), presses('alex', 'deny', { reason: 'not today' })],
    expected: ['requestSubmitted', 'identityProven', 'requestDenied'],
  },
  {
    name: 'once more, and ended early',
    steps: [
      asks('adele', 'User Administrator'),
      (telling) =>
        telling.once('again', () =>
          telling.lab.people.presses('adele', 'again', telling.request().id, {}, { kind: 'again' }),
        ),
      presses('adele', 'deactivate'),
      (telling) =>
        telling.once('end linked', () =>
          telling.lab.people.presses('adele', 'deactivate', telling.linked().id, {}, { kind: 'decide' }),
        ),
    ],
    expected: [
      'requestSubmitted',
      'provisioningAttempted',
      'provisioningAccepted',
      'activationStarted',
      'endingStarted',
      'activationEnded',
    ],
  },
  {
    name: 'a request canceled',
    steps: [asks('adele', 'Exchange Administrator'), presses('adele', 'cancel')],
    expected: ['requestSubmitted', 'requestCanceled'],
  },
  {
    name: 'a person revoked',
    steps: [
      asks('lidia', 'SharePoint Administrator'),
      proves('lidia'),
      (telling) => {
        const mark = `taken over ${telling.ticket.replace('INC-', '')}`
        const text = `/elevate revoke @Lidia Holloway ${mark}`
        return telling.once('revoke', () => telling.lab.people.says('alex', text, { kind: 'revokePerson', mark }))
      },
      (telling) => telling.once('unblock', () => telling.lab.people.says('megan', '/elevate unblock @Lidia Holloway')),
    ],
    expected: [
      'requestSubmitted',
      'identityProven',
      'provisioningAttempted',
      'provisioningAccepted',
      'activationStarted',
      'endingStarted',
      'activationEnded',
    ],
    once: ['personBlocked', 'personUnblocked'],
  },
  {
    name: 'nobody decides',
    steps: [
      asks('adele', 'Exchange Administrator'),
      proves('adele'),
      skips('reminded', 16 * MINUTE),
      skips('escalated', 15 * MINUTE),
      skips('over', 30 * MINUTE),
    ],
    expected: ['requestSubmitted', 'identityProven', 'approvalReminded', 'approvalEscalated', 'requestTimedOut'],
  },
  {
    name: 'an authenticator enrolled, an approval taken back',
    steps: [
      enrols,
      asks('pradeep', 'Security Reader'),
      proves('pradeep'),
      presses('megan', 'approve'),
      presses('megan', 'takeBack', { reason: 'wrong button' }),
    ],
    expected: [
      'requestSubmitted',
      'identityProven',
      'requestApproved',
      'provisioningAttempted',
      'provisioningAccepted',
      'activationStarted',
      'endingStarted',
      'activationEnded',
    ],
    once: ['factorEnrolled'],
  },
]

/** By the one-time link that `elevate enrol pradeep` prints. */
async function enrols({ lab, notes }: Telling): Promise<void> {
  const link = notes.get('link') ?? (await enrolmentLink(lab, 'pradeep'))
  notes.set('link', link)
  const page = await lab.people.get(link).catch(unlessGone(lab))
  // Used up already: the crash came after it.
  if (!page) return
  const secret = /id="secret">([A-Z2-7 ]+)</.exec(page)?.[1]?.replaceAll(' ', '') ?? ''
  notes.set('secret', secret)
  const answer = await call(lab.port, {
    method: 'POST',
    path: link,
    headers: {
      host: `localhost:${lab.port}`,
      origin: `http://localhost:${lab.port}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    body: new URLSearchParams({
      code: codeOf(secret, takeSnapshot(lab.data).now),
      nonce: /name="nonce" value="([^"]+)"/.exec(page)?.[1] ?? '',
    }).toString(),
  })
  if (answer.status !== 200) throw new Error(`the enrolment was answered ${answer.status}`)
}

/** The path of the link that `elevate enrol <person>` would print now. */
export async function enrolmentLink(
  { data, port }: { readonly data: string; readonly port: number },
  personId: string,
): Promise<string> {
  const dataDir = join(data, 'demo')
  const key = await readInstallationKey({ dataDir, mayCreate: false })
  const sqlite = openSqliteStore({ folder: dataDir, readOnly: true, now: () => Date.now(), secretKey: key })
  const generation = await factorGeneration(sqlite.state, personId)
  await sqlite.close()
  const { now } = takeSnapshot(data)
  const id = randomBytes(16).toString('base64url')
  const publicUrl = `http://localhost:${port}`
  return makeEnrolmentLink({ key, publicUrl, personId, generation, now, id }).url.slice(publicUrl.length)
}

export function codeOf(secret: string, now: number): string {
  return new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: now })
}

/** A no of the server is as good as an answer; its end is not. */
function unlessGone(lab: Lab) {
  return (error: unknown): '' => {
    if (lab.life().isGone() || !(error instanceof Error && error.name === 'Refused')) throw error
    return ''
  }
}

export function createTelling(lab: Lab, ticket: string): Telling {
  const acts = new Map<string, Act>()
  const targets = new Map<string, number>()
  const requests = () => takeSnapshot(lab.data).requests
  const request = () => one(requests().find(({ terms }) => terms.ticket === ticket))
  return {
    lab,
    ticket,
    notes: new Map(),
    sinceSeq: takeSnapshot(lab.data).events.at(-1)?.seq ?? 0,
    request,
    linked: () => one(requests().find(({ continuesRequestId }) => continuesRequestId === request().id)),
    once: async (name, act) => {
      const known = acts.get(name)
      if (known?.acknowledged) return
      if (known) return lab.people.repeats(known)
      const before = lab.ledger.acts.length
      try {
        await act()
      } finally {
        const made = lab.ledger.acts[before]
        if (made) acts.set(name, made)
      }
    },
    skip: async (name, ms) => {
      const { now } = takeSnapshot(lab.data)
      const target = targets.get(name) ?? now + ms
      targets.set(name, target)
      if (now < target) await lab.people.skips(target - now)
    },
  }
}

function one(request: ActivationRequest | undefined): ActivationRequest {
  if (!request) throw new Error('there is no such request')
  return request
}
