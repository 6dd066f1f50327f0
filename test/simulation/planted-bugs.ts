/** One mistake, made in the source while it is loaded: `from` stands there exactly once and becomes `to`. */
export interface Patch {
  readonly file: string
  readonly from: string
  readonly to: string
}

export interface PlantedBug {
  readonly name: string
  /** The rules that it breaks: being found by another one does not count. */
  readonly rules: readonly string[]
  readonly patches: readonly Patch[]
  /** The bug is in the embedded store, so the simulation runs on it. */
  readonly onSqlite?: boolean
  /** Only who acts as a window closes can meet it. */
  readonly lastMoments?: boolean
}

const AUTHORITY = 'bot/use-cases/authority.ts'
const CLEARANCE = 'bot/use-cases/clearance.ts'
const COMMIT = 'bot/use-cases/commit.ts'
const MACHINE = 'bot/domain/request-machine.ts'
const STEPS = 'bot/domain/request-steps.ts'
const TIMING = 'bot/domain/request-timing.ts'
const RULES = 'bot/domain/approval-rules.ts'
const TABLE = 'bot/domain/access-table.ts'
const APPROVE = 'bot/use-cases/approve-request.ts'
const PROVISION = 'bot/use-cases/provision-role.ts'
const CALL = 'bot/use-cases/call-to-activate.ts'
const WATCH = 'bot/use-cases/watch-activation.ts'
const REQUESTS = 'store/sqlite/requests.ts'
const OUTBOX = 'store/sqlite/outbox.ts'

const one = (name: string, rules: readonly string[], file: string, from: string, to: string): PlantedBug => ({
  name,
  rules,
  patches: [{ file, from, to }],
})

