/** stub */
export function inflate(_source: string, _path: string): void { throw new Error('no'); }
