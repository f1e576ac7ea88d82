/**
 * Where the inspector of a Node.js process may be, from its arguments and NODE_OPTIONS. Options: `node --help`; NODE_OPTIONS is read
 * before the arguments, and the last one that is given counts.
 */

export interface InspectorPlace {
  readonly host: string;
  readonly port: number;
}

export interface InspectorOptions {
  /** It was told to open one at the start. */
  readonly isAsked: boolean;
  /** Host to connect to, never a wildcard. */
  readonly host: string;
  /** 0: the system chooses one when it opens. */
  readonly port: number;
}

export const DEFAULT_INSPECTOR_PORT = 9229;
const LOOPBACK = '127.0.0.1';
const OPTION = /^--(?:(inspect(?:-brk|-wait)?)|inspect-port|debug-port)(?:=(.*))?$/;

/** What the options say; without any, port 9229 that is not opened yet. `commandLine` has the program first. */
export function inspectorOptions(commandLine: readonly string[], nodeOptions = ''): InspectorOptions {
  const words = [...nodeOptions.split(/\s+/).map((word) => word.replace(/^"|"$/g, '')), ...nodeArguments(commandLine)];
  let options: InspectorOptions = { isAsked: false, host: LOOPBACK, port: DEFAULT_INSPECTOR_PORT };
  for (const [index, word] of words.entries()) {
    const match = OPTION.exec(word);
    if (!match) continue;
    const [, opens, value = opens === undefined ? words[index + 1] : undefined] = match; // `--inspect-port 9230` may stand apart, `--inspect 9230` not
    options = { ...options, ...placeOf(value), isAsked: options.isAsked || opens !== undefined };
  }
  return options;
}

/** Options of Node.js itself: those before the script. What follows belongs to the program. */
function nodeArguments(commandLine: readonly string[]): readonly string[] {
  const rest = commandLine.slice(1);
  const script = rest.findIndex((word, index) => !word.startsWith('-') && !/^--?(?:inspect-port|debug-port|r|require|import|loader|C|conditions|env-file)$/.test(rest[index - 1] ?? ''));
  return script < 0 ? rest : rest.slice(0, script);
}

function placeOf(value: string | undefined): Partial<InspectorOptions> {
  const [, host, port] = /^(?:(.*?):)?(\d+)$/.exec(value ?? '') ?? (value ? [undefined, value, undefined] : []);
  const isWildcard = host === undefined || host === '' || host === '0.0.0.0' || host === '[::]' || host === '::';
  return { ...(isWildcard ? {} : { host: host.replace(/^\[|\]$/g, '') }), ...(port === undefined ? {} : { port: Number(port) }) };
}

/** Where a process that was told to open its inspector has it, as far as options tell. Null when it has none, or one at a port chosen at run time. */
export function askedInspector(commandLine: readonly string[]): InspectorPlace | null {
  const { isAsked, host, port } = inspectorOptions(commandLine);
  return isAsked && port !== 0 ? { host, port } : null;
}
