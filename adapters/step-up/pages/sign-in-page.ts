import { html } from 'hono/html'
import type { RequestCardView, StepUpPurpose } from '../../../bot/index.ts'
import type { Viewer } from '../viewer.ts'
import type { Words } from '../wording.ts'
import { type Html, page } from './layout.ts'
import { factList } from './verify-page.ts'

export interface SignInPage {
  readonly words: Words
  readonly viewer: Viewer
  readonly purpose: StepUpPurpose
  readonly view: RequestCardView
  readonly nonce: string
  readonly problem: string | null
}

/** What the sign-in is for, and the button that leads to it. */
export function signInPage({ words, viewer, purpose, view, nonce, problem }: SignInPage): Html {
  const name = viewer.displayName
  const what = purpose.kind === 'answer' ? (`answer.${purpose.verdict}` as const) : purpose.kind
  const decides = purpose.kind === 'approve' || purpose.kind === 'answer'
  const body = html`<p>${words(`signIn.${what}`, { name })}</p>
${factList(words, viewer, purpose, view)}
${signInForm(words, nonce, problem)}
<p class="soft">${words(decides ? 'signIn.doubtApprove' : 'signIn.doubt')}</p>`
  return page({ words, title: words(`signIn.title.${what}`), stylePath: 'style.css', body })
}

/** The web chat's door. */
export function visitPage(words: Words, nonce: string, problem: string | null): Html {
  const body = html`<p>${words('signIn.visit')}</p>
${signInForm(words, nonce, problem)}`
  return page({ words, title: words('signIn.title.visit'), stylePath: 'style.css', body })
}

/** Posts to the address of the page that shows it: following a link alone begins nothing. */
export function signInForm(words: Words, nonce: string, problem: string | null): Html {
  return html`<form method="post">
${problem === null ? '' : html`<p class="problem" role="alert">${problem}</p>`}
<input type="hidden" name="nonce" value="${nonce}">
<button type="submit" autofocus>${words('signIn.go')}</button>
</form>`
}

/**
 * Leads on to the identity provider by itself. Not a redirect of the form: browsers hold those to this page's
 * `form-action`, and where a tenant sends its people from there is not known here.
 */
export function leadOnPage(words: Words, url: string, text: 'signIn.leadOn' | 'signIn.more'): Html {
  const body = html`<p>${words(text)}</p>
<p><a class="button" href="${url}">${words('signIn.continue')}</a></p>`
  return page({ words, title: words('signIn.leadOnTitle'), stylePath: 'style.css', refreshTo: url, body })
}
