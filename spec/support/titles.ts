import ts from 'typescript';

/** The names in a callee such as `it`, `describe.each([1])` or `it.skip`: what is called, and how. */
function namesOf(callee: ts.Expression): readonly string[] {
  if (ts.isIdentifier(callee)) return [callee.text];
  if (ts.isPropertyAccessExpression(callee))
    return [...namesOf(callee.expression), callee.name.text];
  if (ts.isCallExpression(callee)) return namesOf(callee.expression);
  if (ts.isTaggedTemplateExpression(callee)) return namesOf(callee.tag);
  return [];
}

/** A title as it stands in the source, without its quotes; the holes of a template stay as written. */
function titleOf(node: ts.Expression | undefined): string | undefined {
  if (node === undefined) return undefined;
  if (ts.isStringLiteralLike(node)) return node.text;
  return ts.isTemplateExpression(node) ? node.getText().slice(1, -1) : undefined;
}

/**
 * The full titles, `describe > it`, of the specs in a source text. Specs that do not run (`skip`,
 * `todo`) are left out. A title made of parts keeps the source's spelling: `takes %i`, `takes ${n}`.
 */
export function titlesOf(file: string, text: string): string[] {
  const titles: string[] = [];

  function visit(node: ts.Node, outer: readonly string[]): void {
    let inner = outer;
    if (ts.isCallExpression(node)) {
      const [called = '', ...manner] = namesOf(node.expression);
      const title = titleOf(node.arguments[0]);
      if (title !== undefined && /^(describe|it|test)$/.test(called)) {
        if (manner.some((name) => name === 'skip' || name === 'todo')) return;
        inner = [...outer, title];
        if (called !== 'describe') titles.push(inner.join(' > '));
      }
    }
    ts.forEachChild(node, (child) => {
      visit(child, inner);
    });
  }

  visit(ts.createSourceFile(file, text, ts.ScriptTarget.Latest, true), []);
  return titles;
}
