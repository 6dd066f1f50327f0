import { certificateEnd } from '../../config/certificate.ts'
import { DAY } from '../../domain/duration.ts'
import { type Finding, warning } from './finding.ts'

const SOON = 30 * DAY

/** Elevate's own certificate: once it has ended, nothing can be asked of the tenant any more. */
export function judgeCertificate(pem: string | null, now: number): Finding[] {
  const end = pem === null ? null : certificateEnd(pem)
  if (end === null || end - now > SOON) return []
  const day = new Date(end).toISOString().slice(0, 10)
  return [
    warning(
      `Entra: the certificate under directory.credential ends on ${day}. Make a new one, upload it to the app registration, and put it in place before then.`,
    ),
  ]
}
