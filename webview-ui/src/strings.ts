/**
 * Every text of the panel. The host may inject translations as JSON in an inert script element of the page (`panelHtml.ts`);
 * a missing one falls back to English. Places for values are {0}, {1}, …
 */
export const ENGLISH = {
  // Pages
  summary: 'Summary',
  comparison: 'Comparison',
  containment: 'Containment',
  dominators: 'Dominators',
  statistics: 'Statistics',
  pages: 'Pages',
  // Columns
  constructorColumn: 'Constructor',
  objectColumn: 'Object',
  distance: 'Distance',
  distanceHint: 'Number of references from the roots on the shortest path',
  count: 'Count',
  countHint: 'Number of objects',
  shallowSize: 'Shallow size',
  shallowSizeHint: 'Bytes of the objects themselves',
  retainedSize: 'Retained size',
  retainedSizeHint: 'Bytes that would be freed if the object were',
  newCount: '# New',
  newCountHint: 'Objects that the base capture does not have',
  deletedCount: '# Deleted',
  deletedCountHint: 'Objects that only the base capture has',
  deltaCount: '# Delta',
  deltaCountHint: 'New objects less deleted ones',
  addedBytes: 'Alloc. size',
  addedBytesHint: 'Shallow bytes of the new objects',
  removedBytes: 'Freed size',
  removedBytesHint: 'Shallow bytes of the deleted objects',
  deltaBytes: 'Size delta',
  deltaBytesHint: 'Allocated less freed bytes',
  resizeHint: 'Shift+Left and Shift+Right change the width',
  sortBy: 'Sort by {0}',
  // Toolbar
  filterConstructors: 'Filter constructors, or go to @id',
  filterLabel: 'Filter by constructor name; an object’s @id and Enter go to that object',
  clearFilter: 'Clear the filter',
  compareWith: 'Base capture',
  comparing: 'Compared with',
  chooseBase: 'Choose a capture…',
  noOtherCapture: 'There is no other capture to compare with. Take a second one after some load, or open one from a file.',
  noBase: 'Choose the capture to compare with.',
  showPercent: 'Show percentages',
  showUnits: 'Show sizes in kB and MB',
  cancel: 'Cancel',
  retry: 'Retry',
  openSettings: 'Open settings',
  close: 'Close',
  // States
  loading: 'Loading…',
  opening: 'Opening the capture…',
  nothingMatches: 'No constructor matches “{0}”.',
  nothingChanged: 'Nothing changed between the two captures.',
  nothingHere: 'There is nothing here.',
  notShown: 'The rows could not be loaded: {0}.',
  failed: '{0}.',
  rowsListed: '{0} rows',
  loadedRow: 'Loading row {0}',
  progress: '{0}: {1} %',
  diagnostics: '{0} notes about this file',
  dataLoss: 'Part of the file could not be read',
  // Stages of the analysis
  stillComputed: 'still being computed',
  notComputed: 'not computed: the analysis was stopped',
  analysisLabel: 'Analysis',
  percent: '{0} %',
  'coming.references': 'Distances and retainers…',
  'coming.complete': 'Retained sizes and dominators…',
  'ready.references': 'Distances and retainers are ready',
  'ready.complete': 'Retained sizes and dominators are ready',
  'waiting.references': 'Waiting for distances and retainers…',
  'waiting.complete': 'Waiting for retained sizes and dominators…',
  ofBase: 'Base capture: {0}',
  analysisStopped: 'Analysis stopped',
  analysisFailed: 'The analysis failed: {0}',
  stoppedBefore: 'The analysis was stopped before this was computed.',
  cancelAnalysis: 'Cancel the analysis',
  continueAnalysis: 'Continue analysis',
  sortsLater: 'Sorted by {0} as soon as it is computed',
  // Totals
  totals: '{0} objects · {1} constructors',
  totalSize: '{0} in all',
  // Tree and retainers
  treeLabel: '{0} of {1}',
  retainers: 'Retainers',
  retainersOf: 'Retainers of {0}',
  paneLabel: 'What holds the selected object',
  splitter: 'Height of the retainers pane',
  pathToRoot: 'Path to root',
  pathOf: 'Shortest path from {0} to a root',
  selectForRetainers: 'Select an object to see what holds it.',
  noRetainers: 'Nothing holds this object but roots and weak references.',
  unreachable: 'No root reaches this object: it waits for the garbage collector, or only weak references hold it.',
  inRetainer: ' in ',
  cycle: 'already above',
  cycleHint: 'This object is above in the same path: the references form a cycle',
  detached: 'detached',
  detachedHint: 'No longer part of its document, but still held',
  added: 'new',
  removed: 'deleted',
  breadcrumb: 'Selected row',
  notInSummary: 'The object is not in Summary: it has no size of its own',
  // Actions
  actions: 'Actions',
  copyId: 'Copy @id',
  copyName: 'Copy name',
  copyPath: 'Copy path',
  revealInSummary: 'Reveal in Summary',
  showRetainers: 'Show retainers',
  openSource: 'Open source',
  openSourceBeside: 'Open source to the side',
  openLocation: 'Open {0} (Ctrl or Alt: to the side)',
  noFile: '{0} is not on this machine',
  // Statistics
  total: 'Total',
  category: 'Category',
  size: 'Size',
  'statistics.code': 'Code',
  'statistics.strings': 'Strings',
  'statistics.jsArrays': 'JS arrays',
  'statistics.typedArrays': 'Typed arrays',
  'statistics.system': 'System objects',
  'statistics.otherJs': 'Other JS objects',
  'statistics.otherNative': 'Other non-JS objects',
  cannotFollow: 'These captures do not number their objects alike: the inspector was disconnected in between, or they are of two processes. # New and # Deleted are meaningless; only the deltas count.',
  statisticsLabel: 'What the {0} are made of',
} as const;

export type TextKey = keyof typeof ENGLISH;

/** Id of the inert script element with the translations. */
export const TEXTS_ELEMENT_ID = 'heapline-texts';

const texts: Readonly<Record<string, string>> = { ...ENGLISH, ...injectedTexts() };

/** The text in the editor's language, with its values in their places. */
export function text(key: TextKey, ...values: readonly (string | number)[]): string {
  return texts[key]!.replace(/\{(\d)\}/g, (_, index: string) => String(values[Number(index)] ?? ''));
}

/** What the host has injected; empty outside a page, and when it is not a table of strings. */
function injectedTexts(): Record<string, string> {
  if (typeof document === 'undefined') return {};
  try {
    const injected: unknown = JSON.parse(document.getElementById(TEXTS_ELEMENT_ID)?.textContent ?? '{}');
    if (injected === null || typeof injected !== 'object') return {};
    return Object.fromEntries(Object.entries(injected).filter((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[0] in ENGLISH));
  } catch {
    return {}; // A broken translation is no reason to show nothing.
  }
}
