import type { Context, MiddlewareHandler } from 'hono'
import type { IsoDuration, Person, PersonId } from '../../bot/index.ts'
import { WebChatError } from './errors.ts'
import { fenceOfRequest } from './fence-request.ts'
import { isCsrfRight, type WebSessions } from './sessions.ts'

/** The demonstration: everybody may be anybody, which only the fence makes bearable. */
export interface DemoAccess {
  readonly kind: 'demo'
  readonly people: () => Promise<readonly Person[]>
  /** The authenticator code of that moment; null for who is not enrolled. */
  readonly codeOf: (personId: PersonId) => Promise<{ readonly code: string; readonly validForMs: number } | null>
  /** Moves the demo clock forward. */
  readonly skip: (duration: IsoDuration) => Promise<void>
  /** What of the past was simulated. */
  readonly simulated?: { readonly from: number; readonly to: number } | null
}

/** Real people, each in their own name. */
export interface SignInAccess {
  readonly kind: 'signIn'
  readonly sessions: WebSessions
  readonly person: (id: PersonId) => Promise<Person | null>
  /** Channels are for those who watch over the organisation. */
  readonly mayReadChannels: (personId: PersonId) => Promise<boolean>
}

export type WebAccess = DemoAccess | SignInAccess

/** Who asks, and which channels they may read. */
export interface Viewing {
  Variables: { person: Person; channels: readonly string[]; csrf: string | null }
}

/** What every request has to pass before it is looked at. */
export function guardOf(access: WebAccess): MiddlewareHandler {
  return access.kind === 'demo' ? fenceOfRequest : sameSiteOnly
}

/** Browsers say who asks for a page's parts; another site may link to the page, and no more. */
const sameSiteOnly: MiddlewareHandler = async (c, next) => {
  const site = c.req.header('sec-fetch-site')
  const isNavigation = c.req.method === 'GET' && c.req.header('sec-fetch-mode') === 'navigate'
  if (site !== undefined && site !== 'same-origin' && site !== 'none' && !isNavigation)
    throw new WebChatError('crossSite')
  await next()
}

/** Finds out who asks. In the demonstration it is whom the tab says (`as`; `orFirst`: where it says nothing, whoever comes first); else whoever signed in in this browser. */
export function viewing(
  access: WebAccess,
  channels: readonly string[],
  unnamed: 'refused' | 'orFirst' = 'refused',
): MiddlewareHandler<Viewing> {
  return async (c, next) => {
    const found =
      access.kind === 'demo' ? await actingAs(c, access, channels, unnamed) : await signedIn(c, access, channels)
    for (const [name, value] of Object.entries(found)) c.set(name as 'person', value as Person)
    await next()
  }
}

async function actingAs(
  c: Context,
  { people }: DemoAccess,
  channels: readonly string[],
  unnamed: 'refused' | 'orFirst',
): Promise<Viewing['Variables']> {
  const id = c.req.query('as')
  const everybody = await people()
  const first = id === undefined && unnamed === 'orFirst' ? everybody[0] : undefined
  const person = first ?? everybody.find((candidate) => candidate.id === id)
  if (!person) throw new WebChatError('unknownPerson')
  return { person, channels, csrf: null }
}

async function signedIn(
  c: Context,
  { sessions, person: find, mayReadChannels }: SignInAccess,
  channels: readonly string[],
): Promise<Viewing['Variables']> {
  const session = await sessions.of(c)
  const person = session && (await find(session.personId))
  if (!session || !person?.enabled) throw new WebChatError('signedOut')
  const isReading = c.req.method === 'GET' || c.req.method === 'HEAD'
  if (!isReading && !isCsrfRight(session, c.req.header('x-elevate-csrf'))) throw new WebChatError('crossSite')
  const readable = channels.length > 0 && (await mayReadChannels(person.id)) ? channels : []
  return { person, channels: readable, csrf: session.csrf }
}
