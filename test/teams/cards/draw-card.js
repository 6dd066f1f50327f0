/* Runs in the page of the card pictures, beside the renderer. Markdown is what Teams makes of escaped text: the signs without their backslashes. */
globalThis.drawCard = (card, host) => {
  const { AdaptiveCards } = globalThis
  AdaptiveCards.AdaptiveCard.onProcessMarkdown = (text, result) => {
    const plain = document.createElement('div')
    plain.textContent = text.replace(/\\([!-/:-@[-`{-~])/g, '$1')
    result.outputHtml = plain.innerHTML.replaceAll('\n', '<br>')
    result.didProcess = true
  }
  const drawn = new AdaptiveCards.AdaptiveCard()
  drawn.hostConfig = new AdaptiveCards.HostConfig(host)
  const context = new AdaptiveCards.SerializationContext()
  drawn.parse(card, context)
  const said = [...Array(context.eventCount).keys()].map((at) => context.getEventAt(at).message)
  // Its own check of the language keeps a place from one card to the next, and so refuses every second one.
  const problems = said.filter((message) => !/property "lang"/.test(message))
  const place = document.getElementById('card')
  const element = drawn.render()
  if (!element) return { problems: ['nothing was drawn'], text: '', buttons: 0, overflows: [] }
  place.replaceChildren(element)
  const right = place.getBoundingClientRect().right + 1
  const wide = [...place.querySelectorAll('*')].filter((each) => each.getBoundingClientRect().right > right)
  const overflows = wide.map((each) => `${each.className}: ${each.textContent.slice(0, 60)}`)
  const buttons = place.querySelectorAll('button.ac-pushButton').length
  return { problems, text: place.textContent, buttons, overflows }
}
