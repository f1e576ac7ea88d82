/** What we use of WebAssembly: its types come with browsers' only, which Node.js has none of. */

/** Linear memory. Shared ones can be posted to other threads. */
export interface WasmMemory {
  readonly buffer: ArrayBufferLike;
}

/** Code that was checked and compiled. Plain data that threads hand on. */
export type WasmModule = object;

interface WebAssemblyApi {
  /** Sizes in pages of 64 kB. Throws RangeError when there is no such memory. */
  readonly Memory: new (descriptor: { initial: number; maximum?: number; shared?: boolean }) => WasmMemory;
  /** Throws CompileError. */
  readonly Module: new (bytes: Uint8Array) => WasmModule;
  /** Throws LinkError. */
  readonly Instance: new (module: WasmModule, imports: Readonly<Record<string, Readonly<Record<string, unknown>>>>) => { readonly exports: Readonly<Record<string, unknown>> };
}

/** Stands for what a runtime lacks: throws what it would for want of memory. */
class Missing {
  readonly buffer: never;
  readonly exports: never;
  constructor() {
    throw new RangeError('this runtime has no WebAssembly');
  }
}

export const { Memory, Module, Instance } = (globalThis as unknown as { readonly WebAssembly?: WebAssemblyApi }).WebAssembly ?? { Memory: Missing, Module: Missing, Instance: Missing };
