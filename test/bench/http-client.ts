import { Agent, request } from 'node:http'

export interface Client {
  /** Posts JSON and resolves with the status once the whole answer is there. */
  post(path: string, body: object): Promise<number>
  /** The same with a body and headers as they are. */
  postText(path: string, text: string, headers: { readonly [name: string]: string }): Promise<number>
  close(): void
}

class ClosedMeanwhile extends Error {}

/** Connections that are kept, as many as are needed at once: a slow answer holds up no other call. */
export function httpClient(port: number): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: Number.POSITIVE_INFINITY })
  const origin = `http://localhost:${port}`

  async function postText(path: string, text: string, headers: { readonly [name: string]: string }): Promise<number> {
    try {
      return await send(path, text, headers)
    } catch (error) {
      // A kept connection that the server was closing at that moment: sent again, as any browser does, and later for it.
      if (error instanceof ClosedMeanwhile) return send(path, text, headers)
      throw error
    }
  }

  function send(path: string, text: string, more: { readonly [name: string]: string }): Promise<number> {
    return new Promise((resolve, reject) => {
      const headers = {
        host: `localhost:${port}`,
        ...more,
        'content-length': Buffer.byteLength(text),
      }
      const sent = request({ host: '127.0.0.1', port, path, method: 'POST', agent, headers }, (response) => {
        response.resume()
        response.once('end', () => resolve(response.statusCode ?? 0))
        response.once('error', reject)
      })
      sent.once('error', (error) => reject(sent.reusedSocket ? new ClosedMeanwhile(error.message) : error))
      sent.end(text)
    })
  }

  return {
    post: (path, body) => postText(path, JSON.stringify(body), { origin, 'content-type': 'application/json' }),
    postText,
    close: () => agent.destroy(),
  }
}
