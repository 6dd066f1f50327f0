export { createWebApp, type WebApp, type WebAppOptions } from './app.ts'
export { checkFenceAtStart, type FenceProblem, type FenceSettings } from './fence.ts'
export { createWebPlatform, type WebPlatform, type WebPlatformOptions } from './platform.ts'
