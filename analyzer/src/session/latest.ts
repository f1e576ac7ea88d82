/** A small cache that keeps what was used last. */

export interface Latest<Value> {
  /** The kept value, or the one that `make` gives now. */
  get(key: string, make: () => Value): Value;
  /** Forgets all keys that `matches`. */
  forget(matches: (key: string) => boolean): void;
}

/** Keeps at most `capacity` values. */
export function createLatest<Value>(capacity: number): Latest<Value> {
  const values = new Map<string, Value>(); // in order of use, oldest first
  return {
    get(key, make) {
      const value = values.has(key) ? values.get(key)! : make();
      values.delete(key);
      values.set(key, value);
      if (values.size > capacity) values.delete(values.keys().next().value!);
      return value;
    },
    forget(matches) {
      for (const key of values.keys()) if (matches(key)) values.delete(key);
    },
  };
}
