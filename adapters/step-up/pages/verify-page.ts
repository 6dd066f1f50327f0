import { html } from 'hono/html'
import { parseIsoDuration, type RequestCardView, type StepUpPurpose } from '../../../bot/index.ts'
import type { Viewer } from '../viewer.ts'
import type { WordingKey, Words } from '../wording.ts'
import { formatDuration, formatInstant } from './format.ts'
import { codeForm, type Html, page } from './layout.ts'

export interface VerifyPage {
  readonly words: Words
  readonly viewer: Viewer
  readonly purpose: StepUpPurpose
  readonly view: RequestCardView
  readonly nonce: string
  readonly problem: string | null
}

/** What is being proven, and the field for the code. */
export function verifyPage({ words, viewer, purpose, view, nonce, problem }: VerifyPage): Html {
  const isApproval = purpose.kind === 'approve'
  const body = html`<p>${words(isApproval ? 'verify.approve' : 'verify.request', { name: viewer.displayName })}</p>
${factList(words, viewer, purpose, view)}
${codeForm({ words, nonce, problem, autofocus: true })}
<p class="soft">${words(isApproval ? 'verify.doubtApprove' : 'verify.doubt')}</p>`
  return page({ words, title: words('verify.title'), stylePath: 'style.css', body })
}

/** What the request asks for, so that people see what they prove themselves for. */
export function factList(words: Words, viewer: Viewer, purpose: StepUpPurpose, view: RequestCardView): Html {
  return html`<dl>${facts(words, viewer, purpose, view).map(([key, value]) => fact(words(key), value))}</dl>`
}

/** `bdi` keeps text that runs the other way from turning its surroundings round. */
function fact(name: string, value: string): Html {
  return html`<dt>${name}</dt><dd><bdi>${value}</bdi></dd>`
}

function facts(words: Words, viewer: Viewer, purpose: StepUpPurpose, view: RequestCardView): [WordingKey, string][] {
  const { activatable, latestEnd, ticket, justification } = view.terms
  const lessTime = purpose.kind === 'approve' && purpose.duration ? parseIsoDuration(purpose.duration) : null
  const isOthers = purpose.kind === 'approve' || purpose.kind === 'answer'
  const access = activatable.access && words(`access.${activatable.access}`)
  const found: [WordingKey, string | null][] = [
    ['field.requester', isOthers ? view.requester.displayName : null],
    [activatable.kind === 'role' ? 'field.role' : 'field.group', activatable.displayName[words.language]],
    ['field.access', access],
    ['field.scope', activatable.kind === 'role' ? (activatable.scope?.displayName ?? words('scope.directory')) : null],
    ['field.duration', formatDuration(lessTime ?? view.terms.duration, words.language)],
    ['field.latestEnd', latestEnd === null ? null : formatInstant(latestEnd, words.language, viewer.timeZone)],
    ['field.ticket', ticket?.text ?? null],
    ['field.justification', justification],
    ['field.request', view.requestId],
    ['field.reason', purpose.kind === 'answer' ? purpose.reason : null],
  ]
  return found.flatMap(([key, value]) => (value ? [[key, value] as [WordingKey, string]] : []))
}
