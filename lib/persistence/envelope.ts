/**
 * The envelope: a content with what says whether it is whole.
 *
 * Laws
 * 1. The text is JSON, one line of printable ASCII: no encoding on its way changes it. Blanks at its end do not count.
 * 2. It is opened as a whole or refused. The format and the version of the library are checked before anything else, so
 *    that a later format may change what follows them.
 * 3. Each block of {@link BLOCK} characters has a checksum, so the place of damage is known to a block; the last
 *    checksum is that of the head.
 */
import { checksum } from './checksum.js';
import { SnapshotError } from './errors.js';
import { LIBRARY_VERSION, isLater } from './library.js';

/** The format of the content: a change that older readers would misread gets the next number. */
const FORMAT = 1;

const BLOCK = 2 ** 16;

const START = '{"pincer":"snapshot","format":';

/** Puts a content, JSON text, into an envelope. */
export function seal(content: string): string {
  const ascii = content.replace(
    /[^\x20-\x7e]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  const blocks = JSON.stringify(checksumsOf(ascii));
  const head = `${START}${String(FORMAT)},"library":"${LIBRARY_VERSION}","length":${String(ascii.length)},"blocks":${blocks}`;
  return `${head},"checksum":"${checksum(head)}","content":${ascii}}`;
}

/**
 * The content of an envelope.
 * @throws SnapshotError for a text that is not whole, or of a later format or library.
 */
export function open(text: string): string {
  const [, format = '', library = ''] =
    /^\{"pincer":"snapshot","format":(\d{1,9}),"library":"([0-9.]{1,30})",/.exec(text) ?? [];
  if (format === '') {
    const place = START.startsWith(text.slice(0, START.length))
      ? 'the end of the text'
      : 'character 1';
    throw place === 'character 1'
      ? new SnapshotError('foreign', place, `and those after it do not begin with ${START}`)
      : new SnapshotError('truncated', place, 'comes before that of its head');
  }
  if (Number(format) > FORMAT) {
    const problem = `is ${format}; this library reads up to ${String(FORMAT)}`;
    throw new SnapshotError('newer', 'format', problem);
  }
  const later = isLater(library);
  if (later === true) {
    const problem = `is ${library}, later than this one, ${LIBRARY_VERSION}`;
    throw new SnapshotError('newer', 'library', problem);
  }
  const head =
    /^.{1,100}"length":(\d{1,10}),"blocks":(\["[0-9a-f]{8}"(?:,"[0-9a-f]{8}")*\]),"checksum":"([0-9a-f]{8})","content":/.exec(
      text,
    );
  if (head === null || later === undefined || Number(format) !== FORMAT)
    throw new SnapshotError('damaged', 'the head', 'is not as it was written');
  const [whole, length = '', blocks = '', sum = ''] = head;
  const checked = whole.length - `,"checksum":"${sum}","content":`.length;
  if (checksum(text, 0, checked) !== sum)
    throw new SnapshotError('damaged', 'the head', 'does not have its checksum');
  const end = text.trimEnd().length;
  const most = whole.length + Number(length) + 1;
  if (end !== most) {
    const problem = `comes after ${String(end)} characters; it was written with ${String(most)}`;
    throw new SnapshotError('truncated', 'the end of the text', problem);
  }
  const content = text.slice(whole.length, most - 1);
  if (text[most - 1] !== '}' || /[^\x20-\x7e]/.test(content))
    throw new SnapshotError('damaged', placeOf(content, whole.length), 'is not as it was written');
  const sums = JSON.parse(blocks) as readonly string[];
  const found = checksumsOf(content);
  const damaged = found.findIndex((each, i) => each !== sums[i]);
  if (damaged >= 0 || sums.length !== found.length) {
    const first = whole.length + Math.max(0, damaged) * BLOCK;
    const last = Math.min(first + BLOCK, most - 1);
    const place = `characters ${String(first + 1)} to ${String(last)}`;
    throw new SnapshotError('damaged', place, 'do not have their checksum');
  }
  return content;
}

/** The first character that no snapshot has; the last of the text where the content has none. */
function placeOf(content: string, start: number): string {
  const at = content.search(/[^\x20-\x7e]/);
  return `character ${String(start + (at < 0 ? content.length : at) + 1)}`;
}

function checksumsOf(content: string): readonly string[] {
  const count = Math.max(1, Math.ceil(content.length / BLOCK));
  return Array.from({ length: count }, (_, i) =>
    checksum(content, i * BLOCK, Math.min((i + 1) * BLOCK, content.length)),
  );
}
