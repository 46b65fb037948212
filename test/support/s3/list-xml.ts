/** A page of a list of objects, as ListObjectsV2 answers it. */
import { etagOf } from './etag.ts';

const MOST = 1000;

/** The page of `objects` that `query` asks for. Where more follow, it says so, with a token of its own to go on by. */
export function listXml(objects: ReadonlyMap<string, Buffer>, query: URLSearchParams): string {
  const prefix = query.get('prefix') ?? '';
  const most = Math.min(Number(query.get('max-keys') ?? MOST), MOST);
  const token = query.get('continuation-token');
  const after = token === null ? query.get('start-after') : keyOf(token);
  const found = [...objects.keys()]
    .filter((key) => key.startsWith(prefix) && (after === null || compare(key, after) > 0))
    .sort(compare);
  const page = found.slice(0, most);
  const isTruncated = found.length > page.length;
  return (
    '<?xml version="1.0" encoding="UTF-8"?>\n<ListBucketResult>' +
    `<Prefix>${escaped(prefix)}</Prefix><KeyCount>${page.length}</KeyCount><MaxKeys>${most}</MaxKeys>` +
    `<IsTruncated>${isTruncated}</IsTruncated>` +
    (isTruncated ? `<NextContinuationToken>${tokenOf(page.at(-1)!)}</NextContinuationToken>` : '') +
    page.map((key) => contents(key, objects.get(key)!)).join('') +
    '</ListBucketResult>'
  );
}

function contents(key: string, bytes: Buffer): string {
  return (
    `<Contents><Key>${escaped(key)}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified>` +
    `<ETag>${escaped(etagOf(bytes))}</ETag><Size>${bytes.length}</Size><StorageClass>STANDARD</StorageClass></Contents>`
  );
}

/** By the bytes of UTF-8, as S3 does. */
function compare(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

function tokenOf(key: string): string {
  return Buffer.from(`after ${key}`).toString('base64');
}

function keyOf(token: string): string {
  return Buffer.from(token, 'base64').toString().slice('after '.length);
}

function escaped(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}
