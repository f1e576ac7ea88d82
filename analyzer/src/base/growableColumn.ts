/** Typed columns that grow: for inputs whose length is only claimed by a header that may lie. */

type TypedArray = Uint8Array | Uint32Array | Int32Array | Float64Array;

/** The column with room for at least `length` rows: itself when it has, else a copy half as large again. */
export function withRoom<Column extends TypedArray>(column: Column, length: number, create: (length: number) => Column): Column {
  if (length <= column.length) return column;
  const grown = create(Math.max(length, Math.ceil(column.length * 1.5), 1024));
  (grown as Uint8Array).set(column as Uint8Array);
  return grown;
}

/** Exactly `length` rows: the column itself when it fits, else a copy, so that no spare memory is kept. */
export function trimmed<Column extends TypedArray>(column: Column, length: number): Column {
  return column.length === length ? column : (column.slice(0, length) as Column);
}
