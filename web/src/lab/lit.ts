/** A frame is lit in every table and among the frames while one of these is pointed at. */

import type { Attributes } from '../dom';

function light(frame: number, on: boolean): void {
  for (const each of document.querySelectorAll(`[data-frame="${frame}"]`)) each.classList.toggle('lit', on);
}

/** What an element has to have for that; nothing for what is in no frame. */
export function lit(frame: number | undefined): Attributes {
  if (frame === undefined) return {};
  return {
    'data-frame': frame,
    pointerenter: () => light(frame, true),
    pointerleave: () => light(frame, false),
  };
}
