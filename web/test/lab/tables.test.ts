// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import type { Machine, Row, Table } from '../../src/lab/data';
import { changed, digits, tableOf } from '../../src/lab/tables';

const MACHINE: Machine = { pageSize: 100, pages: 10, frames: 100 };

const table = (part: Partial<Table> = {}): Table => ({
  task: 'parent',
  virt: 3,
  res: 2,
  shr: 1,
  pss: 1.55,
  minor: 4,
  major: 1,
  rows: [],
  ...part,
});

/** Its rows without blanks around words; `*` if marked as changed. */
const rows = (of: HTMLElement): string[] =>
  [...of.querySelectorAll('tr')].map(
    (row) =>
      [...row.querySelectorAll('td')].map((cell) => cell.textContent.trim()).join(' ') +
      (row.classList.contains('changed') ? ' *' : ''),
  );

describe('an address', () => {
  it('has a dash for each digit within a page of 10, 100, 1000 bytes', () => {
    expect([digits(8, 10, 100), digits(5, 100, 10), digits(77, 1000, 1000)]).toEqual(['8--', ' 5-', ' 77---']);
  });

  it('is a page number in hexadecimal where pages are no power of ten', () => {
    expect([digits(0, 1024, 4096), digits(255, 1024, 4096)]).toEqual(['0x000', '0x0ff']);
  });
});

describe('a row has changed', () => {
  const there: Row = { page: 1, frame: 7, writable: true, label: 'heap' };

  it.each<[string, Row | undefined, Row | undefined]>([
    ['came', there, undefined],
    ['went', undefined, there],
    ['is in another frame', { ...there, frame: 8 }, there],
    ['may be written no more', { ...there, writable: false }, there],
    ['was swapped out', { page: 1, swapped: true, label: 'heap' }, there],
  ])('if it %s', (_, now, before) => {
    expect(changed(now, before)).toBe(true);
  });

  it('not if only others share it now, or it was never there', () => {
    expect(changed({ ...there, sharers: 2 }, there)).toBe(false);
    expect(changed(undefined, undefined)).toBe(false);
  });
});

describe('a page table', () => {
  it('has a row for each page, the highest first, and what a step met', () => {
    const now = table({
      rows: [
        { page: 0, frame: 61, writable: false, sharers: 2, label: 'code' },
        { page: 8, swapped: true, label: 'stack' },
        { page: 9, label: 'stack' },
      ],
    });
    const before = table({ rows: [{ page: 0, frame: 61, writable: false, label: 'code' }] });
    const drawn = rows(tableOf(MACHINE, now, before, { task: 'parent', page: 5, outcome: 'segmentation fault' }));
    expect(drawn).toHaveLength(10);
    expect(drawn.slice(0, 3)).toEqual(['9-- → -  (stack) *', '8-- → swap  (stack) *', '7-- → -  ']);
    expect(drawn[4]).toBe('5-- → -  → SEGMENTATION FAULT');
    expect(drawn[9]).toBe('0-- → 61-- r code ×2');
  });

  it('says whose thread it is, and what the kernel counts', () => {
    const drawn = tableOf(MACHINE, table({ task: 'worker', threadOf: 'main' }));
    expect(drawn.querySelector('caption')?.textContent).toBe('worker (thread of main)');
    expect(drawn.querySelector('.usage')?.textContent).toBe('VIRT 3  RES 2  SHR 1  PSS 1.6  faults 5, from disk 1');
  });

  it('has a row for each area where it is too long for pages', () => {
    const area = { first: 2, pages: 4000, writable: true, label: 'heap', resident: 1000, shared: 0 };
    const long: Machine = { pageSize: 4096, pages: 65536, frames: 65536 };
    const drawn = tableOf(
      long,
      table({ areas: [area, { ...area, first: 5000, shared: 10 }] }),
      table({ areas: [area] }),
    );
    expect(rows(drawn)).toEqual([
      '0x0002..0x0fa1 w  heap: 1,000 of 4,000 there',
      '0x1388..0x2327 w  heap: 1,000 of 4,000 there, 10 shared *',
    ]);
    expect(drawn.querySelector<HTMLElement>('.bar span')?.style.width).toBe('25%');
  });

  it('lights a frame wherever it is mapped', () => {
    const both = [1, 2].map((page) => ({ page, frame: 7, writable: true, label: 'shared' }));
    const drawn = tableOf(MACHINE, table({ rows: both }));
    document.body.replaceChildren(drawn);
    const mapped = [...document.querySelectorAll('[data-frame="7"]')];
    mapped[0]?.dispatchEvent(new Event('pointerenter'));
    expect(mapped.map((row) => row.classList.contains('lit'))).toEqual([true, true]);
    mapped[0]?.dispatchEvent(new Event('pointerleave'));
    expect(mapped.map((row) => row.classList.contains('lit'))).toEqual([false, false]);
  });
});
