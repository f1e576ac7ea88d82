/** The texts that the VS Code half shows: every literal given to `l10n.t()`, read from the source by the compiler's own parser. */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

export interface L10nTexts {
  /** Sorted, each once. */
  readonly texts: readonly string[];
  /** `file:line` of calls whose text is not a literal: no translator would ever see it. */
  readonly notLiteral: readonly string[];
}

export function l10nTexts(folder: string): L10nTexts {
  const texts = new Set<string>();
  const notLiteral: string[] = [];
  for (const name of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    if (!name.endsWith('.ts')) continue;
    const source = ts.createSourceFile(name, readFileSync(join(folder, name), 'utf8'), ts.ScriptTarget.Latest);
    const visit = (node: ts.Node): void => {
      if (ts.isCallExpression(node) && /\bl10n\.t$/.test(node.expression.getText(source))) {
        const [text] = node.arguments;
        if (text && ts.isStringLiteralLike(text)) texts.add(text.text);
        else notLiteral.push(`${name}:${source.getLineAndCharacterOfPosition(node.getStart(source)).line + 1}`);
      }
      ts.forEachChild(node, visit);
    };
    visit(source);
  }
  return { texts: [...texts].sort(), notLiteral };
}
