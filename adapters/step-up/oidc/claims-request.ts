import { z } from 'zod'
import type { Json, JsonObject } from '../../../bot/index.ts'

const object = z.record(z.string(), z.json())

/**
 * The `claims` parameter: what the ID token must tell, that this client understands claims challenges (`cp1`: without it
 * the same challenge comes again), and what the directory asked for when it refused the last sign-in.
 * https://learn.microsoft.com/entra/identity-platform/claims-challenge
 */
export function claimsRequest(authenticationContext: string | null, challenge: string | null): string {
  const context = authenticationContext === null ? {} : { acrs: { essential: true, value: authenticationContext } }
  const ours = {
    id_token: { auth_time: { essential: true }, amr: null, ...context },
    access_token: { xms_cc: { values: ['cp1'] } },
  }
  return JSON.stringify(merged(merged(ours, parse(challenge)), { access_token: { xms_cc: { values: ['cp1'] } } }))
}

/** A challenge that is no JSON object asks for nothing that could be passed on. */
function parse(challenge: string | null): JsonObject {
  if (challenge === null) return {}
  try {
    return object.parse(JSON.parse(challenge)) as JsonObject
  } catch {
    return {}
  }
}

function merged(a: JsonObject, b: JsonObject): JsonObject {
  const keys = [...new Set([...Object.keys(a), ...Object.keys(b)])]
  return Object.fromEntries(keys.map((key) => [key, mergedValue(a[key], b[key])]))
}

function mergedValue(a: Json | undefined, b: Json | undefined): Json {
  if (isObject(a) && isObject(b)) return merged(a, b)
  return b ?? a ?? null
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}