/** Mistakes that somebody could make. Each must be found by the simulation, or the simulation is worth nothing. */
export const PLANTED_BUGS: readonly PlantedBug[] = [
  {
    name: 'no guard on the row version',
    rules: ['guarded write'],
    onSqlite: true,
    patches: [
      {
        file: REQUESTS,
        from: "if (Number(version.get(next.id) ?? 0) !== expectedRowVersion) return { outcome: 'conflict' }",
        to: "if (expectedRowVersion === 0 && version.get(next.id) !== undefined) return { outcome: 'conflict' }",
      },
      { file: REQUESTS, from: 'WHERE id = @id AND row_version = @expectedRowVersion`', to: 'WHERE id = @id`' },
    ],
  },
  {
    name: 'one may approve for oneself',
    rules: ['own request', 'approver'],
    patches: [
      { file: TABLE, from: "approve: ['approver', '-requester']", to: "approve: ['approver']" },
      { file: AUTHORITY, from: 'id !== requesterId && ', to: '' },
      { file: RULES, from: "if (personId === request.requesterId) return refusal('ownRequest')", to: '' },
      { file: RULES, from: 'id !== request.requesterId && ', to: '' },
      { file: STEPS, from: "if (event.by === request.requesterId) return refusal('ownRequest')", to: '' },
    ],
  },
  one(
    'a voter counts twice',
    ['distinct approvers'],
    STEPS,
    "if (request.votes.some((vote) => vote.personId === event.by)) return refusal('alreadyApproved')",
    '',
  ),
  {
    name: 'anybody may approve',
    rules: ['approver'],
    patches: [
      { file: TABLE, from: "approve: ['approver', '-requester']", to: "approve: ['other', '-requester']" },
      { file: RULES, from: "if (!approvers.includes(personId)) return refusal('notApprover')", to: '' },
    ],
  },
  one('anybody may cancel', ['author'], TABLE, "cancel: ['requester']", "cancel: ['other']"),
  one(
    'anybody may revoke',
    ['author'],
    TABLE,
    "revokeRequest: ['security', 'administrators', '-requester']",
    "revokeRequest: ['other']",
  ),
  one(
    'buttons for other terms count',
    ['stale card'],
    APPROVE,
    'approval.termsVersion !== null && approval.termsVersion !== request.termsVersion',
    'approval.termsVersion === -1',
  ),
  one('a disabled approver counts', ['approver', 'quorum'], AUTHORITY, 'person?.enabled === true', 'person !== null'),
  one(
    "an approver's proof is not asked for",
    ['approver step-up'],
    APPROVE,
    'standing.settings?.approverStepUp && !approval.proven',
    'false',
  ),
  one(
    'a proof by somebody else counts',
    ['proof'],
    'bot/use-cases/prove-identity.ts',
    "if (request.requesterId !== personId) return { event: refusal('notRequester') }\n    if (request.status !== 'pendingVerification')",
    "if (request.status !== 'pendingVerification')",
  ),
  one(
    'less time is not less',
    ['agreed duration'],
    MACHINE,
    'duration: votes.map(({ duration }) => duration).reduce(shorterDuration)',
    'duration: request.terms.duration',
  ),
  {
    name: 'approving after the window',
    rules: ['window'],
    lastMoments: true,
    patches: [
      {
        file: MACHINE,
        from: "if (isOver(request, now)) return no('windowOver')\n  const vote",
        to: 'const vote',
      },
    ],
  },
  one(
    'eligibility is not asked again before the call',
    ['eligibility'],
    PROVISION,
    'provisioningRefusal(standing, request)?.code ??',
    "[provisioningRefusal(standing, request)?.code].find((code) => code !== 'eligibilityLost') ??",
  ),
  one(
    'the quorum is not counted again before the call',
    ['quorum'],
    CLEARANCE,
    'if (counted >= approval.required) return null',
    'if (counted >= 0) return null',
  ),
  {
    name: 'blocked people go on',
    rules: ['blocked'],
    patches: [
      {
        file: CLEARANCE,
        from: "if (standing.isBlocked) return refusal('requesterBlocked')",
        to: '',
      },
      {
        file: 'bot/use-cases/submit-request.ts',
        from: "if (standing.isBlocked) return refusal('requesterBlocked')",
        to: '',
      },
    ],
  },
  {
    name: 'emergency accounts may ask',
    rules: ['emergency account'],
    patches: [
      { file: CLEARANCE, from: '!person?.enabled || standing.isEmergencyAccount', to: '!person?.enabled' },
      {
        file: 'bot/use-cases/submit-request.ts',
        from: '!standing.person?.enabled || standing.isEmergencyAccount',
        to: '!standing.person?.enabled',
      },
    ],
  },
  one(
    'accepted is taken for active',
    ['read back'],
    PROVISION,
    "if (event.type !== 'accepted') return\n",
    "if (event.type !== 'accepted') return\n  const at = ctx.time.now()\n  return record(ctx, request, { type: 'readBackActive', assignmentId: 'x', startedAt: at, endsAt: at + durationToMs(request.terms.duration), noticeAt: null })\n",
  ),
  one(
    'repeated without reading back',
    ['read back'],
    PROVISION,
    'if (attempts === 0) return attempt(ctx, request)',
    'if (attempts === 0 || (attempts === 1 && isRepeatDue(ctx, request))) return attempt(ctx, request)',
  ),
  one(
    'repeated under a new key',
    ['key'],
    CALL,
    'key: request.id,\n      personId',
    "key: request.provisioning?.attempts === 2 ? request.id + '-2' : request.id,\n      personId",
  ),
  one(
    'a jump of the clock is forgiven',
    ['clock'],
    'bot/workers/engine-time.ts',
    'if (next.step > 0) unconfirmed = true',
    'if (next.step > 1e12) unconfirmed = true',
  ),
  one(
    'expired is said without reading back',
    ['read back'],
    WATCH,
    'const seen = await readBack(ctx, request)\n  if (!seen) {',
    'const seen = now >= activation.endsAt ? null : await readBack(ctx, request)\n  if (!seen) {',
  ),
  {
    name: 'removed one second early',
    rules: ['early end'],
    patches: [
      { file: STEPS, from: 'readBackAt: endsAt, readBacks: 0 }', to: 'readBackAt: endsAt - 1000, readBacks: 0 }' },
      {
        file: WATCH,
        from: 'if (now < activation.endsAt) return\n  await remove',
        to: 'if (now < activation.endsAt - 1000) return\n  await remove',
      },
    ],
  },
  {
    name: 'gone at the first look',
    rules: ['second look'],
    patches: [
      { file: MACHINE, from: 'if (activation.readBacks === 0) {', to: 'if (activation.readBacks < 0) {' },
      {
        file: MACHINE,
        from: "if (now < activation.readBackAt) return no('wrongStatus', { status: request.status })",
        to: '',
      },
    ],
  },
  one(
    'never escalated',
    ['stage'],
    TIMING,
    'escalatesAt: settings.escalateAfter ?',
    'escalatesAt: settings.escalateAfter && now < 0 ?',
  ),
  one(
    'reminders never rarer',
    ['reminders'],
    TIMING,
    '2 * durationToMs(stage.reminderInterval)',
    'durationToMs(stage.reminderInterval)',
  ),
  one('an escalation is not due', ['late'], TIMING, ', pendingEscalation(request)])', '])'),
  one(
    'two replies',
    ['one reply'],
    COMMIT,
    '[...effects, replyEffect(origin, commit.reply)]',
    "[...effects, replyEffect(origin, commit.reply), { ...replyEffect(origin, commit.reply), key: 'reply2:' + origin.delivery.deliveryKey }]",
  ),
  one(
    'a delivery is not completed',
    ['delivery once', 'one reply', 'circles'],
    COMMIT,
    '...(origin && { delivery: origin.delivery }),',
    '',
  ),
  one(
    'a transition leaves no event',
    ['audited transition'],
    'bot/domain/request-transition.ts',
    'audit: decision.audit.map((event) =>',
    "audit: decision.audit.filter(({ type }) => type !== 'endingStarted').map((event) =>",
  ),
  one(
    'the log says the wrong status',
    ['audit of a transition'],
    'bot/domain/request-transition.ts',
    'from, to, rowVersion } }',
    'from, to: from ?? to, rowVersion } }',
  ),
  {
    ...one(
      'cards are not shown anew',
      ['newest face'],
      OUTBOX,
      'if (request) cardsOfRequest.run({ requestId: request.id, viewVersion: request.viewVersion, now })',
      '',
    ),
    onSqlite: true,
  },
  {
    ...one(
      'a card armed again during its run is forgotten',
      ['newest face'],
      OUTBOX,
      'if (current.get(key) !== generation) return',
      '',
    ),
    onSqlite: true,
  },
  {
    ...one(
      'a retry is taken for done',
      ['newest face', 'one reply'],
      OUTBOX,
      "if (typeof result === 'string')",
      "if (typeof result !== 'string') finish.run({ key, state: 'done' })\n      else if (typeof result === 'string')",
    ),
    onSqlite: true,
  },
  {
    ...one(
      'the chain of the log is broken',
      ['audit chain'],
      'store/sqlite/audit-log.ts',
      'previous = canonicalHash(canonical)\n    }',
      '}',
    ),
    onSqlite: true,
  },
  {
    ...one(
      'a repeated delivery is new',
      ['delivery once'],
      'store/sqlite/inbox.ts',
      'ON CONFLICT (platform, delivery_key) DO NOTHING`',
      "ON CONFLICT (platform, delivery_key) DO UPDATE SET state = 'pending', raw = excluded.raw`",
    ),
    onSqlite: true,
  },
]
