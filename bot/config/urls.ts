import type { Complaint } from './problem.ts'

/** Names and addresses that never leave the machine. */
export function isLoopbackHost(host: string): boolean {
  const name = host.replace(/^\[|\]$/g, '').toLowerCase()
  return name === 'localhost' || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
}

/** The address people open: an origin, https unless it stays on the machine. */
export function publicUrlProblem(text: string): Complaint | null {
  const url = URL.parse(text)
  if (url === null) return { message: 'This is not an address.', fix: 'Write one such as https://elevate.example.com.' }
  const insecure = insecurity(url)
  if (insecure) return insecure
  if (url.username !== '' || url.password !== '')
    return { message: 'An address with a password in it is shown to everybody.', fix: 'Remove what stands before @.' }
  const bare = url.pathname === '/' && url.search === '' && url.hash === ''
  return bare ? null : { message: 'Elevate lives at the root of its address.', fix: `Write ${url.origin}.` }
}

/** Where a ticket is looked at: `{ticket}` stands behind the host. */
export function ticketUrlProblem(text: string): Complaint | null {
  const example = 'https://tickets.example.com/{ticket}'
  if (!text.includes('{ticket}'))
    return { message: 'The address does not say where the ticket goes.', fix: `Put {ticket} into it: ${example}.` }
  const other = /\{(?!ticket\})[^}]*\}?/.exec(text)
  if (other) return { message: `${other[0]} is not known in this address.`, fix: 'Only {ticket} is filled in.' }
  const url = URL.parse(text.replaceAll('{ticket}', 'TICKET'))
  if (url === null) return { message: 'This is not an address.', fix: `Write one such as ${example}.` }
  const insecure = insecurity(url)
  if (insecure) return insecure
  const before = text.slice(0, text.indexOf('{ticket}'))
  return /^https?:\/\/[^/?#@]+[/?#]/i.test(before)
    ? null
    : { message: 'The ticket must not choose the host.', fix: `Put {ticket} behind the host: ${example}.` }
}

function insecurity(url: URL): Complaint | null {
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isLoopbackHost(url.hostname))) return null
  return { message: 'The address is not secure.', fix: 'Start it with https:// (http:// only for localhost).' }
}
