/** A fenced block of code in a Markdown document. */
export interface Block {
  readonly language: string;
  readonly text: string;
  /** The line of the document, counted from 1, on which the code starts. */
  readonly line: number;
}

/** A command of a shell block and what the document says it prints. */
export interface Command {
  readonly command: string;
  readonly output: string;
}

/** The fenced blocks of a document, in order. */
export function blocksOf(markdown: string): Block[] {
  const blocks: Block[] = [];
  let open: { language: string; line: number; lines: string[] } | undefined;
  for (const [i, line] of markdown.split('\n').entries()) {
    const fence = /^\s*```(\S*)/.exec(line);
    if (fence === null) {
      open?.lines.push(line);
    } else if (open === undefined) {
      open = { language: fence[1] ?? '', line: i + 2, lines: [] };
    } else {
      blocks.push({ language: open.language, text: open.lines.join('\n'), line: open.line });
      open = undefined;
    }
  }
  if (open !== undefined) throw new Error(`the block at line ${open.line} is never closed`);
  return blocks;
}

/**
 * The comments of a source file as a document of as many lines: its blocks are the examples in them.
 */
export function commentsOf(source: string): string {
  let inside = false;
  const lines = source.split('\n').map((line) => {
    if (/^\s*\/\*\*/.test(line)) inside = true;
    const text = inside ? line.replace(/^\s*(\/\*\*|\*\/|\*) ?/, '') : '';
    if (line.includes('*/')) inside = false;
    return text;
  });
  return lines.join('\n');
}

/** What the comments `// => text` of a program promise it to print, one line each. */
export function promisedOutput(program: string): string {
  return [...program.matchAll(/\/\/ => ?(.*)$/gm)].map(([, text]) => text).join('\n');
}

/** The commands of a shell block: the lines after `$ `, each with the lines that follow it. */
export function commandsOf(block: string): Command[] {
  return block
    .split(/^\$ /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      return end < 0
        ? { command: part, output: '' }
        : { command: part.slice(0, end), output: part.slice(end + 1) };
    });
}
