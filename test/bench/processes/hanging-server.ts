/**
 * The web chat's real HTTP side, engine and store, over a directory and a chat platform that hang: every call to them
 * waits and then fails. `node hanging-server.ts <data folder> <hang in ms> <people>`; sends its address when it serves.
 */
import { serveHanging } from '../hanging-parts.ts'

const [folder = '', hangMs = '10000', people = '200'] = process.argv.slice(2)
const { port } = await serveHanging({ folder, hangMs: Number(hangMs), people: Number(people) })
process.send?.({ port })
