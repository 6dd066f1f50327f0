import type { Instant } from '../values.ts'
import type { NameByLanguage } from '../views/card-view.ts'

/** What a picture shows, as values: no names of people, since a picture may be passed on. */
export type Chart =
  | { readonly kind: 'roles'; readonly bars: readonly { readonly name: NameByLanguage; readonly value: number }[] }
  | { readonly kind: 'time'; readonly columns: readonly { readonly at: Instant; readonly value: number }[] }
