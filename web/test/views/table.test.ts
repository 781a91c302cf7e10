// @vitest-environment happy-dom
import { describe, expect, it, vi } from 'vitest';
import { order, Table } from '../../src/views/table';

interface Row {
  name: string;
  size: number;
}

const ROWS: Row[] = [
  { name: 'beta', size: 20 },
  { name: 'Alpha', size: 3 },
  { name: 'gamma', size: 100 },
];

function table(rows: Row[] = ROWS, pick?: (row: Row) => void): Table<Row> {
  return new Table<Row>(
    rows,
    [
      { head: 'name', by: (row) => row.name, show: (row) => row.name, left: true },
      { head: 'size', by: (row) => row.size, show: (row) => String(row.size) },
    ],
    { name: 'Things', sorted: 1, text: (row) => row.name, foot: [['total', '123']], ...(pick ? { pick } : {}) },
  );
}

const first = (of: Table<Row>): (string | undefined)[] =>
  [...of.element.querySelectorAll('tbody tr')].map((row) => row.querySelector('td')?.textContent);
const head = (of: Table<Row>, name: string): HTMLElement => {
  const found = [...of.element.querySelectorAll('th')].find((each) => each.textContent === name);
  if (!found) throw new Error(`no column ${name}`);
  return found;
};
const press = (of: Table<Row>, name: string): void => head(of, name).querySelector('button')?.click();
const counted = (of: Table<Row>): string | null | undefined => of.element.querySelector('.counted')?.textContent;

describe('order', () => {
  it('has the largest number first, and text from A', () => {
    expect([3, 100, 20].sort(order)).toEqual([100, 20, 3]);
    expect(['b', 'a', 'c', 'a'].sort(order)).toEqual(['a', 'a', 'b', 'c']);
  });

  it('compares a number with a text as text', () => {
    expect(order(5, '40')).toBe(1);
    expect(order('5', 5)).toBe(0);
  });
});

describe('a table', () => {
  it('begins with the column that it is told', () => {
    const shown = table();
    expect(first(shown)).toEqual(['gamma', 'beta', 'Alpha']);
    expect(head(shown, 'size').getAttribute('aria-sort')).toBe('descending');
    expect(head(shown, 'name').hasAttribute('aria-sort')).toBe(false);
  });

  it('sorts by the head that is pressed, and the other way when it is pressed again', () => {
    const shown = table();
    press(shown, 'name');
    expect(first(shown)).toEqual(['Alpha', 'beta', 'gamma']);
    expect(head(shown, 'name').getAttribute('aria-sort')).toBe('ascending');
    press(shown, 'name');
    expect(first(shown)).toEqual(['gamma', 'beta', 'Alpha']);
    expect(head(shown, 'name').getAttribute('aria-sort')).toBe('descending');
    press(shown, 'size');
    press(shown, 'size');
    expect(first(shown)).toEqual(['Alpha', 'beta', 'gamma']);
    expect(head(shown, 'size').getAttribute('aria-sort')).toBe('ascending');
  });

  it('leaves the rows that it was given as they were', () => {
    press(table(), 'name');
    expect(ROWS.map((row) => row.name)).toEqual(['beta', 'Alpha', 'gamma']);
  });

  it('finds rows in either case, and says how many', () => {
    const shown = table();
    expect(counted(shown)).toBe('3 rows');
    shown.filter('ALPH');
    expect(first(shown)).toEqual(['Alpha']);
    expect(counted(shown)).toBe('1 of 3 rows');
    shown.filter('nothing of this');
    expect(first(shown)).toEqual([]);
    expect(counted(shown)).toBe('0 of 3 rows');
  });

  it('keeps its foot whatever is searched for', () => {
    const shown = table();
    shown.filter('Alpha');
    expect(shown.element.querySelector('tfoot')?.textContent).toBe('total123');
  });

  it('shows a hundred rows until all are asked for', () => {
    const shown = table(Array.from({ length: 1500 }, (_, at) => ({ name: `row ${at}`, size: at })));
    expect(first(shown)).toHaveLength(101);
    expect(first(shown).at(-1)).toBe('show all 1,500');
    shown.element.querySelector<HTMLElement>('.more button')?.click();
    expect(first(shown)).toHaveLength(1500);
  });

  it('lets a row be picked by mouse and by Enter, and by no other key', () => {
    const picked = vi.fn<(row: Row) => void>();
    const row = table(ROWS, picked).element.querySelector<HTMLElement>('tbody tr');
    row?.click();
    row?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Enter' }));
    row?.dispatchEvent(new KeyboardEvent('keydown', { key: 'a' }));
    expect(picked.mock.calls.map(([each]) => each.name)).toEqual(['gamma', 'gamma']);
  });

  it('takes names as text, whatever they look like', () => {
    const shown = table([{ name: '<img src=x onerror=alert(1)>', size: 1 }]);
    expect(first(shown)).toEqual(['<img src=x onerror=alert(1)>']);
    expect(shown.element.querySelector('img')).toBeNull();
  });
});
