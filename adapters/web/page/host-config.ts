const text = { default: 'var(--text)', subtle: 'var(--muted)' }
const same = (color: string) => ({ default: color, subtle: color })

/** Colours are custom properties of `style/base.css`, so that light and dark change without drawing cards anew. */
const foregroundColors = {
  default: text,
  dark: text,
  light: same('var(--muted)'),
  accent: same('var(--accent)'),
  good: same('var(--good)'),
  warning: same('var(--warn)'),
  attention: same('var(--bad)'),
}
const style = (backgroundColor: string) => ({ backgroundColor, foregroundColors })

/** How Microsoft's renderer is to draw: https://learn.microsoft.com/adaptive-cards/rendering-cards/host-config */
export const HOST_CONFIG = {
  supportsInteractivity: true,
  fontFamily: 'inherit',
  fontSizes: { small: 13, default: 15, medium: 16, large: 18, extraLarge: 22 },
  fontWeights: { lighter: 400, default: 400, bolder: 600 },
  lineHeights: { small: 19, default: 22, medium: 23, large: 25, extraLarge: 30 },
  spacing: { small: 6, default: 12, medium: 16, large: 20, extraLarge: 28, padding: 16 },
  separator: { lineThickness: 1, lineColor: 'var(--line)' },
  containerStyles: {
    default: style('transparent'),
    emphasis: style('var(--raised)'),
    accent: style('var(--accent-tint)'),
    good: style('var(--good-tint)'),
    warning: style('var(--warn-tint)'),
    attention: style('var(--bad-tint)'),
  },
  inputs: {
    label: {
      inputSpacing: 'small',
      requiredInputs: { weight: 'bolder', suffix: ' *', suffixColor: 'attention' },
      optionalInputs: { weight: 'bolder' },
    },
    errorMessage: { color: 'attention', weight: 'default' },
  },
  actions: {
    maxActions: 10,
    spacing: 'default',
    // The distance is `gap` in style/cards.css: the renderer's spacers would indent a wrapped row.
    buttonSpacing: 0,
    actionsOrientation: 'horizontal',
    actionAlignment: 'left',
    allowTitleToWrap: true,
  },
  factSet: {
    title: { color: 'default', isSubtle: true, weight: 'default', wrap: true, maxWidth: 150 },
    value: { color: 'default', weight: 'default', wrap: true },
    // The distance of rows is in style/cards.css. The renderer takes 0 for "not given".
    spacing: 1,
  },
  textBlock: { headingLevel: 2 },
}
