/**
 * Records in memory: about a hundred bytes per lease, however long its names are, as equal texts are kept once.
 *
 * Law: it gives back the records in their order as they were, except that widths, costs, digits and bytes have the
 * seven digits of 32-bit floats.
 */
import type { LeaseEnd } from '../../coordinator/leases/lease.js';
import type { AdaptiveFeature } from '../../coordinator/leases/placement.js';
import type { OperationClass } from '../../coordinator/operations/request.js';
import { Names } from './names.js';
import type { DigitsMark, LeaseRecord, OperationMark, Source, TraceRecord } from './records.js';
import { Rows } from './rows.js';

/** The kinds of rows; of each a lower row number is an earlier record. */
const LEASE = 0;
const OPERATION = 1;
const DIGITS = 2;
const OTHER = 3;

export class RecordStore {
  /** The kind of each record. */
  readonly #order = new Rows(1);
  readonly #leases = new Rows(92);
  readonly #sources = new Rows(10);
  readonly #operations = new Rows(14);
  /** What an operation that begins has besides. */
  readonly #roots = new Rows(8);
  readonly #digits = new Rows(16);
  /** Few: what is lost, hedged or preempted, and lanes. */
  readonly #others: TraceRecord[] = [];
  readonly #names = new Names();
  /** The name that came last, with its node: a root and its lease have the same. */
  #last = { name: '', node: 0, number: 0 };
  readonly #refiners = new Names();
  readonly #outcomes = new Names<LeaseEnd>();
  readonly #classes = new Names<OperationClass>();
  readonly #features = new Names();
  readonly #whats = new Names();

  add(record: TraceRecord): void {
    switch (record.type) {
      case 'lease':
        this.#addLease(record);
        this.#note(LEASE);
        return;
      case 'operation':
        this.#addOperation(record);
        this.#note(OPERATION);
        return;
      case 'digits':
        this.#addDigits(record);
        this.#note(DIGITS);
        return;
      default:
        this.#others.push(record);
        this.#note(OTHER);
    }
  }

  /** All so far. */
  *records(): Generator<TraceRecord> {
    let [leases, sources, operations, roots, digits, others] = [0, 0, 0, 0, 0, 0];
    for (let i = 0; i < this.#order.count; i++) {
      switch (this.#order.read(i, (view, at) => view.getUint8(at))) {
        case LEASE: {
          const record = this.#leaseAt(leases++, sources);
          sources += record.sources.length;
          yield record;
          break;
        }
        case OPERATION: {
          const record = this.#operationAt(operations++, roots);
          if (record.root !== '') roots++;
          yield record;
          break;
        }
        case DIGITS:
          yield this.#digitsAt(digits++);
          break;
        default:
          yield this.#others[others++]!;
      }
    }
  }

