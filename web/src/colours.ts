/** Colours by account. Free memory is hatched and unexplained memory is dotted, so that nothing is told by colour alone. */

export interface Paint {
  fill: string;
  mark: 'plain' | 'hatched' | 'dotted';
}

export const PAINTS: [string, Paint][] = [
  ['objects', { fill: '#3f7fd0', mark: 'plain' }],
  ['buffers', { fill: '#6fb1e8', mark: 'plain' }],
  ['malloc.live', { fill: '#2f9e77', mark: 'plain' }],
  ['malloc.free', { fill: '#e39a3b', mark: 'hatched' }],
  ['malloc.overhead', { fill: '#b39b64', mark: 'plain' }],
  ['binaries', { fill: '#8f6fd1', mark: 'plain' }],
  ['stacks', { fill: '#c9639f', mark: 'plain' }],
  ['files', { fill: '#6c9a9c', mark: 'plain' }],
  ['shared', { fill: '#c7ab1f', mark: 'plain' }],
  ['mapped', { fill: '#7d9c3a', mark: 'plain' }],
  ['lazyfree', { fill: '#cdb07f', mark: 'hatched' }],
  ['kernel', { fill: '#808a94', mark: 'plain' }],
  ['unread', { fill: '#a8786a', mark: 'dotted' }],
  ['unexplained', { fill: '#d4574e', mark: 'dotted' }],
];

/** Of each runtime: `python.objects`, `pypy.free`. */
export const OF_RUNTIME = new Map<string, Paint>([
  ['objects', { fill: '#3f7fd0', mark: 'plain' }],
  ['buffers', { fill: '#6fb1e8', mark: 'plain' }],
  ['free', { fill: '#e9bf74', mark: 'hatched' }],
  ['overhead', { fill: '#94a3b8', mark: 'plain' }],
]);

/** Colours for what modules and roots keep: by the first step of the way. */
export const OWNERS = [
  '#3f7fd0',
  '#2f9e77',
  '#c9639f',
  '#8f6fd1',
  '#c7ab1f',
  '#6c9a9c',
  '#d07a3f',
  '#6fb1e8',
  '#a3ad55',
  '#b77f8f',
];

const OTHER: Paint = { fill: '#8b95a1', mark: 'plain' };

export function paint(account: string): Paint {
  for (const [prefix, found] of PAINTS) if (account === prefix || account.startsWith(prefix + '.')) return found;
  const runtime = OF_RUNTIME.get(account.split('.')[1] ?? '');
  if (runtime) return runtime;
  return OTHER;
}

export const isDark = (): boolean => {
  const chosen = document.documentElement.dataset['theme'];
  return chosen ? chosen === 'dark' : matchMedia('(prefers-color-scheme: dark)').matches;
};

/** A colour of the style sheet. */
export const css = (name: string): string => getComputedStyle(document.documentElement).getPropertyValue(name).trim();

/** Lighter for growth below 0, towards the deep end for the largest change. */
export function growth(part: number): string {
  const strength = Math.min(1, Math.abs(part));
  if (strength < 0.005) return isDark() ? '#56606b' : '#c3cad2';
  const weak = Math.round(30 + 45 * strength);
  return part > 0
    ? `hsl(24 ${weak + 15}% ${isDark() ? 35 + 15 * strength : 78 - 28 * strength}%)`
    : `hsl(212 ${weak}% ${isDark() ? 35 + 15 * strength : 78 - 28 * strength}%)`;
}
