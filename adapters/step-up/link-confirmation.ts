import type { Context } from 'hono'
import type { Instant, PersonId } from '../../bot/index.ts'
import type { OpenAccountLink } from './account-link.ts'
import type { ChatAccount, Linking } from './linking.ts'
import { end, STYLE_FROM_ENROL, STYLE_FROM_VERIFY, wordsOfBrowser } from './page-context.ts'
import { confirmLinkPage } from './pages/link-page.ts'
import type { FindViewer } from './viewer.ts'
import { type Words, wordsOf } from './wording.ts'

/** A link that is still good, with what it links. */
export interface OpenLink {
  readonly token: string
  readonly now: Instant
  readonly link: OpenAccountLink
  readonly account: ChatAccount
  readonly words: Words
  readonly linking: Linking
}

/** Null where the link is none of ours, too old or used, or its account cannot be linked any more. */
export async function openLink(
  c: Context,
  linking: Linking | undefined,
  token: string,
  now: Instant,
): Promise<OpenLink | null> {
  const link = linking ? await linking.links.open(token, now) : null
  const account = link && linking ? await linking.account(link.account) : null
  return linking && link && account ? { token, now, link, account, words: wordsOfBrowser(c), linking } : null
}

/** The last look at the account and at who proved themselves, by a code on the link's page or on the way back from a sign-in. */
export async function showConfirmation(
  c: Context,
  { token, link, account, linking }: OpenLink,
  find: FindViewer,
  personId: PersonId,
  by: 'code' | 'signIn',
): Promise<Response> {
  const stylePath = by === 'code' ? STYLE_FROM_ENROL : STYLE_FROM_VERIFY
  const [viewer, signInName] = await Promise.all([find(personId), linking.signInName(personId)])
  if (!viewer) return end(c, 410, 'linkOver', { stylePath })
  const words = wordsOf(viewer.language)
  const person = { displayName: viewer.displayName, signInName: signInName ?? personId }
  const proof = linking.links.proofOf(link, personId)
  // The way back from a sign-in is another address than the link's.
  const action = by === 'code' ? '' : `account/${token}`
  return c.html(confirmLinkPage({ words, account, person, proof, by, action, stylePath }))
}

/** What was looked at is linked once the person types the line of this page in the account; uses the link up. */
export async function confirmLink(
  c: Context,
  { link, account, linking, now, words }: OpenLink,
  proof: string,
): Promise<Response> {
  const stylePath = STYLE_FROM_ENROL
  const personId = linking.links.provenBy(link, proof)
  if (personId === null) return end(c, 400, 'unreadable', { words, stylePath })
  if (!(await linking.links.spend(link, now))) return end(c, 410, 'linkOver', { words, stylePath })
  const next = await linking.awaitLine(link.account, personId)
  if (next.outcome !== 'typeIt')
    return end(c, 409, next.outcome === 'taken' ? 'linkTaken' : 'linkRefused', { words, stylePath })
  const values = { platform: account.platformName, account: account.displayName || account.userId }
  return end(c, 200, 'typeLine', { words, stylePath, values, command: next.line })
}
