import type { TeamsCard } from './card.ts'

/**
 * Answers to an invoke. The HTTP status is 200 whenever our code ran; what came of it stands in the body.
 * https://learn.microsoft.com/adaptive-cards/authoring-cards/universal-action-model#response-format
 */
export function cardAnswer(card: TeamsCard): Response {
  return Response.json({ statusCode: 200, type: 'application/vnd.microsoft.card.adaptive', value: card })
}

export function errorAnswer(code: 'BadRequest' | 'ServiceError', message: string): Response {
  const statusCode = code === 'BadRequest' ? 400 : 500
  return Response.json({ statusCode, type: 'application/vnd.microsoft.error', value: { code, message } })
}
