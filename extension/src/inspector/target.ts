/**
 * What the rest of the extension and the command line know of a target: how it is named, what a session with it can do.
 * Types only. Nothing in inspector/ or capture/ imports `vscode`.
 */
import type { Bytes, Milliseconds } from '../../../analyzer/protocol/units.ts';

/** A local process as the operating system shows it. */
export interface ProcessRow {
  readonly pid: number;
  readonly parentPid: number | null;
  /** argv, program first. Untrusted text. */
  readonly commandLine: readonly string[];
  /** Null when the system does not say. */
  readonly workingDirectory: string | null;
  readonly rssBytes: Bytes | null;
  /** `v22.23.3` where it can be known without touching the process, else null. */
  readonly nodeVersion: string | null;
  /** The inspector that is open already, else null. */
  readonly inspector: { readonly host: string; readonly port: number } | null;
  /** `editor`: VS Code's own helper processes and their children that are not the user's programs. */
  readonly role: 'node' | 'electron' | 'editor';
}

/** How to reach a target. */
export type TargetAddress =
  | { readonly kind: 'pid'; readonly pid: number }
  | { readonly kind: 'inspector'; readonly host: string; readonly port: number }
  | { readonly kind: 'webSocket'; readonly url: string };

/** One thread (isolate) that can be captured on its own: the main thread or a worker. */
export interface TargetThread {
  /** `main` or the worker's session id. */
  readonly id: string;
  /** `main thread`, or the worker's title and script. */
  readonly label: string;
  /** The script, for workers; null for the main thread. */
  readonly url: string | null;
  readonly session: InspectorSession;
}

/** Requests to, and events from, one thread. Errors of send(): HeaplineError `protocolError`, `connectionLost`, `targetDied`. */
export interface InspectorSession {
  send<Result = unknown>(method: string, params?: object): Promise<Result>;
  /** Returns the function that stops listening. */
  on(event: string, listener: (params: never) => void): () => void;
  /** Starts this work when all that was given here before has ended: for requests whose events do not say which request they belong to. */
  inTurn<Result>(work: () => Promise<Result>): Promise<Result>;
  /** Stops, and goes on, reading from the target: so that it is not faster than the disk. */
  pause(): void;
  resume(): void;
}

/** A target that we are connected to. */
export interface AttachedTarget {
  readonly address: TargetAddress;
  /** Our number for it when it runs on this machine, else the one that it has where it runs. */
  readonly pid: number | null;
  /** Whether it is a process of this machine, so that this machine's memory and disk are its own. */
  readonly isLocal: boolean;
  /** `server.js`, or whatever names it best for a user. */
  readonly label: string;
  readonly nodeVersion: string;
  readonly main: TargetThread;
  /** The main thread first, then workers in the order in which they appeared. */
  threads(): readonly TargetThread[];
  onThreadsChanged(listener: () => void): () => void;
  /** Called once, when the connection is gone for whatever reason but detach(). */
  onEnded(listener: (reason: 'targetDied' | 'connectionLost') => void): () => void;
  /** Leaves the target as it was found: closes our sessions, and the inspector when we opened it. */
  detach(): Promise<void>;
}

/** What a capture will cost, before it starts. */
export interface CaptureEstimate {
  readonly heapUsedBytes: Bytes;
  readonly fileBytes: Bytes;
  readonly pauseMs: Milliseconds;
  /** Extra memory that the target will need while it writes. */
  readonly extraTargetBytes: Bytes;
  /** On the disk where the capture goes. */
  readonly freeDiskBytes: Bytes | null;
  /** Available on the machine; null when the target is not on this machine. */
  readonly freeMemoryBytes: Bytes | null;
  /** What is left below the target's cgroup limit; null when there is no limit or it can't be read. */
  readonly cgroupHeadroomBytes: Bytes | null;
  /** Why the capture would probably kill the target or fill the disk: one sentence naming the number. Null when it is safe. */
  readonly refusal: string | null;
}

export type CaptureStage = 'estimating' | 'collecting' | 'serializing' | 'writing';

export interface CaptureProgress {
  readonly stage: CaptureStage;
  /** 0 … 1 over the whole capture. */
  readonly fraction: number;
  readonly writtenBytes: Bytes;
}

export interface TakenSnapshot {
  readonly path: string;
  readonly fileBytes: Bytes;
  /** From the request to the last byte. */
  readonly durationMs: Milliseconds;
}