  #note(kind: number): void {
    const at = this.#order.add();
    this.#order.last.setUint8(at, kind);
  }

  #addLease(record: LeaseRecord): void {
    const at = this.#leases.add();
    const view = this.#leases.last;
    view.setFloat64(at, record.issued);
    view.setFloat64(at + 8, record.start);
    view.setFloat64(at + 16, record.end);
    view.setFloat64(at + 24, record.settled);
    view.setFloat32(at + 32, record.bytes);
    view.setUint32(at + 36, record.lease);
    view.setUint32(at + 40, record.node);
    view.setUint32(at + 44, this.#numberOf(record.name, record.node));
    view.setUint32(at + 48, record.operation);
    view.setFloat32(at + 52, record.demand);
    view.setFloat32(at + 56, record.before);
    view.setFloat32(at + 60, record.after);
    view.setFloat32(at + 64, record.predicted);
    view.setFloat32(at + 68, record.cost);
    view.setUint32(at + 72, record.bits);
    view.setUint32(at + 76, record.steps);
    view.setUint16(at + 80, record.queue);
    view.setUint16(at + 82, record.lane);
    view.setUint16(at + 84, this.#refiners.numberOf(record.refiner));
    view.setUint8(at + 86, this.#outcomes.numberOf(record.outcome));
    view.setUint8(at + 87, this.#classes.numberOf(record.class));
    view.setUint8(at + 88, record.priority);
    view.setUint8(at + 89, this.#features.numberOf(record.features.join(' ')));
    view.setUint8(at + 90, record.sources.length);
    for (const source of record.sources) this.#addSource(source);
  }

  #addSource(source: Source): void {
    const at = this.#sources.add();
    this.#sources.last.setFloat64(at, source.at);
    this.#sources.last.setUint16(at + 8, source.lane);
  }

  #leaseAt(index: number, firstSource: number): LeaseRecord {
    return this.#leases.read(index, (view, at) => {
      const node = view.getUint32(at + 40);
      const features = this.#features.at(view.getUint8(at + 89));
      return {
        type: 'lease',
        issued: view.getFloat64(at),
        start: view.getFloat64(at + 8),
        end: view.getFloat64(at + 16),
        settled: view.getFloat64(at + 24),
        bytes: view.getFloat32(at + 32),
        lease: view.getUint32(at + 36),
        node,
        name: nameOf(this.#names.at(view.getUint32(at + 44)), node),
        operation: view.getUint32(at + 48),
        demand: view.getFloat32(at + 52),
        before: view.getFloat32(at + 56),
        after: view.getFloat32(at + 60),
        predicted: view.getFloat32(at + 64),
        cost: view.getFloat32(at + 68),
        bits: view.getUint32(at + 72),
        steps: view.getUint32(at + 76),
        queue: view.getUint16(at + 80),
        lane: view.getUint16(at + 82),
        refiner: this.#refiners.at(view.getUint16(at + 84)),
        outcome: this.#outcomes.at(view.getUint8(at + 86)),
        class: this.#classes.at(view.getUint8(at + 87)),
        priority: view.getUint8(at + 88),
        features: (features === '' ? [] : features.split(' ')) as AdaptiveFeature[],
        sources: Array.from({ length: view.getUint8(at + 90) }, (_, i) =>
          this.#sourceAt(firstSource + i),
        ),
      };
    });
  }

  #sourceAt(index: number): Source {
    return this.#sources.read(index, (view, at) => ({
      at: view.getFloat64(at),
      lane: view.getUint16(at + 8),
    }));
  }

  #addOperation({ operation, at: time, what, root, priority }: OperationMark): void {
    const at = this.#operations.add();
    const view = this.#operations.last;
    view.setFloat64(at, time);
    view.setUint32(at + 8, operation);
    view.setUint8(at + 12, this.#whats.numberOf(what));
    view.setUint8(at + 13, priority);
    if (root !== '') this.#addRoot(root);
  }

  #addRoot(root: string): void {
    const node = numberIn(root);
    const at = this.#roots.add();
    this.#roots.last.setUint32(at, node);
    this.#roots.last.setUint32(at + 4, this.#numberOf(root, node));
  }

  #addDigits({ at: time, digits, operation }: DigitsMark): void {
    const at = this.#digits.add();
    const view = this.#digits.last;
    view.setFloat64(at, time);
    view.setFloat32(at + 8, digits);
    view.setUint32(at + 12, operation);
  }

  /** The number of the shape of a name. */
  #numberOf(name: string, node: number): number {
    if (name !== this.#last.name || node !== this.#last.node)
      this.#last = { name, node, number: this.#names.numberOf(shapeOf(name, node)) };
    return this.#last.number;
  }

  /** @param nextRoot - the index of the root of the next operation that begins. */
  #operationAt(index: number, nextRoot: number): OperationMark {
    return this.#operations.read(index, (view, at) => {
      const what = this.#whats.at(view.getUint8(at + 12));
      return {
        type: 'operation',
        at: view.getFloat64(at),
        operation: view.getUint32(at + 8),
        root: what === 'admitted' ? this.#rootAt(nextRoot) : '',
        what,
        priority: view.getUint8(at + 13),
      };
    });
  }

  #rootAt(index: number): string {
    return this.#roots.read(index, (view, at) =>
      nameOf(this.#names.at(view.getUint32(at + 4)), view.getUint32(at)),
    );
  }

  #digitsAt(index: number): DigitsMark {
    return this.#digits.read(index, (view, at) => ({
      type: 'digits',
      at: view.getFloat64(at),
      digits: view.getFloat32(at + 8),
      operation: view.getUint32(at + 12),
    }));
  }
}

/** The number after the first `#` of a name; 0 where there is none. */
function numberIn(name: string): number {
  let number = 0;
  for (let i = name.indexOf('#') + 1; i > 0 && i < name.length; i++) {
    const digit = name.charCodeAt(i) - 0x30;
    if (digit < 0 || digit > 9) break;
    number = 10 * number + digit;
  }
  return number;
}

/** A name without the first occurrence of its number, which is as good as unique: `sin#` of `sin#4`. */
function shapeOf(name: string, node: number): string {
  const number = `#${String(node)}`;
  const at = name.indexOf(number);
  // The mark cannot be part of a name without a number: that has no `#` at its start.
  return at < 0 ? name : `#${String(at)}:${name.slice(0, at)}${name.slice(at + number.length)}`;
}

function nameOf(shape: string, node: number): string {
  const [mark = '', at] = /^#(\d+):/.exec(shape) ?? [];
  if (at === undefined) return shape;
  const rest = shape.slice(mark.length);
  return `${rest.slice(0, Number(at))}#${String(node)}${rest.slice(Number(at))}`;
}
