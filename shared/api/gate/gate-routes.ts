/** The routes of the gate by name. Requests carry a token where the gate has some, but to what is open. */
import { json, route } from '../routes/route.ts';
import { EXAMINED, GATE_PIPELINES, GUARDRAIL_ANSWER, HEALTH } from './gate-answers.ts';
import { ExamineForm, ExamineJson, ExamineQuery, GuardrailRequest } from './gate-query.ts';

export const GATE_ROUTES = {
  examine: route('POST', '/v1/examine', {
    summary:
      'Examines an image, and says what the policy does with it. The image is the body itself, the field `image` of a ' +
      'form, or in JSON a data URL or an address of an allowed storage. A form and JSON take the fields of the query ' +
      'too. `pipeline` is a name of the policy, an id of the catalog, or `blind`. An image that cannot be decoded is ' +
      'answered with 415 or 422, and with the action all the same.',
    query: ExamineQuery,
    bodies: { raw: true, json: ExamineJson, form: ExamineForm },
    answer: json(EXAMINED),
    failures: { 415: EXAMINED, 422: EXAMINED },
  }),
  guardrail: route('POST', '/beta/litellm_basic_guardrail_api', {
    summary:
      'The generic guardrail contract of LiteLLM: images as data URLs or base64, and addresses of an allowed storage ' +
      'where the policy says that storages stay. `pipeline` is a name of the policy, or `blind`.',
    bodies: { json: GuardrailRequest },
    answer: json(GUARDRAIL_ANSWER),
  }),
  gatePipelines: route('GET', '/v1/pipelines', {
    summary: 'The pipelines that a request may name: those of the policy first.',
    answer: json(GATE_PIPELINES),
  }),
  openApi: route('GET', '/openapi.json', {
    summary: 'This document.',
    answer: { kind: 'bytes', mediaTypes: ['application/json'] },
    isOpen: true,
  }),
  metrics: route('GET', '/metrics', {
    summary: 'Figures for Prometheus.',
    answer: { kind: 'bytes', mediaTypes: ['text/plain'] },
  }),
  health: route('GET', '/healthz', {
    summary: 'Answers while the process runs.',
    answer: json(HEALTH),
    isOpen: true,
  }),
  ready: route('GET', '/readyz', {
    summary: 'Answers 200 while images are taken, and 503 while the service starts or ends.',
    answer: json(HEALTH),
    failures: { 503: HEALTH },
    isOpen: true,
  }),
} as const;
