import type { Activatable } from '../domain/activatable.ts'
import type { ActivateCommand, Command, UsageCommand } from '../domain/command/command.ts'
import { understandCommand } from '../domain/command/understand-command.ts'
import type { Person } from '../domain/person.ts'
import { type Refusal, refusal } from '../domain/refusal.ts'
import type { CardView } from '../domain/views/card-view.ts'
import { activateAgain } from './activate-again.ts'
import { approveRequest } from './approve-request.ts'
import { cancelRequest } from './cancel-request.ts'
import { commandContext } from './command-context.ts'
import { commit, type Origin } from './commit.ts'
import type { Context } from './context.ts'
import { deactivateRole } from './deactivate-role.ts'
import { refuse } from './decide-request.ts'
import { denyRequest } from './deny-request.ts'
import { findRequest } from './find-request.ts'
import { listMine, listPending, listWho, showStatus } from './list-requests.ts'
import { revokeActivation } from './revoke-activation.ts'
import { revokePerson } from './revoke-person.ts'
import { revokeTicket } from './revoke-ticket.ts'
import { setAway } from './set-away.ts'
import { showSettings } from './show-settings.ts'
import { showUsage } from './show-usage.ts'
import { refuseSubmission, submitRequest } from './submit-request.ts'
import { unblockPerson } from './unblock-person.ts'
import { candidatesView } from './views/candidates-view.ts'
import { formView } from './views/form-view.ts'
import { helpView } from './views/help-view.ts'
import { reviewAccess } from './watch/review-access.ts'

/** A typed line: understood, then done. What is not a command is answered with help, and nothing happens. */
export async function runText(ctx: Context, origin: Origin, person: Person, text: string): Promise<void> {
  const command = understandCommand(text, await commandContext(ctx, person))
  await runCommand(ctx, origin, person, command, text)
}

async function runCommand(
  ctx: Context,
  origin: Origin,
  person: Person,
  command: Command,
  text: string,
): Promise<unknown> {
  const by = person.id
  const say = (reply: CardView) => commit(ctx, origin, { audit: [], effects: [], reply })
  const no = (why: Refusal) => refuse(ctx, by, origin, null, why)
  switch (command.intent) {
    case 'notACommand':
    case 'help':
      return say(await helpView(ctx, person))
    case 'activate':
      return activate(ctx, origin, person, command, text)
    case 'form':
      return say(await formView(ctx, by, { activatable: null, duration: null, ticket: null, justification: null }, []))
    case 'mine':
      return say(await listMine(ctx, by))
    case 'pending':
      return say(await listPending(ctx, by))
    case 'who':
      return say(await listWho(ctx, by, command.target))
    case 'settings':
      return onTarget(ctx, origin, person, command, text, async (activatable) =>
        say(await showSettings(ctx, activatable)),
      )
    case 'usage':
      return answerUsage(ctx, origin, by, command)
    case 'review':
      return reviewAccess(ctx, origin, by)
    case 'away':
      return command.refusals[0] ? no(command.refusals[0]) : setAway(ctx, origin, by, command.until)
    case 'unblock':
      if (command.target.found !== 'one') return no(personProblem(command.target))
      return unblockPerson(ctx, origin, by, command.target.personId)
    case 'revoke':
      return revoke(ctx, origin, by, command)
    case 'status':
    case 'cancel':
    case 'end':
    case 'again':
    case 'approve':
    case 'deny':
      return onRequest(ctx, origin, by, command)
  }
}

async function answerUsage(ctx: Context, origin: Origin, by: string, command: UsageCommand): Promise<unknown> {
  const answer = await showUsage(ctx, by, command)
  if ('code' in answer) return refuse(ctx, by, origin, null, answer)
  return commit(ctx, origin, { audit: [], effects: [], facts: answer.facts, reply: answer.view })
}

type RequestCommand = Command & { intent: 'status' | 'cancel' | 'end' | 'again' | 'approve' | 'deny' }

async function onRequest(ctx: Context, origin: Origin, by: string, command: RequestCommand): Promise<unknown> {
  const found = await findRequest(ctx, by, command.intent, command.which)
  if (found.found === 'none') return refuse(ctx, by, origin, null, found.refusal)
  const { requestId } = found
  switch (command.intent) {
    case 'status':
      return showStatus(ctx, origin, by, requestId)
    case 'cancel':
      return cancelRequest(ctx, origin, by, requestId)
    case 'end':
      return deactivateRole(ctx, origin, by, requestId)
    case 'again':
      return activateAgain(ctx, origin, by, requestId)
    case 'approve': {
      const { duration } = command
      return approveRequest(ctx, origin, { by, requestId, termsVersion: null, duration, proven: false, ticked: true })
    }
    case 'deny':
      return denyRequest(ctx, origin, { by, requestId, termsVersion: null, reason: command.reason })
  }
}

function revoke(ctx: Context, origin: Origin, by: string, command: Command & { intent: 'revoke' }): Promise<unknown> {
  const { target, reason } = command
  switch (target.by) {
    case 'request':
      return revokeActivation(ctx, origin, by, target.requestId, reason)
    case 'person':
      if (target.person.found !== 'one') return refuse(ctx, by, origin, null, personProblem(target.person))
      return revokePerson(ctx, origin, by, target.person.personId, reason)
    case 'ticket':
      return revokeTicket(ctx, origin, by, target.ticket, reason)
    case 'unnamed':
      return refuse(ctx, by, origin, null, refusal('unknownRequest'))
  }
}

function personProblem(
  person:
    | { readonly found: 'several'; readonly personIds: readonly string[] }
    | { readonly found: 'none'; readonly refusal: Refusal },
): Refusal {
  return person.found === 'none' ? person.refusal : refusal('ambiguousPerson', { count: person.personIds.length })
}

async function activate(
  ctx: Context,
  origin: Origin,
  person: Person,
  command: ActivateCommand,
  text: string,
): Promise<unknown> {
  const { target, refusals, duration, latestEnd, ticket, justification } = command
  const given = { duration, latestEnd, ticket, justification }
  if (refusals.length) return refuseSubmission(ctx, origin, person.id, null, refusals)
  if (target.found === 'unnamed') {
    const reply = await formView(ctx, person.id, { activatable: null, ...given }, [refusal('roleMissing')])
    return commit(ctx, origin, { audit: [], effects: [], reply })
  }
  return onTarget(ctx, origin, person, command, text, (activatable) =>
    submitRequest(ctx, origin, person.id, { activatable, ...given, continuesRequestId: null }),
  )
}

/** One meaning: do it. Several: ask. None: say so. */
async function onTarget(
  ctx: Context,
  origin: Origin,
  person: Person,
  command: ActivateCommand | (Command & { intent: 'settings' }),
  text: string,
  act: (activatable: Activatable) => Promise<unknown>,
): Promise<unknown> {
  const { target } = command
  switch (target.found) {
    case 'one':
      return act(target.activatable)
    case 'several': {
      const reply = await candidatesView(ctx, text, command, target.candidates)
      return commit(ctx, origin, { audit: [], effects: [], reply })
    }
    case 'none':
      return refuseSubmission(ctx, origin, person.id, null, [target.refusal])
    case 'unnamed':
      return refuse(ctx, person.id, origin, null, refusal('roleMissing'))
  }
}
