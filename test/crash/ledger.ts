/** Everything the people of a run did, and which of it the server said it had taken. */
export interface Act {
  readonly person: string
  /** Made once for an act; sent again with it, as the page does after a broken connection. */
  readonly nonce: string
  readonly kind: 'ask' | 'again' | 'decide' | 'revokePerson' | 'other' | 'proof' | 'skip'
  /** Whether it went through the message box. */
  readonly isSaid: boolean
  readonly requestId: string | null
  /** Text found nowhere else: a ticket or a reason. */
  readonly mark: string | null
  acknowledged: boolean
}

export interface Ledger {
  readonly acts: readonly Act[]
  add(act: Omit<Act, 'acknowledged' | 'nonce'>): Act
}

export function createLedger(newNonce: () => string): Ledger {
  const acts: Act[] = []
  return {
    acts,
    add: (act) => {
      const added = { ...act, nonce: newNonce(), acknowledged: false }
      acts.push(added)
      return added
    },
  }
}
