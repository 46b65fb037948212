import { useSignal } from '@preact/signals';
import type { ComponentChildren } from 'preact';
import type { OpenImage, PipelineSummary } from '../../shared/api/contract.ts';
import { factRowsOf, itemText } from '../../shared/image/forensics/fact-rows.ts';
import type { Forensics, SecondPicture } from '../../shared/image/forensics/forensics.ts';
import { MAIN_ITEM } from '../../shared/image/facts.ts';
import { listedWord } from '../../shared/verdict/words.ts';
import { choosePolicy } from '../session/actions.ts';
import { provenanceOf } from '../out/provenance.ts';
import { csvOf, saveAs } from '../out/take-out.ts';
import * as state from '../session/state.ts';
import { OutButtons } from '../widgets/out-buttons.tsx';
import { byteLabel, colorLabel, orientationName } from '../words/sentences.ts';
import './facts-panel.css';

type Row = [term: string, value: string];

/** What is known of the file, what was made of it, and what the chosen pipeline stands for. */
export function FactsPanel({ image }: { image: OpenImage }) {
  const { facts } = image;
  const { value: pipeline } = state.pipeline;
  return (
    <>
      <Rows title="File" rows={storedRows(image)}>
        <Hash sha256={facts.sha256} />
      </Rows>
      <Rows title="Decoding" rows={decodedRows(image)}>
        <ul class="notes" data-testid="decoding-notes">
          {changesOf(image).map((change) => (
            <li key={change}>{change}</li>
          ))}
        </ul>
      </Rows>
      {facts.forensics !== undefined && (
        <Rows title="Inside" rows={insideRows(facts.forensics)}>
          <SecondPictures image={image} />
        </Rows>
      )}
      {pipeline !== null && <Rows title="Pipeline" rows={pipelineRows(pipeline)} />}
      <FactsOut image={image} />
    </>
  );
}

/** Saves all of it as a table. */
function FactsOut({ image }: { image: OpenImage }) {
  const save = (): void => {
    const { value: pipeline } = state.pipeline;
    const { forensics, sha256 } = image.facts;
    const of = (part: string, rows: readonly Row[]) => rows.map((row) => [part, ...row]);
    const rows = [
      ...of('File', [...storedRows(image), ['SHA-256', sha256]]),
      ...of('Decoding', decodedRows(image)),
      ...changesOf(image).map((change) => ['Decoding', 'Note', change]),
      ...(forensics === undefined ? [] : of('Inside', insideRows(forensics))),
      ...(pipeline === null ? [] : of('Pipeline', pipelineRows(pipeline))),
    ];
    saveAs(csvOf(['part', 'what', 'value'], rows, provenanceOf('Facts of the file')), 'facts.csv');
  };
  return (
    <section class="panel">
      <OutButtons of="the facts" makes={[['CSV', save]]} />
    </section>
  );
}

interface RowsProps {
  title: string;
  rows: readonly Row[];
  children?: ComponentChildren;
}

function Rows({ title, rows, children }: RowsProps) {
  const id = `facts-${title.toLowerCase()}`;
  return (
    <section class="panel" aria-labelledby={id}>
      <h2 id={id}>{title}</h2>
      <dl>
        {rows.map(([term, value], at) => (
          <div key={`${at} ${term}`}>
            <dt>{term}</dt>
            <dd title={value}>{value}</dd>
          </div>
        ))}
      </dl>
      {children}
    </section>
  );
}

/** What is stored. */
function storedRows({ facts }: OpenImage): Row[] {
  const { orientation } = facts;
  return [
    ['Name', facts.name],
    ['Format', facts.format.toUpperCase()],
    ['Bytes', `${facts.bytes.toLocaleString('en')} (${byteLabel(facts.bytes)})`],
    ['Size', `${facts.width}x${facts.height}`],
    ['Color', colorLabel(facts)],
    ['Alpha', facts.hasAlpha ? 'yes' : 'none'],
    ['ICC profile', facts.iccName ?? 'none'],
    [
      'EXIF orientation',
      orientation === 1 ? 'upright' : `${orientation}, ${orientationName(orientation)}`,
    ],
    ['Frames', String(facts.frames)],
  ];
}

