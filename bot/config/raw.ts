/**
 * Views of data whose shape is not known to be right. Checks of what names mean look through these, so that one wrong
 * value elsewhere does not hide what they find.
 */
export function entriesOf(value: unknown): { readonly [key: string]: unknown } {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : {}
}

export function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : []
}

export function textsOf(value: unknown): readonly { readonly index: number; readonly text: string }[] {
  return listOf(value).flatMap((text, index) => (typeof text === 'string' ? [{ index, text }] : []))
}
