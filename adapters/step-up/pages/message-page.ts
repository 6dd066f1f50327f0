import { html } from 'hono/html'
import type { Words } from '../wording.ts'
import { type Html, page } from './layout.ts'

export interface MessagePage {
  readonly words: Words
  readonly title: string
  readonly paragraphs: readonly string[]
  /** A command to copy. */
  readonly command?: string
  readonly tone: 'good' | 'bad'
  readonly stylePath: string
}

/** A page that ends here: nothing to fill in. */
export function messagePage({ words, title, paragraphs, command, tone, stylePath }: MessagePage): Html {
  const body = html`<div role="${tone === 'good' ? 'status' : 'alert'}">
${paragraphs.map((paragraph) => html`<p>${paragraph}</p>`)}
${command === undefined ? '' : html`<code>${command}</code>`}
</div>`
  return page({ words, title, tone, stylePath, body })
}
