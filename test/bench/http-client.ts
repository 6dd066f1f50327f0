import { Agent, request } from 'node:http'

export interface Client {
  /** Posts JSON and resolves with the status once the whole answer is there. */
  post(path: string, body: object): Promise<number>
  close(): void
}

/** Connections that are kept, as many as are needed at once: a slow answer holds up no other call. */
export function httpClient(port: number): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })
  const origin = `http://localhost:${port}`

  function post(path: string, body: object): Promise<number> {
    return new Promise((resolve, reject) => {
      const text = JSON.stringify(body)
      const headers = {
        host: `localhost:${port}`,
        origin,
        'content-type': 'application/json',
        'content-length': Buffer.byteLength(text),
      }
      const sent = request({ host: '127.0.0.1', port, path, method: 'POST', agent, headers }, (response) => {
        response.resume()
        response.once('end', () => resolve(response.statusCode ?? 0))
        response.once('error', reject)
      })
      sent.once('error', reject)
      sent.end(text)
    })
  }

  return { post, close: () => agent.destroy() }
}
