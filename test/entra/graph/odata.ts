import { GraphRefusal } from './model.ts'

type Row = { readonly [name: string]: unknown }

/** The part of OData's $filter that PIM's clients use: comparisons joined by `and`. Anything else is refused. */
export function filtered<T extends Row>(rows: readonly T[], filter: string | null, fields: readonly string[]): T[] {
  if (filter === null) return [...rows]
  const terms = filter.split(/ and (?=(?:[^']*'[^']*')*[^']*$)/).map((text) => termOf(text.trim(), fields))
  return rows.filter((row) => terms.every((matches) => matches(row)))
}

function termOf(text: string, fields: readonly string[]): (row: Row) => boolean {
  const [, field, operator, quoted, bare] = /^(\w+) (eq|ne|ge) (?:'((?:[^']|'')*)'|(\S+))$/.exec(text) ?? []
  if (field === undefined || !fields.includes(field)) {
    throw new GraphRefusal(400, 'BadRequest', `Invalid filter clause: '${text}'`)
  }
  const value = quoted === undefined ? bareValue(bare ?? '') : quoted.replaceAll("''", "'")
  return (row) => {
    const given = row[field] ?? null
    if (operator === 'ge') return String(given) >= String(value)
    const same =
      typeof given === 'string' && typeof value === 'string'
        ? given.toLowerCase() === value.toLowerCase()
        : given === value
    return operator === 'eq' ? same : !same
  }
}

function bareValue(text: string): string | boolean | null {
  if (text === 'null') return null
  return text === 'true' || text === 'false' ? text === 'true' : text
}

/** One page, and where the next one is. */
export function paged(rows: readonly Row[], url: URL, origin: string, pageSize: number): Row {
  const from = Number(url.searchParams.get('$skiptoken') ?? 0)
  const value = rows.slice(from, from + pageSize)
  if (from + pageSize >= rows.length) return { value }
  const next = new URL(url.pathname + url.search, origin)
  next.searchParams.set('$skiptoken', String(from + pageSize))
  return { '@odata.nextLink': next.href, value }
}
