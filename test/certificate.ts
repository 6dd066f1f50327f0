import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'

export interface TestCertificate {
  /** Certificate and private key (PKCS #8), as a credential file holds them. */
  readonly pem: string
  readonly certificate: string
  readonly privateKey: string
  readonly publicKey: KeyObject
}

export interface CertificateOptions {
  readonly notBefore?: Date
  readonly notAfter?: Date
}

const DAY_MS = 86_400_000
const SHA256_WITH_RSA = '2a864886f70d01010b'
const COMMON_NAME = '550403'
const SUBJECT_ALT_NAME = '551d11'
const BASIC_CONSTRAINTS = '551d13'

/** A certificate made now and signed by itself, for 127.0.0.1 (RFC 5280). */
export function makeCertificate({ notBefore, notAfter }: CertificateOptions = {}): TestCertificate {
  const { privateKey, publicKey } = generateKeyPairSync('rsa', { modulusLength: 2048 })
  const from = notBefore ?? new Date(Date.now() - DAY_MS)
  const to = notAfter ?? new Date(Date.now() + DAY_MS)
  const algorithm = sequence(objectId(SHA256_WITH_RSA), Buffer.from([0x05, 0x00]))
  const name = sequence(set(sequence(objectId(COMMON_NAME), tagged(0x0c, Buffer.from('elevate-test')))))
  const body = sequence(
    tagged(0xa0, tagged(0x02, Buffer.from([2]))),
    tagged(0x02, Buffer.from([1])),
    algorithm,
    name,
    sequence(time(from), time(to)),
    name,
    publicKey.export({ type: 'spki', format: 'der' }),
    tagged(0xa3, sequence(subjectAltName(), authority())),
  )
  const signature = sign('sha256', body, privateKey)
  const der = sequence(body, algorithm, tagged(0x03, Buffer.concat([Buffer.from([0]), signature])))
  const lines = der.toString('base64').replace(/(.{64})(?=.)/g, '$1\n')
  const certificate = `-----BEGIN CERTIFICATE-----\n${lines}\n-----END CERTIFICATE-----\n`
  const key = privateKey.export({ type: 'pkcs8', format: 'pem' }).toString()
  return { pem: certificate + key, certificate, privateKey: key, publicKey }
}

function subjectAltName(): Buffer {
  const names = sequence(tagged(0x87, Buffer.from([127, 0, 0, 1])), tagged(0x82, Buffer.from('localhost')))
  return sequence(objectId(SUBJECT_ALT_NAME), tagged(0x04, names))
}

/** So that a client that is given this certificate as an authority takes it for one. */
function authority(): Buffer {
  const isOne = tagged(0x01, Buffer.from([0xff]))
  return sequence(objectId(BASIC_CONSTRAINTS), tagged(0x04, sequence(isOne)))
}

function tagged(tag: number, content: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), length(content.length), content])
}

function length(size: number): Buffer {
  if (size < 0x80) return Buffer.from([size])
  return size < 0x100 ? Buffer.from([0x81, size]) : Buffer.from([0x82, size >> 8, size & 0xff])
}

function sequence(...parts: readonly Buffer[]): Buffer {
  return tagged(0x30, Buffer.concat(parts))
}

function set(...parts: readonly Buffer[]): Buffer {
  return tagged(0x31, Buffer.concat(parts))
}

function objectId(hex: string): Buffer {
  return tagged(0x06, Buffer.from(hex, 'hex'))
}

function time(at: Date): Buffer {
  const text = at.toISOString().replace(/[-:T]|\.\d+/g, '')
  return tagged(0x18, Buffer.from(text))
}
