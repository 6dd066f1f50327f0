export const LANGUAGES = ['en', 'fr'] as const

export type Language = (typeof LANGUAGES)[number]

/** How somebody speaks to the app among others, in each language. */
export const WAYS = LANGUAGES.flatMap((language) => (['mentions', 'slash'] as const).map((way) => ({ way, language })))

/** What people type in their language, and what is shown to them then. */
export interface Words {
  /** Of the clients of all people. */
  readonly locale: string
  readonly types: { readonly request: string; readonly form: string }
  readonly role: RegExp
  readonly form: RegExp
  readonly welcome: RegExp
  readonly waitsForProof: RegExp
  readonly wrongCode: string
  readonly proven: string
  readonly asksForApproval: RegExp
  readonly waitsForApproval: (given: number) => RegExp
  readonly oneOfTwo: RegExp
  readonly youApproved: RegExp
  readonly active: RegExp
  readonly deactivated: RegExp
  readonly expired: RegExp
  /** In the feed: whose and what. */
  readonly whoseRole: RegExp
  readonly confirmed: RegExp
  /** In the thread below the card of the feed. */
  readonly told: RegExp
  readonly inOwnChat: string
  readonly notATicket: RegExp
  readonly stranger: string
  readonly notAnApprover: string
}

export const WORDS: { readonly [language in Language]: Words } = {
  en: {
    locale: 'en-CA',
    types: { request: 'Exchange Administrator 1h INC-1234', form: 'new' },
    role: /Exchange Administrator/,
    form: /What do you need/,
    welcome: /elevate .*Administrator/i,
    waitsForProof: /Waiting for proof of identity.*Exchange Administrator.*INC-1234/s,
    wrongCode: 'This code is wrong.',
    proven: 'Thank you, that was you',
    asksForApproval: /Approval needed.*Adele Vance asks for Exchange Administrator.*INC-1234/s,
    waitsForApproval: (given) => new RegExp(`Waiting for approval.*${given} of 2`, 's'),
    oneOfTwo: /1 of 2.*Alex Wilber/s,
    youApproved: /You have approved/,
    active: /Active until/,
    deactivated: /Deactivated/,
    expired: /Expired/,
    whoseRole: /Adele Vance: Exchange Administrator/,
    confirmed: /confirmed by the directory/,
    told: /confirmed that the role is gone/,
    inOwnChat: 'Its card is in your chat with Elevate',
    notATicket: /“sometime” is not a ticket number/,
    stranger: 'I cannot help you here.',
    notAnApprover: 'You are not an approver of this request.',
  },
  fr: {
    locale: 'fr-CA',
    types: { request: 'administrateur Exchange 1 h INC-1234', form: 'nouveau' },
    role: /Administrateur Exchange/,
    form: /De quoi avez-vous besoin/,
    welcome: /Ce que vous pouvez demander.*elevate Administrateur/s,
    waitsForProof: /En attente de vérification d’identité.*Administrateur Exchange.*INC-1234/s,
    wrongCode: 'Ce code est erroné.',
    proven: 'Merci, votre identité est confirmée',
    asksForApproval: /Approbation requise.*Adele Vance demande\s: Administrateur Exchange.*INC-1234/s,
    waitsForApproval: (given) => new RegExp(`En attente d’approbation.*${given} sur 2`, 's'),
    oneOfTwo: /1 sur 2.*Alex Wilber/s,
    youApproved: /Vous avez approuvé/,
    active: /Active, fin prévue\s: /,
    deactivated: /Désactivée/,
    expired: /Expirée/,
    whoseRole: /Adele Vance\s: Administrateur Exchange/,
    confirmed: /confirmée par l’annuaire/,
    told: /confirmé que le rôle est retiré/,
    inOwnChat: 'Sa carte se trouve dans votre conversation avec Elevate',
    notATicket: /«\ssometime\s» n’a pas la forme d’un numéro de billet/,
    stranger: 'Je ne peux pas vous aider ici.',
    notAnApprover: 'Vous ne faites pas partie des personnes qui peuvent approuver cette demande.',
  },
}

/** An organisation, its channels and its people's clients, all in one language. */
export function allIn(language: Language, names: readonly string[]) {
  const locales = Object.fromEntries(names.map((name) => [name, WORDS[language].locale]))
  return { locales, change: (file: string) => file.replace('language: en', `language: ${language}`) }
}
