import type { Language } from '../values.ts'
import { normaliseText } from './normalise-text.ts'

/** A verb as offered, and what it is followed by. */
export interface OfferedVerb {
  readonly verb: string
  /** As it is compared with what was typed. */
  readonly folded: string
  readonly takes: 'nothing' | 'role' | 'text'
}

/** What suggestions are made of in one language. All of it is understood when it comes back, whoever sends it. */
export interface SuggestionWords {
  readonly verbs: readonly OfferedVerb[]
  readonly duration: string
  readonly in: string
  readonly wholeDirectory: string
  readonly access: { readonly member: string; readonly owner: string }
}

export const SUGGESTION_WORDS: { readonly [language in Language]: SuggestionWords } = {
  en: {
    verbs: [
      ...verbs('nothing', ['mine', 'pending', 'help', 'status']),
      ...verbs('role', ['end', 'again', 'cancel', 'who', 'settings']),
      ...verbs('text', ['approve', 'deny', 'revoke', 'unblock', 'away until']),
    ],
    duration: '1h',
    in: 'in',
    wholeDirectory: 'the whole directory',
    access: { member: 'member', owner: 'owner' },
  },
  fr: {
    verbs: [
      ...verbs('nothing', ['mes demandes', 'en attente', 'aide', 'statut']),
      ...verbs('role', ['terminer', 'encore', 'annuler', 'qui', 'paramètres']),
      ...verbs('text', ['approuver', 'refuser', 'révoquer', 'débloquer', 'absent jusqu’à']),
    ],
    duration: '1 h',
    in: 'dans',
    wholeDirectory: 'tout l’annuaire',
    access: { member: 'membre', owner: 'propriétaire' },
  },
}

function verbs(takes: OfferedVerb['takes'], list: readonly string[]): OfferedVerb[] {
  return list.map((verb) => ({ verb, folded: normaliseText(verb).text, takes }))
}
