import { type Activatable, activatableKey } from '../activatable.ts'
import { type Refusal, refusal } from '../refusal.ts'
import type { CommandContext, Nameable, Target } from './command.ts'
import type { Meaning } from './find-role.ts'
import type { NamedScope } from './find-scope.ts'
import { type Thing, thingKey } from './role-index.ts'

export type Access = 'member' | 'owner'

/** What else was said about the role or group. */
export interface Narrowing {
  readonly scope: NamedScope | null
  readonly access: Access | null
}

export const NOT_NARROWED: Narrowing = { scope: null, access: null }

/**
 * Holds what words mean against what the person is eligible for. One activatable only where nothing else that exists
 * is meant as well; several are for asking back; never one that the person is not eligible for.
 */
export function chooseTarget(
  meaning: Meaning,
  narrowing: Narrowing,
  context: Pick<CommandContext, 'eligible'>,
): Target {
  const eligibleThings = new Set(context.eligible.map(({ activatable }) => thingKey(activatable)))
  const isEligible = (thing: Thing) => eligibleThings.has(thing.key)
  const meant = withoutStrangersGroups(meaning, isEligible)
  const had = meant.filter(isEligible)
  const isSure = meant.length === 1 && !meaning.leavesOut
  if (had.length === 1 && (isSure || isOrdinarySense(meaning, meant, had))) {
    return narrow(had[0] as Thing, narrowing, context)
  }
  const asked = had.length ? had : meaning.saysKind && meaning.lesser.length === 0 ? [] : fallback(meaning, isEligible)
  if (asked.length) return several(asked.flatMap((thing) => activatablesOf(thing, context)))
  return none(refusal('notEligible', { role: namesOf(meant) }))
}

/** For words that name several things in one line: any of those the person is eligible for. */
export function chooseAmong(things: readonly Thing[], context: Pick<CommandContext, 'eligible'>): Target {
  const candidates = things.flatMap((thing) => activatablesOf(thing, context))
  return candidates.length ? several(candidates) : none(refusal('notEligible', { role: namesOf(things) }))
}

/** For questions about a role, which anybody may ask of any role: what exists rather than what one is eligible for. */
export function chooseFromCatalogue(meaning: Meaning, context: CommandContext): Target {
  const everything = [...context.catalogue, ...context.eligible]
  const found = meaning.things.flatMap((thing) => {
    const all = everything.filter(({ activatable }) => thingKey(activatable) === thing.key)
    return all[0] ? [all[0].activatable] : []
  })
  const [first] = found
  if (first && found.length === 1 && !meaning.leavesOut) return { found: 'one', activatable: first }
  return several(found)
}

/** Groups are called anything: those that the person has nothing to do with stand in the way of nothing but their exact name. */
function withoutStrangersGroups(meaning: Meaning, isEligible: (thing: Thing) => boolean): readonly Thing[] {
  const kept = meaning.things.filter((thing) => !thing.isGroup || isEligible(thing))
  return kept.length ? kept : meaning.things
}

/**
 * A product alone (`teams`) ordinarily means its administrator. Not where other roles of that product are among those
 * the person has, and not for critical roles: `global` and `security` are asked about.
 */
function isOrdinarySense(meaning: Meaning, meant: readonly Thing[], had: readonly Thing[]): boolean {
  const [thing] = had
  if (meaning.certainty !== 'product' || thing === undefined || meant.length < 2) return false
  return !meaning.leavesOut && thing.kind.has('administrator') && thing.tier !== 'critical'
}

/** Without a kind of role, what the words hint at may be asked about when the best meaning cannot be had. */
function fallback(meaning: Meaning, isEligible: (thing: Thing) => boolean): readonly Thing[] {
  const exactGroup = meaning.certainty === 'verbatim' && meaning.things.every(({ isGroup }) => isGroup)
  return meaning.saysKind && !exactGroup ? [] : meaning.lesser.filter(isEligible)
}

function narrow(thing: Thing, narrowing: Narrowing, context: Pick<CommandContext, 'eligible'>): Target {
  // Somebody can be eligible for the same twice: directly, and through a group.
  const all = distinct(context.eligible.filter(({ activatable }) => thingKey(activatable) === thing.key))
  return thing.isGroup ? narrowAccess(all, narrowing, thing) : narrowScope(all, narrowing.scope, thing)
}

function narrowScope(all: readonly Nameable[], scope: NamedScope | null, thing: Thing): Target {
  if (scope === null) return oneOrSeveral(all)
  if (scope.scopes.length === 0) return none(refusal('unknownScope', { typed: scope.typed }))
  const there = all.filter(({ activatable }) => activatable.kind === 'role' && scope.scopes.includes(activatable.scope))
  if (there.length) return oneOrSeveral(there)
  const scopes = all.flatMap(({ scopeName }) => scopeName ?? [])
  return none(refusal('eligibleElsewhere', { role: thing.displayName, scopes }))
}

function narrowAccess(all: readonly Nameable[], { access, scope }: Narrowing, thing: Thing): Target {
  if (scope !== null) return none(refusal('unknownScope', { typed: scope.typed }))
  const said = all.filter(
    ({ activatable }) => activatable.kind === 'group' && activatable.access === (access ?? 'member'),
  )
  if (access !== null)
    return said.length ? oneOrSeveral(said) : none(refusal('notEligible', { role: thing.displayName }))
  // A group's name alone means being a member: where one can only own it, that is asked.
  return said.length === 1 && all.length === 1 ? oneOrSeveral(said) : several(all.map(({ activatable }) => activatable))
}

function activatablesOf(thing: Thing, { eligible }: Pick<CommandContext, 'eligible'>): Activatable[] {
  return eligible.map(({ activatable }) => activatable).filter((activatable) => thingKey(activatable) === thing.key)
}

function oneOrSeveral(all: readonly Nameable[]): Target {
  const [first] = all
  return first && all.length === 1
    ? { found: 'one', activatable: first.activatable }
    : several(all.map(({ activatable }) => activatable))
}

function distinct(all: readonly Nameable[]): readonly Nameable[] {
  return [...new Map(all.map((one) => [activatableKey(one.activatable), one])).values()]
}

function several(all: readonly Activatable[]): Target {
  return { found: 'several', candidates: [...new Map(all.map((one) => [activatableKey(one), one])).values()] }
}

function none(why: Refusal): Target {
  return { found: 'none', refusal: why }
}

const NAMED = 3

function namesOf(things: readonly Thing[]): string | { en: string; fr: string } {
  const [first] = things
  if (first && things.length === 1) return { ...first.displayName }
  const named = things.slice(0, NAMED)
  const join = (language: 'en' | 'fr') => named.map(({ displayName }) => displayName[language]).join(', ')
  return { en: join('en'), fr: join('fr') }
}
