import type { Instant } from '../../domain/values.ts'
import type { RequestStore } from '../../ports/request-store.ts'
import type { Context } from '../context.ts'
import type { NamingContext } from '../views/names.ts'

/** What a report is made from: the record, names as the directory has them now, and the time. */
export interface ReportContext extends NamingContext {
  readonly store: Pick<RequestStore, 'history' | 'auditEvents' | 'auditTexts' | 'counts'>
  readonly organisation: NamingContext['organisation'] & Pick<Context['organisation'], 'timeZone'>
  /** The past that was simulated, where one was; see `ReportHead`. */
  readonly simulated?: { readonly from: Instant; readonly to: Instant } | null
  readonly time: Pick<Context['time'], 'now'>
}
