/** Where the rectangles of a tree are, and which of them is at a place. */

import {
  hierarchy,
  partition,
  treemap,
  treemapSquarify,
  type HierarchyNode,
  type HierarchyRectangularNode,
} from 'd3-hierarchy';

/** What has an area. Children add up to the value. */
export interface Sized<T> {
  /** What counts for its area; nothing below 0. */
  value: number;
  children?: T[];
}

/** A node's rectangle. `depth` is counted from what is open: below 0 is what lies above that. */
export interface Box<T> {
  node: HierarchyNode<T>;
  depth: number;
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

/** Room for the name of a part in a treemap. */
export const HEADER = 19;

/** Height of a level of an icicle. */
export const ROW = 24;

/** No treemap is drawn deeper below what is open. */
export const DEEP_TREEMAP = 5;

/** What is narrower cannot be seen. */
const NARROWEST_TREEMAP = 2;
const NARROWEST_ICICLE = 1.2;

/** Whether a part of a treemap is large enough for its name. */
export const hasHeader = (box: Pick<Box<unknown>, 'x0' | 'y0' | 'x1' | 'y1'>): boolean =>
  box.x1 - box.x0 > 46 && box.y1 - box.y0 > 2 * HEADER;

export function grow<T extends Sized<T>>(item: T): HierarchyNode<T> {
  const root = hierarchy<T>(item, (each) => each.children);
  // The areas of a node's parts are those of the parts themselves: nothing is counted twice.
  root.eachAfter((node) => {
    const own = node.children
      ? node.children.reduce((sum, child) => sum + (child.value ?? 0), 0)
      : Math.max(0, node.data.value);
    (node as { value?: number }).value = own;
  });
  return root;
}

/** The parts of what is open, each within the one that it is a part of; parents come first. */
export function treemapBoxes<T extends Sized<T>>(open: HierarchyNode<T>, width: number, height: number): Box<T>[] {
  const inner = (pixels: number) => (node: { depth: number }) => (node.depth === 0 ? 0 : pixels);
  const laid = treemap<T>()
    .tile(treemapSquarify.ratio(1.3))
    .size([width, height])
    .round(true)
    .paddingTop((node) => (node.depth === 0 ? 0 : hasHeader(node) ? HEADER : 1))
    .paddingInner(1)
    .paddingLeft(inner(2))
    .paddingRight(inner(2))
    .paddingBottom(inner(2))(open.copy());
  const wide = (node: HierarchyRectangularNode<T>): boolean =>
    node.depth <= DEEP_TREEMAP && node.x1 - node.x0 >= NARROWEST_TREEMAP && node.y1 - node.y0 >= NARROWEST_TREEMAP;
  return boxes(laid, open, wide).filter((box) => box.depth > 0);
}

/** What is open, below what it is a part of, and above its parts: a level in each row. */
export function icicleBoxes<T extends Sized<T>>(open: HierarchyNode<T>, width: number): Box<T>[] {
  const above = open.ancestors().slice(1).reverse();
  const laid = partition<T>()
    .size([width, (open.height + 1) * ROW])
    .padding(0)(open.copy());
  const shift = above.length * ROW;
  laid.each((node) => {
    node.y0 += shift;
    node.y1 += shift;
  });
  return [
    ...above.map((node, at) => ({
      node,
      depth: at - above.length,
      x0: 0,
      x1: width,
      y0: at * ROW,
      y1: (at + 1) * ROW,
    })),
    ...boxes(laid, open, (node) => node.x1 - node.x0 >= NARROWEST_ICICLE),
  ];
}

/** The same with what is open at the bottom: what it consists of stands on it. */
export function upsideDown<T>(drawn: readonly Box<T>[], height: number): Box<T>[] {
  return drawn.map((box) => ({ ...box, y0: height - box.y1, y1: height - box.y0 }));
}

/** Where a node is: of each one above it, and of itself, which part it is of what it is in. Nothing for the root. */
export function placeOf<T>(node: HierarchyNode<T>): string {
  return node
    .ancestors()
    .slice(0, -1)
    .reverse()
    .map((each) => each.parent?.children?.indexOf(each) ?? 0)
    .join('.');
}

/** The node at a place: the last one on the way there, if there is none. */
export function nodeOf<T>(root: HierarchyNode<T>, place: string): HierarchyNode<T> {
  let node = root;
  for (const step of place.split('.')) {
    const next = /^\d+$/.test(step) ? node.children?.[Number(step)] : undefined;
    if (!next) break;
    node = next;
  }
  return node;
}

/** d3 lays out a copy: its nodes are put beside those that they were copied from. */
function boxes<T>(
  laid: HierarchyRectangularNode<T>,
  original: HierarchyNode<T>,
  worth: (node: HierarchyRectangularNode<T>) => boolean,
): Box<T>[] {
  const found: Box<T>[] = [];
  const left: [HierarchyRectangularNode<T>, HierarchyNode<T>][] = [[laid, original]];
  for (let next = left.pop(); next; next = left.pop()) {
    const [at, node] = next;
    if (!worth(at)) continue;
    found.push({ node, depth: at.depth, x0: at.x0, y0: at.y0, x1: at.x1, y1: at.y1 });
    at.children?.forEach((child, i) => left.push([child, node.children?.[i] as HierarchyNode<T>]));
  }
  return found.sort((one, other) => one.depth - other.depth);
}

/** The deepest node that is drawn at a place. */
export function nodeAt<T>(drawn: readonly Box<T>[], x: number, y: number): HierarchyNode<T> | null {
  let deepest: Box<T> | null = null;
  for (const box of drawn) {
    const hit = x >= box.x0 && x < box.x1 && y >= box.y0 && y < box.y1;
    if (hit && (!deepest || box.depth >= deepest.depth)) deepest = box;
  }
  return deepest?.node ?? null;
}
