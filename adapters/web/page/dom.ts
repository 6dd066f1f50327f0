type Constructor<T> = abstract new (...args: never) => T

/** An element of `index.html` by its id. Throws where the page lacks it or it is another kind. */
export function byId<T extends Element>(id: string, kind: Constructor<T>): T {
  const element = document.getElementById(id)
  if (element instanceof kind) return element
  throw new Error(`index.html has no ${kind.name} with id "${id}"`)
}

/** A new element. Text is only ever text: nothing in this page is made from HTML. */
export function make<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  className = '',
  ...children: (Node | string)[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag)
  if (className) element.className = className
  element.append(...children)
  return element
}
