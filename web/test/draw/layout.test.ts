import { describe, expect, it } from 'vitest';
import {
  grow,
  HEADER,
  icicleBoxes,
  nodeAt,
  nodeOf,
  placeOf,
  ROW,
  treemapBoxes,
  upsideDown,
  type Box,
} from '../../src/draw/layout';

interface Item {
  name: string;
  value: number;
  children?: Item[];
}

const leaf = (name: string, value: number): Item => ({ name, value });
const of = (name: string, ...children: Item[]): Item => ({ name, value: 12345, children });

/** root: left (a 30, b 10), right (c 60) */
const tree = (): Item => of('root', of('left', leaf('a', 30), leaf('b', 10)), of('right', leaf('c', 60)));

const named = (boxes: Box<Item>[], name: string): Box<Item> => {
  const found = boxes.find((box) => box.node.data.name === name);
  if (!found) throw new Error(`${name} is not drawn`);
  return found;
};
const names = (boxes: Box<Item>[]): string[] => boxes.map((box) => box.node.data.name);
const area = (box: Box<Item>): number => (box.x1 - box.x0) * (box.y1 - box.y0);
const within = (inner: Box<Item>, outer: Box<Item>): boolean =>
  inner.x0 >= outer.x0 && inner.x1 <= outer.x1 && inner.y0 >= outer.y0 && inner.y1 <= outer.y1;

describe('a tree', () => {
  it('has the sums of its leaves, whatever its parts say of themselves', () => {
    const root = grow(tree());
    expect(root.value).toBe(100);
    expect(root.children?.map((child) => child.value)).toEqual([40, 60]);
  });

  it('has no area below nothing', () => {
    expect(grow(of('root', leaf('a', -5), leaf('b', 5))).value).toBe(5);
  });
});

describe('a treemap', () => {
  const boxes = treemapBoxes(grow(tree()), 600, 400);

  it('draws what is in what is open, and not that itself', () => {
    expect(names(boxes).sort()).toEqual(['a', 'b', 'c', 'left', 'right']);
  });

  it('draws parts within their wholes, below their names', () => {
    for (const [part, whole] of [
      ['a', 'left'],
      ['b', 'left'],
      ['c', 'right'],
    ] as const) {
      expect(within(named(boxes, part), named(boxes, whole))).toBe(true);
      expect(named(boxes, part).y0).toBeGreaterThanOrEqual(named(boxes, whole).y0 + HEADER);
    }
  });

  it('draws areas in proportion', () => {
    const share = area(named(boxes, 'left')) / (600 * 400);
    expect(share).toBeGreaterThan(0.39);
    expect(share).toBeLessThan(0.41);
  });

  it('lets siblings not overlap', () => {
    const [one, other] = [named(boxes, 'a'), named(boxes, 'b')];
    expect(one.x1 <= other.x0 || other.x1 <= one.x0 || one.y1 <= other.y0 || other.y1 <= one.y0).toBe(true);
  });

  it('puts parents before their parts, so that they are painted over', () => {
    expect(boxes.map((box) => box.depth)).toEqual([1, 1, 2, 2, 2]);
  });

  it('leaves out what cannot be seen, and what is too deep', () => {
    const tiny = treemapBoxes(grow(of('root', leaf('large', 1_000_000), leaf('small', 1))), 600, 400);
    expect(names(tiny)).toEqual(['large']);
    let deep = leaf('9', 1);
    for (let level = 8; level >= 0; level--) deep = of(String(level), deep);
    expect(names(treemapBoxes(grow(deep), 2000, 2000))).toEqual(['1', '2', '3', '4', '5']);
  });

  it('counts depth from what is open', () => {
    const left = grow(tree()).children?.[0];
    if (!left) throw new Error('nothing on the left');
    expect(treemapBoxes(left, 100, 100).map((box) => [box.node.data.name, box.depth])).toEqual([
      ['b', 1],
      ['a', 1],
    ]);
  });

  it('stands memory of no size', () => {
    expect(treemapBoxes(grow(of('root', leaf('a', 0))), 600, 400).every((box) => Number.isFinite(area(box)))).toBe(
      true,
    );
  });
});

