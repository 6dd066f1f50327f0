import { type InboundActivity, kindOf } from './activity.ts'
import { onInvoke } from './on-invoke.ts'
import { onInstallation, onMessage } from './on-message.ts'
import { createReceiver, type TeamsReceiver } from './receiver.ts'
import { createSigningKeys } from './signing-keys.ts'
import type { Surroundings } from './surroundings.ts'
import { checkToken, type TokenVerdict } from './token-check.ts'
import type { TrustRules } from './trust.ts'

export interface TeamsAppOptions extends Surroundings {
  readonly rules: TrustRules
  /** Null: the playground, which signs nothing. */
  readonly signed: {
    readonly appId: string
    readonly issuer: string
    readonly metadataUrl: string
    readonly wallClock?: () => number
  } | null
  /** Why an unsigned request is refused, or null; asked only where nothing is signed. */
  readonly unsigned: ((request: Request, peer: string | null) => string | null) | null
}

export interface TeamsApp {
  /** Answers `POST /api/messages`. Does not throw. */
  readonly fetch: TeamsReceiver['fetch']
}

/** Teams' side of what comes in. */
export function createTeamsApp(options: TeamsAppOptions): TeamsApp {
  const { log, rules, signed, unsigned } = options
  const receiver = createReceiver({
    ...{ rules, log },
    checkToken: signed ? tokenCheck(signed, log) : async (): Promise<TokenVerdict> => NOTHING,
    unsigned: signed ? null : unsigned,
    handle: (activity) => handle(activity, options),
  })
  return { fetch: receiver.fetch }
}

const NOTHING: TokenVerdict = { outcome: 'refused', problem: 'nobody can be believed' }

function tokenCheck(signed: NonNullable<TeamsAppOptions['signed']>, log: Surroundings['log']) {
  const { appId, issuer, metadataUrl, wallClock = Date.now } = signed
  const keys = createSigningKeys({ metadataUrl, log })
  return (authorization: string | null) => checkToken(authorization, { keys, issuer, audience: appId, wallClock })
}

async function handle(activity: InboundActivity, around: Surroundings): Promise<Response> {
  switch (kindOf(activity)) {
    case 'message':
      return onMessage(activity, around)
    case 'invoke':
      return onInvoke(activity, around)
    case 'installation':
      return onInstallation(activity, around)
    case 'ignored':
      return new Response(null, { status: 200 })
    case null:
      around.log.warn({ status: 400, problem: 'an unknown type' }, 'A request to the Teams endpoint was refused')
      return new Response('Not for us', { status: 400 })
  }
}
