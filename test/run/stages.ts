/** The stages of `npm test`, in order. Each is a script of package.json, so that any of them can be run alone. */

export interface Stage {
  /** How it is named on the command line of `npm test`. */
  readonly name: string;
  /** Name of the npm script, and words for it. */
  readonly script: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** How its result is read: a tool that is silent when content counts as one check; test runners count themselves. */
  readonly counts: 'exit code' | 'tests';
}

/** Later stages run what this one bundles. */
export const BUILD: Stage = { name: 'build', script: ['build'], counts: 'exit code' };

/** Side by side, two at a time; the long ones first, so that none is left over at the end. */
export const STAGES: readonly Stage[] = [
  { name: 'types', script: ['check'], counts: 'exit code' },
  { name: 'lint', script: ['lint'], counts: 'exit code' },
  { name: 'unit', script: ['test:unit'], counts: 'tests' },
  { name: 'oracle', script: ['test:oracle'], counts: 'tests' },
  { name: 'process', script: ['test:process'], counts: 'tests' },
  { name: 'vscode', script: ['test:vscode', 'latest'], counts: 'tests' },
  { name: 'vscode-oldest', script: ['test:vscode', 'oldest'], counts: 'tests' },
  { name: 'ui', script: ['test:ui'], counts: 'tests' },
  { name: 'ui-oldest', script: ['test:ui', '--grep', 'Capture Heap Snapshot in the window'], env: { HEAPLINE_VSCODE_HOST: 'oldest' }, counts: 'tests' },
  { name: 'panel', script: ['test:panel'], counts: 'tests' },
];
