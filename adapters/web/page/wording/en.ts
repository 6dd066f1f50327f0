/** Everything the page itself says in English. What cards say is in `cards/wording`. */
export const en = {
  locale: 'en-CA',

  bannerTitle: 'Demonstration',
  banner: 'with an invented organisation. Nothing here is real.',
  skipToBox: 'Skip to the text box',
  starting: 'Connecting…',
  startFailed: 'Elevate does not answer. Trying again…',

  actingAs: 'Acting as',
  signedInAs: 'Signed in as',
  signOut: 'Sign out',
  disabledPerson: (name: string) => `${name} (account disabled)`,
  conversations: 'Conversations',
  unread: (count: number) => (count === 1 ? '1 unread' : `${count} unread`),
  ownTopic: (name: string) => `Only ${name} sees this.`,
  channelTopic: 'Everybody reads this channel.',

  connecting: 'Connecting…',
  offline: 'The connection is lost. Reading still works; sending waits until it is back. Trying again by itself…',
  online: 'The connection is back.',
  log: 'Conversation',
  you: 'You',
  bot: 'Elevate',
  edited: 'updated',
  unreadable: 'This was written by another version and cannot be shown.',
  empty: 'Nothing here yet.',
  emptyOwn: 'Ask for a role you are eligible for: which one, how long, and the ticket or the reason.',
  examples: ['/elevate', '/elevate mine', '/elevate help'],
  earlier: 'Show earlier',
  newest: 'Jump to the newest',
  today: 'Today',

  box: 'Message',
  boxHint: '/elevate Exchange Administrator 1h INC-1234',
  boxReadOnly: 'Read only. Type in Elevate instead.',
  send: 'Send',
  suggestions: 'Suggestions',
  suggestionCount: (count: number) =>
    count === 1 ? '1 suggestion, arrow keys to choose' : `${count} suggestions, arrow keys to choose`,

  panel: 'Code and clock',
  code: 'Authenticator code',
  copy: 'Copy',
  copied: 'Copied',
  codeHint: (name: string) => `What ${name} would read on their phone.`,
  notEnrolled: (name: string) => `${name} has no authenticator yet.`,
  codeUnknown: 'No code at the moment.',
  clock: 'Demo clock',
  realTime: 'In step with real time.',
  simulated: (from: string, to: string) =>
    `Everything between ${from} and ${to} is simulated: people, requests and misuse are invented.`,
  ahead: (span: string) => `${span} ahead of real time.`,
  span: (hours: number, minutes: number) =>
    [hours > 0 ? `${hours} h` : '', minutes > 0 || hours === 0 ? `${minutes} min` : ''].filter(Boolean).join(' '),
  skip10: 'Skip 10 minutes',
  skip50: 'Skip 50 minutes',

  notSent: 'Not sent: Elevate does not answer. Your text is still in the box.',
  notPressed: 'Nothing happened: Elevate does not answer. Press again in a moment.',
  errors: {
    fence: 'This demonstration answers only to a browser on the same machine, opened at a localhost address.',
    signedOut: 'You are signed out. Reload the page to sign in.',
    crossSite: 'Elevate did not take this. Reload the page and try again.',
    unknownPerson: 'This person is no longer in the directory. Choose somebody else.',
    unknownConversation: 'There is no such conversation.',
    notFound: 'There is nothing here.',
    invalid: 'Elevate does not take this. Shorten it and try again.',
    notJson: 'Elevate does not take this.',
    tooLarge: 'This is too long. Shorten it and try again.',
    unavailable: 'Nothing was stored and nothing happened. Try again in a moment.',
  },
}

export type Wording = typeof en
