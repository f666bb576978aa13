const TAG = /<(\/?)([a-z][a-z0-9]*)((?:\s+[a-zA-Z-]+="[^"<>]*")*)\s*(\/?)>/y;
const BETWEEN = /[^<]*/y;

/** What breaks the rules of XML that pictures keep: elements are closed in their order, values of attributes are quoted. */
export function brokenMarkup(text: string): string[] {
  const broken: string[] = [];
  const open: string[] = [];
  const whole = text.trim();
  for (let at = 0; at < whole.length;) {
    BETWEEN.lastIndex = at;
    const [between] = BETWEEN.exec(whole)!;
    if (/&(?!(amp|lt|gt|quot|#39);)|>/.test(between))
      broken.push(`text is not escaped: ${between.slice(0, 60)}`);
    at += between.length;
    if (at === whole.length) break;
    TAG.lastIndex = at;
    const tag = TAG.exec(whole);
    if (tag === null) return [...broken, `no tag: ${whole.slice(at, at + 60)}`];
    const [written, closes, name = '', attributes = '', isEmpty] = tag;
    at += written.length;
    if (closes === '/') {
      const last = open.pop();
      if (last !== name) broken.push(`</${name}> closes <${String(last)}>`);
    } else if (isEmpty === '') {
      open.push(name);
    }
    if (/NaN|Infinity|undefined/.test(attributes)) broken.push(`a value that is none: ${written}`);
    // A style sheet has no tags in it.
    if (name === 'style' && closes === '') at = whole.indexOf('</style>', at);
  }
  if (open.length > 0) broken.push(`left open: ${open.join(', ')}`);
  return broken;
}
