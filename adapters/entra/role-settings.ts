import { z } from 'zod'
import {
  type Activatable,
  type DirectorySettings,
  DirectoryUnavailable,
  type PrincipalRef,
  parseIsoDuration,
} from '../../bot/index.ts'
import type { EntraDirectoryConfig } from './config.ts'
import type { Read } from './graph/batched-reads.ts'
import { pageOf } from './graph/client.ts'
import * as paths from './graph/paths.ts'
import { readAs } from './graph/shapes.ts'

/** PIM's policy of one role or group, as far as Elevate acts on it. */
export interface PolicyRules {
  readonly maximumDuration: string | null
  /** What activation asks for: `MultiFactorAuthentication`, `Justification`, `Ticketing`. */
  readonly activation: readonly string[]
  /** What assigning by an administrator, Elevate in application mode, asks for. */
  readonly assigning: readonly string[]
  /** The longest assignment by an administrator; null where it may be without end. */
  readonly assigningMaximum: string | null
  /** Null: no approval. Empty: Privileged Role and Global Administrators approve. */
  readonly approvers: readonly PrincipalRef[] | null
  readonly authenticationContext: string | null
}

const approver = z.object({ userId: z.string().optional(), groupId: z.string().optional() })
const rule = z.object({
  id: z.string(),
  isExpirationRequired: z.boolean().optional(),
  maximumDuration: z.string().nullable().optional(),
  enabledRules: z.array(z.string()).optional(),
  isEnabled: z.boolean().optional(),
  claimValue: z.string().nullable().optional(),
  setting: z
    .object({
      isApprovalRequired: z.boolean(),
      approvalStages: z.array(z.object({ primaryApprovers: z.array(approver) })),
    })
    .optional(),
})
type Rule = z.output<typeof rule>
const assignment = z.object({ policy: z.object({ rules: z.array(rule) }) })

/**
 * Read anew each time: policies change, and the ids of a group's change too. Null for a group without one. Throws
 * `DirectoryUnavailable` where none can be read: what is not known must not pass for nothing asked. */
export async function readPolicy(read: Read, what: Activatable): Promise<PolicyRules | null> {
  const [row] = pageOf(await read(paths.policyOf(what))).value
  // Every role has one; a group only once PIM manages it.
  if (row === undefined && what.kind === 'group') return null
  if (row === undefined) throw new DirectoryUnavailable('Graph shows no policy of this role')
  const { rules } = readAs(assignment, row, 'a policy').policy
  return toRules(new Map(rules.map((each) => [each.id.toLowerCase(), each])))
}

function toRules(rules: ReadonlyMap<string, Rule>): PolicyRules {
  const expiration = rules.get('expiration_enduser_assignment')
  const assigning = rules.get('expiration_admin_assignment')
  const context = rules.get('authenticationcontext_enduser_assignment')
  const setting = rules.get('approval_enduser_assignment')?.setting
  return {
    maximumDuration: expiration?.isExpirationRequired === false ? null : (expiration?.maximumDuration ?? null),
    activation: rules.get('enablement_enduser_assignment')?.enabledRules ?? [],
    assigning: rules.get('enablement_admin_assignment')?.enabledRules ?? [],
    assigningMaximum: assigning?.isExpirationRequired === true ? (assigning.maximumDuration ?? null) : null,
    approvers: setting?.isApprovalRequired ? setting.approvalStages.flatMap(approversOf) : null,
    authenticationContext: context?.isEnabled ? (context.claimValue ?? null) : null,
  }
}

function approversOf({ primaryApprovers }: { primaryApprovers: readonly z.output<typeof approver>[] }): PrincipalRef[] {
  return primaryApprovers.flatMap(({ userId, groupId }): PrincipalRef[] => {
    if (userId !== undefined) return [{ kind: 'person', personId: userId }]
    return groupId === undefined ? [] : [{ kind: 'group', groupId }]
  })
}

/** The policy as the engine speaks of settings. An authentication context is a proof of presence, and a stronger one. */
export function toDirectorySettings(
  rules: PolicyRules,
  { activation }: Pick<EntraDirectoryConfig, 'activation'>,
): DirectorySettings {
  const asks = (name: string) => rules.activation.some((it) => it.toLowerCase() === name.toLowerCase())
  const maximum = rules.maximumDuration === null ? null : parseIsoDuration(rules.maximumDuration)
  return {
    maximumDuration: maximum,
    require: [
      ...(asks('MultiFactorAuthentication') || rules.authenticationContext !== null ? (['mfa'] as const) : []),
      ...(asks('Justification') ? (['justification'] as const) : []),
      ...(asks('Ticketing') ? (['ticket'] as const) : []),
    ],
    approval: rules.approvers && { approvers: rules.approvers },
    enforcedByDirectory: activation === 'delegated',
  }
}
