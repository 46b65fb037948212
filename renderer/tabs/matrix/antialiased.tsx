import { useMemo } from 'preact/hooks';
import type { MatrixMember } from '../../../shared/matrix/result.ts';
import { fetchTile } from '../../client/api-client.ts';
import { wholeLevel } from '../../client/api-client-evidence.ts';
import * as state from '../../session/state.ts';
import { useQuery } from '../../session/use-query.ts';
import { Thumbnail } from '../../viewer/thumbnail.tsx';

/** The antialiased view that the view of `member` is held against, as a thumbnail. */
export function Antialiased({ imageId, member }: { imageId: string; member: MatrixMember }) {
  const { pipeline, width, height, part } = member;
  const summary = state.pipelines.value.find(({ id }) => id === pipeline);
  const key =
    summary === undefined
      ? null
      : JSON.stringify(['antialiased', imageId, pipeline, width, height, part]);
  const tile = useQuery(key, (signal) => {
    const view = { ...state.requestOf(summary!, member, part), show: 'antialiased' as const };
    return fetchTile(imageId, view, { level: wholeLevel(member), col: 0, row: 0 }, signal);
  });
  const picture = useMemo(() => {
    if (tile.status !== 'ready') return null;
    const { bytes, ...size } = tile.value;
    return { ...size, data: new Uint8Array(bytes) };
  }, [tile.status]);
  if (picture === null) return <span class="thumbnail" />;
  return <Thumbnail picture={picture} label={`The antialiased view, ${width}x${height}`} />;
}
