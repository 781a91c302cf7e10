import { ask, reason, type Surroundings } from '../ask';
import { h, replace } from '../dom';
import { drawing } from '../draw/drawing';
import { hex, integer } from '../format';

/** How many objects are drawn, and how many steps it goes to either side. */
interface Extent {
  nodes: number;
  depth: number;
}

const FIRST: Extent = { nodes: 24, depth: 2 };
const MOST: Extent = { nodes: 200, depth: 10 };

function further(from: Extent): Extent | undefined {
  const to = { nodes: Math.min(MOST.nodes, 2 * from.nodes), depth: Math.min(MOST.depth, from.depth + 1) };
  return to.nodes > from.nodes || to.depth > from.depth ? to : undefined;
}

/** Makes of each object in a drawing, but the one in its middle, a link to that object. */
function lead(drawn: SVGElement, open: (address: string) => void): void {
  for (const each of drawn.querySelectorAll<SVGElement>('.object')) {
    const go = (): void => open(each.dataset['address'] ?? '');
    each.setAttribute('role', 'link');
    each.setAttribute('tabindex', '0');
    each.addEventListener('click', go);
    each.addEventListener('keydown', (event) => event.key === 'Enter' && go());
  }
}

/** A drawing is larger than its frame, as a rule: one begins at the object itself. */
function center(frame: HTMLElement, drawn: SVGElement): void {
  const seen = frame.getBoundingClientRect();
  const middle = drawn.querySelector('.middle')?.getBoundingClientRect();
  if (!middle) return;
  frame.scrollLeft += middle.left + middle.width / 2 - (seen.left + seen.width / 2);
  frame.scrollTop += middle.top + middle.height / 2 - (seen.top + seen.height / 2);
}

/** What refers to an object and what it refers to, drawn; of what is not drawn more can be had. */
export function surroundings(address: number, open: (address: string) => void): HTMLElement {
  const frame = h('div', { class: 'drawing', hidden: true });
  const said = h('p', { class: 'dim' });

  const draw = async (extent: Extent, before: number): Promise<void> => {
    replace(said, 'Drawing …');
    try {
      const found = await ask<Surroundings>('graph', { of: hex(address), ...extent });
      const drawn = drawing(found.svg);
      lead(drawn, open);
      frame.hidden = false;
      replace(frame, drawn);
      center(frame, drawn);
      const count = found.nodes.length;
      const left = found.folded.reduce((sum, fold) => sum + fold.objects, 0);
      // Where going further brought nothing, there is nothing further.
      const next = count > before ? further(extent) : undefined;
      replace(
        said,
        'refs: how many references the runtime counts; seen: how many of objects were found. ',
        left ? `${integer(left)} objects beside them are not drawn. ` : null,
        next ? h('button', { type: 'button', class: 'link', click: () => void draw(next, count) }, 'Draw more') : null,
      );
    } catch (failure) {
      replace(said, `No drawing: ${reason(failure)}.`);
    }
  };

  void draw(FIRST, 0);
  return h('div', { class: 'surroundings' }, frame, said);
}
