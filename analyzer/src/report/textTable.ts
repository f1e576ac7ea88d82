/** Rows as aligned text, for the terminal. */

export interface TextColumn<Row> {
  readonly title: string;
  readonly align: 'left' | 'right';
  text(row: Row): string;
}

/** The table as lines joined by newlines, two blanks between columns, no line ends in blanks. Control characters of heap strings are shown as `·`. */
export function textTable<Row>(rows: readonly Row[], columns: readonly TextColumn<Row>[]): string {
  const cells = [columns.map(({ title }) => title), ...rows.map((row) => columns.map((column) => oneLine(column.text(row))))];
  const widths = columns.map((_, index) => Math.max(...cells.map((line) => line[index]!.length)));
  const pad = (text: string, index: number): string => (columns[index]!.align === 'right' ? text.padStart(widths[index]!) : text.padEnd(widths[index]!));
  return cells.map((line) => line.map(pad).join('  ').trimEnd()).join('\n');
}

/** Untrusted text on one line, without anything that a terminal would obey. */
export function oneLine(text: string): string {
  // eslint-disable-next-line no-control-regex -- control characters are what it is about
  return text.replace(/[\u0000-\u001f\u007f-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g, '·');
}
