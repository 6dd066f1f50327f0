import type { Parts } from '../main/parts.ts'
import type { Finding } from './check.ts'

/** Asks Slack who the token is and what it may do, and says who could not be reached there. */
export async function slackFindings({ slack, config, directory }: Parts): Promise<Finding[]> {
  const settings = config.chat.slack
  if (!slack || !settings) return []
  const linksByEmail = settings.verifiedEmailDomains.length > 0
  const people = linksByEmail ? [] : await directory.people()
  const linked = new Set(settings.links.values())
  const { emergencyAccounts } = config.organisation
  const strangers = people.filter(({ id, enabled }) => enabled && !linked.has(id) && !emergencyAccounts.includes(id))
  const unlinked = strangers.map(({ id, displayName }): Finding => {
    const message = `${displayName} is not linked to Slack in the file: they link themselves by proving who they are, or add chat: { slack: <user id> } to person ${id}.`
    return { level: 'warning', message }
  })
  return [...(await scopeFindings(slack.platform, linksByEmail)), ...unlinked]
}

async function scopeFindings(
  platform: NonNullable<Parts['slack']>['platform'],
  linksByEmail: boolean,
): Promise<Finding[]> {
  const found = await platform.workspace.ask()
  if (typeof found === 'string') {
    return [{ level: 'error', message: `Slack does not take the bot token, or cannot be reached: ${found}.` }]
  }
  const good: Finding = { level: 'ok', message: `Slack: workspace ${found.teamId}, app user ${found.botUserId}.` }
  if (found.scopes === null) {
    return [good, { level: 'warning', message: 'Slack did not say which scopes the bot token has.' }]
  }
  const { judgeScopes } = await import('../../adapters/slack/index.ts')
  const { missing, superfluous } = judgeScopes(found.scopes, { linksByEmail })
  const toAdd = missing.map((scope): Finding => {
    return { level: 'error', message: `Slack: the scope ${scope} is missing. Add it and install the app again.` }
  })
  const toDrop = superfluous.map((scope): Finding => {
    return { level: 'warning', message: `Slack: the scope ${scope} is not used. Remove it from the app.` }
  })
  return [good, ...toAdd, ...toDrop]
}
