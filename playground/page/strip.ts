/**
 * The leases of one slot over time, as blocks on a strip.
 *
 * Laws
 * 1. A block stands from the moment when its lease was cut until it was settled, and ends now while it is out.
 * 2. Blocks that no eye could tell apart become one: a strip never holds more than a few hundred.
 */
import type { LeaseMark } from '../protocol.js';
import { setAll, svg } from './dom.js';

const WIDTH = 1000;
const HEIGHT = 22;
/** Of the strip: nearer blocks become one, and a narrower block is drawn as wide as this. */
const LEAST_PART = 1 / 400;

interface Block {
  readonly rect: SVGRectElement;
  readonly end: string;
  from: number;
  to: number | undefined;
}

export class Strip {
  readonly picture = svg('svg', {
    class: 'strip',
    viewBox: `0 0 ${String(WIDTH)} ${String(HEIGHT)}`,
    preserveAspectRatio: 'none',
    'aria-hidden': 'true',
  });
  readonly #blocks: Block[] = [];
  readonly #open = new Map<number, Block>();
  #span = 1;

  clear(): void {
    this.#blocks.length = 0;
    this.#open.clear();
    this.picture.replaceChildren();
  }

  show(mark: LeaseMark): void {
    const open = this.#open.get(mark.id);
    if (mark.to === undefined) {
      this.#open.set(mark.id, this.#add(mark, 'out'));
      return;
    }
    this.#open.delete(mark.id);
    if (open !== undefined) this.#remove(open);
    const end = mark.end ?? 'committed';
    const last = this.#blocks.at(-1);
    const near = this.#span * LEAST_PART;
    if (last?.end === end && end === 'committed' && mark.from - (last.to ?? 0) < near)
      last.to = mark.to;
    else this.#add(mark, end);
  }

  /** Places the blocks on a strip that is so many milliseconds long. */
  place(span: number, now: number): void {
    this.#span = span;
    for (const { rect, from, to } of this.#blocks) {
      const width = Math.max(LEAST_PART, ((to ?? now) - from) / span) * WIDTH;
      setAll(rect, { x: ((from / span) * WIDTH).toFixed(1), width: width.toFixed(1) });
    }
  }

  #add(mark: LeaseMark, end: string): Block {
    const rect = svg('rect', { class: `lease ${end}`, y: 2, height: HEIGHT - 4, rx: 2 });
    const block: Block = { rect, end, from: mark.from, to: mark.to };
    this.#blocks.push(block);
    this.picture.append(rect);
    return block;
  }

  #remove(block: Block): void {
    this.#blocks.splice(this.#blocks.indexOf(block), 1);
    block.rect.remove();
  }
}
