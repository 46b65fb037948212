/**
 * A case as JSON-LD of the CASE and UCO ontologies (https://caseontology.org, 1.4 and later): images, files,
 * hashes, the tool with its settings, findings, what lists say, decisions, and who made them. Ids are the same
 * in every export of the same things.
 */
import { basename } from 'node:path';
import { lookSentence } from '../../../shared/case/case-people.ts';
import { knownText } from '../../../shared/known/known.ts';
import { hasScore, listedVerdict } from '../../../shared/verdict/words.ts';
import type { CaseFile } from '../store/case-file.ts';
import {
  exportedImages,
  settingTexts,
  type ExportedFinding,
  type ExportedImage,
} from './exported-images.ts';
import { caseIdOf, uuidOf } from './stable-ids.ts';

const UCO = 'https://ontology.unifiedcyberontology.org/uco';

/** Prefixes; `kb` is of the things themselves. */
const CONTEXT = {
  kb: 'https://scalescope.example/kb/',
  'case-investigation': 'https://ontology.caseontology.org/case/investigation/',
  'uco-action': `${UCO}/action/`,
  'uco-analysis': `${UCO}/analysis/`,
  'uco-configuration': `${UCO}/configuration/`,
  'uco-core': `${UCO}/core/`,
  'uco-identity': `${UCO}/identity/`,
  'uco-observable': `${UCO}/observable/`,
  'uco-tool': `${UCO}/tool/`,
  'uco-types': `${UCO}/types/`,
  xsd: 'http://www.w3.org/2001/XMLSchema#',
};

type Node = { '@id': string; '@type': string } & Record<string, unknown>;

/** The pieces of the file, a node a line; `version` of the program is told with the case. */
export async function* caseUcoLines(caseFile: CaseFile, version: string): AsyncGenerator<string> {
  yield `{"@context": ${JSON.stringify(CONTEXT)},\n"@graph": [`;
  const caseId = caseIdOf(caseFile);
  const told = new Set<string>();
  const images: { '@id': string }[] = [];
  let isFirst = true;
  for await (const image of exportedImages(caseFile)) {
    images.push(refOf('image', image.row.sha256));
    for (const node of nodesOf(image, caseId)) {
      if (told.has(node['@id'])) continue;
      told.add(node['@id']);
      yield `${isFirst ? '' : ','}\n${JSON.stringify(node)}`;
      isFirst = false;
    }
  }
  const investigation: Node = {
    ...nodeOf('investigation', caseId, 'case-investigation:Investigation'),
    'uco-core:name': caseFile.name,
    'uco-core:description': [`Exported by Scalescope ${version}.`],
    ...(images.length > 0 && { 'uco-core:object': images }),
  };
  yield `${isFirst ? '' : ','}\n${JSON.stringify(investigation)}\n]}\n`;
}

function* nodesOf(image: ExportedImage, caseId: string): Generator<Node> {
  yield* imageNodes(image);
  for (const place of image.places) yield* fileNodes(image, place);
  for (const finding of image.findings) yield* findingNodes(image, finding);
  for (const [at, hit] of image.known.entries()) {
    yield {
      ...nodeOf('known', `${caseId} ${image.row.sha256} ${at}`, 'uco-core:Annotation'),
      'uco-core:object': [refOf('image', image.row.sha256)],
      'uco-core:statement': [knownText(hit)],
      'uco-core:tag': [`known-${hit.kind}`],
    };
  }
  for (const { id, kind, value, reviewer, at } of image.history) {
    yield personOf(reviewer);
    yield {
      ...nodeOf('review', `${caseId} ${id}`, 'uco-core:Annotation'),
      'uco-core:createdBy': refOf('person', reviewer),
      'uco-core:objectCreatedTime': time(at),
      'uco-core:object': [refOf('image', image.row.sha256)],
      'uco-core:statement': [value === null ? `${kind} withdrawn` : `${kind}: ${value}`],
      'uco-core:tag': [kind],
    };
  }
  for (const { id, reviewer, at, ...look } of image.secondLooks) {
    yield personOf(reviewer);
    yield {
      ...nodeOf('second look', `${caseId} ${id}`, 'uco-core:Annotation'),
      'uco-core:createdBy': refOf('person', reviewer),
      'uco-core:objectCreatedTime': time(at),
      'uco-core:object': [refOf('image', image.row.sha256)],
      'uco-core:statement': [`second look: ${lookSentence(look)}`],
      'uco-core:tag': ['second look'],
    };
  }
}

