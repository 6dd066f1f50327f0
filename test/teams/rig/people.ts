import { createHash } from 'node:crypto'

export const TENANT = 'd2c5e1f0-4b1a-4f5c-9b43-0a6f2e8c7d10'
export const OTHER_TENANT = '7e11aa90-93c5-4c53-8a6f-b1f0cc5d2e21'
export const APP_ID = '5f0e3c9a-1d2b-4c6e-8f7a-93b4d5c6e7f8'
/** As an account in Teams: 28: is a bot, 29: a person. */
export const BOT = { id: `28:${APP_ID}`, name: 'Elevate' }

/** Somebody with Teams. */
export interface TeamsPerson {
  readonly name: string
  readonly displayName: string
  /** Object id in the directory of the tenant that the conversation is in. */
  readonly oid: string
  /** Id of the person for this bot. */
  readonly mri: string
  readonly tenantId: string
  readonly locale: string
  readonly timeZone: string
  readonly userPrincipalName: string
  readonly userRole: 'user' | 'guest' | 'anonymous'
}

export type PersonChanges = Partial<Omit<TeamsPerson, 'name'>>

/** A person made of a name: the same name is always the same person. */
export function teamsPerson(name: string, changes: PersonChanges = {}): TeamsPerson {
  const hex = createHash('sha256').update(`person:${name}`).digest('hex')
  const oid = [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `a${hex.slice(17, 20)}`, hex.slice(20, 32)]
  return {
    ...{ name, displayName: `${name[0]?.toUpperCase()}${name.slice(1)} of Nordet`, oid: oid.join('-') },
    ...{ mri: `29:1${hex.slice(32, 64)}`, tenantId: TENANT, locale: 'en-CA', timeZone: 'America/Toronto' },
    ...{ userPrincipalName: `${name}@nordet.example`, userRole: 'user' as const },
    ...changes,
  }
}
