/** Calls back once after that many milliseconds; returns how to call it off. */
export type Wake = (ms: number, callback: () => void) => () => void

/** Keeps no process alive. */
export function byTimer(ms: number, callback: () => void): () => void {
  const timer = setTimeout(callback, ms)
  timer.unref()
  return () => clearTimeout(timer)
}
