/** What one statement writes, by which a commit is named. */
type Parameters = { readonly [name: string]: unknown }

/** Prefixes of statements that say nothing of their own about a commit: they stand beside one that is named. */
const NAMES: readonly (readonly [sql: RegExp, name: (parameters: Parameters) => string | null])[] = [
  [/^INSERT INTO inbox/, () => 'delivery stored'],
  [/^UPDATE inbox SET attempts/, () => 'delivery put off'],
  [/^INSERT INTO audit_events/, ({ type }) => `decision: ${type}`],
  [/^UPDATE requests/, () => 'request saved'],
  [/^UPDATE outbox SET state = @state/, () => 'effect settled'],
  [/^UPDATE outbox SET attempts/, () => 'effect put off'],
  [/^INSERT INTO facts/, ({ key }) => `fact: ${String(key).split(':')[0]}`],
  [/^INSERT INTO adapter_state/, stateName],
  [/^DELETE FROM adapter_state WHERE namespace/, () => 'state removed'],
]

/** The name of what this statement writes, or null where it says nothing. */
export function nameOfWrite(sql: string, parameters: Parameters): string | null {
  const statement = sql.trimStart().replace(/\s+/g, ' ')
  const named = NAMES.find(([pattern]) => pattern.test(statement))
  return named ? named[1](parameters) : null
}

/** What a statement that ends a transaction was asked to make durable. */
export function namesOfCommit(written: readonly string[]): readonly string[] {
  const names = new Set(written)
  // A request saved with an audit event is the decision; alone it only notes when to look again.
  if ([...names].some((name) => name.startsWith('decision'))) names.delete('request saved')
  return [...names]
}

function stateName({ namespace, value }: Parameters): string {
  const content: unknown = typeof value === 'string' ? JSON.parse(value) : null
  switch (namespace) {
    case 'local-directory/activations':
      return has(content, 'current') && content.current !== null
        ? 'directory: activation written'
        : 'directory: removal written'
    case 'step-up/nonces':
      return 'step-up: nonce spent'
    case 'step-up/factors':
      return 'step-up: factor written'
    case 'step-up/guesses':
      return 'step-up: guess counted'
    case 'web-messages':
      return `posted: ${postedName(content)}`
    default:
      return `state: ${String(namespace)}`
  }
}

/** By the key of the effect that posts it: `card:<request>:approval:...`, `notice:<request>:decided:...`, `alert:<alert>:...`. */
function postedName(content: unknown): string {
  if (!has(content, 'view') || !has(content, 'key') || !has(content.view, 'card')) return 'what was said'
  const [kind, first, second] = String(content.key).split(':')
  if (kind === 'alert') return `alert ${first}`
  return kind === 'reply' ? `reply ${String(content.view.card)}` : `${kind} ${second}`
}

function has<Name extends string>(value: unknown, name: Name): value is { readonly [key in Name]: unknown } {
  return typeof value === 'object' && value !== null && name in value
}