function* imageNodes({ row, hashes, findings }: ExportedImage): Generator<Node> {
  const { sha256, bytes, format, width, height } = row;
  const pdq = findings.at(-1)?.finding.pdq?.human.hash;
  const all: [method: string, value: string][] = [
    ['SHA256', sha256],
    ...(hashes === null ? [] : [['SHA1', hashes.sha1] as [string, string]]),
    ...(hashes === null ? [] : [['MD5', hashes.md5] as [string, string]]),
    ...(pdq === undefined ? [] : [['PDQ', pdq] as [string, string]]),
  ];
  const content: Node = {
    ...nodeOf('content', sha256, 'uco-observable:ContentDataFacet'),
    'uco-observable:sizeInBytes': bytes,
    ...(format !== null && { 'uco-observable:mimeType': `image/${format}` }),
    'uco-observable:hash': all.map(([method, value]): Node => ({
      ...nodeOf('hash', `${method} ${value}`, 'uco-types:Hash'),
      'uco-types:hashMethod': method,
      'uco-types:hashValue': { '@type': 'xsd:hexBinary', '@value': value.toUpperCase() },
    })),
  };
  const picture: Node = {
    ...nodeOf('picture', sha256, 'uco-observable:RasterPictureFacet'),
    ...(format !== null && { 'uco-observable:pictureType': format }),
    ...(width !== null && { 'uco-observable:pictureWidth': width }),
    ...(height !== null && { 'uco-observable:pictureHeight': height }),
  };
  yield {
    ...nodeOf('image', sha256, 'uco-observable:RasterPicture'),
    'uco-core:hasFacet': [content, picture],
  };
}

function* fileNodes(
  { row }: ExportedImage,
  { path, at }: { path: string; at: string },
): Generator<Node> {
  const facet: Node = {
    ...nodeOf('file facet', path, 'uco-observable:FileFacet'),
    'uco-observable:fileName': basename(path),
    'uco-observable:filePath': path,
  };
  yield { ...nodeOf('file', path, 'uco-observable:File'), 'uco-core:hasFacet': [facet] };
  yield {
    ...nodeOf('sighting', `${path} ${row.sha256}`, 'uco-observable:ObservableRelationship'),
    'uco-core:source': refOf('image', row.sha256),
    'uco-core:target': refOf('file', path),
    'uco-core:kindOfRelationship': 'Contained_Within',
    'uco-core:isDirectional': true,
    'uco-core:objectCreatedTime': time(at),
  };
}

function* findingNodes(
  { row }: ExportedImage,
  { finding, engineVersion, settings, at }: ExportedFinding,
): Generator<Node> {
  const entries = settingTexts(settings);
  const tool = `${engineVersion} ${JSON.stringify(entries)}`;
  yield {
    ...nodeOf('tool', tool, 'uco-tool:ConfiguredTool'),
    'uco-core:name': 'Scalescope',
    'uco-core:description': ['Detects image-scaling attacks.'],
    'uco-tool:version': engineVersion,
    'uco-tool:toolType': 'Image analysis',
    'uco-configuration:usesConfiguration': {
      ...nodeOf('configuration', tool, 'uco-configuration:Configuration'),
      'uco-configuration:configurationEntry': entries.map(([name, text]): Node => ({
        ...nodeOf('setting', `${name} ${text}`, 'uco-configuration:ConfigurationEntry'),
        'uco-configuration:itemName': name,
        'uco-configuration:itemValue': [text],
      })),
    },
  };
  const name = `${row.sha256} ${tool} ${at}`;
  yield {
    ...nodeOf('examination', name, 'case-investigation:InvestigativeAction'),
    'uco-core:name': 'Search for a picture hidden for machines',
    'uco-action:endTime': time(at),
    'uco-action:instrument': [refOf('tool', tool)],
    'uco-action:object': [refOf('image', row.sha256)],
    'uco-action:result': [refOf('finding', name)],
  };
  const classification: Node = {
    ...nodeOf('classification', name, 'uco-analysis:ArtifactClassification'),
    'uco-analysis:class': listedVerdict(finding),
    ...(hasScore(finding) && {
      'uco-analysis:classificationConfidence': {
        '@type': 'xsd:decimal',
        '@value': finding.score.toFixed(6),
      },
    }),
  };
  const facet: Node = {
    ...nodeOf('result', name, 'uco-analysis:ArtifactClassificationResultFacet'),
    'uco-analysis:classification': [classification],
  };
  yield {
    ...nodeOf('finding', name, 'uco-analysis:AnalyticResult'),
    'uco-core:objectCreatedTime': time(at),
    'uco-core:hasFacet': [facet],
    'uco-core:statement': [...new Set([...finding.reasons, ...failureOf(finding)])],
    'uco-core:tag': finding.targets.map(({ width, height, samplers }) =>
      [`${width}x${height}`, ...samplers].join(' '),
    ),
  };
}

function failureOf({ error }: ExportedFinding['finding']): string[] {
  return error === null ? [] : [error.message];
}

function personOf(name: string): Node {
  return { ...nodeOf('person', name, 'uco-identity:Person'), 'uco-core:name': name };
}

function time(at: string) {
  return { '@type': 'xsd:dateTime', '@value': at };
}

function nodeOf(kind: string, name: string, type: string): Node {
  return { ...refOf(kind, name), '@type': type };
}

function refOf(kind: string, name: string): { '@id': string } {
  return { '@id': `kb:${kind.replaceAll(' ', '-')}-${uuidOf(`${kind} ${name}`)}` };
}