describe('an icicle', () => {
  it('has a row for each level, and each part below its whole', () => {
    const boxes = icicleBoxes(grow(tree()), 1000);
    expect(named(boxes, 'root')).toMatchObject({ x0: 0, x1: 1000, y0: 0, y1: ROW });
    expect(named(boxes, 'left')).toMatchObject({ x0: 0, x1: 400, y0: ROW, y1: 2 * ROW });
    expect(named(boxes, 'c')).toMatchObject({ x0: 400, x1: 1000, y0: 2 * ROW, y1: 3 * ROW });
  });

  it('shows what is open below all that it is a part of, each as wide as the picture', () => {
    const open = grow(tree()).children?.[0];
    if (!open) throw new Error('nothing on the left');
    const boxes = icicleBoxes(open, 1000);
    expect(named(boxes, 'root')).toMatchObject({ depth: -1, x0: 0, x1: 1000, y0: 0 });
    expect(named(boxes, 'left')).toMatchObject({ depth: 0, x0: 0, x1: 1000, y0: ROW });
    expect(named(boxes, 'a')).toMatchObject({ depth: 1, x0: 0, x1: 750, y0: 2 * ROW });
    expect(names(boxes)).not.toContain('right');
  });

  it('leaves out what is narrower than can be seen', () => {
    expect(names(icicleBoxes(grow(of('root', leaf('wide', 999), leaf('narrow', 1))), 1000))).toEqual(['root', 'wide']);
  });
});

describe('what is at a place', () => {
  const root = grow(tree());
  const boxes = icicleBoxes(root, 1000);
  const at = (x: number, y: number): string | undefined => nodeAt(boxes, x, y)?.data.name;

  it('is what is drawn there; a border belongs to the right and lower one', () => {
    expect([at(0, 0), at(399.9, ROW), at(400, ROW), at(300, 2 * ROW), at(299, 2 * ROW)]).toEqual([
      'root',
      'left',
      'right',
      'b',
      'a',
    ]);
  });

  it('is nothing beside the picture', () => {
    expect([at(-1, 0), at(1000, 0), at(5, 3 * ROW)]).toEqual([undefined, undefined, undefined]);
  });

  it('is the deepest where parts lie on their wholes', () => {
    const map = treemapBoxes(root, 600, 400);
    for (const box of map) {
      const found = nodeAt(map, (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2);
      expect(found?.ancestors()).toContain(box.node);
    }
    const left = named(map, 'left');
    expect(nodeAt(map, left.x0 + 3, left.y0 + 3)).toBe(left.node);
  });

  it('is a node of the tree itself, not of a copy', () => {
    expect(nodeAt(boxes, 0, 0)).toBe(root);
  });
});

describe('a flame graph', () => {
  it('stands on what is open', () => {
    const boxes = upsideDown(icicleBoxes(grow(tree()), 600), 3 * ROW);
    expect([named(boxes, 'root').y1, named(boxes, 'left').y1, named(boxes, 'a').y1]).toEqual([3 * ROW, 2 * ROW, ROW]);
    expect(nodeAt(boxes, 1, 3 * ROW - 1)?.data.name).toBe('root');
    expect(nodeAt(boxes, 1, 1)?.data.name).toBe('a');
  });
});

describe('where a node is', () => {
  const root = grow(tree());

  it('leads back to it', () => {
    root.each((node) => expect(nodeOf(root, placeOf(node))).toBe(node));
    expect(placeOf(root)).toBe('');
  });

  it.each(['9', '-1', 'x', '0.7', '..', '0x1', '__proto__'])('is as near as can be at %s', (place) => {
    expect(['root', 'left']).toContain(nodeOf(root, place).data.name);
  });
});
