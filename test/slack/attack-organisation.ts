import { chatOrganisation, everybody } from '../attacks/chat-organisation.ts'
import type { SlackPeer } from './slack-peer.ts'

/** They may decide on Teams Administrator, and their users in Slack are odd. */
const ODD = ['guest', 'ultra', 'gone', 'unconfirmed', 'invited', 'stranger', 'foreign', 'robot', 'disabled']
/** Each with a user in Slack. */
export const EVERYBODY = everybody(ODD)

/** The organisation under attack, whose people are linked to the users of this Slack. */
export function configuration(slack: SlackPeer, data: string) {
  return chatOrganisation({
    odd: ODD,
    chat: { slack: { signingSecret: 'env:SIGNING', botToken: 'env:BOT', apiUrl: slack.apiUrl } },
    feed: `slack:${slack.channels['security-feed']}`,
    accountOf: (id) => ({ slack: slack.users[id] }),
    data,
  })
}
