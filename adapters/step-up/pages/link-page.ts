import { html } from 'hono/html'
import type { ChatAccount } from '../linking.ts'
import type { WordingKey, Words } from '../wording.ts'
import { type Html, page } from './layout.ts'
import { signInForm } from './sign-in-page.ts'

const STYLE = '../style.css'

export interface LinkPage {
  readonly words: Words
  readonly account: ChatAccount
  readonly nonce: string
  readonly problem: string | null
}

/** Which account is to be linked, and the fields for who one is and the code that proves it. */
export function linkPage({ words, account, nonce, problem }: LinkPage): Html {
  const described = problem === null ? 'hint' : 'problem hint'
  const invalid = problem === null ? '' : html` aria-invalid="true"`
  const body = html`${linkIntro(words, account)}
<form method="post">
${problem === null ? '' : html`<p class="problem" id="problem" role="alert">${problem}</p>`}
<label for="name">${words('link.name')}</label>
<input id="name" name="name" type="text" autocomplete="username" autocapitalize="none" spellcheck="false" maxlength="256" required aria-describedby="name-hint"${invalid}>
<p class="soft" id="name-hint">${words('link.nameHint')}</p>
<label for="code">${words('code.label')}</label>
<input id="code" name="code" type="text" inputmode="numeric" autocomplete="one-time-code" maxlength="16" required aria-describedby="${described}"${invalid}>
<p class="soft" id="hint">${words('code.hint')}</p>
<input type="hidden" name="nonce" value="${nonce}">
<button type="submit">${words('link.go')}</button>
</form>
<p class="soft">${words('link.notEnrolled')}</p>`
  return page({ words, title: words('link.title'), stylePath: STYLE, body })
}

/** Which account is to be linked, and the button that leads to the sign-in. */
export function signInLinkPage({ words, account, nonce, problem }: LinkPage): Html {
  const body = html`${linkIntro(words, account)}
${signInForm(words, nonce, problem)}`
  return page({ words, title: words('link.title'), stylePath: STYLE, body })
}

function linkIntro(words: Words, account: ChatAccount): Html {
  return html`<p>${words('link.intro', { platform: account.platformName })}</p>
${facts(words, accountFacts(account))}
<p><strong>${words('link.warning')}</strong></p>`
}

export interface ConfirmLinkPage {
  readonly words: Words
  readonly account: ChatAccount
  readonly person: { readonly displayName: string; readonly signInName: string }
  readonly proof: string
  readonly by: 'code' | 'signIn'
  /** Where the form goes; '' for the address of the page. */
  readonly action: string
  readonly stylePath: string
}

/** The last look: this account, this person. */
export function confirmLinkPage({ words, account, person, proof, by, action, stylePath }: ConfirmLinkPage): Html {
  const isOther = account.email !== null && account.email.toLowerCase() !== person.signInName.toLowerCase()
  const body = html`<p>${words(by === 'code' ? 'link.confirm' : 'link.confirmSignedIn')}</p>
${facts(words, [['link.person', person.displayName], ['link.signInName', person.signInName], ...accountFacts(account)])}
${isOther ? html`<p class="problem" role="alert">${words('link.otherAddress')}</p>` : ''}
<p><strong>${words('link.consequence')}</strong></p>
<form method="post"${action === '' ? '' : html` action="${action}"`}>
<input type="hidden" name="proof" value="${proof}">
<button type="submit">${words('link.submit')}</button>
</form>
<p class="soft">${words('link.doubt')}</p>`
  return page({ words, title: words('link.confirmTitle'), stylePath, body })
}

type Fact = readonly [WordingKey, string]

function accountFacts({ platformName, displayName, userId, email, workspace }: ChatAccount): Fact[] {
  const found: readonly (readonly [WordingKey, string | null])[] = [
    ['link.platform', platformName],
    ['link.workspace', workspace],
    ['link.account', displayName],
    ['link.email', email],
    ['link.userId', userId],
  ]
  return found.flatMap(([key, value]) => (value === null || value === '' ? [] : [[key, value] as Fact]))
}

/** `bdi` keeps text that runs the other way from turning its surroundings round. */
function facts(words: Words, list: readonly Fact[]): Html {
  return html`<dl>${list.map(([key, value]) => html`<dt>${words(key)}</dt><dd><bdi>${value}</bdi></dd>`)}</dl>`
}
