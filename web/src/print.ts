/** Printed, the page is a report: all its views, one below the other, on white. */

import { append } from './dom';

/** Pictures draw at once when they hear it: nothing waits for the next frame when a page is printed. */
export const DRAW = 'draw';

/** @param others makes the views beside the one that is shown */
export function printWhole(main: HTMLElement, others: () => HTMLElement[]): void {
  let added: HTMLElement[] = [];
  let theme: string | undefined;
  addEventListener('beforeprint', () => {
    theme = document.documentElement.dataset['theme'];
    document.documentElement.dataset['theme'] = 'light';
    added = others();
    append(main, ...added);
    dispatchEvent(new Event(DRAW));
  });
  addEventListener('afterprint', () => {
    for (const each of added) each.remove();
    added = [];
    if (theme === undefined) delete document.documentElement.dataset['theme'];
    else document.documentElement.dataset['theme'] = theme;
    dispatchEvent(new Event('theme'));
  });
}
