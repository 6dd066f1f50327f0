/**
 * Who may import whom, as a table. A file belongs to the first area whose pattern its path matches; what it imports has
 * to match one of the area's entries. A file that belongs to no area is itself a violation.
 */
export interface Area {
  readonly name: string
  readonly files: RegExp
  /** Files of this repository. */
  readonly may: readonly RegExp[]
  /** Files of this repository of which only types may be imported (`import type`). */
  readonly mayTypes?: readonly RegExp[]
  readonly packages: readonly string[] | 'any'
  readonly builtins: readonly string[] | 'any'
  readonly why: string
  readonly fix: string
}

const domain = /^bot\/domain\//
const ports = /^bot\/ports\//
const facade = /^bot\/index\.ts$/
const cards = /^cards\//

const fileReading = ['node:fs', 'node:fs/promises', 'node:module', 'node:path', 'node:url']

/** Values of the domain that cards may use to show other values: formatting, closed lists of codes, predicates. */
const formatting =
  /^bot\/domain\/(activatable|activation-request|duration|effect|refusal|report\/exceptions|role-settings|values|views\/.+)\.ts$/

/** What each adapter and store is there to speak to. */
const ownPackages: { readonly [folder: string]: readonly string[] } = {
  'adapters/slack': ['@slack/*'],
  'adapters/teams': ['botbuilder', 'botbuilder-*', 'botframework-*', '@azure/identity', 'jose'],
  'adapters/charts': ['vega', 'vega-lite', '@resvg/resvg-js'],
  'adapters/web': ['hono', '@hono/node-server', 'adaptivecards'],
  'adapters/entra': ['@azure/identity', '@microsoft/*'],
  'adapters/local': [],
  'adapters/step-up': ['hono', '@hono/node-server', 'otpauth', 'qrcode', 'openid-client', 'jose'],
  'store/sqlite': ['better-sqlite3'],
  'store/postgres': ['pg'],
}

const composition: readonly Area[] = [
  {
    name: 'tests',
    files: /^test\//,
    may: [/./],
    packages: 'any',
    builtins: 'any',
    why: 'Tests see everything but the two files that start a process when they are imported.',
    fix: 'Test the part, or start the process as a user would.',
  },
  {
    name: 'tool configuration',
    files: /^[^/]+\.ts$/,
    may: [],
    packages: 'any',
    builtins: 'any',
    why: 'Configuration of tools is no part of the product.',
    fix: 'Move what is shared into the product and import it from a test.',
  },
  {
    name: 'composition root',
    files: /^bot\/(main|cli)(\.ts$|\/)/,
    may: [/./],
    packages: 'any',
    builtins: 'any',
    why: 'The composition root puts the parts together; it runs when it is loaded.',
    fix: 'Keep what others need in a part of its own.',
  },
]

