import { randomUUID } from 'node:crypto'
import { message, submit } from '../teams/rig/activities.ts'
import { createConversationBook } from '../teams/rig/conversations.ts'
import { teamsPerson } from '../teams/rig/people.ts'

export const TEAMS_PATH = '/api/messages'

/** Deliveries as Teams sends them, half typed lines, half clicks of a client without universal actions, each of its own. */
export function teamsDeliveries(people: number, serviceUrl: string): (index: number) => string {
  const book = createConversationBook()
  const everybody = Array.from({ length: people }, (_, at) => teamsPerson(`person-${at}`))
  const places = everybody.map((person) => ({ person, conversation: book.personal(person), serviceUrl }))
  return (index) => {
    const place = places[index % people]
    if (!place) throw new Error('There is nobody')
    const where = { ...place, at: Date.now(), id: randomUUID() }
    const press = { verb: 'approve', requestId: 'EL-4F7K', termsVersion: 1 }
    const isTyped = index % 2 === 0
    return JSON.stringify(isTyped ? message(where, 'Exchange Administrator 1h INC-1234') : submit(where, '1', press))
  }
}
