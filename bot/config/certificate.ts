import { createPrivateKey, type KeyObject, X509Certificate } from 'node:crypto'
import type { Complaint } from './problem.ts'

const BLOCK = /-----BEGIN ((?:[A-Z]+ )*PRIVATE KEY)-----[\s\S]+?-----END \1-----/

/**
 * What is wrong with a certificate and its private key as a credential at Entra; null where nothing is. `reference` says
 * where it came from; nothing of what stands in it is told. https://learn.microsoft.com/entra/identity-platform/certificate-credentials
 */
export function certificateProblem(reference: string, pem: string, now = Date.now()): Complaint | null {
  const certificate = readCertificate(pem)
  const block = BLOCK.exec(pem)
  if (!certificate || !block) {
    const message = `What ${reference} names is no PEM with a certificate and its private key.`
    return { message, fix: 'Put both into one PEM file, readable for Elevate alone.' }
  }
  const key = readKey(block[0])
  if (!key) {
    const message = `The private key that ${reference} names is encrypted or cannot be read.`
    return {
      message,
      fix: 'Store it unencrypted, readable for Elevate alone: openssl pkey -in key.pem -out plain.pem.',
    }
  }
  if (key.asymmetricKeyType !== 'rsa')
    return { message: `The private key that ${reference} names is no RSA key.`, fix: 'Entra takes RSA keys: make one.' }
  if (!certificate.checkPrivateKey(key)) {
    const message = `The private key that ${reference} names is not that of its first certificate.`
    return { message, fix: 'Put the certificate that was made for this key first.' }
  }
  return lifetimeProblem(reference, certificate, now)
}

function lifetimeProblem(reference: string, { validFrom, validTo }: X509Certificate, now: number): Complaint | null {
  if (now >= Date.parse(validTo)) {
    const message = `The certificate that ${reference} names ended on ${dayOf(validTo)}: Entra refuses it.`
    return { message, fix: 'Make a new one, upload it to the app registration, and put it here with its private key.' }
  }
  if (now >= Date.parse(validFrom)) return null
  const message = `The certificate that ${reference} names is valid from ${dayOf(validFrom)} only.`
  return { message, fix: 'Check the clock of this machine, or use a certificate that is valid now.' }
}

/** When the first certificate of a PEM ends; null where there is none. */
export function certificateEnd(pem: string): number | null {
  const certificate = readCertificate(pem)
  return certificate && Date.parse(certificate.validTo)
}

function readCertificate(pem: string): X509Certificate | null {
  try {
    return new X509Certificate(pem)
  } catch {
    return null
  }
}

function readKey(block: string): KeyObject | null {
  try {
    return createPrivateKey(block)
  } catch {
    return null
  }
}

function dayOf(text: string): string {
  return new Date(text).toISOString().slice(0, 10)
}
