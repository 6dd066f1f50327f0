import type { ActivationRequest, Status } from '../../bot/domain/activation-request.ts'
import type { Directory } from '../../bot/ports/directory.ts'
import type { Truth } from './truth.ts'
import type { World } from './world.ts'

export interface Violation {
  readonly at: number
  readonly rule: string
  readonly what: string
}

/** What somebody sent, as it left them. */
export interface SentDelivery {
  readonly platform: 'web' | 'slack'
  readonly deliveryKey: string
  /** Whose identity it carries; null for strangers. */
  readonly personId: string | null
  readonly raw: { readonly [name: string]: unknown }
  isAcknowledged: boolean
  completed: number
}

/** What the directory answered about one request's assignment: the answers themselves, not what was made of them. */
export interface Sighting {
  seen: boolean
  /** Answers without it since it was last shown. */
  absences: number
  lastReadAt: number
}

/** Settings of the run of the server now going on: what its file said when it started. */
export type InForce = Pick<World, 'settings' | 'access' | 'emergencyAccounts'>

/** Everything the referees know, gathered by watching from outside. */
export interface Ledger {
  /** Each request as it was last committed. */
  readonly requests: Map<string, ActivationRequest>
  /** Status by `id:viewVersion`. */
  readonly faces: Map<string, Status>
  /** Since when (simulated time) somebody is blocked. */
  readonly blocked: Map<string, number>
  /** `person|by` of every block there was. */
  readonly blocks: Set<string>
  readonly sightings: Map<string, Sighting>
  readonly deliveries: Map<string, SentDelivery>
  readonly replies: Map<string, number>
  /** `request|person` for which a proof of presence was handed in, for the request or for an approval of it. */
  readonly proofs: Set<string>
  readonly approvalProofs: Set<string>
  /** Assignments made, by request. */
  readonly activations: Map<string, Set<string>>
  /** True time by which an activation must have ended, whatever clocks said meanwhile. */
  readonly endsBy: Map<string, number>
  /** When a call to the directory to activate was made last. */
  readonly calls: Map<string, number>
  /** Statuses that followed each other. */
  readonly transitions: Set<string>
  /** Since when an unexplained jump of the clock forward waits for somebody's confirmation. */
  clockUnconfirmedSince: number | null
  /** The jump is written down, so that it waits over a restart too. */
  isJumpRecorded: boolean
  /** The server's time before each jump forward. */
  readonly clockSteps: number[]
  /** Nobody can know how long a server was down whose clock was set back meanwhile. */
  hasLostTime: boolean
  /** When something last went wrong that excuses being late. */
  lastTroubleAt: number
}

export function createLedger(): Ledger {
  return {
    requests: new Map(),
    faces: new Map(),
    blocked: new Map(),
    blocks: new Set(),
    sightings: new Map(),
    deliveries: new Map(),
    replies: new Map(),
    proofs: new Set(),
    approvalProofs: new Set(),
    activations: new Map(),
    endsBy: new Map(),
    calls: new Map(),
    transitions: new Set(),
    clockUnconfirmedSince: null,
    isJumpRecorded: false,
    clockSteps: [],
    hasLostTime: false,
    lastTroubleAt: 0,
  }
}

/** What a referee may look at. */
export interface Scene {
  readonly ledger: Ledger
  readonly truth: Truth
  readonly inForce: () => InForce
  /** The directory itself, without faults. */
  readonly inner: Directory
  /** Simulated milliseconds. */
  readonly now: () => number
  /** The server's time. */
  readonly engineNow: () => number
  readonly fail: (rule: string, what: string) => undefined
}
