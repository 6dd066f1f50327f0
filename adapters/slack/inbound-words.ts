import type { Language } from '../../bot/index.ts'

/** What Slack is told at once, where no card can be sent: because nothing was stored, or nothing was asked of us. */
export const INBOUND_WORDS = ['notStored', 'notReady', 'unknownCommand', 'outdated', 'notOpened'] as const
export type InboundWord = (typeof INBOUND_WORDS)[number]

const words: { readonly [language in Language]: { readonly [word in InboundWord]: string } } = {
  en: {
    notStored: 'Elevate could not take this just now. Nothing happened; please try again in a moment.',
    notReady: 'Elevate is starting. Nothing happened; please try again in a minute.',
    unknownCommand: 'This is not a command of Elevate. Use /elevate help to see what it does.',
    outdated: 'This is out of date and nothing happened. Use /elevate to begin again.',
    notOpened: 'Slack could not open the dialog. Nothing happened; please press the button again.',
  },
  fr: {
    notStored: 'Elevate n’a pas pu prendre ceci en charge. Rien ne s’est passé ; réessayez dans un instant.',
    notReady: 'Elevate démarre. Rien ne s’est passé ; réessayez dans une minute.',
    unknownCommand: 'Ce n’est pas une commande d’Elevate. Utilisez /elevate aide pour voir ce qu’il fait.',
    outdated: 'Ceci n’est plus à jour et rien ne s’est passé. Utilisez /elevate pour recommencer.',
    notOpened: 'Slack n’a pas pu ouvrir la boîte de dialogue. Rien ne s’est passé ; appuyez de nouveau sur le bouton.',
  },
}

export function inboundWord(language: Language, word: InboundWord): string {
  return words[language][word]
}
