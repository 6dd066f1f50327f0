/** English words that are no French ones (`active`, `justification`, `minute` are both), and English signs of a locale. */
const stop = new Set(
  `the of and to is are was were be been not you your yours it its they them their this that these those with
  without by for from until till after before when while who whom whose what which where why how has have had will
  would can cannot could may must should do does did done if so than then there here all any both each every some
  somebody nobody anybody everybody everything nothing something none yes more most other others another again
  only also already still yet now today soon later never always in into through above below between out up over
  request requests requested requester approve approves approved approval approvals approver approvers deny denied
  cancel canceled cancelled revoke revoked ended ending ends expire expired expires deactivated activated timed
  failed waiting pending decide decided decision decides proof prove identity role roles group groups scope tier
  ticket tickets reason needed needs required settings default hour hours day days second seconds time length
  directory person people member owner whole account administrator administrators team security channel feed link
  links open choose send press button card ask asks asked name names try check tell told wait waits everyone
  workload unusual first longer several last standing reach reached chat clock server ahead confirmed confirm
  start starts started eligible help commands examples january february march april june july august september
  october november december tue wed thu fri`
    .split(/\s+/)
    .filter(Boolean),
)

/** Signs of an English locale, as it writes them. */
const signs = new Set(['EDT', 'EST', 'AM', 'PM', 'GMT'])

/** The words of a text that are English, in order. */
export function englishIn(text: string): string[] {
  const words = text.match(/[\p{L}’]+/gu) ?? []
  return words.filter((word) => stop.has(word.toLowerCase()) || signs.has(word))
}

/** A text without what stands in the view as people, directories and other systems wrote it. */
export function withoutUserData(text: string, view: unknown): string {
  const own = [...new Set(stringsIn(view))].filter((value) => /[\s\-@]/.test(value)).sort((a, b) => b.length - a.length)
  return own.reduce((rest, value) => rest.replaceAll(value, '…'), text).replaceAll('/elevate', '…')
}

function stringsIn(value: unknown): string[] {
  if (typeof value === 'string') return [value]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(stringsIn) : []
}
