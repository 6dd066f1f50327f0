import { closeSync, fdatasyncSync, openSync, writeSync } from 'node:fs'
import { cpus, loadavg, release, totalmem } from 'node:os'
import { join } from 'node:path'
import type { JsonObject } from '../../bot/domain/values.ts'
import { createSpread, type Spread } from './figures.ts'

/** What this machine can do at all: the least that a measure's work takes, without the product. */

/** A file that only grows, each line on disk before the call returns. */
export interface RawLog {
  append(bytes: Buffer): void
  close(): void
}

export function rawLog(folder: string): RawLog {
  const file = openSync(join(folder, `raw-${process.pid}.log`), 'a', 0o600)
  return {
    append: (bytes) => {
      writeSync(file, bytes)
      fdatasyncSync(file)
    },
    close: () => closeSync(file),
  }
}

/**
 * Bare Node that does nothing but notice ends and write a line for each: one timer for what comes next, everything due
 * by then in one append and one fdatasync. Lateness until that is on disk.
 */
export async function bareExpiry(folder: string, delays: readonly number[], line: Buffer): Promise<Spread> {
  const spread = createSpread()
  const log = rawLog(folder)
  const start = performance.now()
  const due = [...delays].sort((a, b) => a - b).map((delay) => start + delay)
  let next = 0
  while (next < due.length) {
    const wait = (due[next] ?? 0) - performance.now()
    if (wait > 0) await new Promise((resolve) => setTimeout(resolve, Math.ceil(wait)))
    const now = performance.now()
    let end = next
    while (end < due.length && (due[end] ?? 0) <= now) end += 1
    if (end === next) continue
    log.append(Buffer.concat(Array.from({ length: end - next }, () => line)))
    const written = performance.now()
    for (const instant of due.slice(next, end)) spread.add(written - instant)
    next = end
  }
  log.close()
  return spread
}

export function machineFacts(): JsonObject {
  const [cpu] = cpus()
  return {
    processors: cpus().length,
    processor: cpu?.model ?? 'unknown',
    memoryBytes: totalmem(),
    system: `${process.platform} ${release()}`,
    node: process.version,
  }
}

export function load(): number {
  return loadavg()[0] ?? 0
}
