import { type Fault, throttled } from '../graph/tenant.ts'

const status = (code: number, name: string): Fault => ({ kind: 'status', status: code, code: name })

/** What a call to Graph can meet. */
export const FAULTS: readonly (readonly [name: string, fault: Fault])[] = [
  ['400', status(400, 'BadRequest')],
  [
    '400 of a policy',
    {
      ...status(400, 'RoleAssignmentRequestPolicyValidationFailed'),
      message: 'The following policy rules failed: ["MfaRule"]',
    } as Fault,
  ],
  ['401', status(401, 'InvalidAuthenticationToken')],
  ['403', status(403, 'Authorization_RequestDenied')],
  ['404, not replicated yet', status(404, 'SubjectNotFound')],
  ['409', status(409, 'RequestConflict')],
  ['429 with a short wait', throttled('0')],
  ['429 with a long wait', throttled('20')],
  ['429 with a date', throttled('Mon, 01 Jan 2024 00:00:00 GMT')],
  ['500', status(500, 'InternalServerError')],
  ['500 after success', { kind: 'error500After' }],
  ['503', status(503, 'ServiceUnavailable')],
  ['a timeout before', { kind: 'timeout' }],
  ['a timeout after success', { kind: 'timeoutAfter' }],
  ['a reset before', { kind: 'reset' }],
  ['a reset after success', { kind: 'resetAfter' }],
]
