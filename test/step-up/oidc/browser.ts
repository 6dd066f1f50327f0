/** A browser as far as sign-ins need one: cookies by host, redirects, the refresh of a page, and its forms. */
export interface Browser {
  /** Opens an address and goes wherever it leads. */
  open(url: string): Promise<Page>
  /** Sends the form of the page that is open. */
  submit(fields?: { readonly [name: string]: string }): Promise<Page>
  /** One request and no further: what a link preview or another site's form does. */
  once(url: string, init?: RequestInit): Promise<Response>
  readonly page: Page | null
  /** Every address that was opened, in order. */
  readonly visited: string[]
  cookies(url: string): string
  /** Stops before an address that this matches. */
  stopAt(pattern: RegExp | null): void
}

export interface Page {
  readonly url: string
  readonly status: number
  readonly html: string
  readonly title: string
  readonly headers: Headers
}

const MOST_STEPS = 20

export function openBrowser(): Browser {
  const jar = new Map<string, Map<string, string>>()
  const visited: string[] = []
  let page: Page | null = null
  let barrier: RegExp | null = null

  async function once(url: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers)
    if (cookies(url)) headers.set('cookie', cookies(url))
    const response = await fetch(url, { ...init, headers, redirect: 'manual' })
    keep(url, response.headers.getSetCookie())
    return response
  }

  function cookies(url: string): string {
    return [...(jar.get(new URL(url).host) ?? [])].map(([name, value]) => `${name}=${value}`).join('; ')
  }

  function keep(url: string, set: readonly string[]): void {
    const { host } = new URL(url)
    const known = jar.get(host) ?? new Map<string, string>()
    for (const line of set) {
      const [pair = '', ...attributes] = line.split(';')
      const [name = '', ...value] = pair.split('=')
      const isGone = attributes.some((attribute) => /^\s*(max-age=0|expires=thu, 01 jan 1970)/i.test(attribute))
      if (isGone) known.delete(name.trim())
      else known.set(name.trim(), value.join('='))
    }
    jar.set(host, known)
  }

  async function go(start: string, init: RequestInit): Promise<Page> {
    let [url, request] = [start, init]
    for (let step = 0; step < MOST_STEPS; step += 1) {
      visited.push(url)
      const response = await once(url, request)
      const html = await response.text()
      const location = response.headers.get('location') ?? refreshOf(html)
      page = { url, status: response.status, html, headers: response.headers, title: titleOf(html) }
      if (location === null) return page
      url = new URL(location, url).href
      request = {}
      if (barrier?.test(url)) return { ...page, url }
    }
    throw new Error('Too many steps')
  }

  return {
    open: (url) => go(url, {}),
    submit(fields = {}) {
      if (!page) throw new Error('No page is open')
      const hidden = [...page.html.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)]
      const body = new URLSearchParams({
        ...Object.fromEntries(hidden.map(([, name, value]) => [name ?? '', value ?? ''])),
        ...fields,
      })
      const headers = { Origin: 'null', 'Sec-Fetch-Site': 'same-origin' }
      const action = /<form method="post" action="([^"]+)"/.exec(page.html)?.[1] ?? page.url
      return go(new URL(action, page.url).href, { method: 'POST', body, headers })
    },
    once,
    get page() {
      return page
    },
    visited,
    cookies,
    stopAt: (pattern) => {
      barrier = pattern
    },
  }
}

function refreshOf(html: string): string | null {
  const url = /<meta http-equiv="refresh" content="0; url=([^"]+)"/.exec(html)?.[1]
  return url ? url.replaceAll('&amp;', '&') : null
}

function titleOf(html: string): string {
  return /<h1>(.*?)<\/h1>/.exec(html)?.[1] ?? ''
}
