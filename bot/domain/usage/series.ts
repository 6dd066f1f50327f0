/** Numbers in the order in which they come, without an object for each. */
export interface Series {
  /** The first `length` of them count; the rest is room, and is used again after the length was set to 0. */
  values: Float64Array
  length: number
}

export function createSeries(): Series {
  return { values: new Float64Array(256), length: 0 }
}

export function append(series: Series, value: number): void {
  if (series.length === series.values.length) {
    const larger = new Float64Array(2 * series.length)
    larger.set(series.values)
    series.values = larger
  }
  series.values[series.length] = value
  series.length += 1
}

/** In place: to be read, or put into another order, once all is there. */
export function valuesOf({ values, length }: Series): Float64Array {
  return values.subarray(0, length)
}
