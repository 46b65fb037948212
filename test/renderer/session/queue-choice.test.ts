import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { FilterQuery, OrderQuery, QUEUE_SORTS } from '../../../shared/case/case-queue.ts';
import { DECISIONS } from '../../../shared/case/case-review.ts';
import { parse } from '../../../shared/api/queries.ts';
import {
  filterQuery,
  KNOWN,
  LABELS,
  NO_FILTER,
  orderQuery,
  restrictions,
  SIZES,
  type KnownName,
  type LabelsName,
  type QueueChoice,
  type SizeName,
} from '../../../renderer/session/queue-choice.ts';

const read = (choice: QueueChoice) => parse(FilterQuery, Object.fromEntries(filterQuery(choice)));

describe('what a reviewer chooses of the queue', () => {
  it('is a query that the API takes, whatever was typed', () => {
    fc.assert(
      fc.property(
        fc.record({
          verdict: fc.constantFrom('all', 'flagged', 'attack', 'suspicious', 'clean', 'error'),
          decision: fc.constantFrom('all', 'none', ...DECISIONS, 'unsigned', 'outdated'),
          sampler: fc.constantFrom('', 'opencv/linear'),
          folder: fc.constantFrom('', '/pictures & more'),
          size: fc.constantFrom(...(Object.keys(SIZES) as SizeName[])),
          scoreFrom: fc.string({ maxLength: 8 }),
          scoreTo: fc.constantFrom('', '0.5', ' 1 ', '-1', '1e9', 'high'),
          labels: fc.constantFrom(...(Object.keys(LABELS) as LabelsName[])),
          known: fc.constantFrom(...(Object.keys(KNOWN) as KnownName[])),
          mine: fc.constantFrom('all', 'assigned', 'sample'),
          text: fc.string({ maxLength: 50 }),
          sort: fc.constantFrom(...QUEUE_SORTS),
          order: fc.constantFrom('asc', 'desc'),
        }),
        (fields) => {
          const choice = fields as QueueChoice;
          const query = Object.fromEntries(orderQuery(choice));
          parse(FilterQuery, query);
          assert.deepEqual(parse(OrderQuery, query), { sort: choice.sort, order: choice.order });
        },
      ),
    );
  });

  it('restricts nothing where nothing is chosen', () => {
    assert.deepEqual({ ...read(NO_FILTER) }, {});
    assert.equal(restrictions(NO_FILTER), 0);
    assert.equal(restrictions({ ...NO_FILTER, sort: 'name', order: 'asc' }), 0);
    assert.equal(restrictions({ ...NO_FILTER, size: 'huge', text: 'a' }), 2);
  });

  it('asks for decisions that nobody agreed with yet', () => {
    const { decision, signedOff } = read({ ...NO_FILTER, decision: 'unsigned' });
    assert.deepEqual(decision, [...DECISIONS]);
    assert.equal(signedOff, false);
  });

  it('puts every number of pixels into one size', () => {
    const sizes = Object.keys(SIZES).filter((name) => name !== 'any') as SizeName[];
    for (const pixels of [0, 1, 499_999, 500_000, 1_999_999, 2_000_000, 8_000_000, 1e9]) {
      const fitting = sizes.filter((size) => {
        const { pixelsFrom = 0, pixelsTo = Infinity } = read({ ...NO_FILTER, size });
        return pixels >= pixelsFrom && pixels <= pixelsTo;
      });
      assert.equal(fitting.length, 1, `${pixels} pixels`);
    }
  });
});
