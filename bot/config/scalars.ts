import { validate } from 'node-cron'
import { z } from 'zod'
import { durationToMs, type IsoDuration, parseIsoDuration } from '../domain/duration.ts'
import type { ChannelAddress } from '../domain/organisation.ts'
import type { PrincipalRef } from '../domain/person.ts'
import type { Complaint } from './problem.ts'
import { nearest } from './suggest.ts'
import { ticketPatternProblem } from './ticket-pattern.ts'
import { isLoopbackHost, publicUrlProblem, ticketUrlProblem } from './urls.ts'

export { isLoopbackHost }

/** Text that a function may complain about. */
function checked(complaint: (text: string) => Complaint | null) {
  return z.string().check((context) => {
    const found = complaint(context.value)
    if (found === null) return
    context.issues.push({ code: 'custom', input: context.value, message: found.message, params: { fix: found.fix } })
  })
}

/** An ISO 8601 duration between two bounds, both included. */
export function durationBetween(least: string, most: string) {
  const [leastMs, mostMs] = [least, most].map(msOf) as [number, number]
  return checked((text) => {
    const ms = msOf(text)
    if (ms === null) {
      return {
        message: `"${text.slice(0, 40)}" is not an ISO 8601 duration.`,
        fix: 'Write PT30M for 30 minutes, PT2H for two hours.',
      }
    }
    if (ms < leastMs) return { message: `${text} is too short.`, fix: `Give at least ${least}.` }
    return ms > mostMs ? { message: `${text} is too long.`, fix: `Give at most ${most}.` } : null
  }).transform((text) => parseIsoDuration(text) as IsoDuration)
}

function msOf(text: string): number | null {
  const duration = parseIsoDuration(text)
  return duration === null ? null : durationToMs(duration)
}

export const timeZone = checked((text) => {
  if (isTimeZone(text)) return null
  const near = nearest(text, Intl.supportedValuesOf('timeZone'))
  const fix = near === null ? 'Use an IANA name such as America/Toronto.' : `Did you mean "${near}"?`
  return { message: `There is no time zone "${text.slice(0, 60)}".`, fix }
})

/** Offsets such as +05:00 are no zones: they know no summer time. */
function isTimeZone(name: string): boolean {
  if (!/^[A-Za-z]/.test(name)) return false
  try {
    return new Intl.DateTimeFormat('en', { timeZone: name }) !== null
  } catch {
    return false
  }
}

/** A person or the members of a group: `person:<id>`, `group:<id>`. */
export function parsePrincipal(text: string): PrincipalRef | null {
  const [, kind, id] = /^(person|group):(.+)$/.exec(text) ?? []
  if (id === undefined) return null
  return kind === 'person' ? { kind, personId: id } : { kind: 'group', groupId: id }
}

export const principal = checked((text) => {
  if (parsePrincipal(text) !== null) return null
  const name = text.slice(0, 60)
  return {
    message: `"${name}" does not say whether it is a person or a group.`,
    fix: `Write person:${name} or group:${name}.`,
  }
}).transform((text) => parsePrincipal(text) as PrincipalRef)

/** A channel of a platform: `web:security-feed`. */
export function parseChannel(text: string): ChannelAddress | null {
  const [, platform, channelId] = /^([a-z]+):(.+)$/.exec(text) ?? []
  return platform === undefined || channelId === undefined ? null : { platform, channelId }
}

export const channel = checked((text) => {
  if (parseChannel(text) !== null) return null
  return {
    message: `"${text.slice(0, 60)}" names no platform.`,
    fix: 'Write platform:channel, such as web:security-feed.',
  }
}).transform((text) => parseChannel(text) as ChannelAddress)

/** Where a secret comes from. The text is never shown: it may be the secret itself. */
export const secretReference = checked((text) => {
  if (/^env:[A-Za-z_][A-Za-z0-9_]*$/.test(text) || /^file:./.test(text)) return null
  return {
    message: 'A secret must not stand in this file.',
    fix: 'Write env:NAME or file:/path, and put the secret there.',
  }
})

/** A cron expression of five fields, or `off`. */
export const scheduleTime = checked((text) => {
  if (text === 'off') return null
  if (text.trim().split(/\s+/).length === 5 && validate(text)) return null
  const message = `"${text.slice(0, 60)}" is not a schedule.`
  return { message, fix: "Write five fields: minute, hour, day, month, weekday, such as '0 9 * * 1' for Mondays at 9." }
})

export const publicUrl = checked(publicUrlProblem)
export const ticketUrl = checked(ticketUrlProblem)
export const ticketPattern = checked(ticketPatternProblem)
