import type { CardView } from '../../bot/domain/views/card-view.ts'
import { mapTexts } from '../../cards/instants.ts'
import { HOSTILE } from '../attacks/hostile.ts'

/** Everything in the sample views that comes from people or the directory. */
const typed = new Set([
  'Adele Vance',
  'Alex Wilber',
  'Megan Bowen',
  'Pradeep Gupta',
  'Exchange Administrator',
  'Administrateur Exchange',
  'Global Administrator',
  'Administrateur général',
  'Helpdesk Administrator',
  'Tier 0 operators',
  'Montréal',
  'Mail flow to the Montréal office is stuck',
  'Laptop reported stolen',
  'Please use the Exchange Recipient Administrator role for this',
  'RoleAssignmentExists: the role assignment already exists',
  'INC-1234',
  'CHG-77',
  'INK 12',
  'admin',
  '/elevate Exchange Administrator 1h INC-1234',
])

/** What people might type to be more than text in Slack. */
export const HOSTILE_IN_SLACK: readonly string[] = [
  ...Object.values(HOSTILE),
  '<!channel> <!here> <!everyone> <!subteam^S012|@admins>',
  '<@U0123ABCD> <#C0123|general> @here @channel',
  '<https://evil.example|Approve> https://evil.example mailto:a@evil.example',
  '<!date^1^{date}^https://evil.example|today> <!date^99999999^{time}|never>',
  '*bold* _italic_ ~struck~ `code` ```block``` > quote\n> &gt; quote\n&gt;&gt;&gt; all of it',
  ':tada: :white_check_mark: Approved :lock:',
  '&lt;!channel&gt; &amp;lt;@U1&amp;gt;',
  'ok\nApprovals: 2 of 2\nJustification: fine',
  '   ',
]

/** The view with `text` in place of everything typed. */
export function withTyped<T extends CardView>(view: T, text: string): T {
  return mapTexts(view, (each) => (typed.has(each) ? text : each))
}
