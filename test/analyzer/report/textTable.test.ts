/** Tables in the terminal. */
import assert from 'node:assert/strict';
import { oneLine, textTable } from '../../../analyzer/src/report/textTable.ts';

describe('textTable', () => {
  it('aligns columns and ends no line in blanks', () => {
    const text = textTable([{ name: 'Array', count: 7 }, { name: 'x', count: 1234 }], [
      { title: 'Name', align: 'left', text: ({ name }) => name },
      { title: 'Count', align: 'right', text: ({ count }) => String(count) },
      { title: 'Note', align: 'left', text: () => '' },
    ]);
    assert.equal(text, ['Name   Count  Note', 'Array      7', 'x       1234'].join('\n'));
  });
});

describe('oneLine', () => {
  it('takes the power out of untrusted text', () => {
    assert.equal(oneLine('a\x1b[31mred\r\nb\u202egnp.exe\u2028'), 'a·[31mred··b·gnp.exe·');
  });
});
