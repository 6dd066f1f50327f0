import { type ActivationRequest, isBeingWithdrawn, isTerminal } from '../../../bot/domain/activation-request.ts'
import type { Verdict } from '../../../bot/domain/request-event.ts'
import type { Verb } from '../../../bot/domain/views/card-view.ts'
import { MINUTE } from '../../../bot/index.ts'
import { LIVES, type Mode } from './lives.ts'

/** What people are about to do, or wait for. */
export const PHASES = ['ask', 'decide', 'signIn', 'answer', 'run', 'end'] as const
export type Phase = (typeof PHASES)[number]

/** What people need of a story: in this process, or in another one. */
export interface Living {
  readonly mode: Mode
  now(): number
  /** The one request of this story, or null before there is one. */
  current(): Promise<ActivationRequest | null>
  says(who: string, text: string): Promise<void>
  proves(who: string, request: ActivationRequest): Promise<unknown>
  presses(who: string, verb: Verb, request: ActivationRequest): Promise<void>
  /** Delegated mode: the requester's fresh sign-in, as the pages hand it over. */
  signsIn(request: ActivationRequest): Promise<void>
  /** The approver's fresh sign-in for an answer to the tenant's own approval. */
  answers(who: string, request: ActivationRequest, verdict: Verdict): Promise<void>
  /** Whoever asked cancels there what waits for an approval. */
  cancelsInPortal(): void
  passes(duration: string): Promise<void>
}

/** They patiently do what their cards say, and no longer than this. */
const ROUNDS = 70
const END_AFTER = 6 * MINUTE

/** The phase that a request is in; null once it is over. */
function phaseOf(story: Living, request: ActivationRequest | null): Phase | null {
  switch (request?.status) {
    case undefined:
    case 'pendingVerification':
      return 'ask'
    case 'pendingApproval':
      return 'decide'
    case 'approved':
      return 'signIn'
    case 'provisioning':
      return request?.provisioning?.outcome === 'waitingForDirectory' ? 'answer' : 'signIn'
    case 'active':
      return story.now() < (request?.activation?.startedAt ?? 0) + END_AFTER ? 'run' : 'end'
    case 'ending':
      return 'end'
    default:
      return null
  }
}

/**
 * The whole life of a request, as its people live it: asked for, proved, approved, signed in for, held for six minutes and
 * ended by its holder, or answered in the tenant's own approval; whatever does not work is tried again a minute later. `before` is called as each phase begins.
 * Returns the request as it ended; null where it never came to one.
 */
export async function liveThrough(
  story: Living,
  before: (phase: Phase) => void,
  eachRound: () => void | Promise<void>,
): Promise<ActivationRequest | null> {
  let last: Phase | null = null
  for (let round = 0; round < ROUNDS; round += 1) {
    const request = await story.current()
    if (request && isTerminal(request.status)) return request
    const phase = phaseOf(story, request)
    if (phase && phase !== last) before(phase)
    last = phase
    await act(story, request, phase)
    await eachRound()
    await story.passes('PT1M')
    await eachRound()
  }
  return null
}

async function act(story: Living, request: ActivationRequest | null, phase: Phase | null): Promise<void> {
  const { line, there } = LIVES[story.mode]
  if (!request) return story.says('adele', line)
  if (request.status === 'pendingVerification') return void (await story.proves('adele', request))
  if (phase === 'decide') return story.presses('alex', 'approve', request)
  if (request.status === 'approved') return story.signsIn(request)
  if (phase === 'answer' && there !== null)
    return there === 'cancel' ? story.presses('adele', 'cancel', request) : story.answers('alex', request, there)
  // Their card says so: Elevate may not do it for them.
  if (isBeingWithdrawn(request) && there !== 'cancel') return story.cancelsInPortal()
  if (phase === 'end' && request.status === 'active') return story.presses('adele', 'deactivate', request)
}
