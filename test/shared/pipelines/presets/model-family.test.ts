import assert from 'node:assert/strict';
import { it } from 'node:test';
import { familyOf } from '../../../../shared/pipelines/presets/model-family.ts';
import { allPipelines } from '../../../../shared/pipelines/pipeline.ts';

it('every preset of the catalog has a family, and one model has one whoever feeds it', () => {
  for (const { id } of allPipelines()) {
    const family = familyOf(id);
    assert.equal(family === null, !id.startsWith('model/'), id);
    assert.notEqual(family, 'Models: other', id);
  }
  assert.equal(familyOf('model/vgg16'), familyOf('model/vgg16+keras'));
});
