/** The single objects that a file knows without a server: those of the dominator tree with a path of their own. */

import type { OwnerNode, Step } from './data';
import { integer } from './format';

export interface Kept {
  path: string;
  type: string;
  address: number;
  objects: number;
  retained: number;
}

export interface SingleObject extends Kept {
  own: number;
  resident: number;
  way: Step[];
  kept: Kept[];
}

function rowOf(node: OwnerNode, above: string): Kept {
  return {
    path: node.x ? above + node.n : node.n,
    type: node.t,
    address: node.w ? Number(`0x${node.at}`) : 0,
    objects: node.c,
    retained: node.v,
  };
}

/** The largest first. */
export function singles(root: OwnerNode): SingleObject[] {
  const found: SingleObject[] = [];
  const look = (node: OwnerNode, above: string): void => {
    const row = rowOf(node, above);
    const below = node.s ?? [];
    if (node.w) {
      const kept = below.map((child) => rowOf(child, row.path));
      if (node.rest)
        kept.push({
          path: `${integer(node.rest)} smaller`,
          type: '',
          address: 0,
          objects: node.c - 1 - below.reduce((sum, child) => sum + child.c, 0),
          retained: node.restv ?? 0,
        });
      found.push({ ...row, own: node.own, resident: node.r, way: node.w, kept });
    }
    for (const child of below) look(child, row.path);
  };
  look(root, '');
  return found.sort((one, other) => other.retained - one.retained);
}
