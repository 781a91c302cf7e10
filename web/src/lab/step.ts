/** A step in words, and the address of the page that leads to it. */

import { h } from '../dom';
import type { Scenario, Step } from './data';

const SAYS = 'say ';
const EXPECTS = /^(in \S+ )*expect /;

/** A step that only says something to the reader. */
export const says = (step: Step): boolean => step.text.startsWith(SAYS);

/** A step in the list of all. */
export const title = (step: Step): string => (says(step) ? step.text.slice(SAYS.length) : step.text);

/** A command as it is shown: an expectation that holds is ticked. */
export const command = (step: Step): string => (EXPECTS.test(step.text) && step.holds ? '✓ ' : '') + step.text;

export function tell(step: Step): HTMLElement[] {
  if (says(step)) return [h('p', { class: 'say' }, title(step))];
  const parts: HTMLElement[] = [h('p', { class: 'command' }, command(step)), h('p', {}, step.happened)];
  if (step.printed) parts.push(h('pre', { tabindex: 0 }, step.printed.join('\n')));
  if (!step.holds) parts.push(h('p', { class: 'bad' }, step.failure));
  return parts;
}

/** What stands behind the `#` of the page's address. */
export const fragment = (scenario: Scenario, step: number): string =>
  `#${encodeURIComponent(scenario.name)}/${step + 1}`;

/** As it was before it was encoded; what nobody can have encoded is nobody's name. */
function decoded(part: string): string | undefined {
  try {
    return decodeURIComponent(part);
  } catch {
    return undefined;
  }
}

/** Which scenario and step it means; the beginning of the first if it means none. */
export function meant(hash: string, scenarios: Scenario[]): { scenario: number; step: number } {
  const [part = '', number = ''] = hash.slice(1).split('/');
  const name = decoded(part);
  const scenario = scenarios.findIndex((each) => each.name === name);
  if (scenario < 0) return { scenario: 0, step: 0 };
  return { scenario, step: (Number.parseInt(number, 10) || 1) - 1 };
}
