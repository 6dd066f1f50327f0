import type { RefusalCode } from '../../../bot/domain/refusal.ts'
import type { Language } from '../../../bot/domain/values.ts'
import type { CardView } from '../../../bot/domain/views/card-view.ts'
import { readerOf } from '../../../cards/reader.ts'
import { refusalText } from '../../../cards/refusal-text.ts'
import { renderCard } from '../../../cards/render-card.ts'
import type { Tenant } from '../graph/tenant.ts'
import type { EntraStory } from '../story.ts'
import { answeredThere } from './lives.ts'

const ZONE = 'America/Toronto'
const LANGUAGES: readonly Language[] = ['en', 'fr']

/** Phrases by which a card says that the role is held now; as the words of the cards have them. */
const SAYS_ACTIVE: { readonly [language in Language]: RegExp } = {
  en: /^(Active( until|$)|You hold this role|Still active)|confirmed your activation/m,
  fr: /^(Active(,|$)|Vous détenez ce rôle|Toujours active)|a confirmé votre activation/m,
}
/** … and that it is not. "Revoked by" beside a role that is being ended says who wants it so. */
const SAYS_GONE: { readonly [language in Language]: RegExp } = {
  en: /^(Expired|Deactivated|Revoked|Failed|Canceled|Denied|Timed out)(?! by:)|confirmed that (it|the role) is gone|Nothing was activated/m,
  fr: /^(Expirée|Désactivée|Révoquée|Échec|Annulée|Refusée|Délai écoulé)(?! par)|a confirmé (le|son) retrait|Rien n’a été activé/m,
}

export interface Witness {
  /** What was shown and was not so in the tenant. */
  readonly untruths: string[]
  /** What was ever said in English, one entry a message or change of one. */
  readonly said: string[]
}

/** Holds every message, in the moment it is shown and in both languages, against what the tenant truly has. */
export function witness(story: EntraStory, isHeld: () => boolean): Witness {
  const seen: Witness = { untruths: [], said: [] }
  story.platform.answerWith(({ view, address }) => {
    seen.said.push(`${address}: ${wordsOf(view, 'en')}`)
    const lie = untruthIn(view, address, isHeld()) ?? untrueDecision(view, address, story.tenant)
    if (lie) seen.untruths.push(lie)
    return null
  })
  return seen
}

/** What a message says that is not so while the role is, or is not, held; null where it says nothing of the sort. */
export function untruthIn(view: CardView, address: string, isHeld: boolean): string | null {
  // A refusal speaks of what was not done by it, and a history of what was.
  if (view.card === 'refusal' || view.card === 'history') return null
  for (const language of LANGUAGES) {
    const text = wordsOf(view, language)
    const isLie = isHeld ? SAYS_GONE[language].test(text) : SAYS_ACTIVE[language].test(text)
    if (isLie) return `${address}, ${isHeld ? 'held' : 'not held'}: ${text}`
  }
  return null
}

/** A decision that is shown though the tenant, which asks for it itself, has taken none, or the other one. */
export function untrueDecision(view: CardView, address: string, tenant: Tenant): string | null {
  if (tenant.state.approvals.size === 0 || !('approvals' in view)) return null
  const taken = answeredThere(tenant)
  const isSaidApproved = (view.approvals?.given.length ?? 0) > 0
  const isLie = (isSaidApproved && taken !== 'Approve') || (view.status === 'denied' && taken !== 'Deny')
  return isLie ? `${address}, ${taken ?? 'undecided'}: ${wordsOf(view, 'en')}` : null
}

export function wordsOf(view: CardView, language: Language): string {
  return renderCard(view, { language, timeZone: ZONE }).fallbackText
}

/** Whether the text of the card says, in both languages, what to do about this. */
export function saysWhatToDo(view: CardView, code: RefusalCode): boolean {
  return LANGUAGES.every((language) => {
    const { do: advice } = refusalText(readerOf(language, ZONE), { code, params: {} })
    const text = wordsOf(view, language)
    // Names and numbers that stand in an advice differ; how it begins does not.
    return advice.length > 10 && text.includes(advice.slice(0, 25))
  })
}
