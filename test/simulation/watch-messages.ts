import type { OutgoingMessage } from '../../bot/ports/chat-platform.ts'
import type { Scene } from './ledger.ts'

/** Nothing is shown of a request that was not committed. */
export function watchMessage({ fail, ledger }: Scene, { key, view }: OutgoingMessage): void {
  if (!('viewVersion' in view)) return
  const status = ledger.faces.get(`${view.requestId}:${view.viewVersion}`)
  if (status !== view.status) fail('shown', `${key} shows ${view.requestId} as ${view.status}, which is ${status}`)
}
