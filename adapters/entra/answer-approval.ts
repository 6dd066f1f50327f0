import { z } from 'zod'
import { type AnswerOrder, type AnswerOutcome, DirectoryUnavailable } from '../../bot/index.ts'
import type { EntraParts } from './entra-parts.ts'
import { type GraphClient, reasonOf } from './graph/client.ts'
import { GraphError, OutcomeUnknown } from './graph/errors.ts'
import * as paths from './graph/paths.ts'
import { readAs, stepShape } from './graph/shapes.ts'

const approvalShape = z
  .object({ steps: z.array(stepShape).optional(), stages: z.array(stepShape).optional() })
  .transform(({ steps, stages }) => steps ?? stages ?? [])
type Step = z.output<typeof stepShape>

/**
 * Answers PIM's own approval with the approver's token: an application cannot. The first answer decides; what is returned
 * is what PIM says when asked afterwards. Whatever goes wrong before it is handed over is a refusal: by that answer nothing
 * was decided. https://learn.microsoft.com/graph/api/approvalstep-update
 */
export async function answerApproval(parts: EntraParts, order: AnswerOrder): Promise<AnswerOutcome> {
  const token = await parts.takeSignIn(order)
  if (token === null) return { outcome: 'refused', code: 'directoryTakesAnswer', reason: 'no sign-in for this answer' }
  try {
    const approvalId = await approvalOf(parts, order)
    if (approvalId === null) return notTaken('the tenant shows no such request')
    const path = paths.approval(order.activatable, approvalId)
    const before = await stepsOf(parts.graph, path, token)
    const decided = decisionIn(before)
    // Their own answer, whose reply was lost.
    if (decided) return { ...decided, taken: decided.by !== null && isOwn(decided, order) }
    const step = before.find(({ status }) => status === 'inprogress')
    if (step) return await answerStep(parts, order, path, step.id, token)
    if (!before.some(({ status }) => status === 'expired')) return notTaken('no step is in progress')
    return { outcome: 'refused', code: 'alreadyDecided', reason: 'the step has expired' }
  } catch (error) {
    if (error instanceof GraphError) return refused(parts, order, error)
    if (error instanceof DirectoryUnavailable) return notTaken(error.message)
    throw error
  }
}

async function answerStep(
  parts: EntraParts,
  order: AnswerOrder,
  path: string,
  stepId: string,
  token: string,
): Promise<AnswerOutcome> {
  const { graph, log } = parts
  const reviewResult = order.verdict === 'approve' ? 'Approve' : 'Deny'
  const body = { reviewResult, justification: justificationOf(order) }
  let doubt: Error | null = null
  try {
    await graph.send('PATCH', paths.approvalStep(order.activatable, path, stepId), body, token)
  } catch (error) {
    if (!(error instanceof OutcomeUnknown) && !isConflict(error)) throw error
    log.warn({ key: order.key, reason: reasonOf(error) }, 'An answer to an approval was not simply taken')
    doubt = error
  }
  const decided = await decisionAfter(parts, order, path, token)
  if (!decided) return { outcome: 'unknown', reason: doubt ? reasonOf(doubt) : 'PIM shows no decision yet' }
  return { ...decided, taken: isOwn(decided, order) && !(decided.by === null && isConflict(doubt)) }
}

/** Null where it cannot be read: it was handed over, and no error of the reading says that it was not taken. */
async function decisionAfter({ graph, log }: EntraParts, { key }: AnswerOrder, path: string, token: string) {
  try {
    return decisionIn(await stepsOf(graph, path, token))
  } catch (error) {
    if (!(error instanceof GraphError || error instanceof DirectoryUnavailable)) throw error
    log.warn({ key, reason: reasonOf(error) }, 'What became of an answer to an approval cannot be read')
    return null
  }
}

/** Somebody decided before. */
function isConflict(error: unknown): error is GraphError {
  return error instanceof GraphError && error.status === 409
}

/** The request's own id, as PIM says it. */
async function approvalOf({ records, own }: EntraParts, { activationKey, activatable }: AnswerOrder) {
  const record = await records.read(activationKey)
  const request = record?.requestId ? await own.read(activatable, record.requestId) : null
  return request && (request.approvalId ?? request.id)
}

async function stepsOf(graph: GraphClient, path: string, token: string): Promise<readonly Step[]> {
  const found = await graph.getAs(path, token)
  return found === null ? [] : readAs(approvalShape, found, 'an approval')
}

type Decision = Omit<AnswerOutcome & { outcome: 'decided' }, 'taken'>

function decisionIn(steps: readonly Step[]): Decision | null {
  const step = steps.find(({ reviewResult }) => reviewResult === 'approved' || reviewResult === 'denied')
  if (!step) return null
  const verdict = step.reviewResult === 'approved' ? 'approve' : 'deny'
  return { outcome: 'decided', verdict, by: step.reviewedBy?.id ?? null } as const
}

/** Where PIM does not say whose it is, it is taken for theirs. */
function isOwn({ verdict, by }: Decision, order: AnswerOrder): boolean {
  const isTheirs = by === null || by.toLowerCase() === order.personId.toLowerCase()
  return isTheirs && verdict === order.verdict
}

/** PIM may ask approvers for a justification, and keeps it beside their decision. */
function justificationOf({ reason, verdict, activationKey }: AnswerOrder): string {
  const words = reason ?? (verdict === 'approve' ? 'Approved through Elevate' : 'Denied through Elevate')
  return `${words} (${activationKey})`
}

function notTaken(reason: string): AnswerOutcome {
  return { outcome: 'refused', code: 'answerNotTaken', reason }
}

function refused({ log }: EntraParts, { key }: AnswerOrder, error: GraphError): AnswerOutcome {
  const { reason, status } = error
  log.warn({ key, reason }, 'Graph refused an answer to an approval')
  if (status === 403) return { outcome: 'refused', code: 'directoryNotApprover', reason }
  return notTaken(reason)
}
