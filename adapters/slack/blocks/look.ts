import type { Language } from '../../../bot/index.ts'

/** In whose words something is shown, and in which zone where Slack cannot use the viewer's own. */
export interface Look {
  readonly language: Language
  readonly timeZone: string
}
