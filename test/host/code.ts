/**
 * Behind code.mjs, which stands in for the `code` executable where desktop VS Code can't be had: takes its arguments and runs the VS Code server with headless
 * Chromium. Serves as `vscodeExecutablePath` of @vscode/test-electron.
 *
 *   code.mjs [FOLDER | X.code-workspace] --extensionDevelopmentPath=P --extensionTestsPath=P   runs the tests, ends with their exit code
 *   code.mjs --install-extension X.vsix | --list-extensions | --version [--extensions-dir=D]
 *
 * HEAPLINE_VSCODE_HOST=oldest runs the lower bound; HEAPLINE_VSCODE_VERBOSE=1 prints everything; HEAPLINE_VSCODE_TIMEOUT_S bounds the run.
 */
import { serverCommand, startServer } from './server.ts';
import { openWorkbench, type OpenWorkbench, type WorkbenchOptions } from './workbench.ts';

/** Options of desktop VS Code that take a value, with `=` or as the next word. */
const WITH_VALUE = new Set(['extensionDevelopmentPath', 'extensionTestsPath', 'user-data-dir', 'extensions-dir', 'folder-uri', 'file-uri', 'install-extension', 'uninstall-extension', 'log', 'enable-proposed-api', 'crash-reporter-directory', 'logsPath', 'profile', 'disable-extension']);
const SERVER_COMMANDS = ['version', 'list-extensions', 'install-extension', 'uninstall-extension'];
/** The workbench's own log lines, which come by the same channel as the extension host's console. */
const NOISE = /^(%c|Resolv(ing|ed) connection token|Creating a socket|\[reconnection-grace-time\]|Ignoring fetching additional builtin|Updating additional builtin|\[AgentHost|\[AccountPolicyGate\]|\[DefaultAccount\]|\[Service Worker\]|No search provider registered|ChatSessionStore|Timed out waiting for authentication provider|Canceled: Canceled|Creation of workbench contribution|\[chat-|\[remote-connection\])/;
const EXTENSION_HOST_LOST = /^\[remote-connection\]\[ExtensionHost\].*(socket close|permanent error)/;

interface Arguments {
  /** Each option with its values. */
  readonly options: Map<string, string[]>;
  /** The other words. */
  readonly words: string[];
}

const verbose = process.env.HEAPLINE_VSCODE_VERBOSE === '1';

/** Runs what the command line asks for; resolves with the exit code. */
export async function runCode(commandLine: readonly string[]): Promise<number> {
  const given = parseArguments(commandLine);
  return SERVER_COMMANDS.some((name) => given.options.has(name)) ? runServerCommand(commandLine, given) : runTests(given);
}

function parseArguments(args: readonly string[]): Arguments {
  const parsed: Arguments = { options: new Map(), words: [] };
  const rest = args.values();
  const next = (): string => rest.next().value ?? '';
  for (const word of rest) {
    const [, name, value] = /^--([^=]+)(?:=(.*))?$/s.exec(word) ?? [];
    if (!name) parsed.words.push(word);
    else if (name === 'folder-uri') parsed.words.push(decodeURI(new URL(value ?? next()).pathname));
    else parsed.options.set(name, [...(parsed.options.get(name) ?? []), value ?? (WITH_VALUE.has(name) ? next() : '')]);
  }
  return parsed;
}

async function runServerCommand(commandLine: readonly string[], { options }: Arguments): Promise<number> {
  const passed = commandLine.filter((word) => !/^--(user-data-dir|extensions-dir)(=|$)/.test(word));
  const { code, output } = await serverCommand(passed, options.get('extensions-dir')?.[0]);
  process.stdout.write(output);
  return code;
}

async function runTests({ options, words }: Arguments): Promise<number> {
  const limitS = Number(process.env.HEAPLINE_VSCODE_TIMEOUT_S ?? 600);
  const outcomes = [signalled(), timeout(limitS)];
  const server = await startServer({
    userDataFolder: options.get('user-data-dir')?.[0],
    extensionsFolder: options.get('extensions-dir')?.[0],
    onOutput: (text) => void (verbose && process.stderr.write(text)),
  });
  let isExtensionHostLost = false;
  const onLog = (_type: string, values: readonly unknown[]): void => {
    isExtensionHostLost ||= EXTENSION_HOST_LOST.test(String(values[0]));
    if (verbose || typeof values[0] !== 'string' || !NOISE.test(values[0])) console.log(...values);
  };
  const onPageMessage = (type: string, text: string): void => void (verbose && console.error(`[page ${type}] ${text}`));
  let workbench: OpenWorkbench | undefined;
  try {
    workbench = await openWorkbench(server, { ...opened(words[0]), ...underTest(options), onLog, onPageMessage });
    const exit = await Promise.race([workbench.exited, ...outcomes]);
    if (exit === 124) console.error(`no result after ${limitS} s`);
    // The workbench reports 0 when the extension host dies, by a crash or by process.exit() in a test.
    if (exit === 0 && isExtensionHostLost) console.error('the extension host ended before the tests did');
    if (workbench.refusedUrls.length > 0) console.error(`refused requests to other hosts: ${[...new Set(workbench.refusedUrls.map((url) => new URL(url).hostname))].join(' ')}`);
    return exit === 0 && isExtensionHostLost ? 1 : exit;
  } finally {
    await workbench?.close();
    await server.stop();
  }
}

const opened = (path: string | undefined): WorkbenchOptions => (path?.endsWith('.code-workspace') ? { workspace: path } : { folder: path });

const underTest = (options: Arguments['options']): WorkbenchOptions => ({
  extensionDevelopmentPaths: options.get('extensionDevelopmentPath'),
  extensionTestsPath: options.get('extensionTestsPath')?.[0],
  payload: options.has('enable-proposed-api') ? [['enableProposedApi', '']] : [],
});

/** Resolves with the exit code of a signal, once one comes. */
function signalled(): Promise<number> {
  const codes = { SIGINT: 130, SIGTERM: 143, SIGHUP: 129 };
  return new Promise((resolve) => Object.entries(codes).forEach(([name, exit]) => process.once(name, () => resolve(exit))));
}

const timeout = (seconds: number): Promise<number> => new Promise((resolve) => setTimeout(resolve, seconds * 1000, 124).unref());
