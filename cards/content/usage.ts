import { HOUR } from '../../bot/domain/duration.ts'
import type { UsageCardView, UsageRoleView } from '../../bot/domain/views/card-view.ts'
import { activatablePhrase, choicePhrase, durationPhrase, instantPhrase, listPhrase } from '../phrases.ts'
import { languageSuffix } from '../picture-address.ts'
import type { Reader } from '../reader.ts'

/** Rows shown; the rest is only counted. */
const ROWS = 6

/** How roles were used, as three sentences, a picture and a row for each role. */
export function usageContent(reader: Reader, view: UsageCardView) {
  const { lines, labels } = reader.words
  const title = titleOf(reader, view)
  const sentences = view.requests === 0 ? [lines.usageNothing({ days: view.days })] : sentencesOf(reader, view)
  const rows = view.requests === 0 ? [] : view.roles.slice(0, ROWS).map((role) => roleRow(reader, role))
  return {
    lang: reader.language,
    title,
    since: view.since === null ? null : lines.usageSince({ at: instantPhrase(view.since) }),
    sentences: sentences.map((text) => ({ text })),
    picture: view.picture === null || view.requests === 0 ? null : `${view.picture}${languageSuffix(reader.language)}`,
    pictureText: lines.usagePicture({ title, roles: sayRoles(reader, view) }),
    rowsTitle: labels.usageRoles(),
    rows,
    summary: `${title} · ${sentences[0] ?? ''}`,
  }
}

function titleOf(reader: Reader, { about, days }: UsageCardView): string {
  const { lines } = reader.words
  const role = about.activatable ? activatablePhrase(reader, about.activatable) : null
  if (about.isSelf) return role === null ? lines.usageTitleOwn({ days }) : lines.usageTitleOwnRole({ days, role })
  const subject = about.person?.displayName ?? role
  return subject === null ? lines.usageTitle({ days }) : lines.usageTitleOf({ days, subject })
}

function sentencesOf(reader: Reader, view: UsageCardView): string[] {
  const { lines } = reader.words
  const { requests, activated, denied, timedOut, decision, roleCount, personCount } = view
  const people = listPhrase(
    reader,
    view.people.slice(0, 3).map(({ person }) => person.displayName),
  )
  const first =
    activated === 0
      ? lines.usageNoneActivated({ requests })
      : lines.usageActivated({ activated, roleCount, personCount, roles: sayRoles(reader, view), people })
  const decided =
    decision === null
      ? lines.usageUndecided({ denied, timedOut })
      : lines.usageDecided({
          count: decision.count,
          median: durationPhrase(reader, decision.median),
          p90: durationPhrase(reader, decision.p90),
          denied,
          timedOut,
        })
  const held = lines.usageHeld({
    held: hours(view.heldMs),
    standing: hours(view.standingMs),
    percent: percentLess(view),
  })
  return activated === 0 ? [first, decided] : [first, decided, held]
}

function sayRoles(reader: Reader, { roles }: UsageCardView): string {
  const { labels } = reader.words
  const used = roles.filter(({ activated }) => activated > 0).slice(0, 3)
  const names = used.map(({ activatable, activated }) =>
    labels.usageCount({ name: choicePhrase(reader, activatable), count: activated }),
  )
  return names.length === 0 ? labels.none() : listPhrase(reader, names)
}

function roleRow(reader: Reader, role: UsageRoleView): { readonly title: string; readonly detail: string } {
  const { labels } = reader.words
  const { activated, people, heldMs, denied, timedOut, askedAgain, usedShare, suggested } = role
  const details = [
    labels.usageActivations({ activated, people }),
    labels.usageHours({ hours: hours(heldMs) }),
    denied > 0 ? labels.usageDenied({ count: denied }) : null,
    timedOut > 0 ? labels.usageTimedOut({ count: timedOut }) : null,
    usedShare === null ? null : labels.usageShare({ percent: Math.round(usedShare * 100) }),
    askedAgain > 0 ? labels.usageAgain({ count: askedAgain }) : null,
    suggested === null ? null : labels.usageSuggested({ duration: durationPhrase(reader, suggested) }),
  ]
  return {
    title: choicePhrase(reader, role.activatable),
    detail: details.filter((detail) => detail !== null).join(' · '),
  }
}

/** Whole hours, one at least: less would read as none. */
function hours(ms: number): number {
  return Math.max(ms > 0 ? 1 : 0, Math.round(ms / HOUR))
}

function percentLess({ heldMs, standingMs }: UsageCardView): number {
  return standingMs === 0 ? 0 : Math.max(0, Math.floor(100 * (1 - heldMs / standingMs)))
}