const core: readonly Area[] = [
  {
    name: 'bot/runtime',
    files: /^bot\/runtime\//,
    may: [/^bot\/runtime\//, domain, ports],
    packages: ['pino', 'hono', '@hono/node-server'],
    builtins: 'any',
    why: 'It is the machine behind the ports: clock, ids, log, HTTP. It knows no organisation and no adapter.',
    fix: 'Let the composition root bring both together.',
  },
  {
    name: 'configuration',
    files: /^bot\/config(\.ts$|\/)/,
    may: [/^bot\/config(\.ts$|\/)/, domain, /^adapters\/[^/]+\/config\.ts$/],
    packages: ['zod', 'yaml', 'node-cron'],
    // Certificates are looked at where they are read.
    builtins: [...fileReading, 'node:crypto'],
    why: 'Reading the configuration must load no adapter: only what the configuration names is loaded afterwards.',
    fix: "Put the section's schema into the adapter's config.ts and import that.",
  },
  {
    name: 'bot/index.ts',
    files: facade,
    may: [domain, ports],
    packages: [],
    builtins: [],
    why: 'It is the only file that adapters may import, so it shows values and ports and nothing that acts.',
    fix: 'Express what adapters need as a type in bot/ports.',
  },
  {
    name: 'bot/domain',
    files: domain,
    may: [domain],
    packages: ['zod', 'minisearch', 'luxon', 'canonicalize'],
    builtins: [],
    why: 'The domain is pure: every decision can be replayed from its input.',
    fix: 'Pass the value in, or move what acts into a use case.',
  },
  {
    name: 'bot/ports',
    files: ports,
    may: [ports],
    mayTypes: [domain],
    packages: [],
    builtins: [],
    why: 'A port is an interface; it has nothing to run.',
    fix: 'Use `import type`, or move the code behind the port.',
  },
  {
    name: 'bot/use-cases',
    files: /^bot\/use-cases\//,
    may: [/^bot\/use-cases\//, domain, ports],
    packages: [],
    builtins: [],
    why: 'Use cases reach the world through ports only, so that a third platform, directory or store is a new folder.',
    fix: 'Add a method to a port, or let the worker that calls the use case bring the value.',
  },
  {
    name: 'bot/workers',
    files: /^bot\/workers\//,
    may: [/^bot\/(workers|use-cases)\//, domain, ports],
    packages: [],
    builtins: [],
    why: 'Workers reach the world through ports only; node-cron belongs to bot/workers/schedules.',
    fix: 'Add a method to a port; the composition root passes the implementation in.',
  },
  {
    name: 'cards',
    files: cards,
    may: [cards, formatting],
    mayTypes: [domain],
    packages: ['zod', 'adaptivecards-templating', 'adaptive-expressions', 'intl-messageformat'],
    builtins: fileReading,
    why: 'Cards say values in words; they decide nothing and know no platform.',
    fix: 'Use `import type`, or have the view carry the value.',
  },
]

const page: Area = {
  name: 'adapters/web/page',
  files: /^adapters\/web\/page\//,
  may: [/^adapters\/web\/page\//],
  mayTypes: [facade, cards, /^adapters\/web\//],
  packages: ['adaptivecards'],
  builtins: [],
  why: 'The page runs in a browser, which gets these files and nothing else.',
  fix: 'Use `import type`, or send the value to the page.',
}

const appPackages: Area = {
  name: 'manifest',
  files: /^manifest\//,
  may: [/^manifest\//],
  packages: ['zod', 'commander', 'fflate', '@resvg/resvg-js'],
  builtins: fileReading,
  why: 'App packages are made beside the product and are no part of what runs.',
  fix: 'Let a test hold the manifest against the code.',
}

const schedules: Area = {
  name: 'bot/workers/schedules',
  files: /^bot\/workers\/schedules(\.ts$|\/|-)/,
  may: [/^bot\/(workers|use-cases)\//, domain, ports],
  packages: ['node-cron'],
  builtins: [],
  why: 'Schedules add wall-clock times to the workers, nothing else.',
  fix: 'Add a method to a port; the composition root passes the implementation in.',
}

/** The area a file belongs to, or null where the table knows none. */
export function areaOf(path: string): Area | null {
  const fixed = [...composition, schedules, ...core, page, appPackages].find((area) => area.files.test(path))
  return fixed ?? outerArea(path)
}

function outerArea(path: string): Area | null {
  const [top, name] = path.split('/')
  const folder = `${top}/${name}`
  const packages = ownPackages[folder]
  if (packages === undefined) return null
  const own = new RegExp(`^${folder}/`)
  if (top === 'store') return storeArea(folder, own, packages)
  return path === `${folder}/config.ts` ? sectionArea(folder, own) : adapterArea(folder, own, packages)
}

function storeArea(folder: string, own: RegExp, packages: readonly string[]): Area {
  return {
    name: folder,
    files: own,
    may: [own, domain, ports],
    packages: ['zod', ...packages],
    builtins: 'any',
    why: 'A store keeps what it is given; another one can take its place.',
    fix: 'Add to the port what the store lacks.',
  }
}

function sectionArea(folder: string, own: RegExp): Area {
  return {
    name: `${folder}/config.ts`,
    files: own,
    may: [facade, new RegExp(`^${folder}/config-[^/]+\\.ts$`)],
    packages: ['zod'],
    builtins: [],
    why: 'The configuration is read before anybody knows whether this adapter is wanted, so its SDK must not load.',
    fix: 'Keep the schema here and what uses it elsewhere in the folder.',
  }
}

function adapterArea(folder: string, own: RegExp, packages: readonly string[]): Area {
  return {
    name: folder,
    files: own,
    may: [own, facade, cards],
    packages: ['zod', ...packages],
    builtins: 'any',
    why: 'An adapter knows its own platform and the face of the bot; state only through the port adapter-state.',
    fix: 'Re-export the type from bot/index.ts, or have the composition root pass the value in.',
  }
}
