export { createTeamsApp, type TeamsApp } from './app.ts'
export { type Cloud, clouds } from './config-clouds.ts'
export { createTeamsPlatform, type TeamsPlatform } from './platform.ts'
export { createReplies, type Replies } from './replies.ts'
