import { benchTeamCase } from './team-case.ts';
await benchTeamCase();
