import type { Config } from '../../../bot/config.ts'
import type { Browser, Page } from '../../step-up/oidc/browser.ts'
import type { Name } from './organisation.ts'

/** A card or message as one person sees it now. */
export interface Shown {
  readonly text: string
  /** What they could press. */
  readonly verbs: readonly string[]
  /** Addresses of buttons that lead out of the chat. */
  readonly links: readonly string[]
  presses(verb: string, inputs?: { readonly [id: string]: string }): Promise<void>
}

/** One platform with its people in it, as they use it. */
export interface Chat {
  /** A line of the configuration's section `chat`. */
  readonly section: string
  /** The channel that is the feed, as the configuration names it. */
  readonly feedName: string
  readonly env: { readonly [name: string]: string }
  /** With addresses that no file can name. */
  adapt(config: Config): Config
  /** People get known, each in the way of this platform. */
  joins(names: readonly Name[]): Promise<void>
  /** Typed into one's own chat with Elevate. */
  says(name: Name, text: string): Promise<void>
  /** All that somebody sees in their own chat, oldest first. */
  sees(name: Name): Promise<readonly Shown[]>
  /** The cards of the feed, each with what stands in its thread. */
  feed(): Promise<readonly string[]>
  close(): Promise<void>
}

/** What a platform's people need of the world around them. */
export interface Surroundings {
  readonly url: string
  readonly port: number
  /** Opens an address in a browser of this person's and signs in there. */
  signsIn(name: Name, url: string, browser?: Browser): Promise<Page>
}

export type OpenChat = (surroundings: Surroundings) => Promise<Chat>
