import { parentPort } from 'node:worker_threads'
import { drawPng, drawSvg } from './draw.ts'
import type { Answer, Order } from './messages.ts'

/** The other thread: draws what it is asked to, one after the other. */
const port = parentPort
if (!port) throw new Error('This file runs as a worker thread')

port.on('message', (order: Order) => {
  void draw(order).then((answer) => port.postMessage(answer))
})

async function draw({ id, form, chart, look }: Order): Promise<Answer> {
  try {
    return { id, drawn: form === 'png' ? await drawPng(chart, look) : await drawSvg(chart, look) }
  } catch (error) {
    return { id, error: error instanceof Error ? error.message : String(error) }
  }
}
