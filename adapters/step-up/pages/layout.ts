import { readFileSync } from 'node:fs'
import { html } from 'hono/html'
import type { Words } from '../wording.ts'

/** Escaped HTML: strings put into it with `html` are text, whatever they hold. */
export type Html = ReturnType<typeof html>

export const STYLE = readFileSync(new URL('./page.css', import.meta.url), 'utf8')

export interface PageOptions {
  readonly words: Words
  readonly title: string
  /** How the page ends for the person; plain where it goes on. */
  readonly tone?: 'good' | 'bad' | 'plain'
  /** Steps from the page's folder up to the one that holds the style sheet: links keep any path before /verify. */
  readonly stylePath: string
  /** Where the browser goes next on its own. */
  readonly refreshTo?: string
  readonly body: Html
}

export function page({ words, title, tone = 'plain', stylePath, refreshTo, body }: PageOptions): Html {
  return html`<!doctype html>
<html lang="${words.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex, nofollow">
${refreshTo === undefined ? '' : html`<meta http-equiv="refresh" content="0; url=${refreshTo}">`}
<title>${title} · ${words('product')}</title>
<link rel="stylesheet" href="${stylePath}">
</head>
<body>
<main class="${tone}">
<p class="product">${words('product')}</p>
<h1>${title}</h1>
${body}
</main>
</body>
</html>`
}

export interface CodeFormOptions {
  readonly words: Words
  readonly nonce: string
  /** What was wrong with the code before. */
  readonly problem: string | null
  /** Whether the field takes the cursor at once: not where something has to be read or scanned first. */
  readonly autofocus: boolean
}

/** Posts to the address of the page that shows it. */
export function codeForm({ words, nonce, problem, autofocus }: CodeFormOptions): Html {
  const described = problem === null ? 'hint' : 'problem hint'
  return html`<form method="post">
${problem === null ? '' : html`<p class="problem" id="problem" role="alert">${problem}</p>`}
<label for="code">${words('code.label')}</label>
<input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="16" required aria-describedby="${described}"${autofocus ? html` autofocus` : ''}${problem === null ? '' : html` aria-invalid="true"`}>
<p class="soft" id="hint">${words('code.hint')}</p>
<input type="hidden" name="nonce" value="${nonce}">
<button type="submit">${words('code.submit')}</button>
</form>`
}
