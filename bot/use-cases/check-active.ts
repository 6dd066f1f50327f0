import type { ActivationRequest } from '../domain/activation-request.ts'
import { type ActiveFinding, findingAbout } from '../domain/active-finding.ts'
import { auditEvent, personActor } from '../domain/audit-event.ts'
import { refusal } from '../domain/refusal.ts'
import type { JsonObject, PersonId, RequestId } from '../domain/values.ts'
import type { CardView, Confirmation } from '../domain/views/card-view.ts'
import { commit, type Origin } from './commit.ts'
import type { Context } from './context.ts'
import { accessRefusal, decideRequest, refuse } from './decide-request.ts'
import { confirmationCard } from './views/answers.ts'
import { activatableView } from './views/names.ts'

const WORDS: { readonly [finding in ActiveFinding['finding']]: Confirmation } = {
  young: 'activeYoung',
  there: 'activeThere',
  within: 'activeWithin',
  elsewhere: 'activeElsewhere',
  gone: 'activeGone',
}

/**
 * *Still not working*: reads role, scope and end back, and says what was found and what to try. Changes nothing, but that
 * what is gone is looked at like any other disappearance. Throws `DirectoryUnavailable`.
 */
export async function checkActive(ctx: Context, origin: Origin, by: PersonId, requestId: RequestId): Promise<void> {
  const request = await ctx.store.request(requestId)
  if (!request) return void (await refuse(ctx, by, origin, null, refusal('unknownRequest', { requestId })))
  const refused = await accessRefusal(ctx, 'checkActive', by, request)
  if (refused) return void (await refuse(ctx, by, origin, request, refused))
  const { status, requesterId, terms } = request
  if (status !== 'active') return void (await refuse(ctx, by, origin, request, refusal('wrongStatus', { status })))
  const [seen, held] = await Promise.all([
    ctx.directory.readBack(requesterId, terms.activatable),
    ctx.directory.activeAssignments(requesterId),
  ])
  const found = findingAbout(terms.activatable, seen, held, ctx.time.now())
  const data = { finding: found.finding }
  await commit(ctx, origin, {
    audit: [auditEvent(ctx.time.now(), 'activationChecked', personActor(by), request.id, data)],
    effects: [],
    reply: await answer(ctx, request, found),
  })
  if (seen?.key === request.id) return
  await decideRequest(ctx, request.id, null, null, async () => ({ event: { type: 'readBackGone' } }))
}

async function answer(ctx: Context, request: ActivationRequest, found: ActiveFinding): Promise<CardView> {
  const asked = await activatableView(ctx, request.terms.activatable)
  if (found.finding === 'gone') return confirmationCard('activeGone', request.id, { role: { ...asked.displayName } })
  const { assignment } = found
  const shown = await activatableView(ctx, assignment.activatable)
  const params: JsonObject = {
    role: { ...shown.displayName },
    since: assignment.startedAt,
    ...(assignment.endsAt !== null && { until: assignment.endsAt }),
    ...(shown.scope && { scope: shown.scope.displayName }),
    ...(asked.scope && { askedScope: asked.scope.displayName }),
    ...(found.finding === 'young' && { noticedBy: found.noticedBy }),
  }
  return confirmationCard(WORDS[found.finding], request.id, params)
}
