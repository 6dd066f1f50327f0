/** Numbers in the order in which they come, without an object for each. */
export interface Series {
  readonly length: number
  add(value: number): void
  /** What came so far, in place: to be read, or put into another order, once all is there. */
  values(): Float64Array
}

export function createSeries(): Series {
  let room = new Float64Array(256)
  let length = 0
  return {
    get length() {
      return length
    },
    add(value) {
      if (length === room.length) {
        const larger = new Float64Array(2 * length)
        larger.set(room)
        room = larger
      }
      room[length] = value
      length += 1
    },
    values: () => room.subarray(0, length),
  }
}