/** What the pixels are that everything else is computed from. */
function decodedRows({ raster, policy, facts, decodeMs }: OpenImage): Row[] {
  const { width, height, channels, dtype } = raster;
  const rows: Row[] = [
    ['Raster', `${width}x${height}x${channels}`],
    ['Samples', dtype === 'uint16' ? '16 bit' : '8 bit'],
    ['Orientation', policy.orientation === 'applied' ? 'applied' : 'as stored'],
  ];
  if (policy.frame !== null) rows.push(['Frame', `${policy.frame + 1} of ${facts.frames}`]);
  rows.push(['Time', `${Math.round(decodeMs)} ms`]);
  return rows;
}

/** What the file says of itself; never an empty list. */
function insideRows(forensics: Forensics): Row[] {
  const rows = factRowsOf(forensics).map(({ label, value }): Row => [label, value]);
  return rows.length > 0 ? rows : [['Facts', 'none besides those above']];
}

/** The most second pictures that are listed; the picker has them all. */
const MOST_LISTED = 32;

/** The pictures in the file besides the main one: each can be shown, and says what was found in it. */
function SecondPictures({ image }: { image: OpenImage }) {
  const { items = [], itemCount = items.length, item: shown } = image.facts;
  const { value: inspection } = state.inspection;
  const examined = inspection.status === 'done' ? (inspection.finding.items ?? []) : [];
  if (items.length === 0) return null;
  const found = (id: string): string => {
    const verdict = examined.find((one) => one.id === id)?.verdict ?? null;
    return verdict === null ? '' : `: ${listedWord(verdict)}`;
  };
  const listed = items.slice(0, MOST_LISTED);
  return (
    <>
      <h3>Second pictures</h3>
      <ul class="items" data-testid="second-pictures">
        {listed.map((item) => (
          <li key={item.id}>
            <span>{`${itemText(item)}${found(item.id)}`}</span>
            <ShowItem item={item} isShown={item.id === shown?.id} />
          </li>
        ))}
      </ul>
      {itemCount > listed.length && <p class="muted">{`and ${itemCount - listed.length} more`}</p>}
      {shown !== undefined && (
        <button
          type="button"
          data-tip="Back to the picture that every reader shows"
          onClick={() => void choosePolicy({ item: MAIN_ITEM, frame: null })}
        >
          Show the main picture
        </button>
      )}
    </>
  );
}

function ShowItem({ item, isShown }: { item: SecondPicture; isShown: boolean }) {
  return (
    <button
      type="button"
      class="quiet"
      disabled={isShown}
      aria-label={`Show ${item.id}`}
      onClick={() => void choosePolicy({ item: item.id, frame: null })}
    >
      {isShown ? 'Shown' : 'Show'}
    </button>
  );
}

function pipelineRows({ call, versions, exactness, antialias }: PipelineSummary): Row[] {
  return [
    ['Call', call],
    ['Versions', versions],
    ['Exactness', exactness],
    ['Antialiased', antialias ? 'yes' : 'no'],
  ];
}

/** What decoding changed or left undone, in sentences; never an empty list. */
function changesOf({ facts, policy }: OpenImage): readonly string[] {
  const turned =
    facts.orientation !== 1 && policy.orientation === 'applied'
      ? [
          `The picture is turned as its EXIF orientation says. It is stored ${orientationName(facts.orientation)}.`,
        ]
      : [];
  const changes = [...turned, ...facts.notes];
  return changes.length > 0 ? changes : ['Nothing is changed. The samples are shown as stored.'];
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
        <button type="button" class="quiet" data-tip="Copy the SHA-256" onClick={() => void copy()}>
          {isCopied.value ? 'Copied' : 'Copy'}
        </button>
      </div>
      <code data-testid="sha256">{sha256}</code>
    </div>
  );
}
