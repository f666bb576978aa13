/** An image as text. What is empty or as before the first step is left out. */
import { encodePlain } from '../refiners/codec.js';
import type { RecordSnapshot } from '../graph/snapshot.js';
import { seal } from './envelope.js';
import type { NodeImage, SessionImage } from './image.js';
import { shortBigints } from './short-bigints.js';

/** @returns the text of a snapshot; see envelope.ts. */
export function written(image: SessionImage): string {
  const content = {
    ...image,
    nodes: image.nodes.map(nodeContent),
    learned: image.learned.map(([node, numbers]) => [node, ...numbers]),
  };
  return seal(encodePlain(content, 'content', shortBigints));
}

function nodeContent({
  kind,
  params,
  children,
  bounds,
  record,
  precision,
  isCurrent,
}: NodeImage): object {
  return {
    kind,
    ...(params === null ? {} : { params }),
    ...(children.length === 0 ? {} : { children }),
    ...(bounds.kind === 'all' ? {} : { bounds }),
    ...(record === undefined ? {} : { record: recordContent(record) }),
    ...(precision === undefined
      ? {}
      : { precision: [precision.grid, precision.bits, precision.ownError] }),
    ...(isCurrent === undefined ? {} : { isCurrent }),
  };
}

function recordContent(snapshot: RecordSnapshot): object {
  const { state, behind, idleSteps, idleDemand, seenWidths, conditional, ...rest } = snapshot;
  return {
    ...rest,
    ...(state === null ? {} : { state }),
    ...(behind === 0 ? {} : { behind }),
    ...(idleSteps === 0 ? {} : { idleSteps }),
    ...(idleDemand === Infinity ? {} : { idleDemand }),
    ...(seenWidths.length === 0 ? {} : { seenWidths }),
    ...(conditional ? { conditional } : {}),
  };
}
