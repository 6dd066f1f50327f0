import { createHash } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import type { Duplex } from 'node:stream'

const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11'
const TEXT = 0x1
const CLOSE = 0x8
const PING = 0x9
const PONG = 0xa

/** The server's end of one WebSocket: whole text messages, pings answered, no extensions (RFC 6455). */
export interface Peer {
  readonly path: string
  send(text: string): void
  /** Says goodbye as the protocol wants it. */
  close(): void
  /** The line is cut. */
  destroy(): void
  onText: (text: string) => void
  onEnd: () => void
  /** Answers pings and goodbyes no more, as a peer that hangs. */
  isDeaf: boolean
  /** How many it was sent. */
  pings: number
}

export function acceptWebSockets(server: Server, onPeer: (peer: Peer) => void): void {
  server.on('upgrade', (request: IncomingMessage, socket: Duplex) => {
    const key = request.headers['sec-websocket-key'] ?? ''
    const accept = createHash('sha1')
      .update(key + GUID)
      .digest('base64')
    const lines = ['HTTP/1.1 101 Switching Protocols', 'Upgrade: websocket', 'Connection: Upgrade']
    socket.write(`${[...lines, `Sec-WebSocket-Accept: ${accept}`].join('\r\n')}\r\n\r\n`)
    onPeer(peerOver(socket, request.url ?? ''))
  })
}

function peerOver(socket: Duplex, path: string): Peer {
  let received = Buffer.alloc(0)
  let parts = ''
  const write = (opcode: number, payload: Buffer) => {
    if (socket.writable) socket.write(frame(opcode, payload))
  }
  const peer: Peer = {
    path,
    isDeaf: false,
    pings: 0,
    onText: () => {},
    onEnd: () => {},
    send: (text) => write(TEXT, Buffer.from(text)),
    close: () => write(CLOSE, Buffer.from([0x03, 0xe8])),
    destroy: () => socket.destroy(),
  }

  function take(opcode: number, isLast: boolean, payload: Buffer): void {
    if (peer.isDeaf) return
    if (opcode === PING) {
      peer.pings += 1
      write(PONG, payload)
    }
    if (opcode === CLOSE) {
      write(CLOSE, payload)
      socket.end()
    }
    if (opcode > TEXT) return
    parts += payload.toString()
    if (!isLast) return
    const text = parts
    parts = ''
    peer.onText(text)
  }

  socket.on('data', (chunk: Buffer) => {
    received = Buffer.concat([received, chunk])
    for (let read = readFrame(received); read; read = readFrame(received)) {
      received = received.subarray(read.size)
      take(read.opcode, read.isLast, read.payload)
    }
  })
  socket.on('error', () => {})
  socket.on('close', () => peer.onEnd())
  return peer
}

function readFrame(bytes: Buffer) {
  if (bytes.length < 2) return null
  const first = bytes.readUInt8(0)
  const second = bytes.readUInt8(1)
  const short = second & 0x7f
  const lengthSize = short === 126 ? 2 : short === 127 ? 8 : 0
  const isMasked = (second & 0x80) !== 0
  const head = 2 + lengthSize + (isMasked ? 4 : 0)
  if (bytes.length < head) return null
  const length = short === 126 ? bytes.readUInt16BE(2) : short === 127 ? Number(bytes.readBigUInt64BE(2)) : short
  if (bytes.length < head + length) return null
  const payload = Buffer.from(bytes.subarray(head, head + length))
  const mask = bytes.subarray(head - 4, head)
  if (isMasked) for (let i = 0; i < length; i += 1) payload[i] = (payload[i] ?? 0) ^ (mask[i % 4] ?? 0)
  return { opcode: first & 0x0f, isLast: (first & 0x80) !== 0, payload, size: head + length }
}

function frame(opcode: number, payload: Buffer): Buffer {
  const { length } = payload
  const head = Buffer.alloc(length < 126 ? 2 : length < 65_536 ? 4 : 10)
  head.writeUInt8(0x80 | opcode, 0)
  if (length < 126) head.writeUInt8(length, 1)
  else if (length < 65_536) {
    head.writeUInt8(126, 1)
    head.writeUInt16BE(length, 2)
  } else {
    head.writeUInt8(127, 1)
    head.writeBigUInt64BE(BigInt(length), 2)
  }
  return Buffer.concat([head, payload])
}
