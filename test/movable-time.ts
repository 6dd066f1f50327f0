import { vi } from 'vitest'

export interface MovableTime {
  /** In milliseconds. */
  pass(ms: number): void
  restore(): void
}

/** Both clocks of this process, moved as one: nothing looks like a clock that was set. Timers are not moved. */
export function movableTime(): MovableTime {
  const [wall, monotonic] = [Date.now.bind(Date), performance.now.bind(performance)]
  let passed = 0
  const spies = [
    vi.spyOn(Date, 'now').mockImplementation(() => wall() + passed),
    vi.spyOn(performance, 'now').mockImplementation(() => monotonic() + passed),
  ]
  return {
    pass: (ms) => {
      // Instants are whole milliseconds.
      passed += Math.ceil(ms)
    },
    restore: () => {
      for (const spy of spies) spy.mockRestore()
    },
  }
}
