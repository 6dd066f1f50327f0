/** What goes wrong with a call. `After`: it was carried out, and the answer is lost. */
export type Fault =
  | {
      readonly kind: 'status'
      readonly status: number
      readonly code: string
      readonly message?: string
      readonly headers?: { readonly [name: string]: string }
    }
  | { readonly kind: 'timeout' | 'timeoutAfter' | 'reset' | 'resetAfter' | 'error500After' }

export interface PlannedFaults {
  /** `times` calls with that method whose path contains that text, or fits, go wrong; the first `after` are spared. */
  fail(method: string, path: string | RegExp, fault: Fault, times?: number, after?: number, query?: RegExp): void
  heal(): void
  take(method: string, path: string, query?: string): Fault | null
  /** Looks on while calls are carried out. */
  watch: ((method: string, path: string, moment: 'before' | 'after') => Promise<void>) | null
}

export function planFaults(): PlannedFaults {
  const planned: {
    method: string
    path: string | RegExp
    fault: Fault
    left: number
    spared: number
    query: RegExp
  }[] = []
  return {
    watch: null,
    fail: (method, path, fault, times = 1, after = 0, query = /^/) =>
      void planned.push({ method, path, fault, left: times, spared: after, query }),
    heal: () => void planned.splice(0),
    take(method, path, query = '') {
      const found = planned.find(
        (it) => it.left > 0 && it.method === method && fits(path, it.path) && it.query.test(query),
      )
      if (!found) return null
      if (found.spared > 0) {
        found.spared -= 1
        return null
      }
      found.left -= 1
      return found.fault
    },
  }
}

export function throttled(retryAfter?: string): Fault {
  return {
    kind: 'status',
    status: 429,
    code: 'TooManyRequests',
    headers: retryAfter === undefined ? {} : { 'retry-after': retryAfter },
  }
}

function fits(path: string, wanted: string | RegExp): boolean {
  return typeof wanted === 'string' ? path.includes(wanted) : wanted.test(path)
}
