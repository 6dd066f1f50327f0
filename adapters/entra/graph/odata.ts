/** An OData string literal: a quote within is doubled, so that no id ever ends it. */
export function literal(value: string): string {
  return `'${value.replaceAll("'", "''")}'`
}

/** `$filter` of equalities that all hold. */
export function where(fields: { readonly [name: string]: string | undefined }): string {
  const terms = Object.entries(fields).flatMap(([name, value]) =>
    value === undefined ? [] : [`${name} eq ${literal(value)}`],
  )
  return `$filter=${encodeURIComponent(terms.join(' and '))}`
}

/** One step of a path. */
export function segment(id: string): string {
  return encodeURIComponent(id)
}
