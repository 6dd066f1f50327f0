import { configurationFor } from './configured.ts'
import { EXIT, type Output } from './output.ts'
import { withParts } from './with-parts.ts'

export interface AuditOptions {
  readonly config?: string
  readonly json?: boolean
}

/** Reads the whole audit log: sequence, chain, canonical form, and the texts that events commit to. */
export async function verifyAudit(options: AuditOptions, output: Output): Promise<number> {
  const { config } = configurationFor(options.config)
  return withParts(config, { fresh: false }, async ({ sqlite }) => {
    const damage = await sqlite.checkIntegrity()
    const report = await sqlite.verifyAudit()
    const { events, texts } = report
    const isGood = events.outcome === 'intact' && texts.changed.length === 0 && damage.length === 0
    if (options.json) await output.line(JSON.stringify({ intact: isGood, ...report, damage }))
    else for (const line of inWords(events, texts, damage)) await output.line(line)
    return isGood ? EXIT.ok : EXIT.no
  })
}

type Report = Awaited<ReturnType<Parameters<Parameters<typeof withParts>[2]>[0]['sqlite']['verifyAudit']>>

function inWords(events: Report['events'], texts: Report['texts'], damage: readonly string[]): string[] {
  const lines =
    events.outcome === 'intact'
      ? [`Audit log intact: ${events.head.seq} events, head ${events.head.hash.slice(0, 16)}…`]
      : [
          `Audit log damaged at event ${events.seq}: ${events.fault}. Keep this file as it is and compare with a backup.`,
        ]
  lines.push(`${texts.checked} texts checked, ${texts.changed.length} not what their event stands for.`)
  lines.push(
    ...texts.changed.map((sha256) => `  changed: ${sha256}`),
    ...damage.map((each) => `  file damage: ${each}`),
  )
  return lines
}

/** Every event as one line of canonical JSON, in order, byte for byte as stored. */
export async function exportAudit(options: AuditOptions, output: Output): Promise<number> {
  const { config } = configurationFor(options.config)
  return withParts(config, { fresh: false }, async ({ sqlite }) => {
    for await (const row of sqlite.auditRows()) await output.line(row.canonical)
    return EXIT.ok
  })
}
