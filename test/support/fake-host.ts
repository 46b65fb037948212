/** A host without engines: the declared routes, of which a test answers those it needs. */
import { Hono } from 'hono';
import type { AnswerOf } from '../../shared/api/routes/route.ts';
import { ROUTES } from '../../shared/api/routes/routes.ts';
import { bindTo, type Asked } from '../../main/api/bind.ts';
import { failureResponse } from '../../main/api/failure.ts';

type Name = keyof typeof ROUTES;

/** What the test answers, by the name of the route: JSON, or the events that it sends. */
export type Answers = {
  [K in Name]?: (
    asked: Asked<(typeof ROUTES)[K]>,
  ) => (typeof ROUTES)[K]['answer']['kind'] extends 'events'
    ? AnswerOf<(typeof ROUTES)[K]>[]
    : AnswerOf<(typeof ROUTES)[K]>;
};

/** What answers requests as `answers` say, with everything checked that a host checks. */
export function fakeHost(answers: Answers): (request: Request) => Promise<Response> {
  const app = new Hono().basePath('/api');
  app.onError((error) => failureResponse(error));
  const bind = bindTo(app);
  for (const name of Object.keys(answers) as Name[]) {
    const answer = answers[name] as (asked: unknown) => unknown;
    const isStream = ROUTES[name].answer.kind === 'events';
    const stream = (events: object[]) => async (_: unknown, _signal: unknown, send: unknown) => {
      for (const event of events.slice(0, -1)) (send as (event: object) => void)(event);
      return events.at(-1)!;
    };
    bind(ROUTES[name], (asked) => {
      const given = answer(asked);
      return (isStream ? stream(given as object[]) : given) as never;
    });
  }
  return async (request) => app.fetch(request);
}
