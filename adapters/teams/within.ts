/** The value, or `otherwise` where it fails or takes longer: somebody waits who will not wait long. */
export async function within<T>(value: Promise<T>, ms: number, otherwise: T): Promise<T> {
  let timer: NodeJS.Timeout | undefined
  const late = new Promise<T>((resolve) => {
    timer = setTimeout(() => resolve(otherwise), ms)
  })
  try {
    return await Promise.race([value.catch(() => otherwise), late])
  } finally {
    clearTimeout(timer)
  }
}
