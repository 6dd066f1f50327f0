import { expect } from 'vitest'
import { eventually } from '../../eventually.ts'
import type { Browser, Page } from '../../step-up/oidc/browser.ts'
import type { Chat, Shown } from './chat.ts'
import type { Name } from './organisation.ts'
import type { World } from './world.ts'

export type Steps = ReturnType<typeof stepsOf>

let lastTicket = 1000

/** What people do and see about one request after another, each named by its id. */
export function stepsOf(world: World, chat: Chat) {
  /** What somebody sees of a request now, oldest first. */
  async function about(name: Name, id: string): Promise<readonly Shown[]> {
    return (await chat.sees(name)).filter(({ text }) => text.includes(id))
  }

  async function textsAbout(name: Name, id: string): Promise<string> {
    return (await about(name, id)).map(({ text }) => text).join('\n---\n')
  }

  /** Types a request for this, with a ticket of its own; the id of what came of it. */
  async function asks(name: Name, what: string): Promise<string> {
    lastTicket += 1
    const ticket = `INC-${lastTicket}`
    await chat.says(name, `${what} ${ticket}`)
    const idNow = async () => {
      const card = (await chat.sees(name)).find(({ text }) => text.includes(ticket))
      return /EL-[0-9A-Z]{4,}/.exec(card?.text ?? '')?.[0]
    }
    await eventually(idNow).toBeDefined()
    return (await idNow()) ?? ''
  }

  /** The newest card of the request with this button. */
  async function withButton(name: Name, id: string, verb: string): Promise<Shown | undefined> {
    return (await about(name, id)).findLast(({ verbs }) => verbs.includes(verb))
  }

  async function presses(name: Name, id: string, verb: string, inputs?: Parameters<Shown['presses']>[1]) {
    await eventually(() => withButton(name, id, verb)).toBeDefined()
    await (await withButton(name, id, verb))?.presses(verb, inputs)
  }

  async function linkOf(name: Name, id: string): Promise<string | undefined> {
    return (await about(name, id)).flatMap(({ links }) => links.filter(isStepUp)).at(-1)
  }

  /** Opens the newest page that a card of theirs leads to, and signs in there as `as`. */
  async function signsIn(name: Name, id: string, as: Name = name, browser?: Browser): Promise<Page> {
    await eventually(() => linkOf(name, id)).toBeDefined()
    return world.signsIn(as, (await linkOf(name, id)) ?? '', browser)
  }

  /** From the request to the last sign-in: what the directory makes of it is not waited for. */
  async function asksAndIsApproved(name: Name, what: string, approvers: readonly Name[]): Promise<string> {
    const id = await asks(name, what)
    if (world.mode === 'application') expect(await signsIn(name, id)).toMatchObject({ status: 200 })
    for (const approver of approvers) await presses(approver, id, 'approve')
    return id
  }

  async function activates(name: Name, what: string, approvers: readonly Name[], active: RegExp): Promise<string> {
    const id = await asksAndIsApproved(name, what, approvers)
    if (world.mode === 'delegated') expect(await signsIn(name, id)).toMatchObject({ status: 200 })
    await reads(name, id).toMatch(active)
    return id
  }

  /** All that somebody could press about a request. */
  async function verbsOn(name: Name, id: string): Promise<readonly string[]> {
    return (await about(name, id)).flatMap(({ verbs }) => verbs)
  }

  const reads = (name: Name, id: string) => eventually(() => textsAbout(name, id))
  return {
    ...{ asks, presses, signsIn, asksAndIsApproved, activates, reads, textsAbout, verbsOn, linkOf },
    /** What the feed says of a request. */
    feed: (id: string) => eventually(() => feedAbout(id)),
    feedAbout,
    /** What the tenant was asked to start for a request. */
    started: (id: string) =>
      world.tenant.state.requests.filter(
        ({ justification, action }) => justification?.includes(id) && !action.endsWith('Remove'),
      ),
  }

  async function feedAbout(id: string): Promise<string> {
    return (await chat.feed()).filter((text) => text.includes(id)).join('\n---\n')
  }
}

function isStepUp(url: string): boolean {
  return url.includes('/verify/') && !url.includes('/verify/account/')
}
