const PICTURE = /\/pictures\/[0-9a-f]{32}\/(?:en|fr)\.png$/u

/**
 * A card whose pictures come from this server under whatever name it was opened, in the colours of the page. Pictures
 * from elsewhere are left to the page's security policy, which shows none.
 */
export function withOwnPictures(json: string): object {
  const isDark = matchMedia('(prefers-color-scheme: dark)').matches
  return JSON.parse(json, (key, value: unknown) => {
    const found = key === 'url' && typeof value === 'string' ? PICTURE.exec(value) : null
    return found ? (isDark ? found[0].replace('.png', '-dark.png') : found[0]) : value
  }) as object
}
