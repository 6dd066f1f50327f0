import { activatableKey } from '../domain/activatable.ts'
import { visibleText } from '../domain/command/normalise-text.ts'
import { parseIsoDuration } from '../domain/duration.ts'
import type { Person } from '../domain/person.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import type { Verb } from '../domain/views/card-view.ts'
import type { Intent } from '../ports/chat-platform.ts'
import { activateAgain } from './activate-again.ts'
import { approveRequest } from './approve-request.ts'
import { cancelRequest } from './cancel-request.ts'
import { checkActive } from './check-active.ts'
import { commandContext } from './command-context.ts'
import { commit, type Origin } from './commit.ts'
import { confirmClock } from './confirm-clock.ts'
import type { Context } from './context.ts'
import { deactivateRole } from './deactivate-role.ts'
import { refuse } from './decide-request.ts'
import { denyRequest } from './deny-request.ts'
import { reportNotMe } from './report-not-me.ts'
import { revokeActivation } from './revoke-activation.ts'
import { runText } from './run-text.ts'
import { submitRequest } from './submit-request.ts'
import { takeBackApproval } from './take-back-approval.ts'
import { formView } from './views/form-view.ts'
import { type AlertVerb, handleAlert } from './watch/handle-alert.ts'

type Action = Intent & { kind: 'action' }

/** A pressed button. Its request id and version are looked up, its inputs are read as if typed; nothing else counts. */
export async function runAction(ctx: Context, origin: Origin, person: Person, action: Action): Promise<void> {
  if (action.verb === 'say') return runText(ctx, origin, person, action.inputs['text'] ?? '')
  if (action.verb === 'submit') return submitForm(ctx, origin, person, action)
  if (action.verb === 'confirmClock') return void (await confirmClock(ctx, origin, person.id))
  if (isAlertVerb(action.verb)) {
    const { verb, requestId: alertId, termsVersion: version } = action
    return void (await handleAlert(ctx, origin, { by: person.id, verb, alertId, version }))
  }
  if (action.requestId === null) return void (await refuse(ctx, person.id, origin, null, refusal('notUnderstood')))
  await onRequest(ctx, origin, person, action, action.verb, action.requestId)
}

function isAlertVerb(verb: Verb): verb is AlertVerb {
  return verb === 'acknowledge' || verb === 'snooze' || verb === 'snoozeMonth' || verb === 'remedy'
}

async function onRequest(
  ctx: Context,
  origin: Origin,
  person: Person,
  action: Action,
  verb: Exclude<Verb, 'say' | 'submit' | 'confirmClock' | AlertVerb>,
  requestId: string,
): Promise<unknown> {
  const by = person.id
  const { termsVersion, inputs } = action
  const reason = visibleText(inputs['reason'] ?? '') || null
  const ticked = inputs['confirm'] === 'true'
  switch (verb) {
    case 'approve':
      return approveRequest(ctx, origin, {
        ...{ by, requestId, termsVersion, duration: null, proven: false, ticked },
        note: reason,
      })
    case 'approveLess': {
      const duration = parseIsoDuration(inputs['duration'] ?? '')
      if (!duration) return refuse(ctx, by, origin, null, refusal('durationMissing', { requestId }))
      return approveRequest(ctx, origin, { by, requestId, termsVersion, duration, proven: false, ticked })
    }
    case 'deny':
      return denyRequest(ctx, origin, { by, requestId, termsVersion, reason })
    case 'takeBack':
      return takeBackApproval(ctx, origin, by, requestId, reason)
    case 'cancel':
      return cancelRequest(ctx, origin, by, requestId)
    case 'deactivate':
      return deactivateRole(ctx, origin, by, requestId)
    case 'again':
      return activateAgain(ctx, origin, by, requestId)
    case 'notWorking':
      return checkActive(ctx, origin, by, requestId)
    case 'notMe':
      return reportNotMe(ctx, origin, by, requestId)
    case 'revoke':
      return revokeActivation(ctx, origin, by, requestId, reason)
  }
}

/** The form is a typed command by other means: what it says is looked up and checked in the same way. */
async function submitForm(ctx: Context, origin: Origin, person: Person, action: Action): Promise<void> {
  const { inputs } = action
  const command = await commandContext(ctx, person)
  const chosen = command.eligible.find(({ activatable }) => activatableKey(activatable) === inputs['activatable'])
  const typed = visibleText(inputs['ticket'] ?? '')
  const length = inputs['duration']?.trim() ?? ''
  const values = {
    activatable: chosen?.activatable ?? null,
    duration: parseIsoDuration(length),
    ticket: typed ? command.matchTicket(typed) : null,
    justification: visibleText(inputs['justification'] ?? '') || null,
  }
  const problems: Refusal[] = []
  if (!chosen) problems.push(refusal('roleMissing'))
  if (typed && !values.ticket) problems.push(refusal('ticketNotUnderstood', { typed }))
  // The default is for those who said nothing, not for what cannot be read.
  if (length && !values.duration) problems.push(refusal('durationNotUnderstood', { typed: length }))
  if (!chosen || problems.length) {
    const reply = await formView(ctx, person.id, { ...values, ticket: typed || null }, problems)
    return void (await commit(ctx, origin, { audit: [], effects: [], reply }))
  }
  const wish = { ...values, activatable: chosen.activatable, latestEnd: null, continuesRequestId: null }
  await submitRequest(ctx, origin, person.id, wish)
}
