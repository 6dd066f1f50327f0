import type { CardView } from '../../bot/domain/views/card-view.ts'
import { mapTexts } from '../../cards/instants.ts'
import { HOSTILE } from '../attacks/hostile.ts'
import { TYPED_TEXTS } from '../cards/typed-texts.ts'

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
  return mapTexts(view, (each) => (TYPED_TEXTS.has(each) ? text : each))
}
