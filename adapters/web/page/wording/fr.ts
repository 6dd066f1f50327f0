import type { Wording } from './en.ts'

/** Everything the page itself says in French, as written in Canada. */
export const fr: Wording = {
  locale: 'fr-CA',

  bannerTitle: 'Démonstration',
  banner: 'avec une organisation inventée. Rien ici n’est réel.',
  skipToBox: 'Aller à la zone de texte',
  starting: 'Connexion…',
  startFailed: 'Elevate ne répond pas. Nouvel essai…',

  actingAs: 'Agir en tant que',
  signedInAs: 'Connexion active',
  signOut: 'Me déconnecter',
  disabledPerson: (name) => `${name} (compte désactivé)`,
  conversations: 'Conversations',
  unread: (count) => (count === 1 ? '1 non lu' : `${count} non lus`),
  ownTopic: (name) => `Visible uniquement pour ${name}.`,
  channelTopic: 'Tout le monde lit ce canal.',

  connecting: 'Connexion…',
  offline:
    'La connexion est perdue. La lecture fonctionne toujours ; l’envoi attend son retour. Nouvel essai automatique…',
  online: 'La connexion est rétablie.',
  log: 'Conversation',
  you: 'Vous',
  bot: 'Elevate',
  edited: 'mis à jour',
  unreadable: 'Ce message vient d’une autre version et ne peut pas être affiché.',
  empty: 'Rien ici pour l’instant.',
  emptyOwn: 'Demandez un rôle auquel vous êtes éligible : lequel, pour combien de temps, et le billet ou la raison.',
  examples: ['/elevate', '/elevate mes demandes', '/elevate aide'],
  earlier: 'Afficher les messages précédents',
  newest: 'Aller au plus récent',
  today: 'Aujourd’hui',

  box: 'Message',
  boxHint: '/elevate Administrateur Exchange 1 h INC-1234',
  boxReadOnly: 'Lecture seule. Écrivez plutôt dans Elevate.',
  send: 'Envoyer',
  suggestions: 'Suggestions',
  suggestionCount: (count) =>
    count === 1 ? '1 suggestion, flèches pour choisir' : `${count} suggestions, flèches pour choisir`,

  panel: 'Code et horloge',
  code: 'Code d’authentification',
  copy: 'Copier',
  copied: 'Copié',
  codeHint: (name) => `Ce que ${name} lirait sur son téléphone.`,
  notEnrolled: (name) => `${name} n’a pas encore d’application d’authentification.`,
  codeUnknown: 'Aucun code pour l’instant.',
  clock: 'Horloge de démonstration',
  realTime: 'À l’heure réelle.',
  simulated: (from, to) =>
    `Tout ce qui se trouve entre ces dates est simulé (${from} – ${to}) : les personnes, les demandes et les abus sont inventés.`,
  ahead: (span) => `En avance de ${span} sur l’heure réelle.`,
  span: (hours, minutes) =>
    [hours > 0 ? `${hours} h` : '', minutes > 0 || hours === 0 ? `${minutes} min` : ''].filter(Boolean).join('\u00a0'),
  skip10: 'Avancer de 10 min',
  skip50: 'Avancer de 50 min',

  notSent: 'Non envoyé : Elevate ne répond pas. Votre texte est toujours dans la zone.',
  notPressed: 'Rien ne s’est passé : Elevate ne répond pas. Appuyez de nouveau dans un moment.',
  errors: {
    fence: 'Cette démonstration ne répond qu’à un navigateur sur le même appareil, ouvert à une adresse localhost.',
    signedOut: 'Votre connexion a pris fin. Rechargez la page pour vous connecter.',
    crossSite: 'Elevate n’a pas accepté cet envoi. Rechargez la page et réessayez.',
    unknownPerson: 'Cette personne n’est plus dans l’annuaire. Choisissez quelqu’un d’autre.',
    unknownConversation: 'Cette conversation n’existe pas.',
    notFound: 'Il n’y a rien ici.',
    invalid: 'Elevate n’accepte pas cet envoi. Raccourcissez-le et réessayez.',
    notJson: 'Elevate n’accepte pas cet envoi.',
    tooLarge: 'C’est trop long. Raccourcissez le texte et réessayez.',
    unavailable: 'Rien n’a été enregistré et rien ne s’est passé. Réessayez dans un moment.',
  },
}
