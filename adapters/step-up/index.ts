// demo.ts is left out on purpose: it tells people's codes, and only the fenced demo may import it.
export { makeEnrolmentLink } from './enrolment-link.ts'
export { factorGeneration } from './factors.ts'
export { InstallationKeyError, type InstallationKeyOptions, readInstallationKey } from './installation-key.ts'
export type { StepUpRoutesOptions } from './page-context.ts'
export { stepUpRoutes } from './routes.ts'
export { createTotpStepUp, type TotpStepUp, type TotpStepUpOptions } from './step-up.ts'
export type { FindViewer, Viewer } from './viewer.ts'
