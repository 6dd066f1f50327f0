import { connect, type Socket } from 'node:net'

/** Bytes straight onto the wire, and what came back; `closed` resolves when the server hangs up. */
export interface RawSocket {
  readonly socket: Socket
  received(): string
  readonly closed: Promise<void>
  send(text: string): void
}

export function openSocket(port: number): Promise<RawSocket> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, '127.0.0.1')
    let received = ''
    socket.on('data', (chunk) => {
      received += String(chunk)
    })
    const closed = new Promise<void>((done) => socket.once('close', () => done()))
    socket.once('error', reject)
    socket.once('connect', () => {
      socket.off('error', reject)
      // Being hung up on is what the attacker expects.
      socket.on('error', () => undefined)
      resolve({ socket, received: () => received, closed, send: (text) => void socket.write(text) })
    })
  })
}

/** Silence after which an answer counts as complete. */
const COMPLETE_MS = 150

/** One request as these bytes; all that is answered until the server closes or falls silent. */
export async function exchange(port: number, text: string, patienceMs = 1500): Promise<string> {
  const { received, closed, send, socket } = await openSocket(port)
  const silent = new Promise<void>((resolve) => {
    let timer = setTimeout(resolve, patienceMs)
    socket.on('data', () => {
      clearTimeout(timer)
      timer = setTimeout(resolve, COMPLETE_MS)
    })
  })
  send(text)
  await Promise.race([closed, silent])
  socket.destroy()
  return received()
}
