import type { Method } from './web-api.ts'

/** Without these something that people rely on does not work. */
export const REQUIRED_SCOPES = ['commands', 'chat:write', 'im:write', 'im:history', 'users:read'] as const

/** With these it works better: in channels too, no message is posted twice; an e-mail address may make a first link. */
export const OPTIONAL_SCOPES = ['channels:history', 'groups:history', 'users:read.email'] as const

export type Scope = (typeof REQUIRED_SCOPES)[number] | (typeof OPTIONAL_SCOPES)[number]

/** What each method asks for. https://docs.slack.dev/reference/methods */
export const METHOD_SCOPES: { readonly [method in Method]: readonly Scope[] } = {
  'auth.test': [],
  'chat.postEphemeral': ['chat:write'],
  'chat.postMessage': ['chat:write'],
  'chat.update': ['chat:write'],
  'conversations.history': ['im:history', 'channels:history', 'groups:history'],
  'conversations.open': ['im:write'],
  'conversations.replies': ['im:history', 'channels:history', 'groups:history'],
  'users.info': ['users:read'],
  'users.lookupByEmail': ['users:read.email'],
  'views.open': [],
  'views.publish': [],
}

export interface ScopeJudgement {
  /** Something that is configured does not work without. */
  readonly missing: readonly Scope[]
  /** More than we use: what leaks with the token should be little. */
  readonly superfluous: readonly string[]
}

/** Compares what the workspace has given the app with what it needs. */
export function judgeScopes(granted: readonly string[], options: { readonly linksByEmail: boolean }): ScopeJudgement {
  const { linksByEmail } = options
  const needed: readonly Scope[] = linksByEmail ? [...REQUIRED_SCOPES, 'users:read.email'] : REQUIRED_SCOPES
  const useful: readonly string[] = [...needed, 'channels:history', 'groups:history']
  return {
    missing: needed.filter((scope) => !granted.includes(scope)),
    superfluous: granted.filter((scope) => !useful.includes(scope)),
  }
}
