import { describe, expect, it } from 'vitest';
import type { OwnerNode } from '../src/data';
import { singles } from '../src/singles';

const way = [{ name: 'm', type: 'module', address: 16 }];
const node = (n: string, v: number, more: Partial<OwnerNode> = {}): OwnerNode => ({
  n,
  t: 'dict',
  at: '1f',
  v,
  r: v,
  c: 1,
  own: v,
  ...more,
});

describe('single objects of a file', () => {
  const root = node('', 100, {
    s: [
      node('few', 10, { at: '10', w: way }),
      node('main', 90, {
        at: '20',
        c: 9,
        own: 5,
        w: way,
        rest: 3,
        restv: 15,
        s: [node('.all', 70, { x: true, at: '30', c: 5, w: way }), node('[*] × 7', 0, { x: true, c: 1 })],
      }),
    ],
  });

  it('are those with a path of their own, the largest first', () => {
    expect(singles(root).map((each) => [each.path, each.address])).toEqual([
      ['main', 0x20],
      ['main.all', 0x30],
      ['few', 0x10],
    ]);
  });

  it('tell what they keep; what is no single object leads nowhere', () => {
    const main = singles(root)[0];
    expect(main?.kept.map((each) => [each.path, each.address, each.retained])).toEqual([
      ['main.all', 0x30, 70],
      ['main[*] × 7', 0, 0],
      ['3 smaller', 0, 15],
    ]);
    // With its own: all that it retains.
    expect((main?.own ?? 0) + (main?.kept ?? []).reduce((sum, each) => sum + each.retained, 0)).toBe(90);
  });
});
