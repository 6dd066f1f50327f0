import { html } from 'hono/html'
import { toString as toQrCode } from 'qrcode'
import { provisioningUri, toBase32 } from '../totp.ts'
import type { Words } from '../wording.ts'
import { codeForm, type Html, page } from './layout.ts'

export interface EnrolPage {
  readonly words: Words
  readonly displayName: string
  readonly secret: Uint8Array
  readonly replaces: boolean
  readonly nonce: string
  readonly problem: string | null
}

/** The secret as a QR code and in writing, and the field for the code that shows it arrived. */
export async function enrolPage({ words, displayName, secret, replaces, nonce, problem }: EnrolPage): Promise<Html> {
  const uri = provisioningUri(secret, words('product'), displayName)
  const svg = await toQrCode(uri, { type: 'svg', errorCorrectionLevel: 'M', margin: 2 })
  const image = `data:image/svg+xml;base64,${Buffer.from(svg).toString('base64')}`
  const body = html`<p>${words('enrol.intro', { name: displayName })}</p>
${replaces ? html`<p>${words('enrol.replaces')}</p>` : ''}
<img class="qr" src="${image}" alt="${words('enrol.qr')}" width="240" height="240">
<p>${words('enrol.typed')}</p>
<code id="secret">${inGroups(toBase32(secret))}</code>
<p>${words('enrol.confirm')}</p>
${codeForm({ words, nonce, problem, autofocus: problem !== null })}`
  return page({ words, title: words('enrol.title'), stylePath: '../style.css', body })
}

/** Four by four, as people type. */
function inGroups(text: string): string {
  return text.match(/.{1,4}/g)?.join(' ') ?? text
}
