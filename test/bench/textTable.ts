/** A table that reads well both in a terminal and as Markdown. */

/** The first column is left-aligned, columns named in `left` too, the others right-aligned. */
export function markdownTable(heads: readonly string[], rows: readonly (readonly string[])[], left: readonly string[] = []): string {
  const isLeft = heads.map((head, column) => column === 0 || left.includes(head));
  const widths = heads.map((head, column) => Math.max(3, ...[head, ...rows.map((row) => row[column]!)].map((text) => text.length)));
  const line = (cells: readonly string[]): string => `| ${cells.map((text, column) => (isLeft[column] ? text.padEnd(widths[column]!) : text.padStart(widths[column]!))).join(' | ')} |`;
  const rule = `| ${widths.map((width, column) => (isLeft[column] ? '-'.repeat(width) : `${'-'.repeat(width - 1)}:`)).join(' | ')} |`;
  return [line(heads), rule, ...rows.map(line)].join('\n');
}

/** Three digits that matter: 0.123, 1.23, 12.3, 123. */
export function threeDigits(value: number): string {
  return value >= 100 ? value.toFixed(0) : value.toPrecision(3);
}

/** 12 345 678, with thin spaces that break nowhere. */
export const grouped = (count: number): string => String(count).replace(/\B(?=(\d{3})+$)/g, '\u202f');
