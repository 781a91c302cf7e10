// @vitest-environment happy-dom
import { describe, expect, it } from 'vitest';
import { cells, kindOf, legend } from '../../src/lab/frames';

describe('a frame', () => {
  it('is of one kind, by who uses it', () => {
    expect(kindOf(undefined)).toBe('');
    expect(kindOf({ frame: 1, references: 1 })).toBe('private');
    expect(kindOf({ frame: 1, references: 2 })).toBe('shared');
    expect(kindOf({ frame: 1, references: 3, file: 'libc', page: 0 })).toBe('file');
    expect(kindOf({ frame: 1, references: 0, file: 'libc', page: 0 })).toBe('cached');
  });

  it('is explained in the legend whatever it is', () => {
    const kinds = [...legend().querySelectorAll('.cell')].map((cell) => cell.className.replace('cell ', ''));
    expect(kinds).toEqual(['private', 'shared', 'file', 'cached']);
  });
});

describe('the frames of a machine', () => {
  const machine = (frames: number): { pageSize: number; pages: number; frames: number } => ({
    pageSize: 100,
    pages: 10,
    frames,
  });

  it('are all drawn where they are few', () => {
    const drawn = cells(machine(3), [{ frame: 1, references: 2 }], [{ frame: 1, references: 1 }]);
    expect(drawn.cells.map((cell) => cell.title)).toEqual([
      'frame 0: free',
      'frame 1: private, in 2 page tables',
      'frame 2: free',
    ]);
    expect(drawn.cells.map((cell) => cell.textContent)).toEqual(['0', '1 ×2', '2']);
    expect(drawn.cells.map((cell) => cell.classList.contains('changed'))).toEqual([false, true, false]);
    expect(drawn.note).toBe('');
  });

  it('are only those in use where they are many, and that is said', () => {
    const drawn = cells(machine(257), [{ frame: 200, references: 0, file: 'libc', page: 4 }], []);
    expect(drawn.cells.map((cell) => cell.title)).toEqual(['frame 200: libc[4], in 0 page tables']);
    expect(drawn.note).toBe('; the first 1 of those in use are drawn');
  });
});
