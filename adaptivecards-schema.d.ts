/**
 * `adaptivecards-templating` takes one type from the TypeScript sources of `adaptivecards`, which do not compile under
 * this project's settings. `tsconfig.json` maps that path here. Nothing of ours uses it.
 */
export interface IAdaptiveCard {
  readonly type: 'AdaptiveCard'
}
