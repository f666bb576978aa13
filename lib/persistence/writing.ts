/**
 * An image as text, field by field: to walk all of it as plain data takes several times as long.
 *
 * Law: what is written is JSON of the codec, with long bigints in base 64. What is empty, or as before the first step, is
 * left out.
 */
import type { Enclosure } from '../exact/enclosure/enclosure.js';
import type { Dyadic } from '../exact/dyadic.js';
import { encodePlain, leafText } from '../refiners/codec.js';
import type { RecordSnapshot } from '../graph/snapshot.js';
import { seal } from './envelope.js';
import type { ImageTaken, NodeImage } from './image.js';
import { shortBigints } from './short-bigints.js';

/** @returns the text of a snapshot; see envelope.ts. */
export function written({ kinds, nodes, learned, ...rest }: ImageTaken): string {
  const others = encodePlain({ kinds, ...rest }, 'content', shortBigints).slice(1);
  const numbers = learned.map(
    ([node, each]) => `[${String(node)},${each.map(numberText).join(',')}]`,
  );
  return seal(`{"nodes":${nodesText(nodes)},"learned":${list(numbers)},${others}`);
}

const list = (texts: readonly string[]): string => `[${texts.join(',')}]`;

const plain = (value: unknown, root: string): string => encodePlain(value, root, shortBigints);

const bigintText = (value: bigint): string => leafText(value, shortBigints);

/** A 32-bit or 64-bit float. */
function numberText(value: number): string {
  return leafText(value);
}

/** How many nodes are put together at a time: texts of pieces live on until they are joined. */
const TOGETHER = 128;

function nodesText(nodes: Iterable<NodeImage>): string {
  const joined: string[] = [];
  let texts: string[] = [];
  for (const node of nodes) {
    if (texts.push(nodeText(node)) < TOGETHER) continue;
    joined.push(texts.join(','));
    texts = [];
  }
  if (texts.length > 0) joined.push(texts.join(','));
  return list(joined);
}

function nodeText(node: NodeImage): string {
  const { kind, params, children, bounds, record, precision, isCurrent } = node;
  let text = `{"kind":${String(kind)}`;
  if (params !== null) text += `,"params":${plain(params, 'params')}`;
  if (children.length > 0) text += `,"children":${list(children.map(String))}`;
  if (bounds.kind !== 'all') text += `,"bounds":${boundsText(bounds)}`;
  if (record !== undefined) text += `,"record":${recordText(record)}`;
  if (precision !== undefined) {
    const { grid, bits, ownError } = precision;
    text += `,"precision":${list([grid, bits, ownError].map(numberText))}`;
  }
  if (isCurrent === true) text += ',"isCurrent":true';
  return `${text}}`;
}

function boundsText(bounds: Exclude<Enclosure, { kind: 'all' }>): string {
  const kind = `{"kind":"${bounds.kind}"`;
  switch (bounds.kind) {
    case 'narrow': {
      const { lo, width, exp } = bounds;
      return `${kind},"lo":${bigintText(lo)},"width":${String(width)},"exp":${String(exp)}}`;
    }
    case 'wide':
      return `${kind},"lo":${dyadicText(bounds.lo)},"hi":${dyadicText(bounds.hi)}}`;
    case 'below':
      return `${kind},"lo":${dyadicText(bounds.lo)}}`;
    case 'above':
      return `${kind},"hi":${dyadicText(bounds.hi)}}`;
  }
}

function dyadicText({ m, e }: Dyadic): string {
  return `{"m":${bigintText(m)},"e":${String(e)}}`;
}

function recordText(record: RecordSnapshot): string {
  const { version, stampTime, lease, steps, gain, bits, cost } = record;
  let text = `{"version":${String(version)},"stampTime":${numberText(stampTime)}`;
  text += `,"lease":${String(lease)},"steps":${String(steps)},"gain":${numberText(gain)}`;
  text += `,"bits":${String(bits)},"cost":${numberText(cost)}`;
  const { state, behind, idleSteps, idleDemand, ownWidth, seenWidths, needs, done } = record;
  if (state !== null) text += `,"state":${plain(state, 'state')}`;
  if (behind !== 0) text += `,"behind":${String(behind)}`;
  if (idleSteps !== 0) text += `,"idleSteps":${String(idleSteps)}`;
  if (idleDemand !== Infinity) text += `,"idleDemand":${numberText(idleDemand)}`;
  if (ownWidth !== undefined) text += `,"ownWidth":${numberText(ownWidth)}`;
  if (seenWidths.length > 0) text += `,"seenWidths":${list(seenWidths.map(numberText))}`;
  if (needs !== undefined) text += `,"needs":${plain(needs, 'needs')}`;
  if (done !== undefined) text += `,"done":"${done}"`;
  if (record.conditional) text += ',"conditional":true';
  return `${text}}`;
}
