import { useSignal } from '@preact/signals';
import type { OpenImage } from '../../shared/contract.ts';
import { byteLabel, colorLabel, orientationName } from './sentences.ts';

/** What is known of the file. */
export function FactsPanel({ image }: { image: OpenImage }) {
  const { facts, raster, policy } = image;
  const rows: [string, string][] = [
    ['Format', `${facts.format.toUpperCase()}, ${byteLabel(facts.bytes)}`],
    ['Size', `${facts.width} × ${facts.height}`],
    ['Color', colorLabel(facts)],
    ['Decoded as', `${raster.width} × ${raster.height} × ${raster.channels} ${raster.dtype}`],
    ['ICC profile', facts.iccName === null ? 'none' : `${facts.iccName} (not applied)`],
    [
      'Frames',
      policy.frame === null ? String(facts.frames) : `${policy.frame + 1} of ${facts.frames}`,
    ],
  ];
  if (facts.orientation !== 1) {
    rows.push(['Orientation', `${orientationName(facts.orientation)}, ${policy.orientation}`]);
  }
  return (
    <section class="panel" aria-labelledby="facts-title">
      <h2 id="facts-title">File</h2>
      <dl>
        {rows.map(([term, value]) => (
          <div key={term}>
            <dt>{term}</dt>
            <dd title={value}>{value}</dd>
          </div>
        ))}
      </dl>
      <Hash sha256={facts.sha256} />
      {facts.notes.length > 0 && (
        <ul class="notes">
          {facts.notes.map((note) => (
            <li key={note}>{note}</li>
          ))}
        </ul>
      )}
    </section>
  );
}

function Hash({ sha256 }: { sha256: string }) {
  const isCopied = useSignal(false);
  const copy = async (): Promise<void> => {
    try {
      await navigator.clipboard.writeText(sha256);
      isCopied.value = true;
    } catch {
      isCopied.value = false; // the hash is on screen and can be selected
    }
  };
  return (
    <div class="hash">
      <div class="hash-head">
        <span>SHA-256</span>
        <button type="button" class="quiet" onClick={() => void copy()}>
          {isCopied.value ? 'Copied' : 'Copy'}
        </button>
      </div>
      <code data-testid="sha256">{sha256}</code>
    </div>
  );
}
